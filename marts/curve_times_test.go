package marts_test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// followUps are units that are followed, and what happened to each.
type followUps struct {
	what        string
	entry, exit []float64
	event       []bool
}

// quantilesOfR asks R for the days by which a quarter and half of each had the event, with limits on the log-log scale, as the
// mart has them. R starts once for all of them: to start it takes longer than to answer.
func quantilesOfR(t *testing.T, all []followUps) [][]string {
	t.Helper()
	rscript, err := exec.LookPath("Rscript")
	if err != nil || exec.Command(rscript, "-e", "library(survival)").Run() != nil {
		t.Skip("no Rscript with the package survival: nothing is compared with R")
	}
	list := func(v []float64) string {
		return "c(" + strings.Trim(strings.ReplaceAll(fmt.Sprint(v), " ", ","), "[]") + ")"
	}
	script := "library(survival); text <- function(x) ifelse(is.na(x), '', format(x, nsmall = 1, trim = TRUE))\n"
	for _, f := range all {
		happened := make([]float64, len(f.event))
		for i, is := range f.event {
			if is {
				happened[i] = 1
			}
		}
		from := ""
		if f.entry != nil {
			from = list(f.entry) + ", "
		}
		script += "fit <- survfit(Surv(" + from + list(f.exit) + ", " + list(happened) + ") ~ 1, conf.type = 'log-log'); " +
			"q <- quantile(fit, c(.25, .5)); " +
			"cat(paste(c(25, 50), text(q$quantile), text(q$lower), text(q$upper), sep = '|'), sep = '\\n'); cat('\\n')\n"
	}
	run := exec.Command(rscript, "--vanilla", "-")
	run.Stdin = strings.NewReader(script)
	out, err := run.Output()
	if err != nil {
		t.Fatalf("R: %v", err)
	}
	lines := strings.Fields(string(out))
	if len(lines) != 2*len(all) {
		t.Fatalf("R answered %d lines to %d questions of two", len(lines), len(all))
	}
	return slices.Collect(slices.Chunk(lines, 2))
}

func TestTimesByWhichAQuarterAndHalfAreThoseOfR(t *testing.T) {
	all := []followUps{
		{"a curve that rests on a quarter and on half", nil, []float64{10, 20, 30, 40, 50, 60, 70, 80}, []bool{true, true, true, true, true, false, false, true}},
		{"a quarter is not reached", nil, []float64{5, 50, 60, 60, 60, 60, 60, 60, 60, 60}, []bool{true, false, false, false, false, false, false, false, false, false}},
	}
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 2))
		n := 120 + random.IntN(60)
		exit, event := make([]float64, n), make([]bool, n)
		var entry []float64
		if seed == 2 {
			entry = make([]float64, n)
		}
		for i := range exit {
			exit[i], event[i] = float64(5+random.IntN(200)), random.IntN(10) < 3+int(seed)*2
			if entry != nil && i > n/2 && exit[i] > 40 {
				entry[i] = float64(1 + random.IntN(30))
			}
		}
		all = append(all, followUps{fmt.Sprintf("seed %d", seed), entry, exit, event})
	}
	want := quantilesOfR(t, all)
	b := followedBundle(t)
	for i, f := range all {
		cause := make([]string, len(f.exit))
		for j, is := range f.event {
			if is {
				cause[j] = "EVENT"
			}
		}
		b.follow(f.entry, f.exit, cause)
		got := b.rows(`select share, days, lower, upper from mart.curve_times
where period_type = 'all' and place_type = 'scotland' and breakdown = 'all' order by share`)
		if diff := cmp.Diff(want[i], got); diff != "" {
			t.Errorf("%s (-R +mart):\n%s", f.what, diff)
		}
	}
}

// What is released of the times is no more than what the curve released beside them shows.
func TestTimesReleasedAreDaysOfTheCurveReleased(t *testing.T) {
	b := followedBundle(t)
	var exit []float64
	var cause []string
	for i := range 400 {
		exit, cause = append(exit, float64(1+(i*37)%300)), append(cause, []string{"EVENT", "EVENT", "", "DIED"}[i%4])
	}
	b.follow(nil, exit, cause)
	b.release(5)
	if got := b.rows("select count(*) from release.curve_times where share = 25 and days is not null"); got[0] == "0" {
		t.Fatal("no time is released: the test tests nothing")
	}
	if got := b.rows(`select 1 from release.curve_times as t where exists (select 1 from (values (days), (lower), (upper), (last_days)) as d (day)
where day is not null and day not in (select c.days from release.curves as c where c.measure = t.measure and c.period_type = t.period_type
and c.period_start = t.period_start and c.breakdown = t.breakdown and c.category = t.category))`); len(got) > 0 {
		t.Errorf("%d times are of days that no curve shows", len(got))
	}
	if got := b.rows(`select 1 from release.curve_times as t inner join mart.curve_times as m using (measure, period_type, period_start, place_code, breakdown, category, share)
where (t.days is null) <> (t.marker is not distinct from '[x]') or t.days < m.days or t.lower > m.lower or t.upper < m.upper`); len(got) > 0 {
		t.Errorf("%d times released are before the true one, or their limits lie within the true ones", len(got))
	}
}
