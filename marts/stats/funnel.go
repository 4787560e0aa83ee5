package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// The two levels of a funnel plot: about two and three standard errors.
const (
	innerLevel = 0.95
	outerLevel = 0.998
)

// Band is a lower and an upper line, one element a size.
type Band struct {
	Lower []float64
	Upper []float64
}

// Funnel is the limits of a funnel plot about a centre, in the unit of the centre: one element in the bands for each size
// asked. A limit is NaN where the size is not above 0.
type Funnel struct {
	Centre float64   // the proportion or the rate of all areas together
	Size   []float64 // number tried, or time at risk, or number expected
	Inner  Band      // 95%
	Outer  Band      // 99.8%
}

func newFunnel(centre float64, size []float64, limits func(size, level float64) Interval) Funnel {
	f := Funnel{Centre: centre, Size: size}
	band := func(level float64) Band {
		b := Band{make([]float64, len(size)), make([]float64, len(size))}
		for i, n := range size {
			one := Interval{math.NaN(), math.NaN()}
			if n > 0 {
				one = limits(n, level)
			}
			b.Lower[i], b.Upper[i] = one.Lower, one.Upper
		}
		return b
	}
	f.Inner, f.Outer = band(innerLevel), band(outerLevel)
	return f
}

// Pooled is the value of all areas together: the numerators' sum over the denominators' sum, NaN where that is not above 0.
func Pooled(numerator, denominator []float64) float64 {
	var above, below float64
	for _, x := range numerator {
		above += x
	}
	for _, x := range denominator {
		below += x
	}
	if !(below > 0) {
		return math.NaN()
	}
	return above / below
}

// ProportionFunnel is the funnel about a proportion for areas in which n were tried: p -+ z sqrt(p (1 - p) / n), cut to 0 and
// 1, as in Public Health England's PHEindicatormethods. An area is outside just when its Wilson interval does not hold p.
func ProportionFunnel(centre float64, n []float64) Funnel {
	return newFunnel(centre, n, func(n, level float64) Interval {
		half := Z(level) * math.Sqrt(centre*(1-centre)/n)
		return Interval{math.Max(0, centre-half), math.Min(1, centre+half)}
	})
}

// RateFunnel is the funnel about a rate for areas with that time at risk, by inversion of the exact Poisson interval (Public
// Health England): an area is outside just when the exact interval of its events does not hold rate times time. For ratios
// (observed over expected) give a rate of 1 and the numbers expected.
func RateFunnel(rate float64, atRisk []float64) Funnel {
	return newFunnel(rate, atRisk, func(time, level float64) Interval {
		limits := CountLimits(rate*time, level)
		return Interval{limits.Lower / time, limits.Upper / time}
	})
}

// CountLimits is the numbers of events, as if they were continuous, whose exact Poisson interval has the number expected just
// at its end: the inverse of PoissonExact. NaN unless expected is above 0 and the level between 0 and 1.
func CountLimits(expected, level float64) Interval {
	if !(expected > 0 && level > 0 && level < 1) || math.IsInf(expected, 1) {
		return Interval{math.NaN(), math.NaN()}
	}
	tail := (1 - level) / 2
	// The chi-square quantiles of PoissonExact, written as gamma probabilities: both fall as x grows.
	upper := func(x float64) bool { return mathext.GammaIncReg(x, expected) > tail }
	lower := func(x float64) bool { return mathext.GammaIncReg(x+1, expected) > 1-tail }
	limits := Interval{}
	if lower(0) {
		limits.Lower = bisect(0, expected, lower)
	}
	high := expected + 10
	for upper(high) {
		high += high
	}
	limits.Upper = bisect(expected, high, upper)
	return limits
}

// bisect is where under turns from true (at low) to false (at high), as near as the numbers allow.
func bisect(low, high float64, under func(float64) bool) float64 {
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			return middle
		}
		if under(middle) {
			low = middle
		} else {
			high = middle
		}
	}
}

// Place is where a point of a funnel plot is.
type Place string

// The places of a point. One on a line is inside it.
const (
	Inside     Place = "inside"
	AboveInner Place = "above_95"
	BelowInner Place = "below_95"
	AboveOuter Place = "above_998"
	BelowOuter Place = "below_998"
	Unplaced   Place = "not_known" // no value, or no limits for its size
)

// Places says of each value, in the order of the funnel's sizes, where it is. It is an error when there are more or fewer
// values than sizes.
func (f Funnel) Places(values []float64) ([]Place, error) {
	if len(values) != len(f.Size) {
		return nil, fmt.Errorf("funnel: %d values beside %d sizes", len(values), len(f.Size))
	}
	places := make([]Place, len(values))
	for i, v := range values {
		switch {
		case math.IsNaN(v) || math.IsNaN(f.Inner.Lower[i]) || math.IsNaN(f.Outer.Lower[i]):
			places[i] = Unplaced
		case v > f.Outer.Upper[i]:
			places[i] = AboveOuter
		case v < f.Outer.Lower[i]:
			places[i] = BelowOuter
		case v > f.Inner.Upper[i]:
			places[i] = AboveInner
		case v < f.Inner.Lower[i]:
			places[i] = BelowInner
		default:
			places[i] = Inside
		}
	}
	return places, nil
}
