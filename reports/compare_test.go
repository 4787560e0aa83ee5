package reports

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"throughcare/marts"
	"throughcare/reports/document"
	"throughcare/sql/warehouse"
)

// outlier is the authority that the made release has far below Scotland.
const outlier = "Highland"

// madeComparisons are funnel plots and control charts of the made figures, with limits of chance alone.
func madeComparisons(ctx context.Context, tx *warehouse.Tx) error {
	for _, statement := range []string{`update release.figures set numerator = k, value = 100 * k / denominator, lower = 100 * wilson_lower(k, denominator, 1.959963984540054),
			upper = 100 * wilson_upper(k, denominator, 1.959963984540054)
		from (
		  select f.place_code as code, f.period_start as start, round(f.denominator * if(f.place = '` + outlier + `', 0.25, whole.value / 100)) as k
		  from release.figures as f inner join release.figures as whole using (measure, statistic, period_type, period_start)
		  where measure = 'supported_on_day_rate' and period_type = 'financial_year' and f.place_type = 'authority' and whole.place_type = 'scotland'
		) as moved
		where place_code = code and period_start = start and measure = 'supported_on_day_rate' and period_type = 'financial_year' and value is not null`,
		`insert into release.comparisons
		with whole as (
		  select * from release.figures where place_type = 'scotland' and measure in ('supported_on_day_rate', 'signup_rate') and period_type = 'financial_year' and period_end < '2026-10-31'
		), placed as (
		  select f.*, whole.value as target, 100 * sqrt(whole.value / 100 * (1 - whole.value / 100) / f.denominator) as step,
		    case when f.marker = '[c]' then 'withheld' when f.denominator < 20 then 'small' end as reason
		  from release.figures as f inner join whole using (measure, statistic, period_type, period_start)
		  where f.place_type = 'authority' and f.place_code <> 'NOT_RECORDED'
		)
		select release, measure, statistic, "view", period_type, period_start, period_end, breakdown, category, 'All', place_type, place_code, place, value, numerator, denominator,
		  unit, marker, target, if(reason is null, target - 1.959963984540054 * step, null), if(reason is null, target + 1.959963984540054 * step, null),
		  if(reason is null, target - 3.090232306167813 * step, null), if(reason is null, target + 3.090232306167813 * step, null),
		  case when reason is not null then 'not_compared' when value > target + 3.09 * step then 'above_998' when value < target - 3.09 * step then 'below_998'
		    when value > target + 1.96 * step then 'above_95' when value < target - 1.96 * step then 'below_95' else 'inside' end,
		  reason, null, null, 0, count(*) filter (reason is null) over plot, count(*) over plot
		from placed window plot as (partition by measure)`,
		`insert into release.control_points
		with points as (
		  select *, row_number() over (partition by measure, statistic, place_code order by period_start) as n
		  from release.figures where measure = 'signups' and statistic = 'records' and period_type = 'month' and breakdown = 'all' and period_start <= '2026-10-31' and place_type <> 'authority'
		), lines as (
		  select place_type, place_code, avg(value) as mean, count(value)::integer as shown from points where n <= 12 group by all
		)
		select release, measure, statistic, 'xmr', "view", period_type, period_start, period_end, place_type, place_code, place, value, null, null, unit, marker,
		  if(shown >= 9, mean, null), if(shown >= 9, greatest(0, mean - 2.5 * sqrt(mean)), null), if(shown >= 9, mean + 2.5 * sqrt(mean), null), if(n <= 12, 'baseline', 'after'),
		  if(shown >= 9 and n = 15 and value is not null, 'outside', null), if(shown >= 9 and n = 15 and value is not null, 'high', null), date '2025-04-01', date '2026-03-31', shown, true, shown < 12, if(shown < 9, 'withheld', null)
		from points inner join lines using (place_type, place_code)`,
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// comparedNumbers are the limits and means of the release, as a page writes them.
func (b *bundle) comparedNumbers(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
		return each(ctx, tx, `select unnest([lower_95, upper_95, lower_998, upper_998]) as line, unit from release.comparisons
			union all select unnest([mean, lower, upper]), unit from release.control_points`, nil, func(rows *sql.Rows) error {
			var line *float64
			var unit string
			err := rows.Scan(&line, &unit)
			if line != nil {
				all[document.Decimal.Write(*line)], all[document.FormatOf("rate", unit).Write(*line)] = true, true
			}
			return err
		})
	})
	if err != nil || len(all) < 20 {
		t.Fatalf("%d numbers of comparisons, %v", len(all), err)
	}
	return all
}

