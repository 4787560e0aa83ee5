package sample

import (
	"fmt"
	"strings"
	"time"
)

// faults says how the rows of one layout go wrong. Columns are given by number.
type faults struct {
	width     int
	key       int    // the record's own reference
	person    int    // the person's reference
	name      int    // a name, 0 for none
	required  int    // a date that must be filled
	dates     []int  // dates that may be impossible
	codes     []int  // columns of a code list
	prisons   []int  // establishments
	order     [2]int // two dates of which the second cannot be the earlier; 0, 0 for none
	corrected []int  // dates that are first written wrong and later corrected
	layout    string // of dates
	extra     bool   // a stray separator can give a row one cell too many
	spaces    []int  // columns with trailing spaces
	breaks    int    // a column that may hold a line break, 0 for none
}

// impossible is a date that no calendar has.
func (f *faults) impossible(r dice) string {
	y := 2023 + r.IntN(4)
	if f.layout == time.DateOnly {
		return fmt.Sprintf("%d-02-31", y)
	}
	return fmt.Sprintf("31/02/%d", y)
}

// spoil returns the row with one thing wrong that gets it rejected.
func (f *faults) spoil(r dice, row []string) []string {
	bad := append([]string(nil), row...)
	if f.extra && r.chance(0.2) {
		return append(bad[:2], append([]string{""}, bad[2:]...)...)
	}
	if f.order[1] != 0 && bad[f.order[0]] != "" && bad[f.order[1]] != "" && r.chance(0.35) {
		if to, err := time.Parse(f.layout, bad[f.order[0]][:len(f.layout)]); err == nil {
			bad[f.order[1]] = to.AddDate(0, 0, -3).Format(f.layout)
			return bad
		}
	}
	switch r.IntN(4) {
	case 0:
		if len(f.codes) > 0 {
			bad[f.codes[r.IntN(len(f.codes))]] = r.pick([]share{{"ZZZ", 1}, {"?", 1}, {"see notes", 1}})
			return bad
		}
	case 1:
		if len(f.prisons) > 0 {
			bad[f.prisons[r.IntN(len(f.prisons))]] = r.pick([]share{{"Barlinie", 2}, {"the Bar-L", 1}, {"Hall C", 1}})
			return bad
		}
	case 2:
		bad[f.required] = ""
		return bad
	}
	bad[f.dates[r.IntN(len(f.dates))]] = f.impossible(r)
	return bad
}

// shift is the row with a date moved: the same record told in another way.
func (f *faults) shift(r dice, row []string) []string {
	twin := append([]string(nil), row...)
	f.move(r, twin, f.dates)
	return twin
}

// mistake is a row that can be accepted, but says something that the next
// delivery corrects.
func (f *faults) mistake(r dice, row []string) []string {
	wrong := append([]string(nil), row...)
	f.move(r, wrong, f.corrected)
	return wrong
}

func (f *faults) move(r dice, row []string, columns []int) {
	col := columns[r.IntN(len(columns))]
	if on, err := time.Parse(f.layout, row[col]); err == nil {
		row[col] = on.AddDate(0, 0, -1-r.IntN(20)).Format(f.layout)
	}
}

// untidy is the row as people type it: right, but with odd spaces and breaks.
func (f *faults) untidy(r dice, row []string) []string {
	if len(row) != f.width || !r.chance(0.05) {
		return row
	}
	odd := append([]string(nil), row...)
	if len(f.spaces) > 0 {
		odd[f.spaces[r.IntN(len(f.spaces))]] += "  "
	}
	if f.breaks > 0 && odd[f.breaks] != "" && r.chance(0.3) {
		odd[f.breaks] = strings.Replace(odd[f.breaks], " ", "\n", 1) + "\n"
	}
	return odd
}
