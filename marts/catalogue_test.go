package marts_test

import (
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"throughcare/marts"
	"throughcare/marts/stats"
	sqlfiles "throughcare/sql"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

const goodEntry = `id: offers
title: Offers
definition: Offers made.
unit: offers
view: activity
source: core.sign_ups
statistics: [records, people]
breakdowns:
  - {name: gender, list: GENDER, title: Gender}
version: "1"
`

func TestAnEntryThatDoesNotHoldIsAFault(t *testing.T) {
	for name, c := range map[string]struct{ old, new string }{
		"unknown setting":                {"unit: offers", "unit: offers\nunits: offers"},
		"id is not the file's name":      {"id: offers", "id: offer"},
		"no unit":                        {"unit: offers\n", ""},
		"unknown view":                   {"view: activity", "view: flow"},
		"unknown statistic":              {"people", "persons"},
		"people without records":         {"records, people", "people"},
		"rate without numerator":         {"records, people", "rate"},
		"median without unit of amount":  {"records, people", "median"},
		"rate of a stock":                {"view: activity\nsource: core.sign_ups\nstatistics: [records, people]", "view: stock\nsource: core.sign_ups\nnumerator: a\ndenominator: b\nstatistics: [rate]"},
		"a source outside core":          {"core.sign_ups", "raw.sign_ups"},
		"breakdown without title":        {", title: Gender", ""},
		"breakdown for no such place":    {"title: Gender", "title: Gender, places: [service]"},
		"not confidential, of people":    {"unit: offers", "unit: offers\nconfidential: false"},
		"no setting that changes it":     {"unit: offers", "unit: offers\nsetting: threshold"},
		"cross of one that is not there": {"title: Gender}", "title: Gender}\n  - {name: both, title: Both, cross: [gender, age_band]}"},
	} {
		files := fstest.MapFS{
			"marts/offers.yaml": {Data: []byte(strings.Replace(goodEntry, c.old, c.new, 1))},
			"marts/offers.sql":  {Data: []byte("select 1")},
		}
		_, err := marts.Catalogue(files)
		if f := fault.As(err); f == nil || f.Code != "M001" || f.Source != "sql/marts/offers.yaml" {
			t.Errorf("%s: got %v, want the fault M001", name, err)
		}
	}
	good := fstest.MapFS{"marts/offers.yaml": {Data: []byte(goodEntry)}, "marts/offers.sql": {Data: []byte("select 1")}}
	if got, err := marts.Catalogue(good); err != nil || len(got) != 1 || got[0].SQL != "select 1" {
		t.Errorf("a good entry: got %v, %v", got, err)
	}
	good["marts/alone.sql"] = &fstest.MapFile{Data: []byte("select 1")}
	if _, err := marts.Catalogue(good); fault.As(err) == nil {
		t.Errorf("facts without an entry: got %v, want a fault", err)
	}
}

func TestTheCatalogueHasTheSpine(t *testing.T) {
	catalogue, err := marts.Catalogue(sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	views := map[string]string{}
	for _, m := range catalogue {
		views[m.ID] = m.View
	}
	for id, want := range map[string]string{
		"offers": "activity", "signups": "activity", "signup_rate": "cohort", "caseload": "stock", "exits": "activity",
		"needs_identified": "activity", "needs_referred": "activity", "needs_accepted": "activity", "needs_met": "cohort",
		"liberations": "activity", "supported_on_day": "activity", "supported_on_day_rate": "cohort", "support_kinds": "activity",
		"housing_at_liberation": "activity", "licences_open": "stock", "breaches": "activity", "breach_reasons": "activity",
		"breach_responses": "activity", "recalls_referred": "activity", "recalls": "activity", "recall_outcomes": "cohort",
	} {
		if views[id] != want {
			t.Errorf("view of %s: got %q, want %q", id, views[id], want)
		}
	}
}

func TestFactsThatDoNotRunAreAFault(t *testing.T) {
	b := setup(t, "2026-09-30", signUps)
	b.catalogue = []marts.Measure{{
		ID: "odd", Title: "Odd", Definition: "Odd.", Unit: "x", View: marts.Activity, Source: "core.sign_ups",
		Statistics: []string{marts.Records}, Version: "1", SQL: "select sign_up_ref as record_key from core.sign_ups",
	}}
	err := b.db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := marts.Build(ctx, tx, b.catalogue, nil)
		return err
	})
	if f := fault.As(err); f == nil || f.Code != "M002" || f.Source != "sql/marts/odd.sql" {
		t.Errorf("got %v, want the fault M002 of odd.sql", err)
	}
}

// fixture reads a table of the public fixtures, or skips the test where they are absent.
func fixture(t *testing.T, name string) [][]string {
	t.Helper()
	root := os.Getenv("THROUGHCARE_FIXTURES")
	if root == "" {
		root = filepath.Join("..", "..", "shared", "fixtures")
	}
	file, err := os.Open(filepath.Join(root, "statistics", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the public fixtures are not here: %s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // read only
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func near(t *testing.T, what, got string, want float64) {
	t.Helper()
	g, err := strconv.ParseFloat(got, 64)
	if err != nil || math.Abs(g-want) > 1e-6*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: got %q, want %v", what, got, want)
	}
}

// The macros are held to R's values where these are, and to the Go formulas.
func TestMacrosAgreeWithR(t *testing.T) {
	b := setup(t, "2026-09-30")
	for _, row := range fixture(t, "proportion_ci_expected.csv") {
		k, n := row[0], row[1]
		got := strings.Split(b.rows("select wilson_lower(" + k + ", " + n + ", 1.959963984540054), wilson_upper(" + k + ", " + n + ", 1.959963984540054)")[0], "|")
		for i, text := range got {
			want, err := strconv.ParseFloat(row[3+i], 64)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "Wilson "+k+" of "+n, text, want)
		}
	}
	for _, row := range fixture(t, "poisson_ci_expected.csv") {
		x, err := strconv.ParseFloat(row[0], 64)
		if err != nil {
			t.Fatal(err)
		}
		columns := []int{1, 2, 3, 4} // exact
		if x >= 10 {
			columns = []int{5, 6, 7, 8} // Byar
		}
		got := strings.Split(b.rows("select poisson_lower(" + row[0] + ", 0.95), poisson_upper(" + row[0] + ", 0.95), poisson_lower(" +
			row[0] + ", 0.998), poisson_upper(" + row[0] + ", 0.998)")[0], "|")
		for i, at := range columns {
			want, err := strconv.ParseFloat(row[at], 64)
			if err != nil {
				t.Fatal(err)
			}
			near(t, row[0]+" events", got[i], want)
		}
	}
}

func TestMacrosAgreeWithGo(t *testing.T) {
	b := setup(t, "2026-09-30")
	for x := range 25 {
		text := strconv.Itoa(x)
		got := strings.Split(b.rows("select poisson_lower(" + text + ", 0.95), poisson_upper(" + text + ", 0.95), wilson_lower(" + text +
			", 25, normal_quantile(0.95)), wilson_upper(" + text + ", 25, normal_quantile(0.95))")[0], "|")
		poisson, wilson := stats.Poisson(float64(x), 0.95), stats.Wilson(float64(x), 25, 0.95)
		for i, want := range []float64{poisson.Lower, poisson.Upper, wilson.Lower, wilson.Upper} {
			near(t, text, got[i], want)
		}
	}
	if got := b.rows("select wilson_lower(0, 0, 1.96), wilson_upper(0, 0, 1.96), wilson_lower(3, 2, 1.96)")[0]; got != "||" {
		t.Errorf("limits of nothing: got %q, want nulls", got)
	}
}
