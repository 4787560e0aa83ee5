package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// byarFrom is the number of events from which Byar's approximation is used, as in Public Health England's methods.
const byarFrom = 10

// Poisson is the interval of a count of events: exact below 10 events, Byar's approximation from 10. Divide both limits by
// the time at risk to have those of the rate. NaN where x is negative.
func Poisson(x, level float64) Interval {
	if x < byarFrom {
		return PoissonExact(x, level)
	}
	return Byar(x, level)
}

// PoissonExact is the exact interval (Garwood 1936; R's poisson.test), by chi-square quantiles. The lower limit of no events is 0.
func PoissonExact(x, level float64) Interval {
	if !(x >= 0 && level > 0 && level < 1) {
		return Interval{math.NaN(), math.NaN()}
	}
	tail := (1 - level) / 2
	limits := Interval{Upper: distuv.ChiSquared{K: 2*x + 2}.Quantile(1-tail) / 2}
	if x > 0 {
		limits.Lower = distuv.ChiSquared{K: 2 * x}.Quantile(tail) / 2
	}
	return limits
}

// Byar is Byar's approximation (Breslow and Day 1987). The lower limit of no events is not defined: NaN.
func Byar(x, level float64) Interval {
	if !(x >= 0) {
		return Interval{math.NaN(), math.NaN()}
	}
	z := Z(level)
	limits := Interval{Lower: math.NaN(), Upper: byarTerm(x+1, z)}
	if x > 0 {
		limits.Lower = byarTerm(x, -z)
	}
	return limits
}

func byarTerm(x, z float64) float64 {
	root := 1 - 1/(9*x) + z/(3*math.Sqrt(x))
	return x * root * root * root
}