// optionFor is what a page's script gets for a chart.
func optionFor(t *testing.T, page, chart string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)id="` + chart + `-option">(.*?)</script>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("there is no chart %s", chart)
	}
	return m[1]
}

func (b *bundle) testCompared(t *testing.T) {
	page := string(b.read(t, "inspection", "scotland", "index.html"))
	rows := tables(t, page)["areas-supported-on-day"]
	var names []string
	for _, row := range rows[1 : len(rows)-1] {
		names = append(names, row[0])
		last := row[len(row)-1]
		switch {
		case row[0] == outlier && last != "Different: lower", row[0] != outlier && strings.HasPrefix(last, "Different"):
			t.Errorf("%s is called %q", row[0], last)
		case row[1] == "[c]" && slices.ContainsFunc(row[1:], func(s string) bool { return s != "[c]" }):
			t.Errorf("%s is withheld, and yet: %v", row[0], row)
		}
	}
	if !slices.IsSorted(names) || len(names) < 6 || slices.Contains(names, "Not recorded") || rows[len(rows)-1][0] != "Scotland" {
		t.Errorf("the areas are not in the order of their names: %v", names)
	}
	if want := "areas compared lies outside the 99.8% limits around Scotland ("; !strings.Contains(page, want) || !strings.Contains(page, "lower: "+outlier+"<") {
		t.Errorf("the page does not say that %s is different", outlier)
	}
	var plot struct {
		Option struct {
			Series []struct {
				ID   string
				Data []struct {
					Name, Symbol string
					Label        *struct{ Show bool }
				}
			}
		}
	}
	text := regexp.MustCompile(`"data":\[\[[^]]*\](,\[[^]]*\])*\]`).ReplaceAllString(optionFor(t, page, "chart-areas-supported-on-day"), `"data":[]`)
	if err := json.Unmarshal([]byte(text), &plot); err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for _, s := range plot.Option.Series {
		if s.ID != "places" {
			continue
		}
		for _, p := range s.Data {
			drawn++
			if (p.Name == outlier) != (p.Symbol == "diamond") || (p.Name == outlier) != (p.Label != nil) {
				t.Errorf("%s is drawn as a %s, named %v", p.Name, p.Symbol, p.Label != nil)
			}
		}
	}
	compared := 0
	for _, row := range rows[1 : len(rows)-1] {
		if strings.HasPrefix(row[len(row)-1], "Not different") || strings.HasPrefix(row[len(row)-1], "Different") {
			compared++
		}
	}
	if drawn != compared || drawn < 3 {
		t.Errorf("%d places are drawn, and %d compared", drawn, compared)
	}
	parts := parts(t, filepath.Join(b.root, "inspection", "scotland", "inspection-scotland.xlsx"))
	named := 0
	for part, content := range parts {
		if strings.HasPrefix(part, "xl/charts/") && strings.Contains(content, "<scatterChart>") && strings.Contains(content, "<tx><v>"+outlier+"</v></tx>") {
			named++
		}
	}
	if named < 1 {
		t.Errorf("%d charts of the workbook name %s", named, outlier)
	}
	own := string(b.read(t, "inspection", "na-h-eileanan-siar", "index.html"))
	if !strings.Contains(own, "Na h-Eileanan Siar is not compared, because its figure is withheld") && !strings.Contains(own, "Na h-Eileanan Siar is too small to be compared") {
		t.Error("an island does not read why it is not compared")
	}
	prison := string(b.read(t, "management", "barlinnie", "index.html"))
	if option := optionFor(t, prison, "chart-control-signups"); !strings.Contains(option, `"id":"signs"`) || !strings.Contains(option, "Limits frozen") {
		t.Error("the special cause, or the end of the baseline, is not drawn")
	}
	if control := tables(t, prison)["control-signups"]; control[15][5] != "Above the upper limit" || control[14][5] != "None" {
		t.Errorf("special causes in words: %v, %v", control[14], control[15])
	}
}

