package marts_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

func TestEmptyCoreBuilds(t *testing.T) {
	b := setup(t, "2026-09-30")
	report := b.build()
	if report.Figures != 0 || len(report.Measures) < 40 {
		t.Errorf("figures of nothing: got %d of %d measures", report.Figures, len(report.Measures))
	}
}

// signUps are four sign-ups of three people in Barlinnie, Glasgow and elsewhere, and an offer declined.
const signUps = `insert into core.sign_ups
  (sign_up_ref, person_key, service, establishment, authority, offered_on, response, signed_up_on, left_on, gender) values
  ('s1', 'p1', 'TSO', 'BAR', 'S12000049', '2026-06-01', 'ACCEPTED', '2026-06-02', '2026-06-30', 'M'),
  ('s2', 'p1', 'TSO', 'BAR', 'S12000049', '2026-07-01', 'ACCEPTED', '2026-07-01', null, 'M'),
  ('s3', 'p2', 'UPSIDE', 'EDI', null, '2026-06-29', 'ACCEPTED', '2026-06-30', '2026-07-01', 'F'),
  ('s4', 'p3', 'TSO', 'BAR', 'S12000049', '2026-06-10', 'DECLINED', null, null, null),
  ('s5', 'p4', 'TSO', 'BAR', 'S12000049', '2026-04-01', 'ACCEPTED', '2026-04-01', null, 'M'),
  ('s6', 'p5', 'TSO', 'BAR', 'S12000049', '2026-08-01', 'ACCEPTED', null, null, 'M')`

const (
	country    = "S92000003"
	glasgow    = "S12000049"
	unrecorded = "NOT_RECORDED"
)

