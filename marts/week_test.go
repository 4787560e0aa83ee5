package marts_test

import "testing"

// now is a stock of the year in progress, which is counted on the as-at date; before is that of a month that has ended.
func now(measure, breakdown, category string) cell {
	return cell{measure, "records", "financial_year", "2026-04-01", country, breakdown, category}
}

func before(measure, month string) cell {
	return cell{measure, "records", "month", month, country, "", ""}
}

// Thirteen people in custody, each a case of its own.
func TestLiberationsDue(t *testing.T) {
	setup(t, "2026-10-31",
		`insert into core.people values ('p1', 'S12000034')`,
		`insert into core.custody (custody_ref, person_key, admitted_at, sentenced_on, sentence_class, establishment, earliest_liberation_on) values
  ('c1', 'p1', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'BAR', '2026-11-20'),
  ('c2', 'p2', '2020-02-01 10:00', '2020-02-01', 'DET4', 'EDI', '2027-01-23'),
  ('c3', 'p3', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'BAR', '2027-01-24'),
  ('c4', 'p4', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'BAR', '2026-11-10'),
  ('c5', 'p5', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'EDI', '2026-12-10'),
  ('c6', 'p6', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'EDI', '2026-12-10'),
  ('c7', 'p7', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'EDI', '2026-12-10'),
  ('c8', 'p8', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'EDI', '2026-12-10'),
  ('c9', 'p9', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'EDI', '2026-10-30'),
  ('c10', 'p10', '2020-02-01 10:00', '2020-02-01', 'DET4', 'EDI', '2026-12-10'),
  ('c11', 'p11', '2026-10-05 10:00', '2026-11-05', 'SHORT_TERM', 'EDI', '2026-12-10'),
  ('c13', 'p13', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'EDI', '2026-12-10')`,
		// liberated before the planned day
		`insert into core.custody (custody_ref, person_key, admitted_at, sentenced_on, establishment, earliest_liberation_on, liberated_on)
  values ('c12', 'p12', '2026-02-01 10:00', '2026-02-01', 'EDI', '2026-11-20', '2026-10-20')`,
		`insert into core.sign_ups (sign_up_ref, person_key, service, offered_on, response, signed_up_on, left_on) values
  ('s4', 'p4', 'TSO', '2026-09-15', 'ACCEPTED', '2026-09-20', null),
  ('s5', 'p5', 'TSO', '2026-10-01', 'ACCEPTED', '2026-10-10', null),
  ('s6', 'p6', 'UPSIDE', '2026-10-20', 'PENDING', null, null),
  ('s7', 'p7', 'UPSIDE', '2026-10-20', 'DECLINED', null, null),
  ('s8', 'p8', 'UPSIDE', '2026-09-10', 'ACCEPTED', '2026-09-12', '2026-10-01'),
  ('s13', 'p13', 'UPSIDE', '2025-10-20', 'DECLINED', null, null)`,
		`insert into core.needs (need_ref, person_key, category, identified_on, sign_up_ref) values ('n4', 'p4', 'HOUSING', '2026-10-05', 's4')`,
		`insert into core.case_conferences (conference_ref, person_key, custody_ref, kind, held_on) values
  ('f10', 'p10', 'c10', 'PRE_RELEASE', '2026-10-01'), ('f2', 'p2', 'c2', 'ANNUAL', '2026-10-01')`,
	).only("liberations_due").built().want([]wanted{
		{now("liberations_due", "", ""), "9.0 [p]"},
		{now("liberations_due", "readiness", "NO_SIGN_UP"), "5.0 [p]"}, // c1, c6, c7, c8, c13
		{now("liberations_due", "readiness", "NO_PLAN"), "2.0 [p]"},    // c2, c5
		{now("liberations_due", "readiness", "PLANNED"), "2.0 [p]"},
		// at the end of September: c1, c4, c5 to c8, c9, c10, c12, c13
		{before("liberations_due", "2026-09-01"), "10.0"},
		{cell{"liberations_due", "records", "quarter", "2026-07-01", country, "readiness", "NO_PLAN"}, "3.0"},
		{cell{"liberations_due", "records", "month", "2026-10-01", "BAR", "", ""}, "2.0"},
		{cell{"liberations_due", "records", "month", "2026-10-01", "S12000034", "", ""}, "1.0"},
		{cell{"liberations_due", "records", "month", "2026-10-01", "UPSIDE", "", ""}, "3.0"},
	})
}

