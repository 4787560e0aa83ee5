package marts_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
	"throughcare/sql/warehouse"
)

const revisedFigures = `select why, reason, statistic, category, round(was, 2), replace(was_marker, '[p]', ''), round(became, 2), replace(became_marker, '[p]', ''), round(change, 2), round(change_per_cent, 1)
from release.revisions
where release = '%s' and place_type = 'scotland' and period_type = 'financial_year' and statistic in ('records', 'rate')
  and (breakdown = 'all' or category in ('HOUSING', 'BENEFITS')) order by all`

func TestRevisionsSayWhatAndWhy(t *testing.T) {
	load := func(name, kind, extract string) string {
		return `insert into ledger.loads (load, seq, kind, supplier, file, sha256, extract_date, rows_read, accepted, started_at, finished_at, status)
values ('` + name + "', 1, '" + kind + "', 'sps', '" + name + "', 'aa', '" + extract + "', 40, 40, '2026-10-01 08:00', '2026-10-01 08:01', 'loaded')"
	}
	b := setup(t, "2026-09-30", manyNeeds, load("L1", "needs", "2026-09-30")).only("needs_identified", "needs_met_rate")
	show := func(why string, want ...string) {
		t.Helper()
		b.build()
		r := b.release(5)
		if diff := cmp.Diff(want, b.rows(strings.Replace(revisedFigures, "%s", r.ID, 1))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", why, diff)
		}
	}
	b.exec("update core.needs set identified_on = identified_on - 365")
	show("there is no release before the first")
	// A mended file brings two more needs of housing; benefits and drugs stay held back.
	b.exec("insert into core.needs (need_ref, person_key, category, identified_on, authority, state, gender) values "+
		"('m1', 'p1', 'HOUSING', '2025-06-01', 'S12000049', 'MET', 'M'), ('m2', 'p1', 'HOUSING', '2025-06-01', 'S12000049', 'MET', 'M')", load("L2", "needs", "2026-09-30"))
	show("a mended file",
		"CORRECTED|1 corrected or late file of needs|rate|HOUSING|50.0||53.13||3.13|6.3",
		"CORRECTED|1 corrected or late file of needs|rate|all|50.0||52.38||2.38|4.8",
		"CORRECTED|1 corrected or late file of needs|records|HOUSING|30.0||32.0||2.0|6.7",
		"CORRECTED|1 corrected or late file of needs|records|all|40.0||42.0||2.0|5.0")
	// Six more of drugs make nine: nothing is held back any more. Of what is no longer held back no change is said.
	b.asAt = b.asAt.AddDate(0, 0, 31)
	b.exec("insert into core.needs (need_ref, person_key, category, identified_on, authority, state, gender) "+
		"select 'd' || i, 'p' || i, 'DRUGS', '2025-06-01', 'S12000049', 'MET', 'M' from range(6) as t (i)", load("L3", "needs", "2026-10-31"))
	show("a later extract",
		"NEW_EXTRACT|1 later extract of needs|rate|all|52.38||58.33||5.95|11.4",
		"NEW_EXTRACT|1 later extract of needs|records|all|42.0||48.0||6.0|14.3",
		"SUPPRESSION|was held back, and need not be any more|records|BENEFITS||[c]||||")
	// Another definition goes before other reasons.
	b.catalogue[0].Version = "3"
	b.exec("insert into core.needs (need_ref, person_key, category, identified_on, authority, state, gender) values ('m3', 'p1', 'HOUSING', '2025-06-01', 'S12000049', 'MET', 'M')")
	show("a definition",
		"DEFINITION|the definition has changed: version 3, was 2|records|HOUSING|32.0||33.0||1.0|3.1",
		"DEFINITION|the definition has changed: version 3, was 2|records|all|48.0||49.0||1.0|2.1",
		"LATER_DATE|time has passed: more is known of what was then open|rate|HOUSING|53.13||54.55||1.42|2.7",
		"LATER_DATE|time has passed: more is known of what was then open|rate|all|58.33||59.18||0.85|1.5")
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		list, err := marts.Revisions(ctx, tx, "2026-10-31.1")
		if err == nil && (len(list) != 2 || list[0].Why != "NEW_EXTRACT" || list[0].Earlier != "2026-09-30.2" || list[0].Figures < 10) {
			t.Errorf("counted: got %+v", list)
		}
		return err
	})
}

// A value that a release holds back stands nowhere in the revisions, of itself or of a later one.
func TestRevisionsTellNothingHeldBack(t *testing.T) {
	b := setup(t, "2026-09-30", manyNeeds).only("needs_identified", "needs_met_rate")
	b.build()
	b.release(5)
	b.exec("delete from core.needs where need_ref in ('n30', 'n31', 'n1')")
	b.build()
	r := b.release(12)
	if got := b.rows("select count(*) from release.revisions where release = '" + r.ID + "' and why = 'SUPPRESSION'"); got[0] == "0" {
		t.Fatal("nothing was held back that had been shown")
	}
	if got := b.rows(`select count(*) from release.revisions where '[c]' in (coalesce(was_marker, ''), coalesce(became_marker, ''))
and coalesce(was, became, change, change_per_cent) is not null`); got[0] != "0" {
		t.Errorf("held back and told: %s", got[0])
	}
	if got := b.rows(`select count(*) from release.revisions as r inner join release.figures as f
on f.release in (r.release, r.earlier) and f.measure = r.measure and f.statistic = r.statistic and f.period_type = r.period_type
  and f.period_start = r.period_start and f.place_type = r.place_type and f.place_code = r.place_code and f.breakdown = r.breakdown and f.category = r.category
where f.marker = '[c]' and (r.was is not null or r.became is not null)`); got[0] != "0" {
		t.Errorf("figures held back whose value stands in the revisions: %s", got[0])
	}
}
