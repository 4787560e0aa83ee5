package stats_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"throughcare/marts/stats"
)

// fixture reads a table of ../shared/fixtures/statistics, or skips the test where the folder is absent. Blanks are NaN.
func fixture(t *testing.T, name string) []map[string]float64 {
	t.Helper()
	root := os.Getenv("THROUGHCARE_FIXTURES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	file, err := os.Open(filepath.Join(root, "statistics", name))
	if os.IsNotExist(err) {
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
	table := make([]map[string]float64, 0, len(rows))
	for _, row := range rows[1:] {
		record := map[string]float64{}
		for i, text := range row {
			record[rows[0][i]] = math.NaN()
			if v, err := strconv.ParseFloat(text, 64); err == nil {
				record[rows[0][i]] = v
			}
		}
		table = append(table, record)
	}
	return table
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-6*math.Max(1, math.Abs(want)) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestWilsonAgainstR(t *testing.T) {
	for _, row := range fixture(t, "proportion_ci_expected.csv") {
		what := strconv.Itoa(int(row["k"])) + " of " + strconv.Itoa(int(row["n"]))
		got := stats.Wilson(row["k"], row["n"], 0.95)
		near(t, what+" lower 95%", got.Lower, row["wilson95_lower"])
		near(t, what+" upper 95%", got.Upper, row["wilson95_upper"])
		got = stats.Wilson(row["k"], row["n"], 0.998)
		near(t, what+" lower 99.8%", got.Lower, row["wilson998_lower"])
		near(t, what+" upper 99.8%", got.Upper, row["wilson998_upper"])
	}
}

func TestPoissonAgainstR(t *testing.T) {
	for _, row := range fixture(t, "poisson_ci_expected.csv") {
		x := row["events"]
		what := strconv.Itoa(int(x)) + " events"
		for _, c := range []struct {
			name         string
			got          stats.Interval
			lower, upper string
		}{
			{"exact 95%", stats.PoissonExact(x, 0.95), "exact95_lower", "exact95_upper"},
			{"exact 99.8%", stats.PoissonExact(x, 0.998), "exact998_lower", "exact998_upper"},
			{"Byar 95%", stats.Byar(x, 0.95), "byar95_lower", "byar95_upper"},
			{"Byar 99.8%", stats.Byar(x, 0.998), "byar998_lower", "byar998_upper"},
		} {
			near(t, what+" lower "+c.name, c.got.Lower, row[c.lower])
			near(t, what+" upper "+c.name, c.got.Upper, row[c.upper])
		}
	}
}

func TestPoissonChangesMethodAtTen(t *testing.T) {
	if got, want := stats.Poisson(9, 0.95), stats.PoissonExact(9, 0.95); got != want {
		t.Errorf("9 events: got %v, want the exact %v", got, want)
	}
	if got, want := stats.Poisson(10, 0.95), stats.Byar(10, 0.95); got != want {
		t.Errorf("10 events: got %v, want Byar's %v", got, want)
	}
	// Public Health England's own example.
	near(t, "65 events, lower", stats.Poisson(65, 0.95).Lower, 50.163188)
	near(t, "65 events, upper", stats.Poisson(65, 0.95).Upper, 82.849139)
}

func TestNothingTried(t *testing.T) {
	for name, got := range map[string]stats.Interval{
		"none of none":    stats.Wilson(0, 0, 0.95),
		"more than all":   stats.Wilson(3, 2, 0.95),
		"negative events": stats.Poisson(-1, 0.95),
	} {
		if !math.IsNaN(got.Lower) || !math.IsNaN(got.Upper) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