func TestNeedsNotReferred(t *testing.T) {
	setup(t, "2026-10-31",
		`insert into core.sign_ups (sign_up_ref, person_key, service, signed_up_on, left_on) values
  ('s1', 'p1', 'TSO', '2026-08-01', null), ('s2', 'p2', 'TSO', '2026-08-01', '2026-10-01')`,
		`insert into core.licences (licence_ref, person_key, started_on, ended_on) values ('l1', 'p1', '2026-01-01', '2026-10-31')`,
		`insert into core.needs (need_ref, person_key, category, identified_on, referred_on, accepted_on, outcome_on, state, is_referred, sign_up_ref, licence_ref, supplier) values
  ('seven days', 'p1', 'HOUSING', '2026-10-24', null, null, null, 'OPEN', false, 's1', null, 'tso'),
  ('eight days', 'p1', 'HOUSING', '2026-10-23', null, null, null, 'OPEN', false, 's1', null, 'tso'),
  ('not recorded', 'p3', 'DRUGS', '2026-09-01', null, null, null, 'NOT_RECORDED', false, null, null, 'tso'),
  ('referred in time', 'p3', 'DRUGS', '2026-09-01', '2026-09-08', null, null, 'OPEN', true, null, null, 'tso'),
  ('referred late', 'p3', 'DRUGS', '2026-09-01', '2026-10-08', null, null, 'OPEN', true, null, null, 'tso'),
  ('accepted, day of referral blank', 'p3', 'DRUGS', '2026-09-01', null, '2026-10-09', null, 'OPEN', true, null, null, 'tso'),
  ('sign-up ended', 'p2', 'DRUGS', '2026-09-01', null, null, null, 'OPEN', false, 's2', null, 'tso'),
  ('licence ended', 'p1', 'DRUGS', '2026-09-01', null, null, null, 'OPEN', false, null, 'l1', 'tso'),
  ('met', 'p1', 'DRUGS', '2026-09-01', null, null, '2026-10-01', 'MET', false, null, null, 'tso'),
  ('met, no day', 'p1', 'DRUGS', '2026-09-01', null, null, null, 'MET', false, null, null, 'tso'),
  ('supplier without referrals', 'p4', 'DRUGS', '2026-09-01', null, null, null, 'OPEN', false, null, null, 'shine')`,
	).only("needs_not_referred").built().want([]wanted{
		{now("needs_not_referred", "", ""), "2.0 [p]"},
		{now("needs_not_referred", "category", "HOUSING"), "1.0 [p]"},
		{now("needs_not_referred", "category", "DRUGS"), "1.0 [p]"},
		{before("needs_not_referred", "2026-09-01"), "6.0"},
	})
}

