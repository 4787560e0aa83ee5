package reports

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughcare/sql/warehouse"
)

// Completeness of two suppliers' records: by field of both together, and of each. Of the second quarter one figure is held back.
const madeCompleteness = `
insert into release.measures by name select * replace ('completeness' as measure, 'Completeness of records' as title) from release.measures where measure = 'needs_met';
insert into release.figures
select '2026-11-01', 't_completeness', 'completeness', 'rate', 'cohort', kind, s::date, e::date, 'scotland', 'S92000003', 'Scotland', b, c,
  case when d is not null then 100.0 * n / d end, n, d, case when d is not null then 1.0 end, case when d is not null then 99.5 end, 'per cent', m, l, 0
from (values
  ('quarter', '2026-04-01', '2026-06-30', 'field', 'needs.outcome', 90, 300, null, 'Needs: outcome'),
  ('quarter', '2026-04-01', '2026-06-30', 'supplier_and_field', 'sps-tso/needs.outcome', 50, 200, null, ''),
  ('quarter', '2026-07-01', '2026-09-30', 'supplier_and_field', 'sps-tso/needs.outcome', 60, 150, null, ''),
  ('quarter', '2026-04-01', '2026-06-30', 'supplier_and_field', 'parole-board/needs.outcome', 40, 77, null, ''),
  ('quarter', '2026-04-01', '2026-06-30', 'field', 'sign_ups.response', 300, 333, null, 'Sign-ups: response'),
  ('quarter', '2026-04-01', '2026-06-30', 'supplier_and_field', 'sps-tso/sign_ups.response', null, null, '[c]', ''),
  ('quarter', '2026-07-01', '2026-09-30', 'supplier_and_field', 'sps-tso/sign_ups.response', 196, 200, null, ''),
  ('quarter', '2026-04-01', '2026-06-30', 'supplier_and_field', 'sps-tso/recalls.decided_on', 0, 0, null, ''),
  ('financial_year', '2025-04-01', '2026-03-31', 'supplier_and_field', 'sps-tso/needs.outcome', 120, 480, null, ''),
  ('financial_year', '2025-04-01', '2026-03-31', 'supplier_and_field', 'sps-tso/sign_ups.response', null, null, '[c]', ''),
  ('financial_year', '2025-04-01', '2026-03-31', 'supplier_and_field', 'parole-board/needs.outcome', 77, 77, null, '')
) as r(kind, s, e, b, c, n, d, m, l);
-- a release that carries a number that it should not
update release.figures set value = 77.125, numerator = 771, denominator = 772 where measure = 'completeness' and marker = '[c]' and period_type = 'financial_year'`

// A supplier's report on its data has the completeness of its own records, field by field and quarter by quarter: nobody else's,
// nothing held back, and no field that is not expected of it.
func TestFilledIn(t *testing.T) {
	db := openRelease(t)
	if err := db.Tx(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, madeCompleteness)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	write(t, db, Options{Out: out, Reports: []string{"data-quality"}, Bodies: []string{"sps-tso", "justice-social-work"}})
	read := func(body string) string {
		content, err := os.ReadFile(filepath.Join(out, made, "data-quality", body, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	page := read("sps-tso")
	want := map[string][][]string{
		"filled-in": {{"Field", "Filled in (number)", "Expected (number)", "Filled in (percentage)", "Lower limit (percentage)", "Upper limit (percentage)"},
			{"Needs: outcome", "120", "480", "25.0%", "1.0%", "99.5%"}, {"Sign-ups: response", "[c]", "[c]", "[c]", "[c]", "[c]"}},
		"filled-in-by-quarter": {{"Quarter", "Needs: outcome (percentage)", "Sign-ups: response (percentage)"},
			{"Apr to Jun 2026", "25.0%", "[c]"}, {"Jul to Sep 2026", "40.0%", "98.0%"}},
	}
	found := tables(t, page)
	for id, rows := range want {
		if diff := cmp.Diff(rows, found[id]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	if !strings.Contains(page, "Needs: outcome is least often filled in: 120 of 480 records (25.0%)") {
		t.Error("the page does not say which field is least often filled in")
	}
	for _, not := range []string{"77.1", "77", "51.9", "771"} {
		for id := range want {
			for _, row := range found[id] {
				for _, cell := range row {
					if strings.HasPrefix(cell, not) {
						t.Errorf("%s: %s is there", id, cell)
					}
				}
			}
		}
	}
	other := read("justice-social-work")
	if !strings.Contains(other, "no figures on how complete the records of this supplier are") || len(tables(t, other)["filled-in"]) > 0 {
		t.Error("a supplier without figures has some")
	}
}
