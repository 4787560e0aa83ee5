package marts_test

import "testing"

// Five states of one standard, one met before its limit has run out, and records that are no standard: out of force, not
// chosen, of another service, without limit.
func TestStandards(t *testing.T) {
	b := setup(t, "2026-09-30", `insert into core.clocks
  (rule_id, subject_ref, person_key, authority, establishment, counted_on, due_on, limit_value, state, reason) values
  ('ST07a', 'c1', 'p1', 'S12000049', 'BAR', '2026-04-01', '2026-09-01', 6, 'MET', null),
  ('ST07b', 'c2', 'p1', 'S12000049', 'BAR', '2026-05-01', '2026-09-01', 6, 'MISSED', null),
  ('ST07a', 'c3', 'p2', 'S12000049', 'EDI', '2026-05-02', '2026-09-29', 6, 'MISSED', null),
  ('ST07a', 'c7', 'p6', 'S12000049', 'BAR', '2026-06-30', '2026-09-30', 6, 'MET', null),
  ('ST07a', 'c4', 'p3', null, 'BAR', '2026-06-30', '2026-12-30', 6, 'PENDING', null),
  ('ST07a', 'c5', 'p4', 'S12000049', 'BAR', '2026-06-30', '2026-12-30', 6, 'NOT_APPLICABLE', 'SHORT_TERM'),
  ('ST07a', 'c6', 'p5', 'S12000049', 'BAR', '2026-06-30', '2026-12-30', 6, 'NOT_RECORDED', 'START_NOT_RECORDED'),
  ('ST07b', 'c1', 'p1', 'S12000049', 'BAR', '2026-04-01', '2026-09-01', 6, 'NOT_APPLICABLE', 'RULE_NOT_CHOSEN'),
  ('ST11a', 'l1', 'p1', 'S12000049', null, '2026-04-01', '2026-09-01', 24, 'NOT_APPLICABLE', 'RULE_NOT_IN_FORCE'),
  ('ST21', 's1', 'p1', 'S12000049', 'BAR', '2026-04-01', '2026-09-01', 12, 'NOT_APPLICABLE', 'OTHER_SERVICE'),
  ('ST16', 'b1', 'p1', 'S12000049', null, '2026-04-01', '2026-09-01', null, 'NOT_APPLICABLE', 'NO_LIMIT')`).only("standards", "standards_rate")
	b.build()
	quarter := func(measure, statistic, place, breakdown, category string) cell {
		return cell{measure, statistic, "quarter", "2026-04-01", place, breakdown, category}
	}
	year := quarter("standards", "records", glasgow, "rule_and_state", "ST07/MISSED")
	year.period = "financial_year"
	for _, c := range []struct {
		cell cell
		want string
	}{
		{quarter("standards", "records", country, "rule_and_state", "ST07/MET"), "2.0"},
		{quarter("standards", "records", country, "rule_and_state", "ST07/MISSED"), "2.0"},
		{quarter("standards", "records", country, "rule_and_state", "ST07/PENDING"), "1.0"},
		{quarter("standards", "records", country, "rule_and_state", "ST07/NOT_APPLICABLE"), "1.0"},
		{quarter("standards", "records", country, "rule_and_state", "ST07/NOT_RECORDED"), "1.0"},
		{quarter("standards", "records", country, "rule_and_state", "ST21/NOT_APPLICABLE"), "0.0"},
		{quarter("standards", "records", country, "rule", "ST07"), "7.0"},
		{quarter("standards", "records", country, "rule", "ST01"), "0.0"},
		{quarter("standards", "records", country, "rule", "ST11a"), "none"},
		{quarter("standards", "records", country, "rule", "ST16"), "none"},
		{year, "2.0 [p]"},
		{quarter("standards_rate", "rate", country, "rule", "ST07"), "33.3333 1.0/3.0 [u]"},
		{quarter("standards_rate", "rate", "BAR", "rule", "ST07"), "50.0 1.0/2.0 [u]"},
		{quarter("standards_rate", "rate", "EDI", "rule", "ST07"), "0.0 0.0/1.0 [u]"},
		{quarter("standards_rate", "rate", country, "rule", "ST01"), "null 0.0/0.0 [z]"},
	} {
		if got := b.figure(c.cell); got != c.want {
			t.Errorf("%v: got %q, want %q", c.cell, got, c.want)
		}
	}
}
