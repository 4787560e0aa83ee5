package pipeline_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/sample"
	"throughcare/ingest/contract"
)

// cohortsR writes the data sets, and says what survfit makes of them: breakdown, category, method, cause, days, number at risk,
// value, standard error and log-log limits, one line a day on which something happened.
const cohortsR = `suppressPackageStartupMessages(library(survival))
options(warn = -1)
write.csv(mgus2, "mgus2.csv", row.names = FALSE)
write.csv(heart, "heart.csv", row.names = FALSE)
say <- function(breakdown, category, method, cause, days, risk, value, se, lower, upper)
  cat(sprintf("%s,%s,%s,%s,%d,%d,%.15g,%.15g,%.15g,%.15g\n", breakdown, category, method, cause, as.integer(days), as.integer(risk), value, se, lower, upper), sep = "")
months <- with(mgus2, ifelse(pstat == 1, ptime, futime))
d <- data.frame(days = floor(months * 30.4375 + 0.5), state = factor(with(mgus2, ifelse(pstat == 1, 1, 2 * death)), 0:2, c("none", "EVENT", "DIED")))
for (sex in c("F", "M")) {
  fit <- survfit(Surv(days, state) ~ 1, d[mgus2$sex == sex, ], conf.type = "log-log")
  for (k in 2:3) for (where in c("gender", "licence_type"))
    say(where, if (where == "gender") sex else c(F = "LIFE", M = "PAROLE")[[sex]], "aalen_johansen", fit$states[k],
        fit$time, fit$n.risk[, 1], fit$pstate[, k], fit$std.err[, k], fit$lower[, k], fit$upper[, k])
}
for (transplant in 0:1) {
  fit <- survfit(Surv(2 * start, 2 * stop, event) ~ 1, heart[heart$transplant == transplant, ], conf.type = "log-log")
  say("licence_type", c("NONPAR", "EXT")[transplant + 1], "kaplan_meier", "EVENT", fit$time, fit$n.risk, fit$surv, fit$std.err * fit$surv, fit$lower, fit$upper)
}`

// Cohorts of published studies come in by contracts alone, and their curves are those of R: competing deaths over 35 years in
// months, by sex; and people who are followed late, each for two stretches of time.
func TestCohorts(t *testing.T) {
	folder := t.TempDir()
	ask := exec.CommandContext(t.Context(), "Rscript", "--vanilla", "-e", cohortsR)
	ask.Dir = folder
	out, err := ask.Output()
	if err != nil {
		t.Skipf("R with the package survival is needed for its data: %v", err)
	}
	want, err := csv.NewReader(strings.NewReader(string(out))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := setup(t)
	b.contracts(sample.Examples, "examples/cohorts")
	b.run(pipeline.Options{Files: []string{filepath.Join(folder, "mgus2.csv"), filepath.Join(folder, "heart.csv")},
		Override: contract.Override{ExtractDate: day(t, "2026-10-31")}, Reports: []string{"data-quality"}})
	equal(t, "people, licences, events, rejected", b.one(`select (select count(*) from staging.people), (select count(*) from staging.licences),
(select count(*) from staging.recalls), (select sum(rejected + held)::integer from ledger.loads)`), "1487|1556|190|0")

	got := map[string]string{}
	for _, line := range b.rows(`select breakdown, category, method, cause, days, at_risk, value, std_error, lower, upper from mart.curves
where measure = 'time_to_recall' and period_type = 'all' and place_type = 'scotland'`) {
		got[key(strings.Split(line, "|"))] = line
	}
	if len(want) < 1000 {
		t.Fatalf("R says %d lines: the test tests little", len(want))
	}
	worst := 0.0
	for _, row := range want {
		line, there := got[key(row)]
		if !there {
			t.Errorf("no row of %s", key(row))
			continue
		}
		for i, cell := range strings.Split(line, "|")[5:] {
			worst = max(worst, apart(t, fmt.Sprintf("%s, column %d", key(row), i), cell, row[5+i]))
		}
	}
	t.Logf("%d lines of R; largest difference %.2g", len(want), worst)
}

func key(row []string) string { return strings.Join(row[:5], "|") }

// apart is how far a number is from R's; R has NA, or the value itself where it is 0 or 1, for limits that we do not give.
func apart(t *testing.T, what, got, want string) float64 {
	t.Helper()
	w, err := strconv.ParseFloat(want, 64)
	if want == "NA" || err == nil && got == "<nil>" && (math.IsNaN(w) || w == 0 || w == 1) {
		return 0
	}
	g, failed := strconv.ParseFloat(got, 64)
	if err != nil || failed != nil || !(math.Abs(g-w) <= 1e-9) {
		t.Errorf("%s: got %s, R has %s", what, got, want)
		return 0
	}
	return math.Abs(g - w)
}
