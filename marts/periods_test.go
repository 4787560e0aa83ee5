package marts_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
)

// asking has the builds of a bundle made for periods of the project's own.
func (b *bundle) asking(calendarYears bool, days ...[2]string) *bundle {
	b.periods = marts.Periods{CalendarYears: calendarYears}
	for _, d := range days {
		b.periods.FromTo = append(b.periods.FromTo, marts.FromTo{From: d[0], To: d[1]})
	}
	return b
}

// of is a select of every figure of some kinds of period, without their names, in a fixed order.
func of(where string) string {
	return `select measure, statistic, period_start, period_end, place_type, place_code, breakdown, category, value, numerator, denominator, marker
from mart.figures where ` + where + " order by all"
}

func TestPeriodsOfTheProjectsOwn(t *testing.T) {
	b := setup(t, "2026-09-15", signUps).only("signups", "caseload").asking(true,
		[2]string{"2026-06-02", "2026-06-30"}, [2]string{"2026-06-02", "2026-07-01"}, [2]string{"2026-06-29", "2026-06-29"},
		[2]string{"2026-07-01", "2026-12-31"}, [2]string{"2026-03-01", "2026-06-02"},
		[2]string{"2027-01-01", "2027-02-01"}, [2]string{"2025-01-01", "2025-02-01"})
	b.build()
	got := b.rows(`select period_type, period_start, period_end,
  max(value) filter (measure = 'signups' and statistic = 'records') as records,
  max(value) filter (measure = 'signups' and statistic = 'people') as people,
  max(value) filter (measure = 'caseload' and statistic = 'records') as caseload,
  max(marker) filter (measure = 'signups') as marker
from mart.figures
where place_type = 'scotland' and breakdown = 'all' and period_type in ('from_to', 'calendar_year') group by all order by all`)
	// s1 on 2 June, s2 on 1 July, both of p1; s3 on 30 June; s5 on 1 April. Open are s1 until 29 June, s2, s3 until 30 June, s5. The
	// data begin in April: March is not covered. What is to come, or was before the data, has no row.
	want := []string{
		"calendar_year|2026-01-01|2026-12-31|4.0|3.0|2.0|[p]",
		"from_to|2026-03-01|2026-06-02|2.0|2.0|2.0|[p]",
		"from_to|2026-06-02|2026-06-30|2.0|2.0|2.0|",
		"from_to|2026-06-02|2026-07-01|3.0|2.0|2.0|",
		"from_to|2026-06-29|2026-06-29|0.0|0.0|2.0|",
		"from_to|2026-07-01|2026-12-31|1.0|1.0|2.0|[p]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A from-to with the days of a quarter has the figures of the quarter, of every measure, place and category; a calendar year has
// those of the from-to with its days. Asking changes no other figure.
func TestAFromToOfAQuarterHasItsFigures(t *testing.T) {
	b := setup(t, "2026-08-15").only("needs_identified", "needs_met_rate", "need_referral_days", "breach_rate", "caseload", "recall_outcomes")
	b.exec(randomRecords(7, 200)...)
	b.exec(`insert into core.licences (licence_ref, person_key, licence_type, started_on, at_risk_to, authority)
select 'l' || i, 'p' || i, 'PAROLE', date '2026-03-20' + (i * 7 % 140)::integer, date '2026-04-10' + (i * 11 % 127)::integer, 'S12000049' from range(60) as t (i)`,
		`insert into core.breaches (breach_ref, licence_ref, person_key, occurred_on, identified_on)
select 'b' || i, 'l' || i, 'p' || i, date '2026-04-05' + (i * 3 % 120)::integer, date '2026-08-01' from range(60) as t (i)`)
	b.build()
	before := b.rows(of("true"))
	b.asking(true, [2]string{"2026-04-01", "2026-06-30"}, [2]string{"2026-05-10", "2026-06-19"}, [2]string{"2026-05-10", "2026-07-20"}).build()
	if diff := cmp.Diff(before, b.rows(of("period_type not in ('from_to', 'calendar_year')"))); diff != "" {
		t.Errorf("figures of the usual periods changed (-without +with):\n%s", diff)
	}
	quarter := b.rows(of("period_type = 'quarter' and period_start = '2026-04-01'"))
	if diff := cmp.Diff(quarter, b.rows(of("period_type = 'from_to' and period_end = '2026-06-30'"))); diff != "" || len(quarter) < 100 {
		t.Errorf("the quarter and its from-to, %d figures (-quarter +from-to):\n%s", len(quarter), diff)
	}
	// The calendar year and the financial year hold the same records: the data begin in April.
	year := b.rows("select measure, statistic, place_code, breakdown, category, value, numerator, denominator from mart.figures where period_type = 'financial_year' and period_start = '2026-04-01' order by all")
	calendar := b.rows("select measure, statistic, place_code, breakdown, category, value, numerator, denominator from mart.figures where period_type = 'calendar_year' order by all")
	if diff := cmp.Diff(year, calendar); diff != "" || len(year) < 100 {
		t.Errorf("the years (-financial +calendar):\n%s", diff)
	}
	// Days at risk from 10 May to 19 June, counted from the licences; events by their day.
	want := b.rows(`select count(*) filter (b.day), round(sum(days) / 365.25, 9) from (
select false as day, greatest(0, least(at_risk_to, date '2026-06-20') - greatest(started_on, date '2026-05-10')) as days from core.licences
union all
select true, 0 from core.breaches inner join core.licences using (licence_ref)
where occurred_on between started_on and at_risk_to and occurred_on between '2026-05-10' and '2026-06-19') as b`)
	got := b.rows(`select numerator::integer, round(denominator, 9) from mart.figures
where measure = 'breach_rate' and period_end = '2026-06-19' and place_type = 'scotland' and breakdown = 'all'`)
	if !slices.Equal(got, want) {
		t.Errorf("breach rate of a period that cuts months: got %v, want %v", got, want)
	}
}

// The incidence of the starts of a calendar year, or of a period, is that of a warehouse that has no other starts.
func TestTimeToAnEventOfAPeriodOfTheProjectsOwn(t *testing.T) {
	licences := func(where string) string {
		return `insert into core.licences (licence_ref, person_key, licence_type, started_on, at_risk_to, authority, expires_on)
select * from (select 'l' || i, 'p' || i, 'PAROLE', date '2025-04-01' + (i * 13 % 400)::integer as started_on, date '2026-08-15', 'S12000049', date '2027-08-15'
from range(300) as t (i)) as l where ` + where
	}
	breaches := `insert into core.breaches (breach_ref, licence_ref, person_key, identified_on, days_to_breach)
select 'b' || licence_ref, licence_ref, person_key, started_on + 20, (hash(licence_ref) % 200)::integer from core.licences where hash(licence_ref) % 3 = 0`
	// the data begin in April 2025 with or without them
	const begun = "insert into core.needs (need_ref, person_key, identified_on) values ('n', 'p', '2025-04-01')"
	const figures = `select statistic, place_code, category, round(value, 9), numerator, denominator, round(lower, 9), round(upper, 9), regexp_replace(marker, '\[p\] ?', '')
from mart.figures where measure = 'time_to_breach' and breakdown = 'follow_up' and %s order by all`
	whole := setup(t, "2026-08-15", licences("true"), breaches, begun).only("time_to_breach").asking(true, [2]string{"2025-05-10", "2025-11-20"})
	whole.build()
	for _, c := range []struct{ days, period string }{
		{"started_on between '2025-05-10' and '2025-11-20'", "period_type = 'from_to'"},
		{"year(started_on) = 2025", "period_type = 'calendar_year' and period_start = '2025-01-01'"},
	} {
		alone := setup(t, "2026-08-15", licences(c.days), breaches, begun).only("time_to_breach")
		alone.build()
		want := alone.rows(fmt.Sprintf(figures, "period_type = 'financial_year' and period_start = '2025-04-01'"))
		got := whole.rows(fmt.Sprintf(figures, c.period))
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 10 {
			t.Errorf("%s: %d figures (-alone +among all):\n%s", c.period, len(got), diff)
		}
	}
}

func TestPeriodsAreKeptAsText(t *testing.T) {
	p := marts.Periods{CalendarYears: true, FromTo: []marts.FromTo{{From: "2026-05-01", To: "2026-06-30", Title: `"Two" months`}}}
	got, err := marts.ParsePeriods(p.String())
	if diff := cmp.Diff(p, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if none, err := marts.ParsePeriods(marts.Periods{}.String()); err != nil || !none.None() {
		t.Errorf("none: got %v, %v", none, err)
	}
}
