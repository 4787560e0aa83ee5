package pipeline_test

import (
	"encoding/csv"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/sample"
	"throughcare/ingest/contract"
)

// The men of a published study come in by a contract alone, and their survival curve is the published one, week for week.
func TestRossi(t *testing.T) {
	t.Parallel()
	file, expected := fixture(t, "survival/Rossi.csv"), fixture(t, "statistics/rossi_km_expected.csv")
	b := setup(t)
	b.contracts(sample.Examples, "examples/rossi")
	extracted := contract.Override{ExtractDate: day(t, "2025-04-30")}
	if _, err := b.runner.Ingest(t.Context(), pipeline.Options{Files: []string{file}, Override: extracted}); err != nil {
		t.Fatal(err)
	}
	b.run(pipeline.Options{})
	equal(t, "men, licences, arrests", b.one(`select (select count(*) from staging.people), (select count(*) from staging.licences),
(select count(*) from staging.recalls), (select sum(rejected + held)::integer from ledger.loads)`), "432|432|114|0")

	got := b.rows(`select days // 7, at_risk, events, censored, value, std_error, lower, upper from mart.curves
where measure = 'time_to_recall' and method = 'kaplan_meier' and period_type = 'all' and place_type = 'scotland'
  and breakdown = 'all' and days % 7 = 0 and at_risk > 0 and events + censored > 0 order by days`)
	want := published(t, expected)
	if len(got) != len(want) {
		t.Fatalf("steps: got %d, want %d", len(got), len(want))
	}
	for i, line := range got {
		for j, cell := range strings.Split(line, "|") {
			g, err := strconv.ParseFloat(cell, 64)
			if err != nil || math.Abs(g-want[i][j]) > 1e-9 {
				t.Errorf("column %d of week %v: got %s, want %v", j, want[i][0], cell, want[i][j])
			}
		}
	}
	asked := b.rows(`select days, value from mart.curves where measure = 'time_to_recall' and method = 'kaplan_meier'
and period_type = 'all' and place_type = 'scotland' and breakdown = 'all' and days in (91, 182, 273, 364) order by days`)
	for i, survival := range []float64{0.953703703703703, 0.875, 0.8125, 0.736111111111111} {
		days, value, _ := strings.Cut(asked[i], "|")
		g, err := strconv.ParseFloat(value, 64)
		if err != nil || math.Abs(g-survival) > 1e-9 || days != strconv.Itoa(91*(i+1)) {
			t.Errorf("survival: got %s, want %d|%v", asked[i], 91*(i+1), survival)
		}
	}
	// Half were never arrested again; a quarter were by the week that R's quantile of survfit names.
	equal(t, "times", b.one(`select share, days / 7, lower / 7, upper / 7 from mart.curve_times where measure = 'time_to_recall'
and period_type = 'all' and place_type = 'scotland' and breakdown = 'all' order by share`), quantilesOfR(t, file))
	equal(t, "half in the release", b.one(`select distinct days, marker from release.curve_times where measure = 'time_to_recall' and share = 50`), "<nil>|[x]")
	// The figures of the year are the same estimate the other way up: by 26 weeks 54 of 432; to a year, a day more than 52 weeks,
	// nobody was followed.
	equal(t, "released figures", b.one(`select category, round(value, 6), numerator, denominator, marker from release.figures
where measure = 'time_to_recall' and place_type = 'scotland' and breakdown = 'follow_up' and category in ('182', '365')
  and period_start = '2024-04-01' order by category`), "182|12.5|54|432|<nil>\n365|<nil>|114|432|[x]")
}

// quantilesOfR asks R for the weeks by which a quarter and half had been arrested, with limits on the log-log scale.
func quantilesOfR(t *testing.T, file string) string {
	t.Helper()
	script := "library(survival); d <- read.csv(commandArgs(TRUE)[1]); " +
		"q <- quantile(survfit(Surv(week, arrest) ~ 1, d, conf.type = 'log-log'), c(.25, .5)); " +
		"text <- function(x) ifelse(is.na(x), '<nil>', format(x)); cat(paste(c(25, 50), text(q$quantile), text(q$lower), text(q$upper), sep = '|'), sep = '\\n')"
	out, err := exec.CommandContext(t.Context(), "Rscript", "--vanilla", "-e", script, file).Output()
	if err != nil {
		t.Skipf("R with the package survival is needed for the times: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// published is week, at risk, events, censored, survival, standard error and log-log limits of everybody.
func published(t *testing.T, path string) (rows [][]float64) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		if line[0] != "all" || line[9] != "log-log" {
			continue
		}
		row := make([]float64, 8)
		for i := range row {
			if row[i], err = strconv.ParseFloat(line[i+1], 64); err != nil {
				t.Fatal(err)
			}
		}
		rows = append(rows, row)
	}
	return rows
}
