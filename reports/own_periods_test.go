package reports

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
)

func TestTableOfPeriodsOfTheProjectsOwn(t *testing.T) {
	date := func(text string) time.Time {
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	figure := func(kind, from, to string, value float64) *Figure {
		f := counted(value, 0)
		f.Measure, f.Statistic, f.View, f.PeriodType, f.Start, f.End, f.Breakdown, f.Category = "signups", "people", "activity", kind, date(from), date(to), "all", "all"
		return f
	}
	held := figure("from_to", "2026-05-01", "2026-05-31", 0)
	held.Value, held.Marker = nil, "[c]"
	here := &place{Type: "scotland", Code: scotland, Name: "Scotland", measures: map[string][]*Figure{"signups": {
		figure("from_to", "2026-05-01", "2026-06-30", 345), held, figure("from_to", "2026-05-01", "2026-12-31", 400),
		figure("calendar_year", "2025-01-01", "2025-12-31", 900), figure("month", "2026-05-01", "2026-05-31", 1),
		figure("from_to", "2026-06-07", "2026-06-07", 12),
	}}}
	b := wording(t)
	b.place, b.scotland, b.measures, b.shown = here, here, []string{"signups"}, map[*Figure]bool{}
	b.catalogue, b.until = map[string]Measure{"signups": {ID: "signups", View: "activity"}}, date("2026-10-31")
	spec := tableSpec{ID: "own", Title: "People", Measures: []string{"signups", "recalls"}, Statistic: []string{"people"}, PeriodType: "from_to"}
	if err := spec.check(); err != nil {
		t.Fatal(err)
	}
	if _, some := b.ownPeriods(spec); some {
		t.Error("a release without periods of the project's own has a table of them")
	}
	b.release.Periods = marts.Periods{CalendarYears: true, FromTo: []marts.FromTo{{From: "2026-06-07", To: "2026-06-07"},
		{From: "2026-05-01", To: "2026-06-30", Title: "Two months of the pilot"}, {From: "2026-05-01", To: "2026-05-31"}, {From: "2026-05-01", To: "2026-12-31"}}}
	block, some := b.ownPeriods(spec)
	if !some {
		t.Fatal("no table")
	}
	var got []string
	for _, r := range block.Table.Rows {
		got = append(got, r.Cells[0].Text+": "+r.Cells[1].String())
	}
	want := []string{"2025: 900", "7 Jun 2026: 12", "Two months of the pilot, 1 May 2026 to 30 Jun 2026: 345", "1 May 2026 to 31 May 2026: [c]"}
	if diff := cmp.Diff(want, got); diff != "" || len(block.Table.Columns) != 2 {
		t.Errorf("%d columns (-want +got):\n%s", len(block.Table.Columns), diff)
	}
	if b.days != nil {
		t.Error("the builder is left at a period")
	}
	spec.Chart = "column"
	if err := spec.check(); err == nil || !strings.Contains(err.Error(), "from_to") {
		t.Errorf("a chart of periods that overlap: got %v", err)
	}
}

// The page can be switched to the project's own periods, the latest first, after the usual ones.
func TestSwitchToPeriodsOfTheProjectsOwn(t *testing.T) {
	date := func(month, day int) time.Time { return time.Date(2026, time.Month(month), day, 0, 0, 0, 0, time.UTC) }
	figure := func(kind string, from, to time.Time, value float64) *Figure {
		f := counted(value, 0)
		f.Measure, f.Statistic, f.View, f.PeriodType, f.Start, f.End, f.Breakdown, f.Category, f.Label = "needs", "records", "activity", kind, from, to, "category", "HOUSING", "Housing"
		return f
	}
	here := &place{Type: "scotland", Code: scotland, Name: "Scotland", measures: map[string][]*Figure{"needs": {
		figure("quarter", date(4, 1), date(6, 30), 50), figure("quarter", date(7, 1), date(9, 30), 60),
		figure("from_to", date(5, 1), date(6, 30), 41), figure("from_to", date(7, 4), date(8, 2), 23),
	}}}
	b := wording(t)
	b.place, b.scotland, b.measures, b.shown = here, here, []string{"needs"}, map[*Figure]bool{}
	b.catalogue, b.until = map[string]Measure{"needs": {ID: "needs", View: "activity"}}, date(10, 31)
	b.release.Periods = marts.Periods{FromTo: []marts.FromTo{{From: "2026-05-01", To: "2026-06-30"}, {From: "2026-07-04", To: "2026-08-02"}}}
	block := b.block(tableSpec{ID: "needs", Title: "Needs", Measures: []string{"needs"}, Statistic: []string{"records"}, Breakdown: []string{"category"},
		PeriodType: "quarter", Rows: "category"})
	var got []string
	for _, e := range block.Earlier {
		got = append(got, e.Period+": "+e.Table.Rows[0].Cells[1].String())
	}
	want := []string{"Apr to Jun 2026: 50", "4 Jul 2026 to 2 Aug 2026: 23", "1 May 2026 to 30 Jun 2026: 41"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