func TestFiguresOfSignUps(t *testing.T) {
	b := setup(t, "2026-09-15", signUps)
	report := b.build()
	for _, c := range []struct {
		name string
		cell cell
		want string
	}{
		{"records of a month", cell{"signups", "records", "month", "2026-06-01", country, "", ""}, "2.0"},
		{"records of a quarter from July", cell{"signups", "records", "quarter", "2026-07-01", country, "", ""}, "1.0 [p]"},
		{"records of a quarter to June", cell{"signups", "records", "quarter", "2026-04-01", country, "", ""}, "3.0"},
		{"records of a financial year in progress", cell{"signups", "records", "financial_year", "2026-04-01", country, "", ""}, "4.0 [p]"},
		{"people are counted, not summed", cell{"signups", "people", "financial_year", "2026-04-01", country, "", ""}, "3.0 [p]"},
		{"people of an authority", cell{"signups", "people", "financial_year", "2026-04-01", glasgow, "", ""}, "2.0 [p]"},
		{"people of no authority", cell{"signups", "people", "financial_year", "2026-04-01", unrecorded, "", ""}, "1.0 [p]"},
		{"people of an establishment", cell{"signups", "people", "month", "2026-07-01", "BAR", "", ""}, "1.0"},
		{"people of a service", cell{"signups", "people", "quarter", "2026-04-01", "UPSIDE", "", ""}, "1.0"},
		{"a true zero of a month", cell{"signups", "records", "month", "2026-05-01", country, "", ""}, "0.0"},
		{"a true zero of a prison", cell{"signups", "records", "month", "2026-05-01", "BAR", "", ""}, "0.0"},
		{"a prison that no record names has no row", cell{"signups", "records", "month", "2026-06-01", "PER", "", ""}, "none"},
		{"a prison that is closed has no row", cell{"signups", "records", "month", "2026-06-01", "COR", "", ""}, "none"},
		{"a month has no breakdown", cell{"signups", "records", "month", "2026-06-01", country, "gender", "M"}, "none"},
		{"a breakdown", cell{"signups", "records", "quarter", "2026-04-01", country, "gender", "F"}, "1.0"},
		{"a true zero of a category", cell{"signups", "records", "quarter", "2026-04-01", country, "gender", "O"}, "0.0"},
		{"a breakdown that is not for prisons", cell{"signups", "records", "quarter", "2026-04-01", "BAR", "gender", "M"}, "none"},
		{"offers with the declined", cell{"offers", "records", "quarter", "2026-04-01", country, "response", "DECLINED"}, "1.0"},
		{"rate", cell{"signup_rate", "rate", "quarter", "2026-04-01", country, "", ""}, "75.0 3.0/4.0 [u]"},
		{"rate of nothing", cell{"signup_rate", "rate", "month", "2026-05-01", country, "", ""}, "null 0.0/0.0 [z]"},
		{"stock at the end of a month: joined that day, in; left that day, out",
			cell{"caseload", "records", "month", "2026-06-01", country, "", ""}, "2.0"},
		{"stock at the end of the quarter is that of its last month",
			cell{"caseload", "records", "quarter", "2026-04-01", country, "", ""}, "2.0"},
		{"stock of the period in progress is that of the as-at date",
			cell{"caseload", "records", "quarter", "2026-07-01", country, "", ""}, "2.0 [p]"},
		{"left", cell{"caseload_left", "records", "month", "2026-07-01", country, "", ""}, "1.0"},
		{"no record of the source at all", cell{"breaches", "records", "month", "2026-07-01", country, "", ""}, "null [x]"},
	} {
		if got := b.figure(c.cell); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	at := slices.IndexFunc(report.Measures, func(m marts.MeasureReport) bool { return m.Measure == "signups" })
	if got := report.Measures[at]; got.Facts != 5 || got.Undated != 1 || got.Later != 0 {
		t.Errorf("coverage of sign-ups: got %+v, want 5 facts, 1 undated", got)
	}
	if len(report.Warnings) != 1 || report.Warnings[0].Check != "mart_uncounted" {
		t.Errorf("warnings: got %+v, want mart_uncounted", report.Warnings)
	}
}

func TestOneMoreRecordChangesItsOwnFigures(t *testing.T) {
	b := setup(t, "2026-09-30", signUps).only("needs_identified", "signups")
	b.exec("insert into core.record_reviews (review_ref, authority) values ('r1', 'S12000036')") // a place that is known
	b.exec(`insert into core.needs (need_ref, person_key, category, identified_on, authority, establishment, service, gender)
    values ('n1', 'p1', 'HOUSING', '2026-05-05', 'S12000049', 'BAR', 'TSO', 'M')`)
	b.build()
	b.exec("create table before as select * from mart.figures")
	b.exec(`insert into core.needs (need_ref, person_key, category, identified_on, authority, establishment, service, gender)
    values ('n2', 'p1', 'HOUSING', '2026-05-20', 'S12000036', 'BAR', 'TSO', 'M')`)
	b.build()
	got := b.rows(`select period_type, place_code, breakdown, category, statistic, old.value, new.value
from mart.figures as new
inner join before as old using (measure, statistic, period_type, period_start, place_type, place_code, breakdown, category)
where new.value <> old.value and breakdown in ('all', 'category')
order by all`)
	want := strings.Fields(`
financial_year|BAR|all|all|per_person|1.0|2.0
financial_year|BAR|all|all|records|1.0|2.0
financial_year|BAR|category|HOUSING|per_person|1.0|2.0
financial_year|BAR|category|HOUSING|records|1.0|2.0
financial_year|S12000036|all|all|people|0.0|1.0
financial_year|S12000036|all|all|records|0.0|1.0
financial_year|S12000036|category|HOUSING|people|0.0|1.0
financial_year|S12000036|category|HOUSING|records|0.0|1.0
financial_year|S92000003|all|all|per_person|1.0|2.0
financial_year|S92000003|all|all|records|1.0|2.0
financial_year|S92000003|category|HOUSING|per_person|1.0|2.0
financial_year|S92000003|category|HOUSING|records|1.0|2.0
financial_year|TSO|all|all|per_person|1.0|2.0
financial_year|TSO|all|all|records|1.0|2.0
financial_year|TSO|category|HOUSING|per_person|1.0|2.0
financial_year|TSO|category|HOUSING|records|1.0|2.0
month|BAR|all|all|per_person|1.0|2.0
month|BAR|all|all|records|1.0|2.0
month|S12000036|all|all|people|0.0|1.0
month|S12000036|all|all|records|0.0|1.0
month|S92000003|all|all|per_person|1.0|2.0
month|S92000003|all|all|records|1.0|2.0
month|TSO|all|all|per_person|1.0|2.0
month|TSO|all|all|records|1.0|2.0
quarter|BAR|all|all|per_person|1.0|2.0
quarter|BAR|all|all|records|1.0|2.0
quarter|BAR|category|HOUSING|per_person|1.0|2.0
quarter|BAR|category|HOUSING|records|1.0|2.0
quarter|S12000036|all|all|people|0.0|1.0
quarter|S12000036|all|all|records|0.0|1.0
quarter|S92000003|all|all|per_person|1.0|2.0
quarter|S92000003|all|all|records|1.0|2.0
quarter|S92000003|category|HOUSING|per_person|1.0|2.0
quarter|S92000003|category|HOUSING|records|1.0|2.0
quarter|TSO|all|all|per_person|1.0|2.0
quarter|TSO|all|all|records|1.0|2.0
quarter|TSO|category|HOUSING|per_person|1.0|2.0
quarter|TSO|category|HOUSING|records|1.0|2.0`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures that changed (-want +got):\n%s", diff)
	}
	if got := b.rows("select count(*) from mart.figures anti join before using (measure, statistic, period_type, period_start, place_code, breakdown, category)"); got[0] != "0" {
		t.Errorf("rows that are new: got %s", got[0])
	}
}

func TestPeriods(t *testing.T) {
	b := setup(t, "2026-05-20", `insert into core.needs (need_ref, person_key, identified_on) values ('n1', 'p1', '2026-02-14')`)
	b.build()
	want := []string{
		"financial_year|2025-04-01|2026-03-31|2026-03-31|true|false",
		"financial_year|2026-04-01|2027-03-31|2026-05-20|false|true",
		"month|2026-02-01|2026-02-28|2026-02-28|true|true",
		"month|2026-03-01|2026-03-31|2026-03-31|true|true",
		"month|2026-04-01|2026-04-30|2026-04-30|true|true",
		"month|2026-05-01|2026-05-31|2026-05-20|false|true",
		"quarter|2026-01-01|2026-03-31|2026-03-31|true|false",
		"quarter|2026-04-01|2026-06-30|2026-05-20|false|true",
	}
	if diff := cmp.Diff(want, b.rows("select * exclude (number) from mart.periods order by all")); diff != "" {
		t.Errorf("periods (-want +got):\n%s", diff)
	}
	b.exec("insert into core.needs (need_ref, person_key, identified_on) values ('n2', 'p1', '1925-01-01')")
	report := b.only("needs_identified").build()
	if got := b.rows("select min(period_start) from mart.periods"); got[0] != "2015-04-01" && got[0] != "2016-04-01" {
		t.Errorf("first period with a wrong year in the data: got %s", got[0])
	}
	if report.Measures[0].Before != 1 {
		t.Errorf("facts before the first period: got %d, want 1", report.Measures[0].Before)
	}
}

func TestCohortIsNotActivity(t *testing.T) {
	// Signed up in May, liberated in July and supported that day; another liberated in July without support; a third supported on
	// the day in June who never signed up.
	b := setup(t, "2026-09-30", signUps, `insert into core.liberations
  (custody_ref, person_key, liberated_on, establishment, authority, sign_up_ref, service, supported_on_day, weekday) values
  ('c1', 'p1', '2026-07-10', 'BAR', 'S12000049', 's1', 'TSO', true, 5),
  ('c2', 'p2', '2026-07-11', 'BAR', 'S12000049', 's2', 'TSO', false, 6),
  ('c3', 'p9', '2026-06-11', 'BAR', 'S12000049', null, null, true, 4)`,
		`insert into core.liberation_support (support_ref, person_key, supported_on, kind, result, establishment, on_day, attended) values
  ('u1', 'p1', '2026-07-10', 'TRANSPORT', 'ATTENDED', 'BAR', true, true),
  ('u2', 'p1', '2026-07-10', 'GATE_PICKUP', 'ATTENDED', 'BAR', true, true),
  ('u3', 'p9', '2026-06-11', 'GATE_PICKUP', 'ATTENDED', 'BAR', true, true),
  ('u4', 'p2', '2026-07-11', 'GATE_PICKUP', 'DECLINED', 'BAR', true, false),
  ('u5', 'p2', '2026-07-12', 'GATE_PICKUP', 'ATTENDED', 'BAR', false, true)`)
	b.build()
	for _, c := range []struct {
		cell cell
		want string
	}{
		{cell{"supported_on_day", "people", "month", "2026-07-01", country, "", ""}, "1.0"},
		{cell{"supported_on_day", "records", "month", "2026-07-01", country, "", ""}, "2.0"},
		{cell{"supported_on_day", "people", "month", "2026-06-01", country, "", ""}, "1.0"},
		{cell{"supported_on_day_rate", "rate", "month", "2026-07-01", country, "", ""}, "50.0 1.0/2.0 [u]"},
		{cell{"supported_on_day_rate", "rate", "month", "2026-06-01", country, "", ""}, "null 0.0/0.0 [z]"},
		{cell{"support_kinds", "records", "quarter", "2026-07-01", country, "result", "ATTENDED"}, "3.0"},
		{cell{"liberations", "records", "quarter", "2026-07-01", country, "weekday", "6"}, "1.0"},
		{cell{"liberations", "records", "quarter", "2026-07-01", country, "weekday", "1"}, "0.0"},
		{cell{"housing_at_liberation", "records", "quarter", "2026-07-01", country, "housing_group", unrecorded}, "2.0"},
	} {
		if got := b.figure(c.cell); got != c.want {
			t.Errorf("%v: got %q, want %q", c.cell, got, c.want)
		}
	}
}

func TestNeeds(t *testing.T) {
	b := setup(t, "2026-06-20", `insert into core.needs
  (need_ref, person_key, category, identified_on, referred_on, accepted_on, state, is_referred, is_accepted, licence_type) values
  ('n1', 'p1', 'HOUSING', '2026-05-01', '2026-05-04', '2026-06-01', 'MET', true, true, 'PAROLE'),
  ('n2', 'p1', 'BENEFITS', '2026-05-01', '2026-05-21', null, 'NOT_MET', true, false, null),
  ('n3', 'p2', 'HOUSING', '2026-05-02', null, null, 'NOT_RECORDED', false, false, null),
  ('n4', 'p3', 'HOUSING', '2026-06-18', null, null, 'OPEN', false, false, null)`)
	b.build()
	for _, c := range []struct {
		cell cell
		want string
	}{
		{cell{"needs_identified", "records", "month", "2026-05-01", country, "", ""}, "3.0"},
		{cell{"needs_identified", "people", "month", "2026-05-01", country, "", ""}, "2.0"},
		{cell{"needs_identified", "per_person", "month", "2026-05-01", country, "", ""}, "1.5 3.0/2.0 [u]"},
		{cell{"needs_identified", "per_person", "quarter", "2026-04-01", country, "", ""}, "1.3333 4.0/3.0 [p] [u]"},
		{cell{"needs_identified", "per_person", "quarter", "2026-04-01", country, "category", "DRUGS"}, "null 0.0/0.0 [z]"},
		{cell{"needs_identified", "records", "quarter", "2026-04-01", country, "licence_type", "NOT_APPLICABLE"}, "3.0 [p]"},
		{cell{"needs_referred", "records", "month", "2026-05-01", country, "", ""}, "2.0"},
		{cell{"needs_accepted", "records", "month", "2026-06-01", country, "", ""}, "1.0 [p]"},
		{cell{"needs_met", "records", "quarter", "2026-04-01", country, "outcome", unrecorded}, "1.0 [p]"},
		{cell{"needs_met", "records", "quarter", "2026-04-01", country, "outcome", "WITHDRAWN"}, "0.0 [p]"},
		{cell{"needs_met_rate", "rate", "month", "2026-05-01", country, "", ""}, "50.0 1.0/2.0 [u]"},
		{cell{"need_referral_days", "median", "month", "2026-05-01", country, "", ""}, "11.5 /2.0"},
		{cell{"need_referral_days", "lower_quartile", "month", "2026-05-01", country, "", ""}, "7.25 /2.0"},
		{cell{"need_referral_days", "rate", "month", "2026-05-01", country, "", ""}, "33.3333 1.0/3.0 [u]"},
		{cell{"need_referral_days", "rate", "month", "2026-06-01", country, "", ""}, "null 0.0/0.0 [z]"},
		{cell{"referrals_by_agency", "records", "quarter", "2026-04-01", country, "agency", unrecorded}, "2.0 [p]"},
	} {
		if got := b.figure(c.cell); got != c.want {
			t.Errorf("%v: got %q, want %q", c.cell, got, c.want)
		}
	}
}

// licences: 'l1' is open from 2026-01-01 and at risk to the as-at date; 'l2' ended on 2026-03-01.
const licences = `insert into core.licences
  (licence_ref, person_key, licence_type, started_on, expires_on, ended_on, end_reason, authority, at_risk_to) values
  ('l1', 'p1', 'PAROLE', '2026-01-01', '2028-01-01', null, null, 'S12000049', '2026-06-30'),
  ('l2', 'p2', 'NONPAR', '2026-01-31', '2028-01-01', '2026-03-01', 'RECALLED', 'S12000049', '2026-03-01'),
  ('l3', 'p3', 'NONPAR', '2026-02-01', '2026-02-28', null, null, 'S12000049', '2026-02-28')`

func TestLicencesBreachesRecalls(t *testing.T) {
	b := setup(t, "2026-06-30", licences, `insert into core.breaches
  (breach_ref, licence_ref, person_key, identified_on, reasons, primary_reason, response, licence_type, authority, days_to_breach) values
  ('b1', 'l1', 'p1', '2026-02-10', ['ADDRESS', 'PROGRAMME'], 'ADDRESS', 'WARNING', 'PAROLE', 'S12000049', 40),
  ('b2', 'l1', 'p1', '2026-02-20', [], 'ADDRESS', 'BREACH_REPORT', 'PAROLE', 'S12000049', 50),
  ('b3', 'l2', 'p2', '2026-02-21', null, null, 'BREACH_REPORT', 'NONPAR', 'S12000049', 21)`,
		`insert into core.recalls
  (recall_ref, licence_ref, person_key, route, referred_on, decided_on, outcome, returned_on, licence_type, authority, days_to_recall) values
  ('r1', 'l2', 'p2', 'BOARD', '2026-02-22', '2026-02-27', 'RECALLED', '2026-03-01', 'NONPAR', 'S12000049', 29),
  ('r2', 'l1', 'p1', 'BOARD', '2026-02-25', '2026-04-02', 'WARNING_LETTER', null, 'PAROLE', 'S12000049', 91),
  ('r3', 'l1', 'p1', 'MINISTERS', '2026-05-25', null, 'PENDING', null, 'PAROLE', 'S12000049', 140)`)
	b.build()
	for _, c := range []struct {
		cell cell
		want string
	}{
		{cell{"licences_open", "records", "month", "2026-01-01", country, "", ""}, "none"},
		{cell{"licences_open", "records", "month", "2026-02-01", country, "", ""}, "2.0"},
		{cell{"licences_open", "records", "month", "2026-03-01", country, "", ""}, "1.0"},
		{cell{"licences_ended", "records", "quarter", "2026-01-01", country, "end_reason", "EXPIRED"}, "1.0 [p]"},
		{cell{"licences_ended", "records", "quarter", "2026-01-01", country, "end_reason", "RECALLED"}, "1.0 [p]"},
		{cell{"breaches", "records", "month", "2026-02-01", country, "", ""}, "3.0"},
		{cell{"licences_breached", "records", "month", "2026-02-01", country, "", ""}, "2.0"},
		{cell{"breach_reasons", "records", "quarter", "2026-01-01", country, "primary_reason", unrecorded}, "1.0 [p]"},
		{cell{"breach_all_reasons", "records", "quarter", "2026-01-01", country, "reason", "ADDRESS"}, "2.0 [p]"},
		{cell{"breach_all_reasons", "records", "quarter", "2026-01-01", country, "", ""}, "3.0 [p]"},
		// February: 28 days of l1, 28 of l2, 27 of l3 = 83 days; 3 breaches.
		{cell{"breach_rate", "rate_per_100_years", "month", "2026-02-01", country, "", ""}, "1320.1807 3.0/0.2272 [u]"},
		{cell{"recall_rate", "rate_per_100_years", "month", "2026-02-01", country, "", ""}, "440.0602 1.0/0.2272 [u]"},
		{cell{"breached_within", "rate", "financial_year", "2025-04-01", country, "follow_up", "30"}, "33.3333 1.0/3.0 [p] [u]"},
		{cell{"breached_within", "rate", "financial_year", "2025-04-01", country, "follow_up", "90"}, "66.6667 2.0/3.0 [p] [u]"},
		{cell{"breached_within", "rate", "financial_year", "2025-04-01", country, "follow_up", "182"}, "null 0.0/0.0 [z]"},
		{cell{"breached_within", "rate", "financial_year", "2025-04-01", country, "", ""}, "none"},
		{cell{"recalls_referred", "records", "quarter", "2026-01-01", country, "", ""}, "2.0 [p]"},
		{cell{"recall_outcomes", "records", "quarter", "2026-01-01", country, "outcome", "RECALLED"}, "1.0 [p]"},
		{cell{"recall_outcomes", "records", "quarter", "2026-01-01", country, "route_and_outcome", "BOARD/WARNING_LETTER"}, "1.0 [p]"},
		{cell{"recall_outcomes", "records", "quarter", "2026-01-01", country, "route_and_outcome", "COURT/RECALLED"}, "0.0 [p]"},
		{cell{"recall_outcomes", "records", "quarter", "2026-04-01", country, "outcome", "PENDING"}, "1.0"},
		{cell{"recalls", "records", "month", "2026-02-01", country, "", ""}, "1.0"},
		{cell{"recall_days", "median", "quarter", "2026-01-01", country, "step", "REFERRAL_TO_DECISION"}, "5.0 /1.0 [p]"},
	} {
		if got := b.figure(c.cell); got != c.want {
			t.Errorf("%v: got %q, want %q", c.cell, got, c.want)
		}
	}
}

func TestFollowUpThatHasNotRunOutIsPending(t *testing.T) {
	b := setup(t, "2026-07-31", `insert into core.liberations
  (custody_ref, person_key, liberated_on, sign_up_ref) values
  ('c1', 'p1', '2026-06-01', 's1'), ('c2', 'p2', '2026-06-20', 's2'), ('c3', 'p3', '2026-07-28', 's3')`,
		`insert into core.custody (custody_ref, person_key, admitted_at, liberated_on) values ('c1', 'p1', '2026-01-01 10:00', '2026-06-01'), ('c2', 'p2', '2026-01-01 10:00', '2026-06-20'),
    ('c3', 'p3', '2026-01-01 10:00', '2026-07-28')`,
		`insert into core.contacts (contact_ref, person_key, contact_at, attended) values ('k1', 'p1', '2026-06-08 23:30', 'Y'), ('k2', 'p2', '2026-07-15 09:00', 'Y'),
    ('k3', 'p2', '2026-06-20 09:00', 'Y'), ('k4', 'p1', '2026-06-20 09:00', 'N'), ('k5', 'p3', '2026-07-29 09:00', 'Y')`,
		`insert into core.needs (need_ref, person_key, category, identified_on, state, outcome_on) values
    ('n1', 'p1', 'HOUSING', '2026-05-01', 'MET', '2026-06-10'), ('n2', 'p2', 'HOUSING', '2026-06-25', 'MET', '2026-06-26'),
    ('n3', 'p3', 'HOUSING', '2026-05-01', 'MET', '2026-07-28'), ('n4', 'p1', 'HOUSING', '2025-05-01', 'MET', '2025-06-10')`)
	b.build()
	for _, c := range []struct {
		cell cell
		want string
	}{
		{cell{"contact_after", "rate", "quarter", "2026-04-01", country, "weeks", "1"}, "50.0 1.0/2.0 [u]"},
		{cell{"contact_after", "rate", "quarter", "2026-04-01", country, "weeks", "4"}, "100.0 2.0/2.0 [u]"},
		{cell{"contact_after", "rate", "quarter", "2026-04-01", country, "weeks", "12"}, "null 0.0/0.0 [z]"},
		{cell{"contact_after", "rate", "quarter", "2026-07-01", country, "weeks", "1"}, "null 0.0/0.0 [z]"},
		{cell{"first_days", "rate", "quarter", "2026-04-01", country, "need_and_days", "HOUSING_7"}, "50.0 1.0/2.0 [u]"},
		{cell{"first_days", "rate", "quarter", "2026-04-01", country, "need_and_days", "HOUSING_28"}, "100.0 2.0/2.0 [u]"},
		{cell{"first_days", "rate", "quarter", "2026-07-01", country, "need_and_days", "HOUSING_7"}, "null 0.0/0.0 [z]"},
	} {
		if got := b.figure(c.cell); got != c.want {
			t.Errorf("%v: got %q, want %q", c.cell, got, c.want)
		}
	}
}

func TestAFailedCheckIsAPolicyFault(t *testing.T) {
	b := setup(t, "2026-09-30", signUps)
	b.build()
	b.exec("update mart.figures set value = value + 1 where measure = 'caseload' and period_start = '2026-06-01' and place_code = 'BAR'")
	err := b.db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := marts.Check(ctx, tx, checksOf("mart_caseload"))
		return err
	})
	f := fault.As(err)
	if f == nil || f.Kind != fault.Policy || f.Code != "M010" || f.Source != "sql/checks/mart_caseload.sql" {
		t.Errorf("got %v, want the policy fault M010 of mart_caseload", err)
	}
}

// A figure that stands twice is found; one that differs in nothing but its place is another.
func TestAFigureStandsOnce(t *testing.T) {
	b := setup(t, "2026-09-30", signUps).only("signups")
	b.build()
	check := func() *fault.Fault {
		return fault.As(b.db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			_, err := marts.Check(ctx, tx, checksOf("mart_figure_keys"))
			return err
		}))
	}
	if f := check(); f != nil {
		t.Fatalf("no figure stands twice, and yet: %v", f)
	}
	b.exec("insert into mart.figures from mart.figures where period_type = 'quarter' and place_code = 'BAR' limit 1")
	if f := check(); f == nil || f.Code != "M010" || f.Source != "sql/checks/mart_figure_keys.sql" {
		t.Errorf("got %v, want the policy fault M010 of mart_figure_keys", f)
	}
}