// The curve of a funnel plot goes through the limits that the release has for its places.
func TestTheCurveGoesThroughTheLimits(t *testing.T) {
	tau2 := 0.004
	f := &funnelPlot{places: []Comparison{{Target: 40, Tau2: &tau2}}}
	points := []document.FunnelPoint{{Size: 30}, {Size: 400}}
	curve := f.curve(points)
	for _, n := range []float64{curve[0].Size, curve[30].Size, curve[len(curve)-1].Size} {
		limits := marts.FunnelLimits(false, 0.4, tau2, []float64{n})
		at := slices.IndexFunc(curve, func(l document.FunnelLimits) bool { return l.Size == n })
		if math.Abs(curve[at].Low998-100*limits.Outer.Lower[0]) > 1e-9 || math.Abs(curve[at].High95-100*limits.Inner.Upper[0]) > 1e-9 {
			t.Errorf("at %v: %+v", n, curve[at])
		}
	}
	if curve[0].Size > 30 || curve[len(curve)-1].Size < 400 {
		t.Errorf("the curve runs from %v to %v", curve[0].Size, curve[len(curve)-1].Size)
	}
}

// some makes a comparison of six places in these states.
func some(own string, states ...string) *funnelPlot {
	f := &funnelPlot{format: document.Percent, kind: "area", subject: "Supported", own: own}
	compared := 0
	for _, s := range states {
		if !strings.Contains(s, ":") {
			compared++
		}
	}
	value := 30.0
	for i, s := range states {
		state, reason, _ := strings.Cut(s, ":")
		c := Comparison{Place: string(rune('A' + i)), PlaceCode: string(rune('A' + i)), Value: &value, Target: 50, State: state, Reason: reason, Compared: compared, All: len(states)}
		if reason == "withheld" || reason == "nothing_counted" {
			c.Value = nil
		}
		f.places = append(f.places, c)
	}
	return f
}

