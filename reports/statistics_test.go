package reports

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/conformance"
	"throughcare/reports/document"
	"throughcare/reports/statbook"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Of the 52 checks none fails. What no program can decide is named, and nothing else is left open.
func (b *bundle) testStatisticsChecks(t *testing.T) {
	name := "statistics-scotland.xlsx"
	content := b.read(t, "statistics", "scotland", "xlsx")
	r, err := conformance.Run(name, content, []string{name, "statistics-scotland.ods"})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Results) != 52 || r.Sheets < 40 {
		t.Errorf("%d checks of %d sheets", len(r.Results), r.Sheets)
	}
	for _, one := range r.Results {
		if one.State != conformance.Pass && one.ID != "S4" { // a true zero: see testStatisticsFigures
			t.Errorf("%s: %s %v %s", one.ID, one.State, one.Findings, one.Note)
		}
	}
}

// A workbook that fails an essential check is not written.
func TestFailingWorkbook(t *testing.T) {
	table := &document.Table{Columns: []document.Column{{Name: "Need"}, {Name: "Number", Number: true}},
		Rows: []document.Row{{Cells: []document.Cell{document.TextCell("Housing"), document.TextCell("[c]")}}}}
	b := &statbook.Book{Title: "Needs", Contents: "Contents", Cover: []statbook.Line{{Text: "About needs."}},
		Sheets: []statbook.Sheet{{Name: "Needs", Table: "needs", Subject: "Needs", Title: "Needs in Scotland", Content: table}}}
	_, err := checked(b, "needs.xlsx")
	f := fault.As(err)
	if f == nil || f.Code != "K003" || f.Kind != fault.Policy || !strings.Contains(f.What, "S1") || !strings.Contains(f.Source, "sheet Needs, cell B4") {
		t.Errorf("shorthand that is not explained: %v", err)
	}
	b.Sheets[0].Above = []string{"Shorthand: [c] confidential."}
	if _, err := checked(b, "needs.xlsx"); err != nil {
		t.Errorf("shorthand that is explained: %v", err)
	}
}

var measureOf = regexp.MustCompile(`Source: throughcare release [^,]+, (\w+) \(version`)

// statKey is what a figure is of, as the workbook says it.
func statKey(measure, place, breakdown, category, period, length, column string) string {
	return strings.Join([]string{measure, place, breakdown, category, period, length, column}, "|")
}

// testStatisticsFigures reads the workbook back and compares every number in it with the release, and counts that none is missing.
func (b *bundle) testStatisticsFigures(t *testing.T) {
	want := b.statisticsOfRelease(t)
	book := b.open(t, "statistics", "scotland")
	seen, numbers := map[string]bool{}, 0
	for _, sheet := range book.GetSheetList() {
		if !strings.HasPrefix(sheet, "Table_") {
			continue
		}
		list, err := book.GetTables(sheet)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %d tables, %v", sheet, len(list), err)
		}
		rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		head := slices.IndexFunc(rows, func(r []string) bool { return slices.Contains(r, "Length of period") })
		measure := ""
		for _, r := range rows[:head] {
			if m := measureOf.FindStringSubmatch(strings.Join(r, "")); m != nil {
				measure = m[1]
			}
		}
		first := slices.Index(rows[head], "Length of period") + 1
		for _, r := range rows[head+1:] {
			at := func(name, otherwise string) string {
				if i := slices.Index(rows[head], name); i >= 0 {
					return r[i]
				}
				return otherwise
			}
			for i := first; i < len(r); i++ {
				key := statKey(measure, at("Area", "Scotland"), at("Breakdown", "All"), at("Category", "All"), at("Period", ""), at("Length of period", ""), rows[head][i])
				wanted, known := want[key]
				if strings.HasPrefix(rows[head][i], "Shorthand") {
					continue
				}
				if !known && r[i] == "[z]" {
					continue // the release does not have this statistic for the row
				}
				if !known {
					t.Fatalf("%s: the release has no figure %s", sheet, key)
				}
				if seen[key] {
					t.Errorf("%s: %s is there twice", sheet, key)
				}
				seen[key] = true
				if r[i] != wanted {
					t.Errorf("%s: %s: shown %s, in the release %s", sheet, key, r[i], wanted)
				}
				if _, err := strconv.ParseFloat(r[i], 64); err == nil {
					numbers++
				}
			}
		}
	}
	missing := 0
	for key := range want {
		if !seen[key] && !strings.Contains(key, "umerator") && !strings.Contains(key, "enominator") && !strings.Contains(key, "limit") {
			if missing++; missing < 5 {
				t.Errorf("the workbook lacks %s", key)
			}
		}
	}
	if numbers < 2500 || missing > 0 {
		t.Errorf("%d numbers compared, %d missing", numbers, missing)
	}
}

// statisticsOfRelease asks the release for what the workbook should show, by a query of its own.
func (b *bundle) statisticsOfRelease(t *testing.T) map[string]string {
	t.Helper()
	want := map[string]string{}
	err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
		rows, err := tx.Query(ctx, `
with f as (
  select *,
    case when breakdown = 'all' then 'All' when measure = 'needs_identified' and breakdown = 'category' then 'Need' else breakdown end as b,
    case when breakdown = 'all' then 'All' when regexp_matches(category, '^[0-9]+$') then breakdown || ' ' || category else category end as c,
    case period_type when 'financial_year' then 'Financial year' when 'quarter' then 'Quarter' else 'Month' end as l,
    case when "view" = 'stock' then strftime(period_end, '%-d %b %Y') when period_type = 'month' then strftime(period_start, '%b %Y')
      when period_type = 'quarter' then strftime(period_start, '%b') || ' to ' || strftime(period_end, '%b %Y')
      else strftime(period_start, '%b %Y') || ' to ' || strftime(period_end, '%b %Y') end as p,
    case when value is null or marker = '[c]' then regexp_extract(marker, '\[[cxz]\]') else '' end as held
  from release.figures
  where period_end <= date '2026-10-31'
    and (place_type = 'scotland' or place_type = 'authority' and period_type <> 'month' and (breakdown = 'all' or period_type = 'financial_year'
      and measure not in (select measure from release.figures where place_type = 'authority' and breakdown = 'all')))
), u as (select measure, arg_min(unit, period_type) as records from release.figures where statistic = 'records' group by measure)
select concat_ws('|', f.measure, f.place, b, c, p, l), f.statistic, coalesce(u.records, ''),
  held, coalesce(f.value, 0), coalesce(f.numerator, 0), coalesce(f.denominator, 0), coalesce(f.lower, 0), coalesce(f.upper, 0)
from f left join u using (measure)`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key, statistic, unit, held string
			var v [5]float64
			if err := rows.Scan(&key, &statistic, &unit, &held, &v[0], &v[1], &v[2], &v[3], &v[4]); err != nil {
				return err
			}
			names := []string{strings.ToUpper(unit[:min(1, len(unit))]) + unit[min(1, len(unit)):] + " (number)"}
			switch statistic {
			case "people":
				names = []string{"People (number)"}
			case "rate", "cumulative_incidence":
				names = []string{"Rate (percentage)", "Numerator (number)", "Denominator (number)", "Lower limit (percentage)", "Upper limit (percentage)"}
			}
			if statistic == "cumulative_incidence" {
				names[0] = "Estimated share (percentage)"
			}
			for i, name := range names {
				shown := strconv.FormatFloat(v[i], 'f', -1, 64)
				if v[i] > 0 && v[i] < 0.05 {
					shown = "[low]"
				}
				if held != "" {
					shown = held
				}
				want[key+"|"+name] = shown
			}
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return want
}
