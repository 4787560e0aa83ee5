package stats

import (
	"fmt"
	"math"
	"slices"
)

// winsorised is the part of the z-scores at each end that is pulled in, so that the outliers which a funnel is to show do not
// widen its limits.
const winsorised = 0.1

// Dispersion is how much more the areas differ than chance makes them: Spiegelhalter's (2005) additive model, as in
// FunnelPlotR. Areas with a denominator that is not above 0 are left out.
type Dispersion struct {
	Centre float64   // proportion or rate that the areas are held against
	Areas  int       // areas that count
	Z      []float64 // z-score by area before winsorising, NaN for one left out
	PhiRaw float64   // mean of the squared z-scores
	Phi    float64   // the same after winsorising 10% at each end; 1 is chance alone
	Tau2   float64   // variance between areas on the transformed scale, 0 where phi is no more than chance
}

// ProportionDispersion is that of k in n by area about the proportion of all of them, on the arcsine square-root scale:
// s = 1 / (2 sqrt n). Its results are NaN where a k is not between 0 and its n.
func ProportionDispersion(k, n []float64) (Dispersion, error) {
	return ProportionDispersionAbout(Pooled(k, n), k, n)
}

// ProportionDispersionAbout is that about another centre, a proportion: the one that the limits stand about, where the areas
// are not all of what makes it.
func ProportionDispersionAbout(centre float64, k, n []float64) (Dispersion, error) {
	return dispersion(centre, k, n, func(p float64) float64 { return math.Asin(math.Sqrt(p)) })
}

// RateDispersion is that of events in a time at risk by area about the rate of all of them, on the square-root scale of the
// ratio of observed to expected events, as the Care Quality Commission has it: s = 1 / (2 sqrt expected), expected = rate x time.
func RateDispersion(events, atRisk []float64) (Dispersion, error) {
	return RateDispersionAbout(Pooled(events, atRisk), events, atRisk)
}

// RateDispersionAbout is that about another rate.
func RateDispersionAbout(rate float64, events, atRisk []float64) (Dispersion, error) {
	expected := make([]float64, len(atRisk))
	for i, time := range atRisk {
		expected[i] = rate * time
	}
	d, err := dispersion(1, events, expected, math.Sqrt)
	d.Centre = rate
	return d, err
}

// dispersion works on a scale on which the variance of an area is 1 / (4 n).
func dispersion(centre float64, k, n []float64, scale func(float64) float64) (Dispersion, error) {
	if len(k) != len(n) {
		return Dispersion{}, fmt.Errorf("overdispersion: %d numerators beside %d denominators", len(k), len(n))
	}
	d := Dispersion{Centre: centre, Z: make([]float64, len(k)), PhiRaw: math.NaN(), Phi: math.NaN(), Tau2: math.NaN()}
	var z, w []float64
	for i := range k {
		d.Z[i] = math.NaN()
		if n[i] > 0 {
			root := 2 * math.Sqrt(n[i])
			d.Z[i] = (scale(k[i]/n[i]) - scale(d.Centre)) * root
			z, w = append(z, d.Z[i]), append(w, root*root)
		}
	}
	if d.Areas = len(z); d.Areas == 0 {
		return d, nil
	}
	d.PhiRaw = meanSquare(z)
	d.Phi = meanSquare(winsorise(z, winsorised))
	d.Tau2 = tau2(d.Phi, w)
	return d, nil
}

func meanSquare(z []float64) float64 {
	var sum float64
	for _, x := range z {
		sum += x * x
	}
	return sum / float64(len(z))
}

// winsorise pulls what lies beyond the quantiles in to them.
func winsorise(z []float64, part float64) []float64 {
	sorted := slices.Sorted(slices.Values(z))
	low, high := quantile7(sorted, part), quantile7(sorted, 1-part)
	pulled := make([]float64, len(z))
	for i, x := range z {
		pulled[i] = math.Min(high, math.Max(low, x))
	}
	return pulled
}

// quantile7 is the quantile of R's type 7 (Hyndman and Fan 1996), R's default, of numbers in order; the other types move
// phi in the third figure.
func quantile7(sorted []float64, p float64) float64 {
	h := p * float64(len(sorted)-1)
	below := int(h)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (h-float64(below))*(sorted[below+1]-sorted[below])
}

// tau2 is the method of moments of DerSimonian and Laird (1986); w is 1 / s² by area.
func tau2(phi float64, w []float64) float64 {
	var sum, squares float64
	for _, x := range w {
		sum += x
		squares += x * x
	}
	n := float64(len(w))
	if len(w) < 2 {
		return 0
	}
	return math.Max(0, (n*phi-(n-1))/(sum-squares/sum))
}

// OverdispersedProportionFunnel is the funnel about a proportion with the variance between areas added: limits at
// sin²(asin sqrt p -+ z sqrt(1 / (4 n) + tau2)), the angle cut to where it means a proportion.
func OverdispersedProportionFunnel(centre float64, n []float64, tau2 float64) Funnel {
	middle := math.Asin(math.Sqrt(centre))
	return newFunnel(centre, n, func(n, level float64) Interval {
		half := Z(level) * math.Sqrt(1/(4*n)+tau2)
		low, high := math.Sin(math.Max(0, middle-half)), math.Sin(math.Min(math.Pi/2, middle+half))
		return Interval{low * low, high * high}
	})
}

// OverdispersedRateFunnel is the funnel about a rate with the variance between areas added: limits at
// rate x (1 -+ z sqrt(1 / (4 x rate x time) + tau2))², not below 0. tau2 is RateDispersion's.
func OverdispersedRateFunnel(rate float64, atRisk []float64, tau2 float64) Funnel {
	return newFunnel(rate, atRisk, func(time, level float64) Interval {
		half := Z(level) * math.Sqrt(1/(4*rate*time)+tau2)
		low, high := math.Max(0, 1-half), 1+half
		return Interval{rate * low * low, rate * high * high}
	})
}
