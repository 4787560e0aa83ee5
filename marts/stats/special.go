package stats

import "math"

// Rule is a rule by which a point of a process chart is of special cause.
type Rule string

// The rules of Making Data Count (NHS England), as NHSRplotthedots codes them.
const (
	NoRule     Rule = ""
	Outside    Rule = "outside"      // beyond a process limit
	Trend      Rule = "trend"        // one of seven points, each higher (or each lower) than the last: six steps
	TwoInThree Rule = "two_in_three" // one of two in three close to the same limit, all three on that side of the centre
	Shift      Rule = "shift"        // one of seven points or more on one side of the centre
)

// runLength is the number of points of a shift and of a trend.
const runLength = 7

// evenWithin is the relative distance within which two values are the same: a mean of equal values differs from them in the
// last digit, and that must not be a side of the mean.
const evenWithin = 1e-12

// SpecialCauses says which rules each point meets: one element a point. In the slices by rule 1 is high or rising, -1 low or
// falling, 0 not met; Rule is the first that is met in the order outside, trend, two in three, shift.
type SpecialCauses struct {
	Outside    []int
	Trend      []int
	TwoInThree []int
	Shift      []int
	Rule       []Rule
}

// FindSpecialCauses looks for special causes in values in order of time; each point has its own lines (the slices
// are as long as values). A value equal to the centre, or a NaN, breaks a run. A point beyond its limit is outside and does
// not count as close to it; every point of a run of seven is marked, of two in three only those close to the limit.
func FindSpecialCauses(values []float64, lines Lines) SpecialCauses {
	n := len(values)
	s := SpecialCauses{Outside: make([]int, n), Trend: make([]int, n), TwoInThree: make([]int, n), Shift: make([]int, n),
		Rule: make([]Rule, n)}
	side, near, step := make([]int, n), make([]int, n), make([]int, n)
	for i, v := range values {
		side[i] = compare(v, lines.Centre[i])
		switch {
		case compare(v, lines.Upper[i]) > 0:
			s.Outside[i] = 1
		case compare(v, lines.Lower[i]) < 0:
			s.Outside[i] = -1
		case compare(v, lines.NearUpper[i]) > 0:
			near[i] = 1
		case compare(v, lines.NearLower[i]) < 0:
			near[i] = -1
		}
		if i > 0 {
			step[i] = compare(v, values[i-1])
		}
	}
	for i := range values {
		markRun(s.Shift, side, i, runLength, 0)
		markRun(s.Trend, step, i, runLength-1, 1) // six steps make seven points: the first of them has no step of its own
		markTwoInThree(s.TwoInThree, side, near, i)
	}
	for i := range values {
		s.Rule[i] = first(s, i)
	}
	return s
}

// compare is the sign of a - b, 0 where they are even or either is not a number.
func compare(a, b float64) int {
	rest := evenWithin * math.Max(math.Abs(a), math.Abs(b))
	switch {
	case a-b > rest:
		return 1
	case b-a > rest:
		return -1
	default:
		return 0
	}
}

// markRun marks the points of a run of equal signs that ends at a point, and so many points before the run; a point already
// marked keeps its sign.
func markRun(marks, signs []int, end, length, before int) {
	if end+1 < length+before || signs[end] == 0 {
		return
	}
	for i := end - length + 1; i <= end; i++ {
		if signs[i] != signs[end] {
			return
		}
	}
	for i := end - length + 1 - before; i <= end; i++ {
		if marks[i] == 0 {
			marks[i] = signs[end]
		}
	}
}

func markTwoInThree(marks, side, near []int, end int) {
	if end < 2 || side[end] == 0 || side[end-1] != side[end] || side[end-2] != side[end] {
		return
	}
	found := 0
	for i := end - 2; i <= end; i++ {
		if near[i] == side[end] {
			found++
		}
	}
	if found < 2 {
		return
	}
	for i := end - 2; i <= end; i++ {
		if near[i] == side[end] {
			marks[i] = side[end]
		}
	}
}

func first(s SpecialCauses, i int) Rule {
	switch {
	case s.Outside[i] != 0:
		return Outside
	case s.Trend[i] != 0:
		return Trend
	case s.TwoInThree[i] != 0:
		return TwoInThree
	case s.Shift[i] != 0:
		return Shift
	default:
		return NoRule
	}
}
