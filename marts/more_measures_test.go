package marts_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"throughcare/marts"
	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// spring is the figure of Scotland in the quarter from April 2026.
func spring(measure, statistic, breakdown, category string) cell {
	return cell{measure, statistic, "quarter", "2026-04-01", country, breakdown, category}
}

type wanted struct {
	cell cell
	want string
}

func (b *bundle) want(cases []wanted) {
	b.Helper()
	for _, c := range cases {
		if got := b.figure(c.cell); got != c.want {
			b.Errorf("%v: got %q, want %q", c.cell, got, c.want)
		}
	}
}

// Eight liberations: six of people sentenced or recalled, of which one has no day of admission; a remand; and one of which
// neither sentence nor recall is recorded.
const coverage = `insert into core.liberations
  (custody_ref, person_key, liberated_on, legal_status, sentence_class, establishment, gender, age_band) values
  ('c1', 'p1', '2026-05-01', 'SENTENCED', 'SHORT_TERM', 'BAR', 'F', '18 to 20'),
  ('c2', 'p2', '2026-05-02', 'SENTENCED', 'SHORT_TERM', 'BAR', 'M', '31 to 40'),
  ('c3', 'p3', '2026-05-03', 'SENTENCED', 'DET4', 'EDI', 'M', 'Over 40'),
  ('c4', 'p4', '2026-05-04', 'RECALL', null, 'EDI', 'M', 'Over 40'),
  ('c5', 'p5', '2026-05-05', 'SENTENCED', 'SRO', 'BAR', 'M', '21 to 25'),
  ('c6', 'p6', '2026-05-06', 'SENTENCED', 'SHORT_TERM', 'BAR', 'M', '21 to 25'),
  ('c7', 'p7', '2026-05-07', 'REMAND', 'REMAND_ONLY', 'BAR', 'M', '21 to 25'),
  ('c8', 'p8', '2026-05-08', null, null, 'BAR', 'M', '21 to 25')`

const coverageCustody = `insert into core.custody (custody_ref, person_key, admitted_at, liberated_on)
  select custody_ref, person_key, case custody_ref when 'c6' then null else timestamp '2026-01-10 15:00' end, liberated_on
  from core.liberations`

// built makes the figures and returns the bundle.
func (b *bundle) built() *bundle {
	b.Helper()
	b.build()
	return b
}

func TestOfferCoverage(t *testing.T) {
	setup(t, "2026-09-30", coverage, coverageCustody,
		// p1 on the day of liberation; p2 before this custody; p4 on the day of admission, undecided
		`insert into core.sign_ups (sign_up_ref, person_key, service, offered_on, signed_up_on) values
  ('s1', 'p1', 'UPSIDE', '2026-05-01', null), ('s2', 'p2', 'TSO', '2026-01-09', '2026-01-09'), ('s4', 'p4', 'TSO', null, '2026-01-10'),
  ('s6', 'p6', 'TSO', '2026-02-01', null), ('s7', 'p7', 'TSO', '2026-02-01', null)`,
		// p3 seen the day before; p5 seen only on the day, and once not met in custody
		`insert into core.contacts (contact_ref, person_key, contact_at, attended) values
  ('k3', 'p3', '2026-05-02 09:00', 'Y'), ('k5', 'p5', '2026-05-05 10:00', 'Y'), ('k6', 'p5', '2026-04-05 10:00', 'N')`,
		`insert into core.needs (need_ref, person_key, category, identified_on) values
  ('n1', 'p1', 'DRUGS', '2026-05-01'), ('n2', 'p2', 'ALCOHOL', '2026-05-03'), ('n3', 'p3', 'ALCOHOL', '2025-05-03'),
  ('n4', 'p3', 'DRUGS', '2025-05-03'), ('n5', 'p5', 'HOUSING', '2026-02-01')`,
	).only("offer_coverage", "offer_coverage_priority").built().want([]wanted{
		{spring("offer_coverage", "rate", "", ""), "60.0 3.0/5.0 [u]"},
		{spring("offer_coverage", "rate", "route", "VOLUNTARY"), "50.0 1.0/2.0 [u]"},
		{spring("offer_coverage", "rate", "route", "STATUTORY"), "50.0 1.0/2.0 [u]"},
		{spring("offer_coverage", "rate", "route", unrecorded), "100.0 1.0/1.0 [u]"},
		{spring("offer_coverage", "rate", "gender", "F"), "100.0 1.0/1.0 [u]"},
		{cell{"offer_coverage", "rate", "quarter", "2026-04-01", "EDI", "", ""}, "100.0 2.0/2.0 [u]"},
		{spring("offer_coverage_priority", "rate", "", ""), "none"},
		{spring("offer_coverage_priority", "rate", "priority", "UNDER_21"), "100.0 1.0/1.0 [u]"},
		{spring("offer_coverage_priority", "rate", "priority", "WOMEN"), "100.0 1.0/1.0 [u]"},
		{spring("offer_coverage_priority", "rate", "priority", "ADDICTION"), "100.0 2.0/2.0 [u]"},
		{spring("offer_coverage_priority", "rate", "priority", "REST"), "33.3333 1.0/3.0 [u]"},
	})
}

