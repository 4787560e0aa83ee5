package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a lower and an upper confidence limit, in the unit of what they belong to.
type Interval struct {
	Lower float64
	Upper float64
}

// Z is the two-sided normal quantile of a confidence level: Z(0.95) is 1.96. NaN unless 0 < level < 1.
func Z(level float64) float64 {
	if !(level > 0 && level < 1) {
		return math.NaN()
	}
	return distuv.UnitNormal.Quantile((1 + level) / 2)
}

// Wilson is the score interval of k in n, as proportions from 0 to 1 (Wilson 1927; R's prop.test without continuity
// correction). It is NaN where nothing was tried (n is 0) and where k is not between 0 and n.
func Wilson(k, n, level float64) Interval {
	if !(n > 0 && k >= 0 && k <= n) {
		return Interval{math.NaN(), math.NaN()}
	}
	z := Z(level)
	middle := 2*k + z*z
	half := z * math.Sqrt(z*z+4*k*(1-k/n))
	width := 2 * (n + z*z)
	limits := Interval{(middle - half) / width, (middle + half) / width}
	// At the ends one limit is 0 or 1 exactly; the subtraction above leaves a rest in the last digits.
	if k == 0 {
		limits.Lower = 0
	}
	if k == n {
		limits.Upper = 1
	}
	return limits
}
