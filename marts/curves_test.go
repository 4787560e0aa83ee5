package marts_test

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"throughcare/marts"
	"throughcare/marts/disclosure"
	"throughcare/marts/stats"
	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// curvesBundle has one measure of a time to an event in two groups, over three years of starts. Its facts are core.followed.
func curvesBundle(t *testing.T) *bundle {
	b := setup(t, "2026-09-30", "insert into core.licences (licence_ref, started_on) values ('first', '2023-04-01')",
		"create table core.followed (unit bigint, started_on date, exit_days integer, cause varchar, grp varchar)")
	no := false
	b.catalogue = []marts.Measure{{
		ID: "time_to_it", Title: "It", Definition: "It.", Numerator: "It.", Denominator: "All.", Unit: "units", View: marts.Cohort,
		Source: "core.followed", FollowUp: "time_to_event", Statistics: []string{marts.CumulativeIncidence}, Version: "1", Totals: &no,
		Breakdowns: []marts.Breakdown{
			{Name: "follow_up", Title: "Days", Column: "follow_up", Overlapping: true,
				Labels: yaml.MapSlice{{Key: "90", Value: "90 days"}, {Key: "365", Value: "365 days"}}},
			{Name: "grp", Title: "Group", Column: "grp", Labels: yaml.MapSlice{{Key: "A", Value: "Group A"}, {Key: "B", Value: "Group B"}, {Key: "C", Value: "Group C"}}},
			{Name: "follow_up_by_grp", Title: "Days and group", Column: "both", Cross: []string{"follow_up", "grp"}, Overlapping: true},
		},
		SQL: "select unit as record_key, unit as person_key, started_on as on_date, 0 as entry_days, exit_days, cause, grp from core.followed",
	}}
	return b
}

// fillCurves draws follow-ups and gives those of everybody together, and of each year.
func (b *bundle) fillCurves(seed uint64, units int) (exit map[string][]float64, cause map[string][]string) {
	b.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	exit, cause = map[string][]float64{}, map[string][]string{}
	rows := make([]string, units)
	for i := range rows {
		year, days := 2023+random.IntN(3), random.IntN(420)
		why := []string{"", "EVENT", "DIED", ""}[random.IntN(4)]
		group := []string{"A", "A", "A", "A", "B", "B", "B", "C"}[random.IntN(8)]
		rows[i] = fmt.Sprintf("(%d, '%d-06-01', %d, '%s', '%s')", i, year, days, why, group)
		for _, name := range []string{"all", fmt.Sprint(year), group} {
			exit[name], cause[name] = append(exit[name], float64(days)), append(cause[name], why)
		}
	}
	b.exec("delete from core.followed", "insert into core.followed values "+strings.Join(rows, ", "))
	b.build()
	return exit, cause
}

