package stats_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"throughcare/marts/stats"
)

// publicFile opens a file of ../shared/fixtures, or skips the test where it is absent.
func publicFile(t *testing.T, path ...string) *os.File {
	t.Helper()
	root := os.Getenv("THROUGHCARE_FIXTURES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	file, err := os.Open(filepath.Join(append([]string{root}, path...)...))
	if os.IsNotExist(err) {
		t.Skipf("the public fixtures are not here: %s", filepath.Join(path...))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// textRows reads a table with its texts.
func textRows(t *testing.T, path ...string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(publicFile(t, path...)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, text := range row {
			record[rows[0][i]] = text
		}
		table = append(table, record)
	}
	return table
}

// value is a number of a table, NaN where it is blank.
func value(t *testing.T, text string) float64 {
	t.Helper()
	if text == "" || text == "NA" || text == "NaN" {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

type cohort struct {
	follow stats.FollowUp
	event  []bool
	group  []string
}

// cohortOf reads people from a table; stratum "all" is everybody.
func cohortOf(t *testing.T, rows []map[string]string, time, event, group, stratum string) cohort {
	t.Helper()
	var c cohort
	for _, row := range rows {
		if stratum == "all" || row[group] == stratum {
			c.follow.Exit = append(c.follow.Exit, value(t, row[time]))
			c.event = append(c.event, row[event] == "1")
			c.group = append(c.group, row[group])
		}
	}
	return c
}

func curveOf(t *testing.T, c cohort, l stats.Limits) stats.Curve {
	t.Helper()
	curve, err := stats.KaplanMeier(c.follow, c.event, l)
	if err != nil {
		t.Fatal(err)
	}
	return curve
}

func rScales() map[string]stats.Scale {
	return map[string]stats.Scale{"log-log": stats.LogLog, "log": stats.Log, "plain": stats.Plain}
}

func TestKaplanMeierAgainstR(t *testing.T) {
	for _, set := range []struct {
		file, time, event, group string
		people                   []map[string]string
		strata                   map[string]string
	}{
		{"rossi_km_expected.csv", "week", "arrest", "fin", textRows(t, "survival", "Rossi.csv"),
			map[string]string{"all": "all", "fin=0": "no", "fin=1": "yes"}},
		{"aml_km_expected.csv", "time", "status", "group", textRows(t, "statistics", "aml.csv"),
			map[string]string{"x=Maintained": "Maintained", "x=Nonmaintained": "Nonmaintained"}},
	} {
		expected := textRows(t, "statistics", set.file)
		for label, stratum := range set.strata {
			c := cohortOf(t, set.people, set.time, set.event, set.group, stratum)
			for name, scale := range rScales() {
				curve, rows := curveOf(t, c, stats.Limits{Scale: scale}), 0
				for _, row := range expected {
					if row["stratum"] != label || row["conf_type"] != name {
						continue
					}
					what := set.file + " " + label + " " + name + " at " + row["time"]
					if rows >= len(curve.Time) {
						t.Fatalf("%s: the curve has only %d times", what, rows)
					}
					for column, got := range map[string]float64{"time": curve.Time[rows], "n_risk": curve.AtRisk[rows],
						"n_event": curve.Events[rows], "n_censor": curve.Censored[rows], "surv": curve.Survival[rows],
						"std_err": curve.SE[rows], "lower95": curve.Lower[rows], "upper95": curve.Upper[rows]} {
						near(t, what+" "+column, got, value(t, row[column]))
					}
					rows++
				}
				if rows == 0 || rows != len(curve.Time) {
					t.Errorf("%s %s: %d times, expected %d", label, name, len(curve.Time), rows)
				}
			}
		}
	}
}

func TestSurvivalAtFixedTimes(t *testing.T) {
	aml := textRows(t, "statistics", "aml.csv")
	curve := curveOf(t, cohortOf(t, aml, "time", "status", "group", "Maintained"), stats.Limits{})
	at := curve.At(200, 0, 9, 20, 48, 161)
	for i, want := range []struct{ risk, events, survival float64 }{
		{0, 7, math.NaN()}, {11, 0, 1}, {11, 1, 0.909091}, {7, 3, 0.715909}, {2, 7, 0.184091}, {1, 7, 0.184091},
	} {
		near(t, "at risk", at.AtRisk[i], want.risk)
		near(t, "events", at.Events[i], want.events)
		if math.Abs(at.Survival[i]-want.survival) > 5e-7 || math.IsNaN(at.Survival[i]) != math.IsNaN(want.survival) {
			t.Errorf("at %v: survival %v, want %v", at.Time[i], at.Survival[i], want.survival)
		}
	}
	// Everybody had the event by 45: the survival stays 0 after.
	all := curveOf(t, cohortOf(t, aml, "time", "status", "group", "Nonmaintained"), stats.Limits{}).At(100)
	near(t, "after the last event", all.Survival[0], 0)
}

func TestMedianOnlyWhereReached(t *testing.T) {
	aml := textRows(t, "statistics", "aml.csv")
	// Values of R: quantile(survfit(Surv(time, status) ~ x, aml, conf.type = "log")).
	for _, c := range []struct {
		group string
		want  [][3]float64 // quartile, lower, upper
	}{
		{"Maintained", [][3]float64{{18, 13, math.NaN()}, {31, 18, math.NaN()}, {48, 34, math.NaN()}}},
		{"Nonmaintained", [][3]float64{{8, 5, 30}, {23, 8, math.NaN()}, {33, 27, math.NaN()}}},
	} {
		q := curveOf(t, cohortOf(t, aml, "time", "status", "group", c.group), stats.Limits{Scale: stats.Log}).Quantiles(0.25, 0.5, 0.75)
		for i, want := range c.want {
			near(t, c.group+" quartile", q.Time[i], want[0])
			near(t, c.group+" lower", q.Lower[i], want[1])
			near(t, c.group+" upper", q.Upper[i], want[2])
		}
	}
	rossi := curveOf(t, cohortOf(t, textRows(t, "survival", "Rossi.csv"), "week", "arrest", "fin", "all"), stats.Limits{})
	if median, limits := rossi.Median(); !math.IsNaN(median) || !math.IsNaN(limits.Lower) || !math.IsNaN(limits.Upper) {
		t.Errorf("only 114 of 432 were arrested, yet the median is %v %v", median, limits)
	}
}

func TestMedianOfAFlatPart(t *testing.T) {
	follow, event := stats.FollowUp{Exit: []float64{1, 2, 5, 9}}, []bool{true, true, true, false}
	curve, err := stats.KaplanMeier(follow, event, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	median, _ := curve.Median()
	near(t, "flat at a half from 2 to 5", median, 3.5)
}

func TestRestrictedMean(t *testing.T) {
	rossi := cohortOf(t, textRows(t, "survival", "Rossi.csv"), "week", "arrest", "fin", "all")
	mean := curveOf(t, rossi, stats.Limits{}).RestrictedMean(52)
	if math.Abs(mean.Mean-45.854167) > 5e-7 || math.Abs(mean.SE-0.608509) > 5e-7 {
		t.Errorf("mean weeks to 52: %v (%v), want 45.854167 (0.608509)", mean.Mean, mean.SE)
	}
	if beyond := curveOf(t, rossi, stats.Limits{}).RestrictedMean(53); !math.IsNaN(beyond.Mean) {
		t.Errorf("nobody was followed for 53 weeks, yet the mean is %v", beyond.Mean)
	}
	want := textRows(t, "statistics", "rossi_person_time.csv")[0]
	var events, weeks float64
	for i, week := range rossi.follow.Exit {
		weeks += week
		if rossi.event[i] {
			events++
		}
	}
	near(t, "arrests", events, value(t, want["events"]))
	near(t, "person-weeks", weeks, value(t, want["person_weeks"]))
}

func TestEverybodyHadTheEvent(t *testing.T) {
	// Fractional counts: 0.1 + 0.1 + 0.3 of 0.5 leaves a rest in the last digit, which is nobody.
	follow := stats.FollowUp{Exit: []float64{2, 1, 2, 2}, Count: []float64{0.1, 0.1, 0.1, 0.3}}
	curve := curveOf(t, cohort{follow: follow, event: []bool{true, true, true, true}}, stats.Limits{})
	if last := curve.Survival[1]; last != 0 || !math.IsNaN(curve.SE[1]) {
		t.Errorf("survival of nobody: %v (%v)", last, curve.SE[1])
	}
	near(t, "mean of all, well after the last event", curve.RestrictedMean(10).Mean, (0.1*1+0.5*2)/0.6)
	in, err := stats.AalenJohansen(follow, []string{"a", "b", "a", "a"}, nil, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "incidence well after", in.At(10).Incidence[1][0], 0.1/0.6)
	near(t, "event free well after", in.At(10).EventFree[0], 0)
}

func TestLogRankAgainstR(t *testing.T) {
	rossi := cohortOf(t, textRows(t, "survival", "Rossi.csv"), "week", "arrest", "fin", "all")
	test, err := stats.LogRank(rossi.follow, rossi.event, rossi.group)
	if err != nil {
		t.Fatal(err)
	}
	want := textRows(t, "statistics", "rossi_logrank_expected.csv")[0]
	for column, got := range map[string]float64{"chisq": test.ChiSquared, "df": float64(test.Freedom), "p": test.P,
		"obs_fin0": test.Observed[0], "exp_fin0": test.Expected[0], "obs_fin1": test.Observed[1], "exp_fin1": test.Expected[1]} {
		near(t, column, got, value(t, want[column]))
	}
}

func TestLogRankWithNothingToCompare(t *testing.T) {
	for name, c := range map[string]struct {
		follow stats.FollowUp
		event  []bool
		group  []string
	}{
		"nobody":                {},
		"one group":             {stats.FollowUp{Exit: []float64{1, 2}}, []bool{true, true}, []string{"a", "a"}},
		"no events":             {stats.FollowUp{Exit: []float64{1, 2}}, []bool{false, false}, []string{"a", "b"}},
		"never at risk at once": {stats.FollowUp{Entry: []float64{0, 5}, Exit: []float64{3, 9}}, []bool{true, true}, []string{"a", "b"}},
	} {
		test, err := stats.LogRank(c.follow, c.event, c.group)
		if err != nil || !math.IsNaN(test.P) || !math.IsNaN(test.ChiSquared) {
			t.Errorf("%s: %v, error %v", name, test, err)
		}
	}
}

// A group that had left before the first event says nothing: the test is that of the others.
func TestLogRankLeavesOutAGroupThatWasNeverAtRisk(t *testing.T) {
	exit, event := []float64{3, 4, 5, 6}, []bool{true, true, false, true}
	two, err := stats.LogRank(stats.FollowUp{Exit: exit}, event, []string{"b", "c", "b", "c"})
	if err != nil {
		t.Fatal(err)
	}
	three, err := stats.LogRank(stats.FollowUp{Exit: append(exit, 1)}, append(event, false), []string{"b", "c", "b", "c", "a"})
	if err != nil {
		t.Fatal(err)
	}
	if three.Freedom != 1 || math.IsNaN(two.P) {
		t.Errorf("%+v against %+v", three, two)
	}
	near(t, "p", three.P, two.P)
}

type smallCases struct {
	LateEntry []struct {
		Entry []float64 `json:"entry"`
		Time  []float64 `json:"time"`
		With  []float64 `json:"expected_survival_incl_time0_and_entry"`
		Round []float64 `json:"expected"`
	} `json:"km_late_entry"`
	Weights struct {
		Time     []float64          `json:"time"`
		Event    []int              `json:"event"`
		Weight   []float64          `json:"weight"`
		Survival map[string]float64 `json:"expected_survival_at"`
	} `json:"km_weights"`
	Six struct {
		Time     []float64    `json:"time"`
		Event    []int        `json:"event"`
		CIF      []float64    `json:"cif"`
		Variance []float64    `json:"variance_sas"`
		Limits   [][2]float64 `json:"ci95_loglog_sas"`
	} `json:"aalen_johansen_six"`
}

func readSmallCases(t *testing.T) smallCases {
	t.Helper()
	var cases smallCases
	if err := json.NewDecoder(publicFile(t, "statistics", "survival_small_cases.json")).Decode(&cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestLateEntryAndWeightsAgainstLifelines(t *testing.T) {
	cases := readSmallCases(t)
	times := [][]float64{{0, 1.9, 2, 3, 4, 5, 10}, {0, 1, 2, 3, 4, 5, 10}}
	for i, c := range cases.LateEntry {
		want, tolerance := c.With, 1e-9
		if want == nil {
			want, tolerance = c.Round, 0.01
		}
		event := []bool{true, true, true, true, true}
		curve, err := stats.KaplanMeier(stats.FollowUp{Entry: c.Entry, Exit: c.Time}, event, stats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for j, got := range curve.At(times[i]...).Survival {
			if !(math.Abs(got-want[j]) <= tolerance) {
				t.Errorf("case %d at %v: %v, want %v", i, times[i][j], got, want[j])
			}
		}
	}
	w := cases.Weights
	event := make([]bool, len(w.Event))
	for i := range event {
		event[i] = w.Event[i] == 1
	}
	curve, err := stats.KaplanMeier(stats.FollowUp{Exit: w.Time, Count: w.Weight}, event, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for time, want := range w.Survival {
		near(t, "weighted at "+time, curve.At(value(t, time)).Survival[0], want)
	}
}

func TestFollowUpIsChecked(t *testing.T) {
	nan := math.NaN()
	for name, f := range map[string]stats.FollowUp{
		"entry after exit":   {Entry: []float64{3}, Exit: []float64{2}},
		"entry at exit":      {Entry: []float64{2}, Exit: []float64{2}},
		"entry not a number": {Entry: []float64{nan}, Exit: []float64{2}},
		"exit not a number":  {Exit: []float64{nan}},
		"exit below 0":       {Exit: []float64{-1}},
		"exit never":         {Exit: []float64{math.Inf(1)}},
		"count below 0":      {Exit: []float64{1}, Count: []float64{-1}},
		"short counts":       {Exit: []float64{1}, Count: []float64{}},
		"short entries":      {Exit: []float64{1}, Entry: []float64{}},
	} {
		if _, err := stats.KaplanMeier(f, []bool{true}, stats.Limits{}); err == nil {
			t.Errorf("%s: no error from the curve", name)
		}
		if _, err := stats.AalenJohansen(f, []string{"a"}, nil, stats.Limits{}); err == nil {
			t.Errorf("%s: no error from the incidence", name)
		}
		if _, err := stats.LogRank(f, []bool{true}, []string{"a"}); err == nil {
			t.Errorf("%s: no error from the test", name)
		}
	}
	if _, err := stats.KaplanMeier(stats.FollowUp{Exit: []float64{1}}, nil, stats.Limits{}); err == nil {
		t.Error("no events beside an exit: no error")
	}
}

// An event on the day of liberation counts, also where entries are given.
func TestEventOnDayNought(t *testing.T) {
	follow := stats.FollowUp{Entry: []float64{0, 0, 0, 2}, Exit: []float64{0, 5, 5, 5}}
	curve, err := stats.KaplanMeier(follow, []bool{true, false, false, false}, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	at := curve.At(0, 2, 3)
	near(t, "survival", at.Survival[0], 2.0/3)
	for i, want := range []float64{3, 2, 3} {
		near(t, "at risk", at.AtRisk[i], want)
	}
}

func TestNobodyFollowed(t *testing.T) {
	curve, err := stats.KaplanMeier(stats.FollowUp{}, nil, stats.Limits{})
	if err != nil || len(curve.Time) != 0 {
		t.Fatalf("%v, error %v", curve, err)
	}
	incidence, err := stats.AalenJohansen(stats.FollowUp{}, nil, []string{"recalled"}, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	median, _ := curve.Median()
	for what, got := range map[string]float64{"survival": curve.At(0).Survival[0], "median": median,
		"mean": curve.RestrictedMean(10).Mean, "incidence": incidence.At(0).Incidence[0][0]} {
		if !math.IsNaN(got) {
			t.Errorf("%s of nobody: %v", what, got)
		}
	}
}
