package sqlfiles_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBankHolidays(t *testing.T) {
	_, rows := read(t, "bank_holidays")
	years, named := map[int]int{}, map[string]int{}
	before := time.Time{}
	for _, r := range rows {
		on := day(t, r["on_date"])
		if !on.After(before) {
			t.Errorf("%s: out of order, or there twice", r["on_date"])
		}
		before = on
		if on.Weekday() == time.Saturday || on.Weekday() == time.Sunday {
			t.Errorf("%s is a %s: its substitute belongs here", r["on_date"], on.Weekday())
		}
		if r["name"] == "" || r["division"] != "scotland" {
			t.Errorf("%s: name %q, division %q", r["on_date"], r["name"], r["division"])
		}
		years[on.Year()]++
		kind, _, _ := strings.Cut(r["name"], " (")
		named[kind]++
	}
	for year := 2018; year <= 2030; year++ {
		want := 9
		switch year {
		case 2022: // Platinum Jubilee, state funeral
			want = 11
		case 2023, 2026: // coronation; World Cup
			want = 10
		}
		if years[year] != want {
			t.Errorf("%d has %d bank holidays, want %d", year, years[year], want)
		}
	}
	for _, name := range []string{"New Year's Day", "2nd January", "Good Friday", "Early May bank holiday",
		"Spring bank holiday", "Summer bank holiday", "St Andrew's Day", "Christmas Day", "Boxing Day"} {
		if named[name] != 13 {
			t.Errorf("%s: in %d of 13 years", name, named[name])
		}
	}
}

// TestBankHolidayDates pins the years in which the rule bends: moved days, weekends, single holidays.
func TestBankHolidayDates(t *testing.T) {
	want := map[string]string{
		"2020": "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28",
		"2021": "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28",
		"2022": "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27",
		"2023": "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26",
		"2024": "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26",
		"2026": "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
		"2027": "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28",
		"2028": "01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26",
	}
	_, rows := read(t, "bank_holidays")
	got := map[string][]string{}
	for _, r := range rows {
		year, rest, _ := strings.Cut(r["on_date"], "-")
		got[year] = append(got[year], rest)
	}
	for year, days := range want {
		if diff := cmp.Diff(strings.Fields(days), got[year]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", year, diff)
		}
	}
}

func TestTimingRules(t *testing.T) {
	want := strings.Fields("ST01 ST02 ST03 ST04 ST05 ST06 ST07a ST07b ST08 ST09 ST10 ST11a ST11b ST12 ST13a ST13b " +
		"ST14 ST15a ST15b ST16 ST17 ST18 ST19a ST19b ST20 ST21 CP1 CP2 CP3")
	_, rows := read(t, "timing_rules")
	var ids []string
	for _, r := range rows {
		id := r["rule_id"]
		ids = append(ids, id)
		for _, column := range []string{"title", "applies_to", "clock_start", "clock_stop", "guidance"} {
			if r[column] == "" {
				t.Errorf("%s: %s is blank", id, column)
			}
		}
		if !slices.Contains([]string{"hours", "days", "working days", "weeks", "months"}, r["unit"]) {
			t.Errorf("%s: unit %q", id, r["unit"])
		}
		if !slices.Contains([]string{"within", "before", "not earlier", "every", "distribution"}, r["direction"]) {
			t.Errorf("%s: direction %q", id, r["direction"])
		}
		if (r["limit_value"] == "") != (r["direction"] == "distribution") {
			t.Errorf("%s: limit %q with direction %q", id, r["limit_value"], r["direction"])
		}
		if r["status"] != "current" && r["status"] != "historical" {
			t.Errorf("%s: status %q", id, r["status"])
		}
		if r["status"] == "current" && r["valid_to"] != "" {
			t.Errorf("%s: current, but valid to %s", id, r["valid_to"])
		}
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}
