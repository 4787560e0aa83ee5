package reports

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughcare/reports/conformance"
	"throughcare/sql/warehouse"
)

// An earlier release, and what the release of the tests shows otherwise: two figures that are listed, one of them standing in two
// tables, one that is no longer given; and those of which nothing may be said, or which are no revisions.
const madeRevisions = `
insert into release.releases (release, number, as_at, known_at, made_at, program, figures_sha256, figures, suppressed, threshold, note)
values ('2026-09-30.1', 1, date '2026-09-30', timestamp '2026-10-01 06:00:00', timestamp '2026-10-01 06:12:33', 'throughcare v0.9.0', repeat('cd', 32), 4000, 700, 5, null);
insert into release.revisions by name
select '2026-11-01' as release, '2026-09-30.1' as earlier, table_id, measure, statistic, kind as period_type, s::date as period_start, e::date as period_end, place_type,
  case place when 'Scotland' then 'S92000003' else 'X' end as place_code, place, breakdown, category, category as category_label,
  was, wm as was_marker, became, bm as became_marker, became - was as change, 100 * (became - was) / nullif(was, 0) as change_per_cent, why, reason
from (values
  ('t1', 'signups', 'people', 'financial_year', '2025-04-01', '2026-03-31', 'scotland', 'Scotland', 'all', 'all', 1900, null, 1912, null, 'CORRECTED', '1 corrected or late file of sign ups'),
  ('t2', 'signups', 'people', 'financial_year', '2025-04-01', '2026-03-31', 'scotland', 'Scotland', 'all', 'all', 1900, null, 1912, null, 'CORRECTED', '1 corrected or late file of sign ups'),
  ('t1', 'needs_identified', 'records', 'quarter', '2026-07-01', '2026-09-30', 'scotland', 'Scotland', 'category', 'HOUSING', 200, null, null, null, 'WITHDRAWN', 'no longer given'),
  ('t1', 'supported_on_day_rate', 'rate', 'quarter', '2026-04-01', '2026-06-30', 'authority', 'Highland', 'all', 'all', 50.0, null, 60.125, '[u]', 'CORRECTED', '2 corrected or late files of custody'),
  ('t1', 'signups', 'people', 'quarter', '2026-04-01', '2026-06-30', 'scotland', 'Scotland', 'all', 'all', 31313, '[c]', 31313, null, 'SUPPRESSION', 'was held back'),
  ('t1', 'signups', 'people', 'quarter', '2026-01-01', '2026-03-31', 'scotland', 'Scotland', 'all', 'all', 31313, null, 31313, '[c]', 'CORRECTED', 'hostile'),
  ('t1', 'signups', 'people', 'month', '2026-10-01', '2026-10-31', 'scotland', 'Scotland', 'all', 'all', 31314, null, 31315, null, 'CORRECTED', 'in progress then'),
  ('t1', 'signups', 'people', 'month', '2026-08-01', '2026-08-31', 'authority', 'Highland', 'all', 'all', 31314, null, 31315, null, 'CORRECTED', 'not in these tables'),
  ('t1', 'signups', 'people', 'quarter', '2026-04-01', '2026-06-30', 'establishment', 'Barlinnie', 'all', 'all', 31314, null, 31315, null, 'CORRECTED', 'not in these tables')
) as r(table_id, measure, statistic, kind, s, e, place_type, place, breakdown, category, was, wm, became, bm, why, reason)`