// Four people liberated in a spring, one of them not signed up, and one a week before the as-at date.
func TestSignUpFunnel(t *testing.T) {
	b := setup(t, "2027-05-01", `insert into core.liberations
  (custody_ref, person_key, liberated_on, sentence_class, sign_up_ref, service, supported_on_day) values
  ('c1', 'p1', '2026-04-01', 'SHORT_TERM', 's1', 'TSO', true),
  ('c2', 'p2', '2026-05-01', 'SHORT_TERM', 's2', 'TSO', false),
  ('c3', 'p3', '2026-04-02', 'SHORT_TERM', null, null, true),
  ('c4', 'p4', '2026-05-02', 'SHORT_TERM', 's4', 'TSO', false),
  ('c5', 'p5', '2026-04-02', 'REMAND_ONLY', 's5', 'TSO', true),
  ('c6', 'p6', '2027-04-20', 'SHORT_TERM', 's6', 'TSO', false)`,
		`insert into core.custody (custody_ref, person_key, admitted_at, liberated_on)
  select custody_ref, person_key, timestamp '2026-01-10 15:00', liberated_on from core.liberations`,
		// p2 was signed up by an offer before this custody; p3 declined
		`insert into core.sign_ups (sign_up_ref, person_key, service, offered_on, response, signed_up_on, left_on, exit_planned) values
  ('s1', 'p1', 'TSO', '2026-02-01', 'ACCEPTED', '2026-02-02', '2027-04-01', 'Y'),
  ('s2', 'p2', 'TSO', '2025-12-01', 'ACCEPTED', '2025-12-02', '2026-08-01', null),
  ('s3', 'p3', 'TSO', '2026-02-01', 'DECLINED', null, null, null),
  ('s4', 'p4', 'TSO', '2026-02-01', 'ACCEPTED', '2026-02-02', '2026-12-01', 'Y'),
  ('s6', 'p6', 'TSO', '2026-02-01', 'ACCEPTED', '2026-02-02', null, null)`,
		// p1 on the days 7, 28 and 84; p2 on the days 0, 8 and 56; p3 is in contact but not signed up
		`insert into core.contacts (contact_ref, person_key, contact_at, attended) values
  ('k1', 'p1', '2026-04-08 23:00', 'Y'), ('k2', 'p1', '2026-06-24 23:00', 'Y'),
  ('k3', 'p2', '2026-05-01 23:00', 'Y'), ('k4', 'p2', '2026-05-09 00:00', 'Y'), ('k5', 'p2', '2026-06-26 09:00', 'Y'),
  ('k6', 'p3', '2026-04-03 09:00', 'Y'), ('k7', 'p4', '2026-05-03 09:00', 'N')`,
	).only("signup_funnel").built()
	for _, c := range []struct{ stage, spring, lately string }{
		{"ELIGIBLE", "100.0 4.0/4.0 [u]", "100.0 1.0/1.0 [p] [u]"},
		{"OFFERED", "100.0 4.0/4.0 [u]", "100.0 1.0/1.0 [p] [u]"},
		{"SIGNED_UP", "75.0 3.0/4.0 [u]", "100.0 1.0/1.0 [p] [u]"},
		{"SUPPORTED_ON_DAY", "25.0 1.0/4.0 [u]", "0.0 0.0/1.0 [p] [u]"},
		{"CONTACT_1", "25.0 1.0/4.0 [u]", "0.0 0.0/1.0 [p] [u]"},
		{"CONTACT_4", "50.0 2.0/4.0 [u]", "null 0.0/0.0 [z]"},
		{"CONTACT_12", "25.0 1.0/4.0 [u]", "null 0.0/0.0 [z]"},
		{"CONTACT_26", "0.0 0.0/4.0 [u]", "null 0.0/0.0 [z]"},
		// p1 yes, on the last day; p2 not recorded; p3 not signed up; p4 pending, as the year has not run out
		{"PLANNED_EXIT", "50.0 1.0/2.0 [u]", "null 0.0/0.0 [z]"},
	} {
		late := spring("signup_funnel", "rate", "stage", c.stage)
		late.start = "2027-04-01"
		b.want([]wanted{{spring("signup_funnel", "rate", "stage", c.stage), c.spring}, {late, c.lately}})
	}
	order := b.rows(`select string_agg(category, ' ' order by category_order) from mart.figures
where measure = 'signup_funnel' and period_type = 'quarter' and period_start = '2026-04-01' and place_type = 'scotland'`)
	if want := "ELIGIBLE OFFERED SIGNED_UP SUPPORTED_ON_DAY CONTACT_1 CONTACT_4 CONTACT_12 CONTACT_26 PLANNED_EXIT"; order[0] != want {
		t.Errorf("order of the stages: got %s", order[0])
	}
}