func TestFunnelWords(t *testing.T) {
	wide := some("", "below_998", "inside", "inside")
	phi, tau2 := 2.4, 0.01
	for i := range wide.places {
		wide.places[i].Phi, wide.places[i].Tau2 = &phi, &tau2
	}
	for name, c := range map[string]struct {
		plot *funnelPlot
		want string
	}{
		"none":       {some("", "inside", "inside", "below_95"), "Supported in 2025-26: no area of the 3 compared differs from Scotland (50.0%) by more than chance would explain"},
		"one":        {some("", "below_998", "inside", "inside"), "Supported in 2025-26: one of 3 areas compared lies outside the 99.8% limits around Scotland (50.0%), which is more than chance would explain; lower: A"},
		"both sides": {some("", "below_998", "above_998", "below_998", "inside"), "Supported in 2025-26: three of 4 areas compared lie outside the 99.8% limits around Scotland (50.0%), which is more than chance would explain; higher: B; lower: A and C"},
		"spread":     {wide, "Supported in 2025-26: one of 3 areas compared lies outside the 99.8% limits around Scotland (50.0%), which is more than chance and the usual variation between areas would explain; lower: A"},
		"only one":   {some("", "inside", "not_compared:small"), "Supported in 2025-26: only one area can be compared, and it does not differ from Scotland (50.0%) by more than chance would explain"},
		"own inside": {some("B", "below_998", "inside"), "Supported in 2025-26: B (30.0%) does not differ from Scotland (50.0%) by more than chance would explain"},
		"own near":   {some("A", "below_95", "inside"), "Supported in 2025-26: A (30.0%) does not differ from Scotland (50.0%) by more than chance would explain"},
		"own far":    {some("A", "below_998", "inside"), "Supported in 2025-26: A (30.0%) is lower than Scotland (50.0%), by more than chance would explain"},
		"own held":   {some("A", "not_compared:withheld", "inside"), "Supported in 2025-26: A is not compared, because its figure is withheld"},
		"own small":  {some("A", "not_compared:small", "inside"), "Supported in 2025-26: A is too small to be compared"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.plot.finding("2025-26"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	note := some("", "inside", "below_95", "not_compared:withheld", "not_compared:withheld", "not_compared:small").note()
	for _, want := range []string{"One of 2 compared lies between the 95% and 99.8% limits, where chance alone would put about none; it is not called different.",
		"Of 5 areas two are compared; of the others, two are withheld and one is too small.", "The limits are those of chance alone: of fewer than ten areas"} {
		if !strings.Contains(note, want) {
			t.Errorf("the note lacks %q:\n%s", want, note)
		}
	}
	if got, want := some("", "not_compared:withheld", "not_compared:small").nothing("2025-26"), "No area can be compared with Scotland (50.0%) in 2025-26: of 2, one is withheld and one is too small."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// charted is a process with a mean of 50 and limits of 40 and 60; the last points have the values.
func charted(better, rule, direction string, values ...float64) *process {
	p := &process{format: document.Percent, better: better, subject: "Supported", each: "month"}
	mean, lower, upper := 50.0, 40.0, 60.0
	for i, v := range values {
		start := time.Date(2026, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		p.points = append(p.points, ControlPoint{Chart: "p", PeriodType: "month", Start: start, End: start.AddDate(0, 1, -1), Value: &v, Mean: &mean, Lower: &lower, Upper: &upper,
			Part: "after", Frozen: true, BaselineStart: time.Date(2023, 4, 1, 0, 0, 0, 0, time.UTC), BaselineEnd: time.Date(2025, 3, 31, 0, 0, 0, 0, time.UTC), BaselinePoints: 24})
	}
	last := &p.points[len(p.points)-1]
	last.Rule, last.Direction = rule, direction
	return p
}

func TestControlWords(t *testing.T) {
	earlier := charted("higher", "", "", 62, 51)
	earlier.points[0].Rule, earlier.points[0].Direction = "outside", "high"
	part := charted("higher", "", "", 51, 20)
	part.points[1].Part = "provisional"
	gap := charted("neither", "shift", "high", 55, 55, 55, 55, 55, 55, 55, 55, 55)
	gap.points[0].Value, gap.points[0].Marker = nil, "[c]"
	for name, c := range map[string]struct {
		chart *process
		want  string
	}{
		"usual":       {charted("higher", "", "", 51, 52), "Supported: 52.0% in Feb 2026, within the usual variation around a mean of 50.0%"},
		"outside":     {charted("higher", "outside", "low", 51, 35), "Supported: 35.0% in Feb 2026, below the lower limit of usual variation (40.0%), a worsening"},
		"no better":   {charted("neither", "outside", "high", 51, 65), "Supported: 65.0% in Feb 2026, above the upper limit of usual variation (60.0%)"},
		"lower good":  {charted("lower", "outside", "low", 51, 35), "Supported: 35.0% in Feb 2026, below the lower limit of usual variation (40.0%), an improvement"},
		"shift":       {charted("higher", "shift", "low", 51, 49, 48, 47, 49, 48, 47, 46), "Supported: below the mean of 50.0% for seven months in a row, to Aug 2026 (46.0%): a lasting worsening, and not chance variation"},
		"over a gap":  {gap, "Supported: above the mean of 50.0% for eight months in a row, to Sep 2026 (55.0%): a lasting change, and not chance variation"},
		"trend":       {charted("higher", "trend", "high", 44, 45, 46, 47, 48, 49, 51), "Supported: risen seven months in a row or more, to 51.0% in Jul 2026: more than chance variation, an improvement"},
		"close":       {charted("neither", "two_in_three", "low", 42, 49, 41), "Supported: 41.0% in Mar 2026; two of the last three months are close to the lower limit, which chance seldom gives"},
		"before":      {earlier, "Supported: 51.0% in Feb 2026, within the usual variation around a mean of 50.0%; outside the limits: Jan 2026"},
		"in progress": {part, "Supported: 51.0% in Jan 2026, within the usual variation around a mean of 50.0%"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.chart.finding(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	few := charted("higher", "", "", 51, 52)
	few.points[0].Reason, few.points[0].BaselinePoints = "few_points", 5
	if got := few.finding(); got != "" {
		t.Errorf("without limits it says: %s", got)
	}
	for want, p := range map[string]*process{
		"Baseline: Apr 2023 to Mar 2025 (24 months with a figure). Mean and limits are frozen after it.":                     charted("higher", "", "", 51),
		"No mean or limits are drawn: the baseline (Apr 2023 to Mar 2025) has too few months":                                few,
		"A month that is not over, or to whose end not every supplier's files reach, is drawn hollow and judged by no rule.": part,
		"A month that is withheld has no part in them, and a run does not go on across it.":                                  gap,
	} {
		if got := p.note(); !strings.Contains(got, want) {
			t.Errorf("the note lacks %q:\n%s", want, got)
		}
	}
}

// Comparisons and control charts that the definitions ask for are in the catalogue.
func TestDefinitionsCompareWhatIsCompared(t *testing.T) {
	all, err := loadDefinitions(nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, d := range all {
		for _, s := range d.Sections {
			for _, table := range s.Tables {
				if table.Show == "" {
					continue
				}
				entry, err := os.ReadFile(filepath.Join("..", "sql", "marts", table.Measures[0]+".yaml"))
				if err != nil {
					t.Fatal(err)
				}
				found[table.Show]++
				form := `(?m)^comparison: \{places: \[[^]]*\b` + table.Of + `\b`
				if table.Category != "" {
					form += `.*categories: \[[^]]*'` + table.Category + `'`
				}
				if table.Show == "control" {
					form = `(?m)^  - \{chart: (p|xmr, statistic: ` + table.Statistic[0] + `), period: ` + table.PeriodType
				}
				if !regexp.MustCompile(form).Match(entry) {
					t.Errorf("%s %s: the catalogue has no such %s of %s", d.Report, table.ID, table.Show, table.Measures[0])
				}
			}
		}
	}
	if found["comparison"] < 5 || found["control"] < 5 {
		t.Errorf("found %v", found)
	}
}

func TestComparisonCheck(t *testing.T) {
	good := tableSpec{ID: "areas", Title: "Areas", Show: "comparison", Measures: []string{"signup_rate"}, PeriodType: "financial_year", Of: "authority"}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*tableSpec){
		"show is":        func(s *tableSpec) { s.Show = "ranking" },
		"one measure":    func(s *tableSpec) { s.Measures = append(s.Measures, "signups") },
		"their own rows": func(s *tableSpec) { s.Chart = "bar" },
		"authority or":   func(s *tableSpec) { s.Of = "service" },
		"financial_year": func(s *tableSpec) { s.PeriodType = "quarter" },
		"12 periods":     func(s *tableSpec) { s.Show, s.PeriodType, s.Periods = "control", "month", 6 },
	} {
		bad := good
		spoil(&bad)
		if err := bad.check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if got := fmt.Sprint(nextTo([]string{"A"}), "; ", nextTo([]string{"A", "B", "C"}), "; ", nextTo(nil)); got != "A; A, B and C; " {
		t.Errorf("got %s", got)
	}
}
