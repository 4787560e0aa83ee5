package reports

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// counted makes a count of a quarter: 0 is the third quarter of 2026, 1 the one before.
func counted(n float64, ago int) *Figure {
	start := time.Date(2026, time.Month(7-3*ago), 1, 0, 0, 0, 0, time.UTC)
	return &Figure{Measure: "signups", Statistic: "records", View: "activity", PeriodType: "quarter", Start: start, End: start.AddDate(0, 3, -1), Value: &n}
}

// still is a stock.
func still(n float64, ago int) *Figure {
	f := counted(n, ago)
	f.View = "stock"
	return f
}

// rated makes a percentage with its limits.
func rated(v, lower, upper float64, ago int) *Figure {
	f := counted(v, ago)
	f.Statistic, f.View, f.Lower, f.Upper = "rate", "cohort", &lower, &upper
	return f
}

// of gives a rate its base.
func of(f *Figure, n, d float64) *Figure {
	f.Numerator, f.Denominator = &n, &d
	return f
}

func TestTrend(t *testing.T) {
	withheld := counted(0, 0)
	withheld.Value, withheld.Marker = nil, "[c]"
	stock := []*Figure{still(90, 1), still(100, 0)}
	unreliable := of(rated(60, 30, 85, 0), 6, 10)
	unreliable.Marker = "[u]"
	part := counted(150, 1)
	part.Marker = "[p]"
	for name, c := range map[string]struct {
		series []*Figure
		want   string
	}{
		// (345-287-1)/sqrt(632) = 2.27, beyond 1.96; (345-300-1)/sqrt(645) = 1.73, within.
		"more than chance":   {[]*Figure{counted(287, 1), counted(345, 0)}, "Sign-ups rose by 58 (20.2%) to 345 in Jul to Sep 2026, from 287 in Apr to Jun 2026"},
		"chance":             {[]*Figure{counted(300, 1), counted(345, 0)}, "Sign-ups: 345 in Jul to Sep 2026, not clearly different from 300 in Apr to Jun 2026"},
		"fewer than chance":  {[]*Figure{counted(1200, 1), counted(1000, 0)}, "Sign-ups fell by 200 (16.7%) to 1,000 in Jul to Sep 2026, from 1,200 in Apr to Jun 2026"},
		"the same":           {[]*Figure{counted(7, 1), counted(7, 0)}, "Sign-ups: 7 in Jul to Sep 2026, the same as in Apr to Jun 2026"},
		"withheld":           {[]*Figure{counted(7, 1), withheld}, ""},
		"withheld before":    {[]*Figure{withheld, counted(7, 0)}, "Sign-ups: 7 in Jul to Sep 2026"},
		"only one":           {[]*Figure{counted(7, 0)}, "Sign-ups: 7 in Jul to Sep 2026"},
		"a stock":            {stock, "Sign-ups rose by 10 (11.1%) to 100 at 30 Sep 2026, from 90 at 30 Jun 2026"},
		"a stock that stays": {[]*Figure{still(894, 1), still(892, 0)}, "Sign-ups: 892 at 30 Sep 2026, little changed from 894 at 30 Jun 2026"},
		"a rate beyond":      {[]*Figure{rated(40, 36, 44, 1), rated(60, 56, 64, 0)}, "Sign-ups rose by 20.0 percentage points to 60.0% in Jul to Sep 2026, from 40.0% in Apr to Jun 2026"},
		"a rate within":      {[]*Figure{rated(55, 45, 65, 1), rated(60, 50, 70, 0)}, "Sign-ups: 60.0% in Jul to Sep 2026, not clearly different from 55.0% in Apr to Jun 2026"},
		"too few":            {[]*Figure{counted(2, 1), counted(7, 0)}, "Sign-ups: 7 in Jul to Sep 2026, too few to tell from 2 in Apr to Jun 2026"},
		"a rate with a base": {[]*Figure{of(rated(40, 36, 44, 1), 200, 500), of(rated(60, 56, 64, 0), 300, 500)}, "Sign-ups rose by 20.0 percentage points to 60.0% (300 of 500) in Jul to Sep 2026, from 40.0% (200 of 500) in Apr to Jun 2026"},
		"unreliable":         {[]*Figure{rated(40, 36, 44, 1), unreliable}, ""},
		"unreliable before":  {[]*Figure{unreliable, rated(40, 36, 44, 0)}, "Sign-ups: 40.0% in Jul to Sep 2026"},
		"nothing recorded":   {[]*Figure{nil, nil}, ""},
		"part of a period":   {[]*Figure{part, counted(300, 0)}, "Sign-ups: 300 in Jul to Sep 2026"},
		"a hole before last": {[]*Figure{nil, counted(7, 0)}, "Sign-ups: 7 in Jul to Sep 2026"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := trend("Sign-ups", c.series); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestAgainst holds the word "different" to its rule: only when the interval leaves Scotland's rate out.
func TestAgainst(t *testing.T) {
	whole := rated(50, 49, 51, 0)
	withheld := rated(0, 0, 0, 0)
	withheld.Value, withheld.Lower, withheld.Upper, withheld.Marker = nil, nil, nil, "[c]"
	for _, c := range []struct {
		area *Figure
		want string
	}{
		{rated(60, 51, 69, 0), "Different: higher"}, {rated(40, 31, 49, 0), "Different: lower"}, {rated(58, 50, 66, 0), "Not clearly different"},
		{withheld, "[c]"}, {nil, "[x]"},
	} {
		if got := against(c.area, whole, false); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestLargest(t *testing.T) {
	w, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{words: w}
	withheld := counted(0, 0)
	withheld.Value, withheld.Marker = nil, "[c]"
	names := []entry{{key: "HOUSING", label: "Housing"}, {key: "GP_REGISTRATION", label: "GP registration"}, {key: "NOT_RECORDED", label: "Not recorded"}}
	for _, c := range []struct {
		figures []*Figure
		all     *Figure
		want    string
	}{
		{[]*Figure{counted(40, 0), counted(50, 0), counted(110, 0)}, counted(200, 0), "Needs: of 200, 110 not recorded in Jul to Sep 2026; of the others GP registration is the most common, 50 of 90 (55.6%)"},
		{[]*Figure{counted(70, 0), counted(80, 0), counted(50, 0)}, counted(200, 0), "Needs: GP registration is the most common, 80 of 200 (40.0%) in Jul to Sep 2026; 50 not recorded"},
		{[]*Figure{counted(40, 0), withheld, counted(0, 0)}, nil, "Needs: housing is the most common of those shown, 40 in Jul to Sep 2026"},
		{[]*Figure{counted(40, 0), counted(40, 0), nil}, withheld, "Needs: housing is among the most common, 40 in Jul to Sep 2026"},
		{[]*Figure{withheld, withheld, counted(9, 0)}, counted(20, 0), ""},
		{[]*Figure{counted(0, 0), counted(0, 0), counted(0, 0)}, counted(0, 0), ""},
	} {
		if got := b.largest("Needs", names, c.figures, c.all); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestDefinitionCheck(t *testing.T) {
	good := tableSpec{ID: "signups", Title: "Sign-ups", Measures: []string{"signups"}, PeriodType: "month", Chart: "line"}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*tableSpec){
		"needed":          func(s *tableSpec) { s.Measures = nil },
		"also names":      func(s *tableSpec) { s.ID = strings.Repeat("x", 29) },
		"chart is":        func(s *tableSpec) { s.Chart = "pie" },
		"period_type is":  func(s *tableSpec) { s.PeriodType = "week" },
		"rows is":         func(s *tableSpec) { s.Rows = "prison" },
		"cannot be drawn": func(s *tableSpec) { s.Columns = "period" },
		"with 2 measures": func(s *tableSpec) { s.Columns, s.Measures = "category", []string{"a", "b"} },
	} {
		bad := good
		spoil(&bad)
		if err := bad.check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestSlugs(t *testing.T) {
	places := []*place{{Name: "Argyll & Bute", Code: "S1"}, {Name: "Perth", Code: "S2"}, {Name: "Perth", Code: "PER"}, {Name: "../..", Code: "S3"}, {Name: "Na h-Eileanan Siar", Code: "S4"}}
	giveSlugs(places)
	for i, want := range []string{"argyll-and-bute", "perth-s2", "perth-per", "s3", "na-h-eileanan-siar"} {
		if places[i].Slug != want {
			t.Errorf("got %s, want %s", places[i].Slug, want)
		}
	}
}

// TestDefinitionsAskForWhatIsCounted compares the definitions with the catalogue of measures.
func TestDefinitionsAskForWhatIsCounted(t *testing.T) {
	all, err := loadDefinitions(nil)
	if err != nil {
		t.Fatal(err)
	}
	look := func(where, measure string, statistics, breakdowns []string) {
		entry, err := os.ReadFile(filepath.Join("..", "sql", "marts", measure+".yaml"))
		if err != nil {
			t.Errorf("%s: %v", where, err)
			return
		}
		has := func(form string, names []string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return regexp.MustCompile(fmt.Sprintf(form, n)).Match(entry) })
		}
		if !has(`(?m)^statistics: \[.*\b%s\b`, statistics) {
			t.Errorf("%s: %s has none of the statistics %v", where, measure, statistics)
		}
		if len(breakdowns) > 0 && !has(`(?m)name: %s(,|$)`, breakdowns) {
			t.Errorf("%s: %s has none of the breakdowns %v", where, measure, breakdowns)
		}
	}
	for _, d := range all {
		for _, m := range d.Messages {
			if m.Kind == "supply" && m.Measure == "" {
				continue // of the deliveries, not of a measure
			}
			look(d.Report+" message", m.Measure, m.Statistic, m.Breakdown)
		}
		for _, s := range d.Sections {
			for _, table := range s.Tables {
				for _, measure := range table.Measures {
					look(d.Report+" "+table.ID, measure, table.Statistic, table.Breakdown)
				}
			}
		}
	}
}

func TestLongest(t *testing.T) {
	days := func(n float64) *Figure {
		f := counted(n, 0)
		f.Statistic, f.Unit = "median", "days"
		return f
	}
	m := &matrix{cols: []entry{{key: "lower_quartile"}, {key: "median"}}, rows: []entry{{label: "Breach to report"}, {label: "Report to referral"}},
		cells: [][]*Figure{{days(90), days(7)}, {days(3), days(12)}}}
	want := "Days between the steps: report to referral is the longest, a median of 12.0 days in Jul to Sep 2026"
	if got := longest(tableSpec{Rows: "category"}, m, "Days between the steps"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestEnds holds "highest" and "lowest" to intervals that do not overlap, and to figures that are reliable.
func TestEnds(t *testing.T) {
	b := wording(t)
	unreliable := of(rated(90, 60, 98, 0), 9, 10)
	unreliable.Marker = "[u]"
	names := []entry{{key: "HOUSING", label: "Housing"}, {key: "DRUGS", label: "Drugs"}, {key: "ALCOHOL", label: "Alcohol"}}
	weeks := []entry{{key: "1", label: "After 1 week"}, {key: "4", label: "After 4 weeks"}, {key: "12", label: "After 12 weeks"}}
	for _, c := range []struct {
		sort    string
		rows    []entry
		figures []*Figure
		want    string
	}{
		{"", names, []*Figure{of(rated(70, 60, 79, 0), 70, 100), of(rated(30, 22, 40, 0), 30, 100), unreliable}, "Met: highest for housing 70.0% (70 of 100), lowest for drugs 30.0% (30 of 100) in Jul to Sep 2026"},
		{"", names, []*Figure{of(rated(52, 42, 62, 0), 52, 100), of(rated(48, 38, 58, 0), 48, 100), unreliable}, "Met: from drugs 48.0% (48 of 100) to housing 52.0% (52 of 100) in Jul to Sep 2026, which chance alone could give"},
		{"", names, []*Figure{of(rated(52, 42, 62, 0), 52, 100), withheld(), unreliable}, ""},
		{"listed", weeks, []*Figure{of(rated(72, 70, 74, 0), 720, 1000), of(rated(50, 48, 52, 0), 500, 1000), of(rated(80, 78, 82, 0), 800, 1000)}, "Met: after 1 week 72.0% (720 of 1,000); after 12 weeks 80.0% (800 of 1,000) in Jul to Sep 2026"},
	} {
		m := &matrix{rows: c.rows}
		for _, f := range c.figures {
			m.cells = append(m.cells, []*Figure{f})
		}
		if got := b.ends(tableSpec{Sort: c.sort}, m, "Met"); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// TestChangeMessage says what changed, by how much, whether beyond chance, and against what; nothing of what is unreliable.
func TestChangeMessage(t *testing.T) {
	spec := messageSpec{Measure: "signups", Statistic: []string{"records"}, PeriodType: "quarter", Says: "people signed up"}
	share := messageSpec{Measure: "signups", Statistic: []string{"rate"}, PeriodType: "quarter", Says: "were supported"}
	hidden := counted(0, 1)
	hidden.Value, hidden.Marker = nil, "[c]"
	small := of(rated(60, 30, 85, 0), 6, 10)
	small.Marker = "[u]"
	for _, c := range []struct {
		spec    messageSpec
		figures []*Figure
		want    string
	}{
		{spec, []*Figure{counted(287, 1), counted(345, 0)}, "345 people signed up in Jul to Sep 2026, up 58 (20.2%) from 287 in Apr to Jun 2026, a larger change than chance alone would usually give."},
		{spec, []*Figure{counted(300, 1), counted(290, 0)}, "290 people signed up in Jul to Sep 2026, down 10 (3.3%) from 300 in Apr to Jun 2026, a change that chance alone could give."},
		{spec, []*Figure{counted(2, 1), counted(6, 0)}, "6 people signed up in Jul to Sep 2026, up 4 from 2 in Apr to Jun 2026, too few to tell from chance."},
		{spec, []*Figure{hidden, counted(345, 0)}, "345 people signed up in Jul to Sep 2026."},
		{share, []*Figure{of(rated(50, 45, 55, 1), 200, 400), of(rated(53, 48, 58, 0), 212, 400)}, "53.0% were supported in Jul to Sep 2026 (212 of 400), up 3.0 percentage points from 50.0% (200 of 400) in Apr to Jun 2026, a change that chance alone could give."},
		{share, []*Figure{of(rated(50, 45, 55, 1), 200, 400), small}, ""},
	} {
		for _, f := range c.figures {
			f.Breakdown, f.Unit = "all", "per cent"
		}
		b := wording(t)
		b.place, b.until, b.shown = &place{measures: map[string][]*Figure{"signups": c.figures}}, c.figures[1].End, map[*Figure]bool{}
		got := ""
		if m := b.changeMessage(c.spec); m != nil {
			got = m.Text
		}
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
