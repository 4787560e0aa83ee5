package marts_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// release makes a release of what has been built.
func (b *bundle) release(threshold int) (r marts.Release) {
	b.Helper()
	b.tx(func(ctx context.Context, tx *warehouse.Tx) (err error) {
		r, err = marts.MakeRelease(ctx, tx, marts.ReleaseOptions{
			AsAt: b.asAt, MadeAt: time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC), Program: "test", Threshold: threshold,
		})
		return err
	})
	return r
}

// manyNeeds are 40 needs of 20 people: 30 of housing, 7 of benefits, 3 of drugs; 36 in Glasgow, 4 in Edinburgh.
const manyNeeds = `insert into core.needs (need_ref, person_key, category, identified_on, authority, state, gender)
select
  'n' || i,
  'p' || (i % 20),
  case when i < 30 then 'HOUSING' when i < 37 then 'BENEFITS' else 'DRUGS' end,
  date '2026-05-01' + i::integer % 60,
  case when i % 10 = 9 then 'S12000036' else 'S12000049' end,
  case when i % 2 = 0 then 'MET' else 'NOT_MET' end,
  case when i % 20 < 18 then 'M' else 'F' end
from range(40) as t (i)`

func TestReleaseIsFrozenAndNumbered(t *testing.T) {
	b := setup(t, "2026-09-30", manyNeeds, `insert into ledger.loads
  (load, seq, kind, supplier, file, sha256, extract_date, rows_read, accepted, started_at, finished_at, status) values
  ('L1', 1, 'needs', 'sps', 'in/box/needs_sps_2026-09-30.csv', 'aa', '2026-09-30', 40, 40, '2026-10-01 08:00', '2026-10-01 08:01', 'loaded'),
  ('L2', 2, 'needs', 'sps', 'needs_sps_2026-10-31.csv', 'bb', '2026-10-31', 1, 1, '2026-11-01 08:00', '2026-11-01 08:01', 'loaded'),
  ('L3', 3, null, null, 'broken.csv', 'cc', null, 0, 0, '2026-10-01 08:00', '2026-10-01 08:01', 'refused')`).
		only("needs_identified", "needs_met_rate")
	b.build()
	first := b.release(0)
	if !first.Made || first.ID != "2026-09-30.1" || first.Threshold != 5 || first.Figures == 0 || first.Suppressed == 0 {
		t.Fatalf("first release: got %+v", first)
	}
	b.build()
	if again := b.release(0); again.Made || again.ID != first.ID || again.SHA256 != first.SHA256 {
		t.Errorf("the same figures: got %+v, want release %s and none made", again, first.ID)
	}
	if stricter := b.release(10); !stricter.Made || stricter.ID != "2026-09-30.2" || stricter.Suppressed <= first.Suppressed {
		t.Errorf("another threshold: got %+v", stricter)
	}
	b.exec("create table frozen as select * from release.figures where release = '2026-09-30.1'")
	b.exec("update core.needs set category = 'DRUGS' where need_ref = 'n1'")
	b.build()
	if third := b.release(5); !third.Made || third.Number != 3 {
		t.Errorf("other figures: got %+v", third)
	}
	if got := b.rows("(from frozen except from release.figures where release = '2026-09-30.1')"); len(got) != 0 {
		t.Errorf("figures of the first release that changed: %d", len(got))
	}
	want := []string{"2026-09-30.1|L1|needs_sps_2026-09-30.csv|40"}
	if diff := cmp.Diff(want, b.rows("select release, load, file, accepted from release.loads where release like '%.1'")); diff != "" {
		t.Errorf("loads of the first release (-want +got):\n%s", diff)
	}
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		list, err := marts.List(ctx, tx)
		if err != nil {
			return err
		}
		if len(list) != 3 || list[0].Number != 3 {
			t.Errorf("list: got %+v", list)
		}
		latest, err := marts.Show(ctx, tx, "latest")
		if err == nil && latest.Number != 3 {
			t.Errorf("latest: got %+v", latest)
		}
		if err == nil {
			_, err = marts.Verify(ctx, tx, first.ID)
		}
		return err
	})
	if got := b.rows("select count(*) from release.measures where release = '2026-09-30.1' and definition <> ''"); got[0] != "2" {
		t.Errorf("measures of the release: got %s, want 2", got[0])
	}
}

func TestVerifyFindsATamperedFigure(t *testing.T) {
	b := setup(t, "2026-09-30", manyNeeds).only("needs_identified")
	b.build()
	r := b.release(5)
	b.exec("update release.figures set value = value + 1 where statistic = 'records' and place_code = 'S92000003' and period_type = 'financial_year' and breakdown = 'all'")
	err := b.db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := marts.Verify(ctx, tx, r.ID)
		return err
	})
	if f := fault.As(err); f == nil || f.Code != "M031" {
		t.Errorf("got %v, want the fault M031", err)
	}
	err = b.db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := marts.Show(ctx, tx, "2020-01-01.1")
		return err
	})
	if f := fault.As(err); f == nil || f.Code != "M030" {
		t.Errorf("an unknown release: got %v, want the fault M030", err)
	}
}

func TestNothingToRelease(t *testing.T) {
	b := setup(t, "2026-09-30").only("needs_identified")
	b.build()
	err := b.db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := marts.MakeRelease(ctx, tx, marts.ReleaseOptions{AsAt: b.asAt, MadeAt: b.asAt})
		return err
	})
	if f := fault.As(err); f == nil || f.Code != "M022" || f.Kind != fault.Policy {
		t.Errorf("got %v, want the policy fault M022", err)
	}
}
