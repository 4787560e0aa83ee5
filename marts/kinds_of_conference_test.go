package marts_test

import "testing"

// Three first conferences and one before release: who came to each kind.
func TestConferencesByKind(t *testing.T) {
	of := func(breakdown, category string) cell {
		return cell{"conference_attendance", "rate", "financial_year", "2026-04-01", country, breakdown, category}
	}
	setup(t, "2026-09-30", `insert into core.case_conferences (conference_ref, person_key, kind, held_on, pbsw_attended, cbsw_attended, family_attended) values
  ('f1', 'p1', 'INITIAL', '2026-05-01', 'Y', 'Y', null), ('f2', 'p2', 'INITIAL', '2026-05-02', 'Y', 'N', 'Y'),
  ('f3', 'p3', 'INITIAL', '2026-05-03', 'N', 'U', null), ('f4', 'p4', 'PRE_RELEASE', '2026-05-04', 'N', 'N', 'N'),
  ('f5', 'p5', 'PRE_RELEASE', null, 'Y', 'Y', 'Y')`).only("conference_attendance").built().want([]wanted{
		{of("kind_and_attended_by", "INITIAL/PBSW"), "66.6667 2.0/3.0 [p] [u]"},
		{of("kind_and_attended_by", "INITIAL/CBSW"), "50.0 1.0/2.0 [p] [u]"},
		{of("kind_and_attended_by", "PRE_RELEASE/FAMILY"), "0.0 0.0/1.0 [p] [u]"},
		{of("kind_and_attended_by", "ANNUAL/PBSW"), "null 0.0/0.0 [z]"},
		{of("attended_by", "PBSW"), "50.0 2.0/4.0 [p] [u]"},
		{of("kind", "INITIAL"), "66.6667 4.0/6.0 [p] [u]"},
	})
}