func TestNeedChange(t *testing.T) {
	setup(t, "2026-09-30",
		"insert into core.sign_ups (sign_up_ref, person_key, service, offered_on) values ('s1', 'p1', 'UPSIDE', '2026-04-01')",
		`insert into core.assessments (assessment_ref, person_key, sign_up_ref, licence_ref, instrument, stage, assessed_on, domain, score) values
  ('a1', 'p1', 's1', null, 'star', 1, '2026-04-01', 'MONEY', 7), ('a2', 'p1', 's1', null, 'star', 2, '2026-05-01', 'MONEY', 9),
  ('a3', 'p1', 's1', null, 'star', 3, '2026-08-01', 'MONEY', 4), ('a1', 'p1', 's1', null, 'star', 1, '2026-04-01', 'HEALTH', 4),
  ('a3', 'p1', 's1', null, 'star', 3, '2026-08-01', 'HEALTH', 4), ('b1', 'p1', 's1', null, 'other', 1, '2026-04-01', 'MONEY', 1),
  ('c1', 'p1', 's2', null, 'star', 1, '2026-07-01', 'MONEY', 1), ('d1', 'p2', null, 'l1', 'ls', 1, '2026-06-30', null, 10),
  ('d2', 'p2', null, 'l1', 'ls', 2, '2026-07-30', null, 11), ('e1', 'p2', null, null, 'star', 1, '2026-06-30', 'MONEY', null)`,
		// enough people for the name of the domain to be shown
		`insert into core.assessments (assessment_ref, person_key, instrument, stage, assessed_on, domain, score)
  select 'm' || i, 'm' || i, 'star', 1, '2026-01-15', 'MONEY', 5 from range(9) as t (i)`,
	).only("need_change", "need_change_rate").built().want([]wanted{
		{spring("need_change", "records", "", ""), "4.0"},
		{spring("need_change", "people", "", ""), "2.0"},
		{spring("need_change_rate", "rate", "", ""), "33.3333 1.0/3.0 [u]"},
		{spring("need_change", "records", "change", "BETTER"), "1.0"},
		{spring("need_change", "records", "change", "SAME"), "1.0"},
		{spring("need_change", "records", "change", "WORSE"), "1.0"},
		{spring("need_change", "records", "change", "ONE_SCORE"), "1.0"},
		{spring("need_change_rate", "rate", "domain", "OTHER"), "0.0 0.0/1.0 [u]"},
		{spring("need_change", "records", "domain", "MONEY"), "2.0"},
		{spring("need_change_rate", "rate", "domain", "MONEY"), "100.0 1.0/1.0 [u]"},
		{spring("need_change", "records", "domain", "HEALTH"), "none"},
		{spring("need_change", "records", "domain", "OTHER"), "1.0"},
		{spring("need_change", "records", "domain", "NOT_APPLICABLE"), "1.0"},
		{cell{"need_change", "records", "quarter", "2026-04-01", "UPSIDE", "", ""}, "3.0"},
	})
}

