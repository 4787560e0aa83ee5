package marts_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
	"throughcare/marts/stats"
)

// followedBundle has one measure of a time to an event, whose facts are the table core.followed. All start on 1 April 2024.
func followedBundle(t *testing.T) *bundle {
	b := setup(t, "2026-09-30", "insert into core.licences (licence_ref, started_on) values ('first', '2024-04-01')",
		"create table core.followed (unit bigint, entry_days integer, exit_days integer, cause varchar, authority varchar)")
	no := false
	b.catalogue = []marts.Measure{{
		ID: "time_to_it", Title: "It", Definition: "It.", Numerator: "It.", Denominator: "All.", Unit: "units", View: marts.Cohort,
		Source: "core.followed", FollowUp: "time_to_event", Statistics: []string{marts.CumulativeIncidence}, Version: "1", Totals: &no,
		Places: marts.Places{Authority: "its own"},
		Breakdowns: []marts.Breakdown{{Name: "follow_up", Title: "Days", Column: "follow_up",
			Labels: yaml.MapSlice{{Key: "30", Value: "30 days"}, {Key: "365", Value: "365 days"}}}},
		SQL: "select unit as record_key, unit as person_key, date '2024-04-01' as on_date, entry_days, exit_days, cause, authority from core.followed",
	}}
	return b
}

// follow puts the follow-up in the place of what was there, and builds.
func (b *bundle) follow(entry, exit []float64, cause []string) {
	b.Helper()
	rows := make([]string, len(exit))
	for i := range exit {
		in := 0.0
		if entry != nil {
			in = entry[i]
		}
		rows[i] = fmt.Sprintf("(%d, %g, %g, '%s', '%s')", i, in, exit[i], cause[i], glasgow)
	}
	b.exec("delete from core.followed", "insert into core.followed values "+strings.Join(rows, ", "))
	b.build()
}