// statistics writes that report alone, and returns its workbook and page.
func statistics(t *testing.T, db *warehouse.DB) (book []byte, page string) {
	t.Helper()
	out := t.TempDir()
	write(t, db, Options{Out: out, Reports: []string{"statistics"}})
	folder := filepath.Join(out, made, "statistics", "scotland")
	book, err := os.ReadFile(filepath.Join(folder, "statistics-scotland.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	html, err := os.ReadFile(filepath.Join(folder, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	return book, string(html)
}

// Without a release before there is no sheet, and that is said. With one, every figure that differs is listed once, nothing is
// said of what is or was withheld, and the workbook still meets every check.
func TestRevisions(t *testing.T) {
	db := openRelease(t)
	const first = "This is the first release that is kept: there is none before it to compare with."
	book, page := statistics(t, db)
	if !strings.Contains(page, first) || !strings.Contains(strings.Join(sheetText(t, book, "Provenance"), "\n"), first) {
		t.Error("the first release is not said to be the first")
	}
	if sheetText(t, book, "Revisions") != nil {
		t.Error("a first release has revisions")
	}
	insert := func(text string) {
		t.Helper()
		if err := db.Tx(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
			_, err := tx.Exec(ctx, text)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	insert(madeRevisions)
	book, page = statistics(t, db)
	const says = "3 figures of the tables for Scotland and the local authorities differ from release 2026-09-30.1 (as at 30 Sep 2026); reasons, most often: files were corrected or came late (2); the figure is no longer given (1)"
	rows := sheetText(t, book, "Revisions")
	head := slices.IndexFunc(rows, func(r string) bool { return strings.HasPrefix(r, "Measure|") })
	want := []string{
		"Measure|Statistic|Area|Breakdown|Category|Period|Length of period|Before|Now|Difference|Why",
		"Sign-ups|People (number)|Scotland|All|All|Apr 2025 to Mar 2026|Financial year|1900|1912|12|1 corrected or late file of sign ups",
		"Needs identified|Needs (number)|Scotland|Need|HOUSING|Jul to Sep 2026|Quarter|200|[x]|[z]|No longer given",
		"Liberated sign-ups supported on the day|Rate (percentage)|Highland|All|All|Apr to Jun 2026|Quarter|50|60.125|10.125|2 corrected or late files of custody",
	}
	if diff := cmp.Diff(want, rows[max(0, head):]); diff != "" {
		t.Errorf("revisions (-want +got):\n%s", diff)
	}
	for where, text := range map[string]string{"page": page, "sheet": strings.Join(rows, "\n"), "provenance": strings.Join(sheetText(t, book, "Provenance"), "\n")} {
		if !strings.Contains(text, says) {
			t.Errorf("%s: the count and its reasons are not there", where)
		}
		for _, not := range []string{"31313", "31314", "31315", "31,31", "hostile"} {
			if strings.Contains(text, not) {
				t.Errorf("%s: %s is there", where, not)
			}
		}
	}
	if sheetText(t, book, "Revisions_summary") != nil {
		t.Error("three figures have a summary")
	}
	insert(`insert into release.revisions by name select * exclude (n, s) replace (s as statistic, period_start - interval 1 month * n as period_start, last_day(period_start - interval 1 month * n) as period_end, 'month' as period_type)
from release.revisions, range(60) as r(n), (values ('people'), ('records')) as v(s) where place = 'Scotland' and breakdown = 'all' and why = 'CORRECTED' and was = 1900 and table_id = 't1'`)
	book, _ = statistics(t, db)
	summary := sheetText(t, book, "Revisions_summary")
	// Of sixty months those since the start of the back series count.
	if want := []string{"Reason|Figures (number)|Of these, changed by more than 5 per cent (number)", "Files were corrected or came late|52|1", "The figure is no longer given|1|0"}; len(summary) < 3 || !slices.Equal(summary[len(summary)-3:], want) {
		t.Errorf("summary: %q", summary)
	}
	report, err := conformance.Run("statistics-scotland.xlsx", book, []string{"statistics-scotland.ods"})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range report.Results {
		if one.State == conformance.Fail {
			t.Errorf("%s: %v", one.ID, one.Findings)
		}
	}
}

// sheetText is a sheet's rows, cells with strokes between; nil where there is no such sheet.
func sheetText(t *testing.T, content []byte, sheet string) []string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if i, err := book.GetSheetIndex(sheet); err != nil || i < 0 {
		return nil
	}
	rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range rows {
		all = append(all, strings.Join(r, "|"))
	}
	return all
}
