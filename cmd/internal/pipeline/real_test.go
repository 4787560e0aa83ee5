package pipeline_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/sample"
	"throughcare/ingest/contract"
)

// A real caseload system's export comes in with contracts alone. What it must hold is counted from the files themselves.
func TestRealCaseload(t *testing.T) {
	t.Parallel()
	folder := fixture(t, "caseload-hmis")
	b := setup(t)
	b.contracts(sample.Examples, "examples/hmis")
	var files []string
	for _, name := range []string{"Client", "Enrollment", "Exit", "Disabilities", "HealthAndDV", "IncomeBenefits", "EmploymentEducation",
		"Event", "CurrentLivingSituation", "Services"} {
		files = append(files, filepath.Join(folder, name+".csv"))
	}
	result, err := b.runner.Ingest(t.Context(), pipeline.Options{Files: files,
		Override: contract.Override{ExtractDate: time.Date(2023, 9, 8, 0, 0, 0, 0, time.UTC)}})
	if err != nil {
		t.Fatal(err)
	}
	if result.Partial {
		t.Errorf("files were refused: %+v", result.Files)
	}
	equal(t, "people", b.one("select count(*) from staging.people"), countRows(t, folder, "Client.csv", always))
	equal(t, "sign-ups", b.one("select count(*) from staging.sign_ups"), countRows(t, folder, "Enrollment.csv", always))
	equal(t, "came from prison", b.one("select count(*) from staging.sign_ups where custody_ref is not null"),
		countRows(t, folder, "Enrollment.csv", func(r map[string]string) bool { return r["LivingSituation"] == "207" }))
	equal(t, "closed", b.one("select count(closed_on) from staging.sign_ups"), countRows(t, folder, "Exit.csv", always))
	equal(t, "closed with a reason", b.one("select count(*) from staging.sign_ups where closed_on is not null and close_reason is null"), "0")
	equal(t, "contacts", b.one("select count(*) > 300 from staging.contacts"), "true")
	mental := func(r map[string]string) bool {
		return r["DisabilityType"] == "9" && (r["DisabilityResponse"] == "1")
	}
	equal(t, "mental health needs", b.one("select count(*) from staging.needs where category = 'MENTAL_HEALTH' and load_id in (select load from ledger.loads where file = 'Disabilities.csv')"),
		countRows(t, folder, "Disabilities.csv", mental))
	equal(t, "balance", b.one("select count(*) from ledger.loads where rows_read <> accepted + unchanged + rejected + held"), "0")
}

func always(map[string]string) bool { return true }

func countRows(t *testing.T, folder, name string, keep func(map[string]string) bool) string {
	t.Helper()
	file, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, h := range rows[0] {
			cells[h] = row[i]
		}
		if keep(cells) {
			n++
		}
	}
	return strconv.Itoa(n)
}

// The arrivals and departures of the published workbook come in as series; what is not available stays so, and is not 0.
func TestPublishedWorkbook(t *testing.T) {
	t.Parallel()
	workbook := fixture(t, "scottish-published/Prison_Population_Stats_2023.xlsx")
	b := setup(t)
	b.contracts(sample.Examples, "examples/published")
	var files []string
	for _, suffix := range []string{"", "_C2", "_D1"} {
		path := filepath.Join(t.TempDir(), "Prison_Population_Stats_2023"+suffix+".xlsx")
		copyFile(t, workbook, path)
		files = append(files, path)
	}
	if _, err := b.runner.Ingest(t.Context(), pipeline.Options{Files: files,
		Override: contract.Override{ExtractDate: time.Date(2024, 12, 4, 0, 0, 0, 0, time.UTC)}}); err != nil {
		t.Fatal(err)
	}
	equal(t, "arrivals and departures", b.one(`select value from staging.published_series
where period_start = '2009-04-01' and value in (21286, 21369) and category is null and authority is null order by value`), "21286\n21369")
	equal(t, "not available", b.one("select count(*) > 0, count(value) from staging.published_series where marker = '[x]'"), "true|0")
	equal(t, "rejected", b.one("select sum(rejected)::integer from ledger.loads"), "0")
}
