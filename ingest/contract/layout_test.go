package contract

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// goodLayouts are Go layouts with the strptime formats they become. Each format was tried on DuckDB 1.5.5.
func goodLayouts() map[string]string {
	return map[string]string{
		"2006-01-02":                          "%Y-%m-%d",
		"20060102":                            "%Y%m%d",
		"02/01/2006":                          "%d/%m/%Y",
		"2/1/2006":                            "%-d/%-m/%Y",
		"01/02/06":                            "%m/%d/%y",
		"02.01.2006":                          "%d.%m.%Y",
		"2 January 2006":                      "%-d %B %Y",
		"02-Jan-06":                           "%d-%b-%y",
		"Mon 2 Jan 2006":                      "%a %-d %b %Y",
		"Monday, 2 January 2006":              "%A, %-d %B %Y",
		"2006-002":                            "%Y-%j",
		"2006-01-02T15:04":                    "%Y-%m-%dT%H:%M",
		"2006-01-02T15:04:05":                 "%Y-%m-%dT%H:%M:%S",
		"2006-01-02 15:04:05.000":             "%Y-%m-%d %H:%M:%S.%g",
		"2006-01-02 15:04:05,000":             "%Y-%m-%d %H:%M:%S,%g",
		"2006-01-02 15:04:05.000000":          "%Y-%m-%d %H:%M:%S.%f",
		"2006-01-02 15:04:05.999999999":       "%Y-%m-%d %H:%M:%S.%n",
		"02/01/2006 03:04 PM":                 "%d/%m/%Y %I:%M %p",
		"02/01/2006 3:4:5pm":                  "%d/%m/%Y %-I:%-M:%-S%p",
		"2006-01-02T15:04:05Z07:00":           "%Y-%m-%dT%H:%M:%S%z",
		"2006-01-02T15:04:05-07:00":           "%Y-%m-%dT%H:%M:%S%z",
		"2006-01-02T15:04:05Z0700":            "%Y-%m-%dT%H:%M:%S%z",
		"2006-01-02T15:04:05-0700":            "%Y-%m-%dT%H:%M:%S%z",
		"2006-01-02T15:04-07":                 "%Y-%m-%dT%H:%M%z",
		"2006-01-02T15:04Z07":                 "%Y-%m-%dT%H:%M%z",
		"2 January 2006 at 15:04":             "%-d %B %Y at %H:%M",
		"the 2 day of January in Month? 2006": "the %-d day of %B in Month? %Y",
	}
}

func TestStrptimeFormat(t *testing.T) {
	for layout, want := range goodLayouts() {
		got, err := StrptimeFormat(layout)
		if err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", layout, got, err, want)
		}
		if offset := strings.Contains(want, "%z"); HasOffset(layout) != offset {
			t.Errorf("%q: has an offset: got %v", layout, !offset)
		}
	}
}

func TestStrptimeFormatRefuses(t *testing.T) {
	bad := map[string]string{
		"":                                 "no year",
		"dd/mm/yyyy":                       "no year",
		"DD-MM-2006":                       "no month",
		"%d/%m/%Y":                         `"%d/%m/%Y" is not part`,
		"31/12/2006":                       "month stands in it twice",
		"01/01/2006":                       "month stands in it twice",
		"02/01/06 2006":                    "year stands in it twice",
		"2006-01":                          "no day",
		"January 2006":                     "no day",
		"02 2006":                          "no month",
		"02/01/2007":                       "day stands in it twice",
		"02/01/2006 8":                     `"8" is not part`,
		"_2 Jan 2006":                      `"_" is not part`,
		"02/01/2006 03:04":                 "without PM",
		"02/01/2006 15:04 PM":              "PM without a 12-hour clock",
		"02/01/2006 04":                    "a part of a time",
		"02/01/2006 15:05":                 "a part of a time",
		"02/01/2006 15:04 MST":             "a zone's name",
		"2006-002 02":                      "day of the year",
		"2006-01-02 15:04:05.00":           "3, 6 or 9 digits",
		"2006-01-02 15:04:05.000000000000": "3, 6 or 9 digits",
	}
	for layout, want := range bad {
		got, err := StrptimeFormat(layout)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %q, %v, want an error with %q", layout, got, err, want)
		}
	}
}

func TestCanonicalLayoutsAreGood(t *testing.T) {
	for _, layout := range append(dateLayouts(), dateTimeLayouts()...) {
		if _, err := StrptimeFormat(layout); err != nil {
			t.Errorf("%s: %v", layout, err)
		}
	}
}

// A text written in a layout is found by the layout's pattern, so that a file name's date is always seen.
func TestLayoutPatternTakesWhatTheLayoutWrites(t *testing.T) {
	patterns := map[string]*regexp.Regexp{}
	var layouts []string
	for layout := range goodLayouts() {
		expr, err := layoutPattern(layout)
		if err != nil {
			t.Fatalf("%s: %v", layout, err)
		}
		patterns[layout] = regexp.MustCompile("^" + expr + "$")
		layouts = append(layouts, layout)
	}
	rapid.Check(t, func(t *rapid.T) {
		layout := rapid.SampledFrom(layouts).Draw(t, "layout")
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "seconds"), 0).UTC().Add(123456789)
		text := at.Format(layout)
		if !patterns[layout].MatchString(text) {
			t.Errorf("%q is not matched by the pattern of %q", text, layout)
		}
	})
}
