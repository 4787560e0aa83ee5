package stats

import (
	"errors"
	"fmt"
	"math"
)

const (
	// xmrFactor times the mean moving range is three standard deviations: 3 / d2, d2 = 1.128 for ranges of two (Shewhart 1931;
	// Wheeler), rounded as every XmR chart of the health service rounds it.
	xmrFactor = 2.66
	// rangeLimit times the mean moving range is the upper limit of the moving ranges themselves (D4 for ranges of two).
	rangeLimit = 3.267
	// trialBelow is the number of points below which limits are called trial limits.
	trialBelow = 12
)

// Baseline is how many of the first points make the centre and the limits, which are then frozen; 0, or more than there are:
// all points.
type Baseline int

func (b Baseline) of(n int) int {
	if b <= 0 || int(b) > n {
		return n
	}
	return int(b)
}

// XmRSettings are the choices of an XmR chart; state them under the chart. The zero value is all points, all ranges.
type XmRSettings struct {
	Baseline Baseline
	// DropLargeRanges leaves moving ranges of 3.267 times their mean or more out of the mean that makes the limits (Nelson
	// 1982), as NHSRplotthedots does and the NHS Excel tool does not.
	DropLargeRanges bool
}

// Lines are the lines of a process chart: one element a point in each slice, NaN where the point has none.
type Lines struct {
	Centre    []float64
	NearLower []float64 // two thirds of the way from the centre to the process limit
	NearUpper []float64
	Lower     []float64 // process limit, three standard deviations from the centre
	Upper     []float64
}

func newLines(n int, centre float64) Lines {
	return Lines{level(n, centre), level(n, math.NaN()), level(n, math.NaN()), level(n, math.NaN()), level(n, math.NaN())}
}

// set puts the limits of a point so far from its centre, cut to where the value can be. The near limits are two thirds of the
// way to the limit before it is cut: a limit cut at 0 would else bring them close to the centre.
func (l Lines) set(i int, half, least, most float64) {
	near := 2 * half / 3
	l.NearLower[i], l.NearUpper[i] = math.Max(least, l.Centre[i]-near), math.Min(most, l.Centre[i]+near)
	l.Lower[i], l.Upper[i] = math.Max(least, l.Centre[i]-half), math.Min(most, l.Centre[i]+half)
}

// ControlChart is a process chart: one element a point in each slice, in order of time.
type ControlChart struct {
	Lines
	Value       []float64 // NaN where there is none
	MovingRange []float64 // XmR only: the distance from the point before, NaN where there is none
	MeanRange   float64   // XmR only: the mean moving range that makes the limits
	Points      int       // points with a value that made the limits
	Trial       bool      // fewer than 12 points made the limits
	Causes      SpecialCauses
}

// XmR is the chart of individual values and moving ranges: mean -+ 2.66 x mean moving range. A NaN is a gap: it has no part in
// the limits, has no moving range to either side, and breaks runs. It is an error when the baseline has fewer than two points
// beside one another, since there is then no range.
func XmR(values []float64, set XmRSettings) (ControlChart, error) {
	n, baseline := len(values), set.Baseline.of(len(values))
	c := ControlChart{Value: values, MovingRange: make([]float64, n)}
	var sum float64
	for i, v := range values {
		if math.IsInf(v, 0) {
			return ControlChart{}, errors.New("xmr chart: a value is infinite")
		}
		c.MovingRange[i] = math.NaN()
		if i > 0 {
			c.MovingRange[i] = math.Abs(v - values[i-1])
		}
		if i < baseline && !math.IsNaN(v) {
			sum += v
			c.Points++
		}
	}
	c.MeanRange = meanBelow(c.MovingRange[:baseline], math.Inf(1))
	if math.IsNaN(c.MeanRange) {
		return ControlChart{}, errors.New("xmr chart: fewer than two points beside one another in the baseline")
	}
	if set.DropLargeRanges && c.MeanRange > 0 {
		c.MeanRange = meanBelow(c.MovingRange[:baseline], rangeLimit*c.MeanRange)
	}
	mean := sum / float64(c.Points)
	c.Lines = newLines(n, mean)
	for i := range values {
		c.set(i, xmrFactor*c.MeanRange, math.Inf(-1), math.Inf(1))
	}
	c.Trial, c.Causes = c.Points < trialBelow, FindSpecialCauses(values, c.Lines)
	return c, nil
}

// meanBelow is the mean of what is there and below a limit.
func meanBelow(values []float64, limit float64) float64 {
	var sum, n float64
	for _, v := range values {
		if v < limit {
			sum += v
			n++
		}
	}
	return sum / n // NaN where there is none
}

func level(n int, v float64) []float64 {
	line := make([]float64, n)
	for i := range line {
		line[i] = v
	}
	return line
}

// PChart is the chart of proportions k of n: pbar -+ 3 sqrt(pbar (1 - pbar) / n), cut to 0 and 1, pbar pooled over the baseline.
// A point of which nothing was tried (n is 0) is a gap: it has no value and no limits. Every k lies between 0 and its n, and
// something was tried in the baseline, else it is an error.
func PChart(k, n []float64, baseline Baseline) (ControlChart, error) {
	if len(k) != len(n) {
		return ControlChart{}, fmt.Errorf("p chart: %d numerators beside %d denominators", len(k), len(n))
	}
	first := baseline.of(len(k))
	c := ControlChart{Value: make([]float64, len(k)), MovingRange: level(len(k), math.NaN()), MeanRange: math.NaN()}
	for i := range k {
		if !(k[i] >= 0 && k[i] <= n[i]) || math.IsInf(n[i], 1) {
			return ControlChart{}, errors.New("p chart: a numerator is not between 0 and its denominator")
		}
		c.Value[i] = k[i] / n[i] // NaN of none
		if i < first && n[i] > 0 {
			c.Points++
		}
	}
	pbar := Pooled(k[:first], n[:first])
	if math.IsNaN(pbar) {
		return ControlChart{}, errors.New("p chart: nothing was tried in the baseline")
	}
	c.Lines = newLines(len(k), pbar)
	for i := range n {
		if n[i] > 0 {
			c.set(i, 3*math.Sqrt(pbar*(1-pbar)/n[i]), 0, 1)
		}
	}
	c.Trial, c.Causes = c.Points < trialBelow, FindSpecialCauses(c.Value, c.Lines)
	return c, nil
}