// curve is the steps of one method and cause: days, at risk, value, standard error, lower, upper; NaN for null.
func (b *bundle) curve(method, cause string) (rows [][]float64) {
	b.Helper()
	for _, line := range b.rows(`select days, at_risk, value, std_error, lower, upper from mart.curves where period_type = 'all'
and place_type = 'scotland' and breakdown = 'all' and method = '` + method + "' and cause = '" + cause + "' order by days") {
		var row []float64
		for _, cell := range strings.Split(line, "|") {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				v = math.NaN()
			}
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows
}

func same(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-9 {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestCurvesAgreeWithGo(t *testing.T) {
	b := followedBundle(t)
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 1))
		n, late, alone := 40+random.IntN(60), seed >= 4, seed%2 == 0
		entry, exit, cause, event := make([]float64, n), make([]float64, n), make([]string, n), make([]bool, n)
		for i := range exit {
			exit[i] = float64(random.IntN(120))
			if late && exit[i] > 20 {
				entry[i] = float64(random.IntN(20))
			}
			cause[i] = []string{"", "EVENT", "EVENT", "DIED", "LICENCE_ENDED"}[random.IntN(5)]
			if alone && cause[i] != "EVENT" {
				cause[i] = ""
			}
			event[i] = cause[i] == "EVENT"
		}
		exit[0], cause[0], event[0] = 125, "", false // nobody's arithmetic ends at exactly one
		b.follow(entry, exit, cause)
		f := stats.FollowUp{Entry: entry, Exit: exit}
		incidence, err := stats.AalenJohansen(f, cause, nil, stats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for k, name := range incidence.Causes {
			at := incidence.At
			for _, row := range b.curve("aalen_johansen", name) {
				want, what := at(row[0]), fmt.Sprintf("seed %d, %s, day %v", seed, name, row[0])
				same(t, what+", at risk", row[1], want.AtRisk[0])
				same(t, what, row[2], want.Incidence[k][0])
				same(t, what+", error", row[3], want.SE[k][0])
				same(t, what+", lower", row[4], want.Lower[k][0])
				same(t, what+", upper", row[5], want.Upper[k][0])
			}
		}
		survival, err := stats.KaplanMeier(f, event, stats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		steps := b.curve("kaplan_meier", "EVENT")
		if (len(steps) > 0) != alone {
			t.Errorf("seed %d: %d steps of Kaplan-Meier, competing causes: %v", seed, len(steps), !alone)
		}
		for _, row := range steps {
			want, what := survival.At(row[0]), fmt.Sprintf("seed %d, survival, day %v", seed, row[0])
			same(t, what, row[2], want.Survival[0])
			same(t, what+", error", row[3], want.SE[0])
			same(t, what+", lower", row[4], want.Lower[0])
			same(t, what+", upper", row[5], want.Upper[0])
		}
	}
}

func TestCurvesAgreeWithR(t *testing.T) {
	expected := map[float64][]float64{} // both groups of Miller's data
	var exit []float64
	var cause []string
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, row := range fixture(t, "aml.csv") {
		if row[2] == "Maintained" {
			exit, cause = append(exit, number(row[0])), append(cause, map[string]string{"1": "EVENT", "0": ""}[row[1]])
		}
	}
	for _, row := range fixture(t, "aml_km_expected.csv") {
		if row[0] == "x=Maintained" && row[9] == "log" {
			expected[number(row[1])] = []float64{number(row[2]), number(row[5]), number(row[6])}
		}
	}
	b := followedBundle(t)
	b.follow(nil, exit, cause)
	found := 0
	for _, row := range b.curve("kaplan_meier", "EVENT") {
		if want, ok := expected[row[0]]; ok {
			found++
			for i := range want {
				same(t, fmt.Sprintf("leukaemia, week %v", row[0]), row[i+1], want[i])
			}
		}
	}
	if found != len(expected) || found == 0 {
		t.Errorf("steps: found %d of %d", found, len(expected))
	}

	b.follow(nil, []float64{1, 2, 3, 4, 5, 6}, []string{"", "EVENT", "EVENT", "DIED", "DIED", ""})
	event, died := b.curve("aalen_johansen", "EVENT"), b.curve("aalen_johansen", "DIED")
	for i, row := range fixture(t, "tiny_competing_expected.csv") {
		same(t, "at risk at "+row[0], event[i][1], number(row[1]))
		same(t, "first cause at "+row[0], event[i][2], number(row[3]))
		same(t, "second cause at "+row[0], died[i][2], number(row[4]))
		same(t, "first error at "+row[0], event[i][3], number(row[5]))
		same(t, "second error at "+row[0], died[i][3], number(row[6]))
	}
}

// A licence that ended, a death, a transfer, an expiry and a record that is gone; a recall before and one after its end.
const followedLicences = `insert into core.licences
  (licence_ref, person_key, licence_type, started_on, expires_on, ended_on, end_reason, authority, absent_from) values
  ('open', 'p1', 'PAROLE', '2026-01-10', '2028-01-01', null, null, 'S12000049', null),
  ('died', 'p2', 'PAROLE', '2026-01-10', '2028-01-01', '2026-01-20', 'DIED', 'S12000049', null),
  ('moved', 'p3', 'PAROLE', '2026-01-10', null, '2026-01-21', 'TRANSFERRED_OUT', 'S12000049', null),
  ('expired', 'p4', 'NONPAR', '2026-01-10', '2026-02-01', null, null, 'S12000049', null),
  ('gone', 'p5', 'NONPAR', '2026-01-10', null, null, null, 'S12000049', '2026-01-30'),
  ('recalled', 'p6', 'NONPAR', '2026-01-10', '2028-01-01', '2026-03-01', 'RECALLED', 'S12000049', null),
  ('closed', 'p7', 'NONPAR', '2026-01-10', null, '2026-02-10', 'RECALLED', 'S12000049', null),
  ('late', 'p8', 'NONPAR', '2026-01-10', '2026-02-01', null, null, 'S12000049', null)`

const followedRecalls = `insert into core.recalls (recall_ref, licence_ref, decided_on, returned_on, outcome, days_to_recall) values
  ('r1', 'recalled', '2026-03-02', '2026-03-04', 'RECALLED', 53),
  ('r2', 'late', '2026-01-30', '2026-02-05', 'RECALLED', 26),
  ('r3', 'expired', '2026-02-20', null, 'RECALLED', 41),
  ('r4', 'open', '2026-01-15', null, 'WARNING_LETTER', 5)`

func (b *bundle) exits(id string) []string {
	b.Helper()
	b.only(id).build()
	return b.rows("select record_key, entry_days, exit_days, cause from (" + b.catalogue[0].SQL + ") order by record_key")
}

func TestFollowUpIsHonest(t *testing.T) {
	first := "insert into core.contacts (contact_ref, contact_at) values ('c', '2026-01-01')"
	b := setup(t, "2026-06-30", followedLicences, followedRecalls, first)
	want := []string{"closed|0|31|EVENT", "died|0|10|DIED", "expired|0|22|LICENCE_ENDED", "gone|0|20|", "late|0|26|EVENT",
		"moved|0|11|TRANSFERRED", "open|0|171|", "recalled|0|53|EVENT"}
	early := b.exits("time_to_recall")
	if diff := cmp.Diff(want, early); diff != "" {
		t.Errorf("as at June (-want +got):\n%s", diff)
	}
	later := setup(t, "2026-07-30", followedLicences, followedRecalls, first)
	want[6] = "open|0|201|"
	if diff := cmp.Diff(want, later.exits("time_to_recall")); diff != "" {
		t.Errorf("a month later only the censoring moves (-want +got):\n%s", diff)
	}
	if got := b.rows("select value is null, marker from mart.figures where place_type = 'scotland' and breakdown = 'follow_up' and category = '730' order by period_start"); cmp.Diff([]string{"true|[x]", "true|[z]"}, got) != "" {
		t.Errorf("a day that nobody has been followed for: got %v", got)
	}
	// Five of eight are at risk on the day that one expires: 6/8 x 4/5 / 4 for each of the three recalls.
	if got := b.figure(cell{"time_to_recall", "cumulative_incidence", "financial_year", "2025-04-01", country, "follow_up", "90"}); got != "45.0 3.0/8.0 [p] [u]" {
		t.Errorf("by 90 days: got %q", got)
	}
	if got := b.rows("select count(*) from mart.figures where period_type <> 'financial_year' or breakdown = 'licence_type'"); got[0] != "0" {
		t.Errorf("figures beside the fixed days of years: %s", got[0])
	}
	// The data begin in March: who was over by then was never seen, the others enter late.
	b = setup(t, "2026-06-30", followedLicences, "insert into core.recalls (recall_ref, licence_ref, referred_on, outcome, days_to_recall) "+
		"values ('r1', 'recalled', '2026-03-02', 'RECALLED', 53)")
	if diff := cmp.Diff([]string{"open|49|171|", "recalled|49|53|EVENT"}, b.exits("time_to_recall")); diff != "" {
		t.Errorf("late entry (-want +got):\n%s", diff)
	}
}

// Where a record says from which day its licence was followed, that stands, though the data begin later; and there is no limit to
// how long ago licences may have begun, though figures go back ten years only.
func TestFollowUpOfOldAndOfLateLicences(t *testing.T) {
	b := setup(t, "2026-06-30", `insert into core.licences (licence_ref, licence_type, started_on, followed_from, absent_from, gender) values
  ('start', 'OTHER', '1985-01-01', '1985-01-01', '2019-01-01', 'F'), ('later', 'OTHER', '1985-01-01', '1985-01-31', '1985-03-02', 'M'),
  ('never', 'OTHER', '1985-01-01', '1985-03-02', '1985-03-02', 'M'), ('not said', 'OTHER', '1985-01-01', null, '1990-01-01', 'M')`)
	want := []string{"later|30|60|", "not said|0|1826|", "start|0|12418|"}
	if diff := cmp.Diff(want, b.exits("time_to_recall")); diff != "" {
		t.Errorf("old licences (-want +got):\n%s", diff)
	}
	if got := b.rows(`select breakdown, category, max(at_risk) from mart.curves where breakdown in ('all', 'gender') and place_type = 'scotland'
group by all order by all`); cmp.Diff([]string{"all|all|3", "gender|F|1", "gender|M|2"}, got) != "" {
		t.Errorf("curves by gender: %v", got)
	}
	b.exec("insert into core.breaches (breach_ref, licence_ref, identified_on) values ('b', 'start', '1985-02-01')")
	want[1] = "not said|30|1826|"
	if diff := cmp.Diff(want, b.exits("time_to_recall")); diff != "" {
		t.Errorf("the data begin in February (-want +got):\n%s", diff)
	}
}

// What is not known yet is counted by the small-number control all the same: Scotland less the others would tell it.
func TestEventsOfAnUnknownIncidenceAreProtected(t *testing.T) {
	b := followedBundle(t)
	b.exec(`insert into core.followed
select i, 0, case when i % 3 = 0 then 20 else 400 end, case when i % 3 = 0 then 'EVENT' else '' end, 'S12000036' from range(60) as t (i)
union all select 100 + i, 0, 15, 'EVENT', 'S12000049' from range(2) as t (i)
union all select 200 + i, 0, 40, '', 'S12000049' from range(10) as t (i)`)
	b.build()
	b.protect(5)
	if got := b.rows("select count(*) from mart.figures where place_code = 'S12000049' and category = '365' and marker = '[x]' and numerator = 2"); got[0] != "1" {
		t.Errorf("Glasgow at 365 days: got %s rows of 2 events not known", got[0])
	}
	if got := b.rows(`select place_code, marker, numerator from seen where period_start = '2024-04-01' and category = '365'
and place_code in ('S12000036', 'S12000049') order by all`); cmp.Diff([]string{"S12000036|[c]|", "S12000049|[c]|"}, got) != "" {
		t.Errorf("seen: got %v", got)
	}
}