// protectCurves runs the whole control and keeps what may be seen in the tables seen and seen_curves.
func (b *bundle) protectCurves(threshold int) {
	b.Helper()
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		o := disclosure.Options{Threshold: threshold, AsAt: b.asAt}
		if _, err := disclosure.Protect(ctx, tx, o); err != nil {
			return err
		}
		if err := disclosure.ProtectCurves(ctx, tx, o); err != nil {
			return err
		}
		for table, source := range map[string]string{"seen": disclosure.Table, "seen_curves": disclosure.CurvesTable} {
			if _, err := tx.Exec(ctx, "create or replace table "+table+" as from "+source); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestReleasedCurvesAreTheEstimates(t *testing.T) {
	b := curvesBundle(t)
	exit, cause := b.fillCurves(1, 3000)
	b.protectCurves(5)
	shown := 0
	for name, where := range map[string]string{
		"all": "period_type = 'all' and breakdown = 'all'", "A": "period_type = 'all' and category = 'A'",
		"2024": "period_start = '2024-04-01' and period_type = 'financial_year'",
	} {
		in, err := stats.AalenJohansen(stats.FollowUp{Exit: exit[name]}, cause[name], []string{"EVENT", "DIED"}, stats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range b.rows("select days, at_risk, value, std_error, lower, upper from seen_curves where " + where) {
			var day, risk, value, se, lower, upper float64
			if _, err := fmt.Sscanf(strings.ReplaceAll(line, "|", " "), "%g %g %g %g %g %g", &day, &risk, &value, &se, &lower, &upper); err != nil {
				t.Fatal(err)
			}
			shown++
			at := in.At(day)
			for what, pair := range map[string][2]float64{
				"at risk": {risk, at.AtRisk[0]}, "value": {value, 100 * at.Incidence[0][0]}, "error": {se, 100 * at.SE[0][0]},
				"lower": {lower, 100 * at.Lower[0][0]}, "upper": {upper, 100 * at.Upper[0][0]},
			} {
				if math.Abs(pair[0]-pair[1]) > 1e-9 {
					t.Errorf("%s, day %v, %s: got %v, want %v", name, day, what, pair[0], pair[1])
				}
			}
		}
	}
	if shown < 60 {
		t.Errorf("days of three big curves: got %d", shown)
	}
	if got := b.rows("select distinct breakdown, category, category_label from seen_curves where breakdown = 'grp' and category = 'A'"); len(got) != 1 || got[0] != "grp|A|Group A" {
		t.Errorf("label: got %v", got)
	}
}

// Between two days that anybody can see, of a curve or of the figures at the fixed days, few things happened to nobody.
func TestNoStepOfACurveIsOfAFew(t *testing.T) {
	b := curvesBundle(t)
	days := 0
	for seed := range uint64(8) {
		threshold := 3 + int(seed)%4
		exit, cause := b.fillCurves(seed, 60+90*int(seed))
		b.protectCurves(threshold)
		for _, year := range []int{2023, 2024, 2025} {
			days += b.noFewIn(fmt.Sprintf("seed %d, %d", seed, year), threshold, exit[fmt.Sprint(year)], cause[fmt.Sprint(year)], b.rows(fmt.Sprintf(`
select days from (
  select days from seen_curves where period_type = 'financial_year' and period_start = '%[1]d-04-01'
  union select category::integer from seen where period_start = '%[1]d-04-01' and breakdown = 'follow_up' and value is not null
) where exists (from seen_curves where period_type = 'financial_year' and period_start = '%[1]d-04-01' and days not in (90, 365)) order by days`, year)))
		}
		for _, group := range []string{"A", "B", "C"} {
			days += b.noFewIn(fmt.Sprintf("seed %d, group %s", seed, group), threshold, exit[group], cause[group],
				b.rows("select days from seen_curves where period_type = 'all' and category = '"+group+"' order by days"))
		}
		days += b.noFewIn(fmt.Sprintf("seed %d, all", seed), threshold, exit["all"], cause["all"],
			b.rows("select days from seen_curves where period_type = 'all' and category = 'all' order by days"))
		if got := b.rows(fmt.Sprintf("select count(*) from seen_curves where at_risk < greatest(10, %d)", threshold)); got[0] != "0" {
			t.Errorf("seed %d: days with few at risk: %s", seed, got[0])
		}
	}
	if days < 100 {
		t.Errorf("the curves show %d days: too few to have tried anything", days)
	}
}

// noFewIn counts between the days shown: events up to and with the later day, others before it as the numbers at risk tell.
func (b *bundle) noFewIn(what string, threshold int, exit []float64, cause []string, shown []string) int {
	b.Helper()
	after := -1.0
	for _, text := range shown {
		var day float64
		if _, err := fmt.Sscan(text, &day); err != nil {
			b.Fatal(err)
		}
		events, others := 0, 0
		for i, e := range exit {
			switch {
			case cause[i] == "EVENT" && e > after && e <= day:
				events++
			case cause[i] != "EVENT" && e >= max(after, 0) && e < day:
				others++
			}
		}
		if events > 0 && events < threshold || others > 0 && others < threshold {
			b.Errorf("%s: from day %v to %v: %d events, %d others, threshold %d", what, after, day, events, others, threshold)
		}
		after = day
	}
	return len(shown)
}

func TestTheAuditOfCurvesStopsASmallStep(t *testing.T) {
	b := curvesBundle(t)
	b.fillCurves(3, 400)
	b.protectCurves(5)
	statement, err := fs.ReadFile(sqlfiles.FS, "marts/disclosure/12_audit_curves.sql")
	if err != nil {
		t.Fatal(err)
	}
	findings := func(change string) (found int) {
		if err := b.db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			for _, s := range []string{
				"set variable sdc_threshold = 5", "create temporary table protected_figures as from seen",
				"create temporary table protected_curves as from seen_curves", change, string(statement),
			} {
				if _, err := tx.Exec(ctx, s); err != nil {
					return err
				}
			}
			return tx.QueryRow(ctx, "select count(*) from sdc_curve_findings").Scan(&found)
		}); err != nil {
			t.Fatal(err)
		}
		return found
	}
	if got := findings("select 1"); got != 0 {
		t.Fatalf("findings of what the rules made: %d", got)
	}
	if findings("insert into protected_curves select * replace (days + 1 as days) from seen_curves") == 0 {
		t.Error("a day more of every curve was not found")
	}
	if findings("update protected_curves set at_risk = 9 where days = (select min(days) from protected_curves)") == 0 {
		t.Error("nine at risk were not found")
	}
}

// A breakdown that has no fixed days beside it has curves in the warehouse, and none that may be seen.
func TestABreakdownWithoutFixedDaysIsNotSeen(t *testing.T) {
	b := curvesBundle(t)
	m := &b.catalogue[0]
	m.Breakdowns = append(m.Breakdowns, marts.Breakdown{Name: "side", Title: "Side", Column: "side", Labels: yaml.MapSlice{{Key: "L", Value: "Left"}, {Key: "R", Value: "Right"}}})
	m.SQL = strings.Replace(m.SQL, "cause, grp", "cause, grp, case when unit % 2 = 0 then 'L' else 'R' end as side", 1)
	b.fillCurves(1, 3000)
	b.protectCurves(5)
	if got := b.rows("select distinct category from mart.curves where breakdown = 'side' order by all"); fmt.Sprint(got) != "[L R]" {
		t.Errorf("in the warehouse: %v", got)
	}
	if got := b.rows("select distinct breakdown from seen_curves order by all"); fmt.Sprint(got) != "[all grp]" {
		t.Errorf("seen: %v", got)
	}
}
