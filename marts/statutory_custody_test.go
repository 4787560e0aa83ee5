package marts_test

import "testing"

// Two men and a woman are in custody under such sentences at the end of May; one was sentenced in June, one is on a short
// sentence, one left on the last day of May, and one was gone from the extract.
func TestStatutoryCustody(t *testing.T) {
	month := func(start, breakdown, category string) cell {
		return cell{"statutory_custody", "people", "month", start, country, breakdown, category}
	}
	quarter := cell{"statutory_custody", "people", "quarter", "2026-04-01", country, "sentence_class", "LIFE"}
	setup(t, "2026-06-30", `insert into core.custody (custody_ref, person_key, admitted_at, sentenced_on, sentence_class, liberated_on, absent_from, gender) values
  ('c1', 'p1', '2020-01-01 10:00', '2020-05-01', 'DET4', null, null, 'M'),
  ('c2', 'p2', '2026-04-03 10:00', '2014-05-01', 'LIFE', null, null, 'M'),
  ('c3', 'p3', '2026-02-03 10:00', null, 'EXT', '2026-06-02', null, 'F'),
  ('c4', 'p4', '2026-03-03 10:00', '2026-06-10', 'DET4', null, null, 'M'),
  ('c5', 'p5', '2026-03-03 10:00', '2026-03-10', 'SHORT_TERM', null, null, 'M'),
  ('c6', 'p6', '2026-03-03 10:00', '2026-03-10', 'SRO', '2026-05-31', null, 'M'),
  ('c7', 'p7', '2026-03-03 10:00', '2026-03-10', 'STSO', null, '2026-04-30', 'M')`,
		"insert into core.needs (need_ref, person_key, identified_on) values ('n1', 'p1', '2026-03-02')").only("statutory_custody").built().want([]wanted{
		{month("2026-03-01", "", ""), "4.0"},
		{month("2026-04-01", "", ""), "4.0"},
		{month("2026-05-01", "", ""), "3.0"},
		{month("2026-06-01", "", ""), "3.0"},
		{quarter, "1.0"},
	})
}
