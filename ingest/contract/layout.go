package contract

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An element is one part of a Go layout: what it says, how DuckDB's strptime spells it, and what it looks like in a file
// name.
type element struct {
	layout   string
	unit     unit
	strptime string
	look     string // regular expression without groups
}

// unit is what an element says; a layout says each at most once.
type unit string

const (
	unitYear, unitMonth, unitDay, unitYearDay       unit = "year", "month", "day", "day of the year"
	unitHour, unitHalf, unitMinute, unitSecond      unit = "hour", "half of the day", "minute", "second"
	unitFraction, unitWeekday, unitOffset, unitZone unit = "fraction", "weekday", "offset", "zone"
)

const (
	looksTwo     = `[0-9]{2}`
	looksOneTwo  = `[0-9]{1,2}`
	looksWord    = `[A-Za-z]+`
	looksOffset  = `(?:Z|[+-][0-9]{2}:?[0-9]{2})`
	twelveHour   = "%I %-I"
	offsetFormat = "%z"
)

// elements of Go layouts in the order in which they are tried: a longer one stands before what it starts with.
func elements() []element {
	return []element{
		{"January", unitMonth, "%B", looksWord}, {"Jan", unitMonth, "%b", looksWord},
		{"Monday", unitWeekday, "%A", looksWord}, {"Mon", unitWeekday, "%a", looksWord},
		{"MST", unitZone, "", looksWord},
		{"002", unitYearDay, "%j", `[0-9]{3}`},
		{"2006", unitYear, "%Y", `[0-9]{4}`}, {"06", unitYear, "%y", looksTwo},
		{"01", unitMonth, "%m", looksTwo}, {"02", unitDay, "%d", looksTwo},
		{"03", unitHour, "%I", looksTwo}, {"04", unitMinute, "%M", looksTwo}, {"05", unitSecond, "%S", looksTwo},
		{"15", unitHour, "%H", looksTwo}, {"1", unitMonth, "%-m", looksOneTwo}, {"2", unitDay, "%-d", looksOneTwo},
		{"3", unitHour, "%-I", looksOneTwo}, {"4", unitMinute, "%-M", looksOneTwo}, {"5", unitSecond, "%-S", looksOneTwo},
		{"PM", unitHalf, "%p", `[AP]M`}, {"pm", unitHalf, "%p", `[ap]m`},
		{"-07:00", unitOffset, offsetFormat, looksOffset}, {"-0700", unitOffset, offsetFormat, looksOffset},
		{"Z07:00", unitOffset, offsetFormat, looksOffset}, {"Z0700", unitOffset, offsetFormat, looksOffset},
		{"-07", unitOffset, offsetFormat, `[+-][0-9]{2}`}, {"Z07", unitOffset, offsetFormat, `(?:Z|[+-][0-9]{2})`},
	}
}

// piece of a layout: an element, or the text between two.
type piece struct {
	element
	literal string
}

// fraction matches a layout's fraction of a second: a point or comma with zeros or nines behind it.
var fraction = regexp.MustCompile(`^[.,](0+|9+)`)

// pieces splits a Go layout as package time does.
func pieces(layout string) ([]piece, error) {
	var out []piece
	known := elements()
	for rest := layout; rest != ""; {
		if p, ok := fractionAt(rest); ok && len(out) > 0 && out[len(out)-1].unit == unitSecond {
			if p.strptime == "" {
				return nil, errors.New("a fraction of a second has 3, 6 or 9 digits")
			}
			out = append(out, piece{literal: rest[:1]}, p)
			rest = rest[len(p.layout):]
			continue
		}
		if p, ok := elementAt(rest, known); ok {
			out = append(out, p)
			rest = rest[len(p.layout):]
			continue
		}
		out = appendLiteral(out, rest[:1])
		rest = rest[1:]
	}
	return out, nil
}

func appendLiteral(out []piece, text string) []piece {
	if n := len(out); n > 0 && out[n-1].unit == "" {
		out[n-1].literal += text
		return out
	}
	return append(out, piece{literal: text})
}

func elementAt(rest string, known []element) (piece, bool) {
	for _, e := range known {
		if !strings.HasPrefix(rest, e.layout) {
			continue
		}
		// As in package time: "Jan" of "Janet" and "Mon" of "Month" are plain words.
		if after := rest[len(e.layout):]; (e.layout == "Jan" || e.layout == "Mon") && after != "" &&
			after[0] >= 'a' && after[0] <= 'z' {
			continue
		}
		return piece{element: e}, true
	}
	return piece{}, false
}