// Three licences recalled and three not; each with needs open, closed, later, or not known.
func TestNeedsBeforeRecall(t *testing.T) {
	of := func(category string) cell {
		return spring("needs_before_recall", "rate", "recalled_and_category", category)
	}
	setup(t, "2026-06-30", `insert into core.licences (licence_ref, person_key, licence_type, started_on, at_risk_to) values
  ('l1', 'p1', 'PAROLE', '2026-01-01', '2026-05-20'), ('l2', 'p2', 'PAROLE', '2026-01-01', '2026-05-20'),
  ('l3', 'p3', 'PAROLE', '2026-01-01', '2026-06-30'), ('l4', 'p4', 'PAROLE', '2026-01-01', '2026-06-30'),
  ('l5', 'p5', 'PAROLE', '2026-01-01', '2026-05-01'), ('l6', 'p6', 'PAROLE', '2026-01-01', '2026-05-01')`,
		// l1 twice recalled; l4 warned; l5 by a date before the licence
		`insert into core.recalls (recall_ref, licence_ref, person_key, referred_on, decided_on, returned_on, outcome) values
  ('r1', 'l1', 'p1', '2026-05-01', '2026-05-10', '2026-05-20', 'RECALLED'), ('r2', 'l1', 'p1', '2026-06-01', '2026-06-02', null, 'RECALLED'),
  ('r3', 'l2', 'p2', '2026-05-01', null, '2026-05-10', 'RECALLED'), ('r4', 'l3', 'p3', '2026-04-01', '2026-04-10', null, 'RECALLED'),
  ('r5', 'l4', 'p4', '2026-05-01', '2026-05-10', null, 'WARNING_LETTER'), ('r6', 'l5', 'p5', null, '2025-05-10', null, 'RECALLED')`,
		`insert into core.needs (need_ref, person_key, category, identified_on, state, outcome_on, absent_from) values
  ('n1', 'p1', 'HOUSING', '2026-05-10', 'MET', '2026-05-11', null), ('n2', 'p1', 'DRUGS', '2026-05-11', 'OPEN', null, null),
  ('n3', 'p2', 'HOUSING', '2026-02-10', 'MET', '2026-05-10', null), ('n4', 'p2', 'MENTAL_HEALTH', '2026-02-10', 'NOT_RECORDED', null, '2026-05-11'),
  ('n5', 'p3', 'HOUSING', '2026-02-10', 'NOT_MET', null, null), ('n6', 'p3', 'MENTAL_HEALTH', '2026-02-10', 'NOT_RECORDED', null, '2026-04-10'),
  ('n7', 'p4', 'HOUSING', '2026-02-10', 'NOT_RECORDED', null, null), ('n8', 'p5', 'HOUSING', '2026-05-02', 'OPEN', null, null),
  ('n9', 'p6', 'DRUGS', '2026-02-02', 'OPEN', null, null)`,
	).only("needs_before_recall").built().want([]wanted{
		{of("RECALLED_HOUSING"), "50.0 1.0/2.0 [u]"},
		{of("RECALLED_DRUGS"), "0.0 0.0/3.0 [u]"},
		{of("RECALLED_MENTAL_HEALTH"), "50.0 1.0/2.0 [u]"},
		{of("RECALLED_ANY"), "100.0 2.0/2.0 [u]"},
		{of("NOT_RECALLED_HOUSING"), "33.3333 1.0/3.0 [u]"},
		{of("NOT_RECALLED_DRUGS"), "33.3333 1.0/3.0 [u]"},
		{of("NOT_RECALLED_ANY"), "66.6667 2.0/3.0 [u]"},
		{of(""), "none"},
	})
}

// Three loads, of which one is dated ahead of its load, and a file that was refused.
const loads = `insert into ledger.loads
  (load, seq, kind, supplier, file, sha256, extract_date, rows_read, accepted, unchanged, rejected, held, started_at, finished_at, status) values
  ('a', 1, 'needs', 'sps-tso', 'f1', 'x', '2026-04-30', 10, 5, 2, 2, 1, '2026-05-02 09:00', '2026-05-02 09:01', 'loaded'),
  ('b', 2, 'people', 'sps', 'f2', 'y', '2026-06-01', 3, 3, 0, 0, 0, '2026-06-11 23:29', '2026-06-11 23:30', 'loaded'),
  ('c', 3, null, 'sps', 'f3', 'z', '2026-06-01', 0, 0, 0, 0, 0, '2026-06-12 09:00', '2026-06-12 09:00', 'refused'),
  ('d', 4, 'people', 'sps', 'f4', 'w', '2026-06-30', 4, 4, 0, 0, 0, '2026-06-12 09:00', '2026-06-12 09:00', 'loaded')`