func TestFirstContactsDue(t *testing.T) {
	setup(t, "2026-10-31",
		`insert into core.liberations (custody_ref, person_key, liberated_on, establishment, sign_up_ref, service) values
  ('c1', 'p1', '2026-10-24', 'BAR', 's1', 'TSO'), ('c2', 'p2', '2026-10-23', 'BAR', 's2', 'TSO'),
  ('c3', 'p3', '2026-10-10', 'BAR', 's3', 'TSO'), ('c4', 'p4', '2026-10-10', 'BAR', 's4', 'TSO'),
  ('c5', 'p5', '2026-10-10', 'BAR', 's5', 'TSO'), ('c6', 'p6', '2026-10-10', 'BAR', 's6', 'SHINE'),
  ('c7', 'p7', '2026-08-07', 'BAR', 's7', 'TSO'), ('c8', 'p8', '2026-08-08', 'BAR', 's8', 'TSO'),
  ('c9', 'p9', '2026-10-10', 'BAR', 's9', 'TSO'), ('c10', 'p10', '2026-10-10', 'BAR', null, null)`,
		`insert into core.sign_ups (sign_up_ref, person_key, service, signed_up_on, left_on, supplier)
  select sign_up_ref, person_key, service, date '2026-07-01', case sign_up_ref when 's5' then date '2026-10-20' end, case service when 'SHINE' then 'shine' else 'tso' end
  from core.liberations where sign_up_ref is not null`,
		// p1 was seen before the liberation only, p3 after it, p4 not met; p9 is in custody again
		`insert into core.contacts (contact_ref, person_key, contact_at, attended) values
  ('k1', 'p1', '2026-10-20 09:00', 'Y'), ('k3', 'p3', '2026-10-30 09:00', 'Y'), ('k4', 'p4', '2026-10-30 09:00', 'N')`,
		`insert into core.custody (custody_ref, person_key, admitted_at) values ('again', 'p9', '2026-10-12 10:00')`,
		`insert into core.liberation_support (support_ref, person_key, supported_on, attended) values ('v8', 'p8', '2026-08-08', true)`,
	).only("first_contacts_due").built().want([]wanted{
		{now("first_contacts_due", "clock", "WITHIN"), "1.0 [p]"}, // c1, on its last day
		{now("first_contacts_due", "clock", "OVER"), "2.0 [p]"},   // c2 and c4: c7 is of more than 12 weeks ago
		// at the end of August: c7 alone
		{before("first_contacts_due", "2026-08-01"), "1.0"},
	})
}

func TestFirstMeetingsDue(t *testing.T) {
	setup(t, "2026-10-31",
		`insert into core.licences (licence_ref, person_key, started_on, ended_on, authority) values
  ('l1', 'p1', '2026-10-30', null, 'S12000034'), ('l2', 'p2', '2026-10-01', null, 'S12000034'), ('l3', 'p3', '2026-10-01', null, 'S12000034'),
  ('l4', 'p4', '2026-10-01', '2026-10-15', 'S12000034'), ('l5', 'p5', '2026-10-01', null, 'S12000034')`,
		`insert into core.clocks (rule_id, subject_kind, subject_ref, person_key, authority, counted_on, due_on, state, started_at, stopped_at) values
  ('ST11b', 'licences', 'l1', 'p1', 'S12000034', '2026-10-30', '2026-11-02', 'PENDING', '2026-10-30', null),
  ('ST11b', 'licences', 'l2', 'p2', 'S12000034', '2026-10-01', '2026-10-02', 'MISSED', '2026-10-01', null),
  ('ST11b', 'licences', 'l3', 'p3', 'S12000034', '2026-10-01', '2026-10-02', 'MISSED', '2026-10-01', '2026-10-06 10:00'),
  ('ST11b', 'licences', 'l4', 'p4', 'S12000034', '2026-10-01', '2026-10-02', 'MISSED', '2026-10-01', null),
  ('ST11b', 'licences', 'l5', 'p5', 'S12000034', '2026-10-01', '2026-10-02', 'NOT_RECORDED', '2026-10-01', null),
  ('ST11a', 'licences', 'l2', 'p2', 'S12000034', '2026-10-01', '2026-10-02', 'MISSED', '2026-10-01', null)`,
	).only("first_meetings_due").built().want([]wanted{
		{now("first_meetings_due", "clock", "WITHIN"), "1.0 [p]"},
		{now("first_meetings_due", "clock", "OVER"), "1.0 [p]"},
		{cell{"first_meetings_due", "records", "month", "2026-10-01", "S12000034", "", ""}, "2.0"},
	})
}
