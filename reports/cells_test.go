package reports

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/xml"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/sql/warehouse"
)

// tables reads every table of a page: by id, rows of cells, header first.
func tables(t *testing.T, page string) map[string][][]string {
	t.Helper()
	all := map[string][][]string{}
	for _, m := range regexp.MustCompile(`(?s)<table id="table-([^"]+)".*?</table>`).FindAllStringSubmatch(page, -1) {
		d := xml.NewDecoder(strings.NewReader(m[0]))
		d.Strict, d.Entity = false, xml.HTMLEntity
		var rows [][]string
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "tr" {
				rows = append(rows, nil)
			} else if ok && (e.Name.Local == "th" || e.Name.Local == "td") {
				var cell string
				if err := d.DecodeElement(&cell, &e); err != nil {
					t.Fatal(err)
				}
				rows[len(rows)-1] = append(rows[len(rows)-1], cell)
			}
		}
		all[m[1]] = rows
	}
	return all
}

// sheetRows reads a range as the page writes it: numbers by their number format, from their full value.
func sheetRows(t *testing.T, book *excelize.File, sheet, area string) [][]string {
	t.Helper()
	from, to, _ := strings.Cut(area, ":")
	_, top, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		t.Fatal(err)
	}
	right, bottom, err := excelize.CellNameToCoordinates(to)
	if err != nil {
		t.Fatal(err)
	}
	formats := map[string]document.Format{"#,##0": document.Count, "#,##0.0": document.Decimal, "0.0%": document.Proportion, `0.0"%"`: document.Percent}
	var rows [][]string
	for y := top; y <= bottom; y++ {
		var row []string
		for x := 1; x <= right; x++ {
			cell, _ := excelize.CoordinatesToCellName(x, y)
			text, err := book.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			id, _ := book.GetCellStyle(sheet, cell)
			style, err := book.GetStyle(id)
			if err != nil {
				t.Fatal(err)
			}
			if style.CustomNumFmt != nil || style.NumFmt != 0 {
				if v, err := strconv.ParseFloat(text, 64); err == nil {
					code := map[int]string{3: "#,##0"}[style.NumFmt]
					if style.CustomNumFmt != nil {
						code = *style.CustomNumFmt
					}
					format, ok := formats[code]
					if !ok {
						t.Fatalf("sheet %s cell %s: number format %q, %d", sheet, cell, code, style.NumFmt)
					}
					text = format.Write(v)
				}
			}
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	return rows
}

// testFigures compares every line of every CSV file with the release, and every number of a page with the CSV file.
func (b *bundle) testFigures(t *testing.T) {
	release, curves := b.releaseRows(t), b.curveNumbers(t)
	maps.Copy(curves, b.comparedNumbers(t))
	count := 0
	for _, name := range b.bodies() {
		rows, err := csv.NewReader(strings.NewReader(string(b.read(t, name[0], name[1], "figures.csv")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(figuresHeader[:], rows[0]); diff != "" {
			t.Error(diff)
		}
		written := maps.Clone(curves)
		for _, r := range rows[1:] {
			count++
			if !release[strings.Join(r, "|")] {
				t.Fatalf("%v: a figure of %s is not the release's", name, r[2])
			}
			for i := 13; i <= 17; i++ {
				if v, err := strconv.ParseFloat(r[i], 64); err == nil {
					written[document.FormatOf(r[3], r[18]).Write(v)] = true
					written[document.Count.Write(v)] = true
				}
			}
		}
		for id, table := range tables(t, string(b.read(t, name[0], name[1], "index.html"))) {
			if slices.Contains([]string{"deliveries", "rows-to-mend", "late", "not-on-time", "not-recorded", "provenance", "files"}, id) {
				continue
			}
			for _, row := range table[1:] {
				for _, cell := range row[1:] {
					if regexp.MustCompile(`^[\d,.]+%?$`).MatchString(cell) && !written[cell] {
						t.Errorf("%v: table %s shows %s, which figures.csv does not have", name, id, cell)
					}
				}
			}
		}
	}
	if count < 1000 {
		t.Errorf("only %d figures compared", count)
	}
}

// curveNumbers are the numbers of the release's curves as a page writes them: those of days that have no figure are in no CSV file.
func (b *bundle) curveNumbers(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
		return each(ctx, tx, "select at_risk, value, lower, upper from release.curves", nil, func(rows *sql.Rows) error {
			var n, v, lower, upper float64
			err := rows.Scan(&n, &v, &lower, &upper)
			all[document.Count.Write(n)] = true
			for _, x := range []float64{v, lower, upper} {
				all[document.Percent.Write(x)] = true
			}
			return err
		})
	})
	if err != nil || len(all) < 8 {
		t.Fatalf("%d numbers of curves, %v", len(all), err)
	}
	return all
}

// releaseRows is every row of the release as a CSV file should have it: without the numbers of what is withheld.
func (b *bundle) releaseRows(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
		rows, err := tx.Query(ctx, `select concat_ws('|', release, table_id, measure, statistic, "view", period_type, strftime(period_start, '%Y-%m-%d'), strftime(period_end, '%Y-%m-%d'),
			place_type, place_code, place, breakdown, category), value, numerator, denominator, lower, upper, unit || '|' || coalesce(marker, ''), coalesce(marker, '') from release.figures`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var before, after, marker string
			var v [5]sql.NullFloat64
			if err := rows.Scan(&before, &v[0], &v[1], &v[2], &v[3], &v[4], &after, &marker); err != nil {
				return err
			}
			for _, n := range v {
				before += "|"
				if n.Valid && marker != "[c]" {
					before += strconv.FormatFloat(n.Float64, 'f', -1, 64)
				}
			}
			all[before+"|"+after] = true
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// testCells looks some cells up in the release by other means than the program's.
func (b *bundle) testCells(t *testing.T) {
	for _, c := range []struct{ report, body, table, row, column, query string }{
		{"inspection", "scotland", "signups-by-month", "Sep 2026", "Sign-ups", `measure = 'signups' and statistic = 'records' and period_type = 'month' and period_start = date '2026-09-01' and place_type = 'scotland'`},
		{"inspection", "scotland", "housing-at-liberation", "2025-26", "No housing", `measure = 'housing_at_liberation' and statistic = 'records' and period_type = 'financial_year' and period_start = date '2025-04-01' and place_type = 'scotland' and category = 'NONE'`},
		{"inspection", "scotland", "licences-by-type", "Life licence", "31 Mar 2026", `measure = 'licences_open' and period_type = 'financial_year' and period_end = date '2026-03-31' and place_type = 'scotland' and category = 'LIFE'`},
		{"inspection", "scotland", "areas-supported-on-day", "Glasgow City", "Percentage", `measure = 'supported_on_day_rate' and period_type = 'financial_year' and period_start = date '2025-04-01' and place = 'Glasgow City'`},
		{"management", "barlinnie", "supported-on-day-rate", "Apr to Jun 2026", "Scotland", `measure = 'supported_on_day_rate' and period_type = 'quarter' and period_start = date '2026-04-01' and place_type = 'scotland'`},
		{"management", "throughcare-support-officers", "needs-by-category", "Housing", "Referred", `measure = 'needs_referred' and period_type = 'quarter' and period_start = date '2026-07-01' and place_code = 'TSO' and category = 'HOUSING'`},
	} {
		t.Run(c.table, func(t *testing.T) {
			table := tables(t, string(b.read(t, c.report, c.body, "index.html")))[c.table]
			if table == nil {
				t.Fatal("no such table")
			}
			x := slices.Index(table[0], c.column)
			y := slices.IndexFunc(table, func(r []string) bool { return r[0] == c.row })
			if x < 0 || y < 0 {
				t.Fatalf("no such cell: %v", table[0])
			}
			var want float64
			var statistic string
			err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
				return tx.QueryRow(ctx, `select value, statistic from release.figures where `+c.query).Scan(&want, &statistic)
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := document.FormatOf(statistic, "per cent").Write(want); got != table[y][x] {
				t.Errorf("shown %s, in the release %s", table[y][x], got)
			}
		})
	}
}

// testCurve looks for the days of the curve between those of the figures.
func (b *bundle) testCurve(t *testing.T) {
	rows := tables(t, string(b.read(t, "inspection", "scotland", "index.html")))["time-to-recall"]
	var got [][]string
	for _, r := range rows[1:] {
		got = append(got, []string{r[0], r[3], r[6]})
	}
	want := [][]string{{"14 days", "2.5%", "890"}, {"30", "2.0%", "[x]"}, {"90", "5.0%", "700"}, {"150 days", "7.2%", "610"}, {"182", "8.0%", "[x]"}, {"365", "11.0%", "300"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	other := tables(t, string(b.read(t, "inspection", "na-h-eileanan-siar", "index.html")))["time-to-recall"]
	if len(other) > 0 && len(other[0]) > 6 && other[0][6] == "Still followed" {
		t.Error("a place without a curve shows how many were still followed")
	}
}

// figuresOf are the quarterly rates of a measure for a place.
func (b *bundle) figuresOf(t *testing.T, measure, placeName string) []Figure {
	t.Helper()
	var all []Figure
	err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
		return each(ctx, tx, `select period_start, period_end, value, coalesce(marker, '') from release.figures
			where measure = ? and place = ? and period_type = 'quarter' and statistic = 'rate' and breakdown = 'all'`, []any{measure, placeName}, func(rows *sql.Rows) error {
			f := Figure{Measure: measure, Statistic: "rate", Unit: "per cent", PeriodType: "quarter"}
			err := rows.Scan(&f.Start, &f.End, &f.Value, &f.Marker)
			all = append(all, f)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
