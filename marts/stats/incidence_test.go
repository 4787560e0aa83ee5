package stats_test

import (
	"math"
	"strconv"
	"testing"

	"throughcare/marts/stats"
)

func sixPeople(t *testing.T, l stats.Limits) (smallCases, stats.Incidence) {
	t.Helper()
	cases := readSmallCases(t)
	cause := make([]string, len(cases.Six.Event))
	for i, e := range cases.Six.Event {
		if e > 0 {
			cause[i] = strconv.Itoa(e)
		}
	}
	in, err := stats.AalenJohansen(stats.FollowUp{Exit: cases.Six.Time}, cause, []string{"1", "2"}, l)
	if err != nil {
		t.Fatal(err)
	}
	return cases, in
}

func TestIncidenceOfSixAgainstSASAndR(t *testing.T) {
	cases, in := sixPeople(t, stats.Limits{})
	for j, want := range cases.Six.CIF {
		near(t, "incidence", in.Incidence[1][j], want)
		near(t, "variance", in.SE[1][j]*in.SE[1][j], cases.Six.Variance[j])
		lower, upper := cases.Six.Limits[j][0], cases.Six.Limits[j][1]
		if want == 0 {
			lower, upper = math.NaN(), math.NaN()
		}
		near(t, "lower", in.Lower[1][j], lower)
		near(t, "upper", in.Upper[1][j], upper)
	}
	rows := fixture(t, "tiny_competing_expected.csv")
	if len(rows) != len(in.Time) {
		t.Fatalf("%d times, want %d", len(in.Time), len(rows))
	}
	for j, row := range rows {
		for column, got := range map[string]float64{"time": in.Time[j], "n_risk": in.AtRisk[j], "p_none": in.EventFree[j],
			"cif1": in.Incidence[0][j], "cif2": in.Incidence[1][j], "se1": in.SE[0][j], "se2": in.SE[1][j]} {
			near(t, column, got, row[column])
		}
	}
}

func TestIncidenceAtFixedTimes(t *testing.T) {
	_, in := sixPeople(t, stats.Limits{})
	at := in.At(4.5, 0, 7, 4)
	for i, want := range []struct{ risk, free, incidence, events float64 }{
		{2, 0.4, 0.2, 1}, {6, 1, 0, 0}, {0, math.NaN(), math.NaN(), 2}, {3, 0.4, 0.2, 1},
	} {
		near(t, "at risk", at.AtRisk[i], want.risk)
		near(t, "event free", at.EventFree[i], want.free)
		near(t, "incidence", at.Incidence[1][i], want.incidence)
		near(t, "events", at.Events[1][i], want.events)
	}
	near(t, "lower", at.Lower[1][0], in.Lower[1][3])
}

// A cause nobody had is a row of noughts; one that is not named is an error, and not a censoring.
func TestCausesAreNamed(t *testing.T) {
	follow, cause := stats.FollowUp{Exit: []float64{1, 2}}, []string{"recalled", ""}
	in, err := stats.AalenJohansen(follow, cause, []string{"died", "recalled"}, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "died", in.Incidence[0][1], 0)
	near(t, "recalled", in.Incidence[1][1], 0.5)
	for name, causes := range map[string][]string{"not named": {"died"}, "twice": {"recalled", "recalled"}, "blank": {"recalled", ""}} {
		if _, err := stats.AalenJohansen(follow, cause, causes, stats.Limits{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := stats.AalenJohansen(follow, nil, nil, stats.Limits{}); err == nil {
		t.Error("no causes beside exits: no error")
	}
}

// With competing causes one more censored person can raise the incidence of one of them: more people are then known to have
// been spared the other cause. Only the incidence of all causes together never rises (see the laws).
func TestACensoredPersonCanRaiseOneCause(t *testing.T) {
	incidence := func(exit []float64, cause []string) float64 {
		in, err := stats.AalenJohansen(stats.FollowUp{Exit: exit}, cause, []string{"died", "recalled"}, stats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return in.At(2).Incidence[1][0]
	}
	near(t, "two people", incidence([]float64{1, 2}, []string{"died", "recalled"}), 1.0/2)
	near(t, "and one censored between", incidence([]float64{1, 2, 1.5}, []string{"died", "recalled", ""}), 2.0/3)
}
