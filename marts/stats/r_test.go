package stats_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"throughcare/marts/stats"
)

// answers are R's, by set, name and time.
type answers map[string]map[string]map[float64]float64

func askR(t *testing.T, people, counts string) answers {
	t.Helper()
	rscript, err := exec.LookPath("Rscript")
	if err != nil {
		t.Skip("no Rscript on PATH: nothing is compared with R itself")
	}
	if exec.Command(rscript, "-e", "library(survival)").Run() != nil {
		t.Skip("R has no package survival: nothing is compared with R itself")
	}
	script, err := filepath.Abs(filepath.Join("testdata", "expected.R"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"people.csv": people, "counts.csv": counts} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.Command(rscript, "--vanilla", script)
	var told bytes.Buffer
	run.Dir, run.Stderr = folder, &told
	out, err := run.Output()
	if err != nil {
		t.Fatalf("R: %v\n%s", err, told.String())
	}
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := answers{}
	for _, row := range rows {
		if all[row[0]] == nil {
			all[row[0]] = map[string]map[float64]float64{}
		}
		if all[row[0]][row[1]] == nil {
			all[row[0]][row[1]] = map[float64]float64{}
		}
		all[row[0]][row[1]][value(t, row[2])] = value(t, row[3])
	}
	return all
}

type randomPeople struct {
	follow stats.FollowUp
	late   bool
	event  []bool
	cause  []string
	group  []string
}

// draw makes people with many ties; late ones have a few hundred at risk from the start, so that the risk set is never empty.
func draw(random *rand.Rand, n int, late bool) randomPeople {
	p := randomPeople{late: late}
	for i := range n {
		entry := 0.0
		if late && i%2 == 1 {
			entry = float64(random.Intn(12))
		}
		cause := []string{"", "", "a", "b", "c"}[random.Intn(5)]
		p.follow.Entry = append(p.follow.Entry, entry)
		p.follow.Exit = append(p.follow.Exit, entry+1+float64(random.Intn(20)))
		p.cause, p.event = append(p.cause, cause), append(p.event, cause != "")
		p.group = append(p.group, []string{"north", "south", "west"}[random.Intn(3)])
	}
	return p
}

func (p randomPeople) write(to *strings.Builder, set string) {
	for i, exit := range p.follow.Exit {
		cause, late := p.cause[i], 0
		if cause == "" {
			cause = "none"
		}
		if p.late {
			late = 1
		}
		fmt.Fprintf(to, "%s,%g,%g,%s,%s,%d\n", set, p.follow.Entry[i], exit, cause, p.group[i], late)
	}
}

func TestRandomPeopleAgainstR(t *testing.T) {
	random := rand.New(rand.NewSource(20261121))
	people, counts := &strings.Builder{}, &strings.Builder{}
	fmt.Fprintln(people, "set,entry,exit,cause,group,late")
	fmt.Fprintln(counts, "k,n,level")
	sets := map[string]randomPeople{}
	for i, n := range []int{7, 30, 200, 1500, 9, 30, 200, 1500} {
		name := fmt.Sprintf("set%d", i)
		sets[name] = draw(random, n, i >= 4)
		sets[name].write(people, name)
	}
	var tried [][3]float64
	for range 60 {
		n := 1 + random.Intn(300)
		c := [3]float64{float64(random.Intn(n + 1)), float64(n), []float64{0.95, 0.998, 0.9}[random.Intn(3)]}
		tried = append(tried, c)
		fmt.Fprintf(counts, "%g,%g,%g\n", c[0], c[1], c[2])
	}
	r := askR(t, people.String(), counts.String())
	for name, p := range sets {
		compareCurve(t, name, p, r[name])
		compareIncidence(t, name, p, r[name])
		if !p.late {
			compareGroups(t, name, p, r[name])
		}
	}
	compareAnchor(t, r["mgus2"])
	for i, c := range tried {
		told := func(name string) float64 { return r["counts"][name][float64(i+1)] }
		wilson, exact := stats.Wilson(c[0], c[1], c[2]), stats.PoissonExact(c[0], c[2])
		what := fmt.Sprint(c)
		near(t, what+" Wilson lower", wilson.Lower, told("wilson lower"))
		near(t, what+" Wilson upper", wilson.Upper, told("wilson upper"))
		near(t, what+" exact lower", exact.Lower, told("poisson lower"))
		near(t, what+" exact upper", exact.Upper, told("poisson upper"))
		near(t, what+" expected from exact", stats.CountLimits(told("poisson upper"), c[2]).Lower, c[0])
	}
}

// each compares a slice with R's answers of a name, and says so when R has none.
func each(t *testing.T, set, name string, times, got []float64, told map[string]map[float64]float64) {
	t.Helper()
	if len(told[name]) == 0 {
		t.Errorf("%s: R says nothing of %s", set, name)
	}
	for i, time := range times {
		if want, said := told[name][time]; said {
			near(t, fmt.Sprintf("%s %s at %v", set, name, time), got[i], want)
		}
	}
}

func compareCurve(t *testing.T, set string, p randomPeople, told map[string]map[float64]float64) {
	t.Helper()
	var curve stats.Curve
	for name, scale := range rScales() {
		curve = curveOf(t, cohort{follow: p.follow, event: p.event}, stats.Limits{Scale: scale})
		each(t, set, "lower "+name, curve.Time, curve.Lower, told)
		each(t, set, "upper "+name, curve.Time, curve.Upper, told)
		q := curve.Quantiles(0.25, 0.5, 0.75)
		each(t, set, "quantile "+name, q.Share, q.Time, told)
		each(t, set, "quantile lower "+name, q.Share, q.Lower, told)
		each(t, set, "quantile upper "+name, q.Share, q.Upper, told)
	}
	if len(told["survival"]) != len(curve.Time) {
		t.Errorf("%s: %d times, R has %d", set, len(curve.Time), len(told["survival"]))
	}
	each(t, set, "survival", curve.Time, curve.Survival, told)
	each(t, set, "survival se", curve.Time, curve.SE, told)
	each(t, set, "at risk", curve.Time, curve.AtRisk, told)
	mean := curve.RestrictedMean(10)
	each(t, set, "mean", []float64{10}, []float64{mean.Mean}, told)
	each(t, set, "mean se", []float64{10}, []float64{mean.SE}, told)
	fixed := curve.At(0, 3, 10, 17.5)
	each(t, set, "fixed", fixed.Time, fixed.Survival, told)
	if !p.late { // R counts those at risk at its next time, which with late entry is another number
		each(t, set, "fixed at risk", fixed.Time, fixed.AtRisk, told)
	}
}

func compareIncidence(t *testing.T, set string, p randomPeople, told map[string]map[float64]float64) {
	t.Helper()
	in, err := stats.AalenJohansen(p.follow, p.cause, []string{"a", "b", "c"}, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	each(t, set, "incidence none", in.Time, in.EventFree, told)
	each(t, set, "incidence se none", in.Time, in.EventFreeSE, told)
	for k, cause := range in.Causes {
		each(t, set, "incidence "+cause, in.Time, in.Incidence[k], told)
		each(t, set, "incidence se "+cause, in.Time, in.SE[k], told)
		for j, p := range in.Incidence[k] {
			if p == 0 && !math.IsNaN(in.Lower[k][j]) {
				t.Errorf("%s: limits about an incidence of 0", set)
			}
		}
		each(t, set, "incidence lower "+cause, in.Time, in.Lower[k], told)
		each(t, set, "incidence upper "+cause, in.Time, in.Upper[k], told)
	}
}

func compareGroups(t *testing.T, set string, p randomPeople, told map[string]map[float64]float64) {
	t.Helper()
	test, err := stats.LogRank(p.follow, p.event, p.group)
	if err != nil {
		t.Fatal(err)
	}
	near(t, set+" chi squared", test.ChiSquared, told["chi squared"][0])
	near(t, set+" p", test.P, told["p"][0])
	for g, expected := range test.Expected {
		near(t, set+" expected of "+test.Groups[g], expected, told["expected"][float64(g+1)])
	}
}

// compareAnchor holds known numbers: the incidence of a cause, and what Kaplan-Meier makes of it when deaths are called censored.
func compareAnchor(t *testing.T, told map[string]map[float64]float64) {
	t.Helper()
	var follow stats.FollowUp
	var cause []string
	var event []bool
	for i := 1; i <= len(told["months"]); i++ {
		follow.Exit = append(follow.Exit, told["months"][float64(i)])
		which := told["event"][float64(i)]
		cause, event = append(cause, map[float64]string{1: "malignant", 2: "died"}[which]), append(event, which == 1)
	}
	in, err := stats.AalenJohansen(follow, cause, []string{"malignant", "died"}, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	right, wrong := in.At(240, 360).Incidence[0], curveOf(t, cohort{follow: follow, event: event}, stats.Limits{}).At(240, 360).Survival
	for i, want := range [][2]float64{{0.0998, 0.2096}, {0.1340, 0.4248}} {
		if !(math.Abs(right[i]-want[0]) < 5e-5) || !(math.Abs(1-wrong[i]-want[1]) < 5e-5) {
			t.Errorf("incidence %v, want %v; 1 - survival %v, want %v", right[i], want[0], 1-wrong[i], want[1])
		}
	}
}