func TestValidityAndTimeliness(t *testing.T) {
	b := setup(t, "2026-09-30", loads, "insert into core.needs (need_ref, person_key, identified_on) values ('n1', 'p1', '2026-04-02')").
		only("validity", "timeliness").built()
	b.want([]wanted{
		{spring("validity", "records", "", ""), "17.0"},
		{spring("validity", "records", "supplier", "sps"), "7.0"},
		{spring("validity", "records", "state", "ACCEPTED"), "12.0"},
		{spring("validity", "records", "state", "UNCHANGED"), "2.0"},
		{spring("validity", "records", "supplier_and_state", "sps-tso/REJECTED"), "2.0"},
		{spring("validity", "records", "supplier_and_state", "sps-tso/HELD"), "1.0"},
		{spring("validity", "records", "kind", "needs"), "10.0"},
		{spring("validity", "records", "kind", "recalls"), "0.0"},
		{cell{"validity", "records", "month", "2026-05-01", country, "", ""}, "0.0"},
		// 2 days; 11, as half past eleven at night in UTC is the next day in London; none for an extract dated ahead
		{spring("timeliness", "records", "", ""), "3.0"},
		{spring("timeliness", "median", "", ""), "6.5 /2.0"},
		{spring("timeliness", "upper_quartile", "", ""), "8.75 /2.0"},
		{spring("timeliness", "median", "supplier", "sps"), "11.0 /1.0"},
	})
}

// What is loaded after known-at is not known.
func TestValidityAsKnown(t *testing.T) {
	b := setup(t, "2026-09-30", loads, "insert into core.needs (need_ref, person_key, identified_on) values ('n1', 'p1', '2026-04-02')").
		only("validity", "timeliness")
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: b.asAt, Known: b.asAt.AddDate(0, -4, 0)}); err != nil {
			return err
		}
		_, err := marts.Build(ctx, tx, b.catalogue, nil)
		return err
	})
	b.want([]wanted{
		{spring("validity", "records", "", ""), "10.0"},
		{spring("timeliness", "records", "", ""), "1.0"},
	})
}

// The example of sql/marts/README.md: one file and one entry make a measure.
func TestTheMeasureOfTheReadme(t *testing.T) {
	text, err := fs.ReadFile(sqlfiles.FS, "marts/README.md")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, kind := range []string{"yaml", "sql"} {
		_, rest, found := strings.Cut(string(text), "\n```"+kind+"\n")
		body, _, closed := strings.Cut(rest, "```")
		if !found || !closed {
			t.Fatalf("the page has no block of %s", kind)
		}
		files["marts/housing_needs."+kind] = &fstest.MapFile{Data: []byte(body)}
	}
	b := setup(t, "2026-09-30", `insert into core.needs
  (need_ref, person_key, category, identified_on, referred_on, gender, authority) values
  ('n1', 'p1', 'HOUSING', '2026-04-01', '2026-04-01', 'F', 'S12000049'), ('n2', 'p1', 'HOUSING', '2026-05-01', '2026-05-02', 'F', null),
  ('n3', 'p2', 'HOUSING', '2026-06-30', null, 'M', 'S12000049'), ('n4', 'p2', 'HOUSING', '2026-06-30', '2026-06-01', 'M', null),
  ('n5', 'p3', 'BENEFITS', '2026-06-30', '2026-06-30', 'M', null)`)
	if b.catalogue, err = marts.Catalogue(files); err != nil {
		t.Fatal(err)
	}
	b.built().want([]wanted{
		{spring("housing_needs", "records", "", ""), "4.0"},
		{spring("housing_needs", "people", "", ""), "2.0"},
		{spring("housing_needs", "rate", "", ""), "33.3333 1.0/3.0 [u]"},
		{spring("housing_needs", "rate", "gender", "F"), "50.0 1.0/2.0 [u]"},
		{spring("housing_needs", "records", "referral", "LATER"), "2.0"},
		{spring("housing_needs", "records", "referral", "NOT_APPLICABLE"), "1.0"},
		{cell{"housing_needs", "records", "quarter", "2026-04-01", glasgow, "", ""}, "2.0"},
	})
}