func fractionAt(rest string) (piece, bool) {
	text := fraction.FindString(rest)
	if text == "" || len(rest) > len(text) && rest[len(text)] >= '0' && rest[len(text)] <= '9' {
		return piece{}, false
	}
	formats := map[int]string{4: "%g", 7: "%f", 10: "%n"}
	return piece{element: element{text, unitFraction, formats[len(text)], `[0-9]+`}}, true
}

// StrptimeFormat turns a Go layout into the format of DuckDB's strptime. A layout that package time would read another
// way than it looks (31/12/2006, dd/mm/yyyy, %d/%m/%Y) or that names no whole date is an error. A layout with an offset
// (HasOffset) gives strptime's time with zone; its %z takes +01:00, +0100 and +01, but not the letter Z, which must be
// made +00:00 first.
func StrptimeFormat(goLayout string) (string, error) {
	parts, err := pieces(goLayout)
	if err != nil {
		return "", err
	}
	if err := checkPieces(parts); err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range parts {
		if p.unit != "" {
			b.WriteString(p.strptime)
			continue
		}
		b.WriteString(p.literal)
	}
	return b.String(), nil
}

// HasOffset says whether times of the layout carry their offset, so that they are not London's wall clock.
func HasOffset(goLayout string) bool {
	parts, err := pieces(goLayout)
	return err == nil && slices.ContainsFunc(parts, func(p piece) bool { return p.unit == unitOffset })
}

func checkPieces(parts []piece) error {
	var units []unit
	twelve := false
	for _, p := range parts {
		if p.unit == "" {
			if strings.ContainsAny(p.literal, "0123456789%_") {
				return fmt.Errorf("%q is not part of a date", strings.TrimSpace(p.literal))
			}
			continue
		}
		if slices.Contains(units, p.unit) {
			return fmt.Errorf("the %s stands in it twice", p.unit)
		}
		units = append(units, p.unit)
		twelve = twelve || p.unit == unitHour && strings.Contains(twelveHour, p.strptime)
	}
	has := func(u unit) bool { return slices.Contains(units, u) }
	switch {
	case has(unitZone):
		return errors.New("a zone's name (MST) is not read, BST is more than one zone: use an offset (-0700) or none")
	case !has(unitYear):
		return errors.New("it has no year (2006)")
	case !has(unitYearDay) && !has(unitMonth):
		return errors.New("it has no month (01, 1, Jan or January)")
	case !has(unitYearDay) && !has(unitDay):
		return errors.New("it has no day (02 or 2)")
	case has(unitYearDay) && (has(unitMonth) || has(unitDay)):
		return errors.New("it has a day of the year (002) and a day or month")
	case twelve && !has(unitHalf):
		return errors.New("it has a 12-hour clock (03) without PM; 15 is the 24-hour clock")
	case has(unitHalf) && !twelve:
		return errors.New("it has PM without a 12-hour clock (03 or 3)")
	case has(unitMinute) && !has(unitHour), has(unitSecond) && !has(unitMinute):
		return errors.New("it has a part of a time without the part before it")
	}
	return nil
}

// layoutPattern is a regular expression without groups for texts of the layout.
func layoutPattern(layout string) (string, error) {
	if _, err := StrptimeFormat(layout); err != nil {
		return "", err
	}
	parts, err := pieces(layout)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range parts {
		if p.unit != "" {
			b.WriteString(p.look)
			continue
		}
		b.WriteString(regexp.QuoteMeta(p.literal))
	}
	return b.String(), nil
}

// layouts checks a list of date layouts; every one that is wrong is a fault.
func (r *reader) layouts(e entry, what string) []string {
	list := r.texts(e, what)
	for _, layout := range list {
		if _, err := StrptimeFormat(layout); err != nil {
			r.fail(position(e.value), codeLayout, "%s: %q is not a date layout: %v", what, layout, err).Try =
				`write the day 2 January 2006 as the file would: "02/01/2006", "2006-01-02", "2 Jan 2006 15:04"`
		}
	}
	return list
}

// dateLayouts and dateTimeLayouts are what a canonical file may hold, and a contract that names no formats.
func dateLayouts() []string { return []string{"2006-01-02"} }

func dateTimeLayouts() []string {
	return []string{
		"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04",
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00",
	}
}
