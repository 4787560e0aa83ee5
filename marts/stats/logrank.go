package stats

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// LogRankTest is the test that groups have the same survival: one element a group in the slices.
type LogRankTest struct {
	Groups     []string  // in alphabetical order
	Observed   []float64 // events
	Expected   []float64 // events, were the groups the same
	ChiSquared float64
	Freedom    int     // degrees of freedom: groups in which an event could be, less one
	P          float64 // NaN where nothing can be compared
}

// LogRank is the log-rank test for two or more groups (Mantel 1966; Peto and Peto 1972), with the hypergeometric variance at
// tied times, as R's survdiff, and with late entry. event[i] and group[i] belong to row i.
func LogRank(f FollowUp, event []bool, group []string) (LogRankTest, error) {
	if len(event) != len(f.Exit) || len(group) != len(f.Exit) {
		return LogRankTest{}, fmt.Errorf("log-rank: %d events and %d groups beside %d exits", len(event), len(group), len(f.Exit))
	}
	rows := map[string][]int{}
	for i, name := range group {
		rows[name] = append(rows[name], i)
	}
	test := LogRankTest{ChiSquared: math.NaN(), P: math.NaN()}
	for name := range rows {
		test.Groups = append(test.Groups, name)
	}
	sort.Strings(test.Groups)
	number := map[string]int{}
	for g, name := range test.Groups {
		number[name] = g
	}
	all, err := f.table(len(test.Groups), func(i int) int {
		if event[i] {
			return number[group[i]]
		}
		return -1
	})
	if err != nil {
		return LogRankTest{}, fmt.Errorf("log-rank: %w", err)
	}
	parts := make([]*riskTable, len(test.Groups))
	for g, name := range test.Groups {
		if parts[g], err = f.pick(rows[name]).table(1, func(int) int { return -1 }); err != nil {
			return LogRankTest{}, fmt.Errorf("log-rank: %w", err)
		}
	}
	test.compare(test.sums(all, parts))
	return test, nil
}

// sums fills observed and expected events and returns their covariance, groups by groups.
func (test *LogRankTest) sums(all *riskTable, parts []*riskTable) [][]float64 {
	groups := len(parts)
	test.Observed, test.Expected = make([]float64, groups), make([]float64, groups)
	covariance := make([][]float64, groups)
	for g := range covariance {
		covariance[g] = make([]float64, groups)
	}
	share := make([]float64, groups)
	for i, time := range all.time {
		var d float64
		for g := range parts {
			d += all.events[g][i]
			test.Observed[g] += all.events[g][i]
		}
		if d == 0 {
			continue
		}
		for g, part := range parts {
			share[g] = part.atRiskAt(time) / all.atRisk[i]
			test.Expected[g] += d * share[g]
		}
		if all.atRisk[i] <= 1 {
			continue
		}
		spread := d * left(all.atRisk[i], d) / (all.atRisk[i] - 1)
		for g := range parts {
			covariance[g][g] += spread * share[g]
			for h := range parts {
				covariance[g][h] -= spread * share[g] * share[h]
			}
		}
	}
	return covariance
}

// compare fills the statistic. Groups in which no event could be are left out, and one more, since the rows of the covariance
// add up to nothing.
func (test *LogRankTest) compare(covariance [][]float64) {
	var used []int
	for g, expected := range test.Expected {
		if expected > 0 {
			used = append(used, g)
		}
	}
	if len(used) < 2 {
		return
	}
	test.Freedom = len(used) - 1
	used = used[:test.Freedom]
	v, difference := mat.NewSymDense(len(used), nil), mat.NewVecDense(len(used), nil)
	for a, g := range used {
		difference.SetVec(a, test.Observed[g]-test.Expected[g])
		for b, h := range used {
			v.SetSym(a, b, covariance[g][h])
		}
	}
	var factor mat.Cholesky
	var solved mat.VecDense
	if !factor.Factorize(v) || factor.SolveVecTo(&solved, difference) != nil {
		return // groups that were never at risk together, or only ties of everybody
	}
	test.ChiSquared = mat.Dot(difference, &solved)
	test.P = distuv.ChiSquared{K: float64(test.Freedom)}.Survival(test.ChiSquared)
}
