package marts_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A release says why rows of its loads were rejected. Counts by reason under the threshold are held back, with a further one where
// one alone would follow from the rest; loads that the release could not see, and odd rows that were taken in, are not in it.
func TestRejectionsOfARelease(t *testing.T) {
	b := setup(t, "2026-09-30", manyNeeds, `insert into ledger.loads
  (load, seq, kind, supplier, file, sha256, extract_date, rows_read, accepted, rejected, started_at, finished_at, status) values
  ('L1', 1, 'needs', 'sps', 'needs_sps_2026-09-30.csv', 'aa', '2026-09-30', 60, 40, 20, '2026-10-01 08:00', '2026-10-01 08:01', 'loaded'),
  ('L2', 2, 'people', 'sps', 'people_sps_2026-09-30.csv', 'bb', '2026-09-30', 60, 40, 20, '2026-10-01 08:00', '2026-10-01 08:01', 'loaded'),
  ('L4', 4, 'recalls', 'sps', 'recalls_sps_2026-09-30.csv', 'dd', '2026-09-30', 30, 28, 2, '2026-10-01 08:00', '2026-10-01 08:01', 'loaded'),
  ('L3', 3, 'needs', 'sps', 'needs_sps_2026-10-31.csv', 'cc', '2026-10-31', 9, 0, 9, '2026-11-01 08:00', '2026-11-01 08:01', 'loaded')`,
		`insert into ledger.reasons select load, kind, i, field, rule, severity, field || ' is wrong' from (values
  ('L1', 'needs', 'category', 'unknown_code', 'reject', 12), ('L1', 'needs', 'identified_on', 'not_a_date', 'reject', 7),
  ('L1', 'needs', 'outcome', 'unknown_code', 'reject', 1), ('L1', 'needs', 'person_key', 'waiting', 'held', 6), ('L1', 'needs', 'severity', 'odd', 'warn', 30),
  ('L2', 'people', 'gender', 'unknown_code', 'reject', 3), ('L2', 'people', 'ethnicity', 'unknown_code', 'reject', 4), ('L2', 'people', 'date_of_birth', 'not_a_date', 'reject', 5),
  ('L4', 'recalls', 'outcome', 'unknown_code', 'reject', 2), ('L4', 'recalls', 'route', 'unknown_code', 'reject', 1),
  ('L3', 'needs', 'category', 'unknown_code', 'reject', 9)) as r(load, kind, field, rule, severity, n), range(n) as x(i)`).
		only("needs_identified")
	b.build()
	if first := b.release(0); !first.Made {
		t.Fatalf("release: %+v", first)
	}
	want := []string{
		"L1|category|reject|12|",
		"L1|identified_on|reject||[c]", // 7: the 1 would follow from it
		"L1|outcome|reject||[c]",
		"L1|person_key|held|6|",
		"L2|date_of_birth|reject|5|", // two are held back beside it
		"L2|ethnicity|reject||[c]",
		"L2|gender|reject||[c]",
		"L4|-|reject||[c]", // the load's own count would be theirs: the reasons are not said
	}
	got := b.rows(`select concat_ws('|', load, coalesce(field, '-'), severity, coalesce("rows"::varchar, ''), coalesce(marker, '')) from release.rejections order by load, field`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
