package marts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Ten needs identified on 1 May 2026, as at 30 June: two waiting for a referral, two for acceptance, one accepted and open, five ended.
const pathwayNeeds = `insert into core.needs (need_ref, person_key, category, identified_on, referred_on, accepted_on, state, outcome_on, is_referred, is_accepted, absent_from) values
  ('1', 'p1', 'HOUSING', '2026-05-01', null, null, 'NOT_RECORDED', null, false, false, null),
  ('2', 'p2', 'HOUSING', '2026-05-01', null, null, 'OPEN', null, false, false, null),
  ('3', 'p3', 'HOUSING', '2026-05-01', '2026-05-04', null, 'OPEN', null, true, false, null),
  ('4', 'p4', 'HOUSING', '2026-05-01', '2026-06-28', null, 'OPEN', null, true, false, null),
  ('5', 'p5', 'HOUSING', '2026-05-01', '2026-05-04', '2026-06-20', 'OPEN', null, true, true, null),
  ('6', 'p6', 'HOUSING', '2026-05-01', '2026-05-04', '2026-05-08', 'MET', '2026-05-18', true, true, null),
  ('7', 'p7', 'HOUSING', '2026-05-01', '2026-05-04', '2026-05-10', 'PARTLY_MET', '2026-06-19', true, true, null),
  ('8', 'p8', 'HOUSING', '2026-05-01', '2026-05-04', '2026-05-06', 'NOT_MET', '2026-05-20', true, true, null),
  ('9', 'p9', 'HOUSING', '2026-05-01', '2026-05-04', null, 'DECLINED', '2026-05-06', true, false, null),
  ('10', 'p10', 'HOUSING', '2026-05-01', '2026-05-04', '2026-05-06', 'NOT_RECORDED', null, true, true, '2026-05-12')`

func TestNeedPathway(t *testing.T) {
	b := setup(t, "2026-06-30", pathwayNeeds).only("need_pathway", "need_acceptance_days", "need_outcome_days")
	b.build()
	got := b.rows("select category, value from mart.figures where measure = 'need_pathway' and statistic = 'records' and period_type = 'quarter' and place_type = 'scotland' and breakdown = 'step' order by category_order")
	want := []string{"IDENTIFIED|2.0", "REFERRED|2.0", "ACCEPTED|2.0", "MET|1.0", "PARTLY_MET|1.0", "NOT_MET|1.0", "DECLINED|1.0", "WITHDRAWN|0.0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps reached (-want +got):\n%s", diff)
	}
	for _, c := range []struct{ measure, statistic, want string }{
		// accepted after 47, 4, 6, 2 and 2 days; waiting since May is late, since Sunday pending; declined on the way is neither
		{"need_acceptance_days", "median", "4.0 /5.0 [p]"},
		{"need_acceptance_days", "rate", "66.6667 4.0/6.0 [p] [u]"},
		// met after 10 and 40 days; not met is no; accepted ten days ago is pending; gone after six days is not known
		{"need_outcome_days", "median", "25.0 /2.0 [p]"},
		{"need_outcome_days", "rate", "33.3333 1.0/3.0 [p] [u]"},
	} {
		if got := b.figure(cell{c.measure, c.statistic, "quarter", "2026-04-01", country, "", ""}); got != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.measure, c.statistic, got, c.want)
		}
	}
}

func TestScoredOnce(t *testing.T) {
	b := setup(t, "2026-06-30", `insert into core.assessments (assessment_ref, person_key, instrument, stage, assessed_on, score)
select 'a' || i, 'p' || i, 'STAR', 1, '2026-04-10', 5 from range(30) as t (i)
union all select 'b' || i, 'p' || i, 'STAR', 2, '2026-06-10', 3 from range(12) as t (i)`,
		"insert into core.contacts (contact_ref, contact_at) values ('c', '2026-04-01')").only("need_scored_once", "need_change")
	b.build()
	if got := b.figure(cell{"need_scored_once", "rate", "quarter", "2026-04-01", country, "", ""}); got != "60.0 18.0/30.0" {
		t.Errorf("only one score: got %q", got)
	}
	if got := b.figure(cell{"need_change", "records", "quarter", "2026-04-01", country, "change", "ONE_SCORE"}); got != "18.0" {
		t.Errorf("the same in the counts: got %q", got)
	}
}
