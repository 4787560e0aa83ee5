package pipeline_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/sample"
)

// Every cell of four published tables comes in by contracts alone, in its place; a sign stays a sign, and what was not collected
// is no row.
func TestPublishedTables(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.contracts(sample.Examples, "examples/published")
	folder := filepath.Dir(fixture(t, "scottish-published/cjsw-2013-14-table31-voluntary-throughcare.csv"))
	files, err := filepath.Glob(filepath.Join(folder, "cjsw-2013-14-table*.csv"))
	if err != nil || len(files) != 4 {
		t.Fatalf("published tables: %v, %v", files, err)
	}
	if _, err := b.runner.Ingest(t.Context(), pipeline.Options{Files: files}); err != nil {
		t.Fatal(err)
	}
	equal(t, "rejected", b.one("select sum(rejected)::integer, count(*) from ledger.loads"), "0|4")
	var want []string
	for _, path := range files {
		want = append(want, publishedCells(t, path)...)
	}
	// By themselves the values are enough: each cell once, whatever it is called.
	equal(t, "cells", b.one("select count(*), count(value), count(marker) from staging.published_series"), "168|164|4")
	got := b.rows("select coalesce(marker, value::varchar) as cell from staging.published_series order by cell")
	equal(t, "values and signs", strings.Join(sortedNumbers(t, got), "\n"), strings.Join(sortedNumbers(t, want), "\n"))
	for what, query := range map[string]string{
		"2625": "series = 'jsw.throughcare.voluntary.commenced' and period_start = '2011-04-01' and category is null",
		"1115": "series = 'jsw.throughcare.voluntary.individuals' and period_start = '2011-04-01' and category = 'M'",
		"8816": "series = 'jsw.cpo.requirements' and period_start = '2012-04-01' and category = 'Offender supervision'",
		"6.2":  "series = 'jsw.cpo.requirements.percent' and period_start = '2013-04-01' and category = 'Conduct'",
		"2360": "series = 'jsw.legacy_orders.breach_applications' and period_end = '2013-03-31'",
		"400":  "series = 'jsw.bail_court_hdc' and period_start = '2013-04-01' and category = 'Bail supervision: people'",
		"2649": "series = 'jsw.bail_court_hdc' and period_start = '2013-04-01' and category = 'Home detention curfew: people'",
	} {
		equal(t, query, b.one("select value from staging.published_series where "+query), what)
	}
	equal(t, "below half a per cent", b.one(`select period_start, category, value, marker from staging.published_series
where marker is not null order by all limit 1`), "2011-04-01|Residence|<nil>|*")
}

// publishedCells are the cells of a published table that hold a figure or a sign.
func publishedCells(t *testing.T, path string) (cells []string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row[1:] {
			if cell != "" && !strings.Contains(cell, "-") && strings.Trim(cell, "0123456789,.*") == "" {
				cells = append(cells, strings.ReplaceAll(cell, ",", ""))
			}
		}
	}
	return cells
}

// sortedNumbers writes 76.0 as 76 and sorts.
func sortedNumbers(t *testing.T, cells []string) []string {
	t.Helper()
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = cell
		if n, err := strconv.ParseFloat(cell, 64); err == nil {
			out[i] = strconv.FormatFloat(n, 'f', -1, 64)
		}
	}
	slices.Sort(out)
	return out
}
