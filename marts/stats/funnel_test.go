package stats_test

import (
	"math"
	"testing"

	"throughcare/marts/stats"
)

// pheAreas are the numerators and denominators of Public Health England's test data.
func pheAreas(t *testing.T) (k, n []float64) {
	t.Helper()
	for _, row := range fixture(t, "phe_funnel_prop_inputs.csv") {
		k, n = append(k, row["numerator"]), append(n, row["denominator"])
	}
	return k, n
}

func TestProportionFunnelAgainstPHE(t *testing.T) {
	rows := fixture(t, "phe_funnel_prop_outputs.csv")
	sizes := make([]float64, len(rows))
	for i, row := range rows {
		sizes[i] = row["Population"]
	}
	funnel := stats.ProportionFunnel(stats.Pooled(pheAreas(t)), sizes)
	if len(rows) != 100 || math.Abs(100*funnel.Centre-80.642448) > 5e-7 {
		t.Fatalf("%d rows, centre %v", len(rows), funnel.Centre)
	}
	for i, row := range rows {
		for column, got := range map[string]float64{"Lower2s0025limit": funnel.Inner.Lower[i], "Upper2s0025limit": funnel.Inner.Upper[i],
			"Lower3s0001limit": funnel.Outer.Lower[i], "Upper3s0001limit": funnel.Outer.Upper[i]} {
			if !(math.Abs(100*got-row[column]) < 6e-7) { // printed with six decimals
				t.Errorf("size %v %s: %v, want %v", sizes[i], column, 100*got, row[column])
			}
		}
	}
}

func TestPlacesAgainstPHE(t *testing.T) {
	words := map[string]stats.Place{"High (0.001)": stats.AboveOuter, "High (0.025)": stats.AboveInner,
		"Low (0.001)": stats.BelowOuter, "Low (0.025)": stats.BelowInner, "Not significant": stats.Inside}
	k, n := pheAreas(t)
	values := make([]float64, len(k))
	for i := range k {
		values[i] = k[i] / n[i]
	}
	places, err := stats.ProportionFunnel(stats.Pooled(k, n), n).Places(values)
	if err != nil {
		t.Fatal(err)
	}
	counted := map[stats.Place]int{}
	for i, row := range textRows(t, "statistics", "phe_funnel_prop_inputs.csv") {
		counted[places[i]]++
		if word, known := words[row["significance"]]; known && places[i] != word {
			t.Errorf("row %d: %s, want %s", i, places[i], word)
		}
	}
	if counted[stats.Inside] < 29 || counted[stats.AboveOuter] < 162 {
		t.Errorf("places: %v", counted)
	}
}

func TestPlaces(t *testing.T) {
	funnel := stats.Funnel{Centre: 0.5, Size: []float64{9, 9, 9, 9, 9, 9, 9, 9, 0}}
	for range funnel.Size {
		funnel.Inner.Lower, funnel.Inner.Upper = append(funnel.Inner.Lower, 0.4), append(funnel.Inner.Upper, 0.6)
		funnel.Outer.Lower, funnel.Outer.Upper = append(funnel.Outer.Lower, 0.3), append(funnel.Outer.Upper, 0.7)
	}
	funnel.Inner.Lower[8] = math.NaN()
	got, err := funnel.Places([]float64{0.5, 0.6, 0.61, 0.71, 0.4, 0.39, 0.29, math.NaN(), 0.5})
	if err != nil {
		t.Fatal(err)
	}
	want := []stats.Place{stats.Inside, stats.Inside, stats.AboveInner, stats.AboveOuter, stats.Inside, stats.BelowInner,
		stats.BelowOuter, stats.Unplaced, stats.Unplaced}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("point %d: %s, want %s", i, got[i], want[i])
		}
	}
	if _, err := funnel.Places(nil); err == nil {
		t.Error("no values beside nine sizes: no error")
	}
}

// The limits of a count are where PoissonExact turns round.
func TestCountLimitsInvertTheExactInterval(t *testing.T) {
	for _, level := range []float64{0.95, 0.998} {
		for _, x := range []float64{0, 1, 2, 3, 5, 9, 10, 20, 65, 100, 1000, 20000} {
			exact := stats.PoissonExact(x, level)
			near(t, "expected so high that x is the lower limit", stats.CountLimits(exact.Upper, level).Lower, x)
			if x > 0 {
				near(t, "expected so low that x is the upper limit", stats.CountLimits(exact.Lower, level).Upper, x)
			}
		}
	}
	for _, expected := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if got := stats.CountLimits(expected, 0.95); !math.IsNaN(got.Lower) || !math.IsNaN(got.Upper) {
			t.Errorf("expected %v: %v", expected, got)
		}
	}
}

func TestRateFunnel(t *testing.T) {
	// 40 events per 100 years over 25 years: 10 expected.
	funnel := stats.RateFunnel(0.4, []float64{25, 0})
	want := stats.CountLimits(10, 0.95)
	near(t, "lower", funnel.Inner.Lower[0], want.Lower/25)
	near(t, "upper", funnel.Inner.Upper[0], want.Upper/25)
	if !math.IsNaN(funnel.Outer.Upper[1]) {
		t.Errorf("no time at risk, yet a limit of %v", funnel.Outer.Upper[1])
	}
}

func TestOverdispersionAgainstFunnelPlotR(t *testing.T) {
	d, err := stats.ProportionDispersion(pheAreas(t))
	if err != nil {
		t.Fatal(err)
	}
	if d.Areas != 303 || math.Abs(d.PhiRaw-414.961738) > 5e-7 || math.Abs(d.Phi-242.277343) > 5e-7 ||
		math.Abs(d.Tau2-0.00143292287) > 5e-12 {
		t.Errorf("%d areas, phi %v before and %v after, tau2 %v", d.Areas, d.PhiRaw, d.Phi, d.Tau2)
	}
}

func TestNoOverdispersion(t *testing.T) {
	k, n := []float64{20, 20, 20, 20, 0}, []float64{100, 101, 99, 100, 0}
	d, err := stats.ProportionDispersion(k, n)
	if err != nil {
		t.Fatal(err)
	}
	if d.Tau2 != 0 || d.Areas != 4 || !math.IsNaN(d.Z[4]) || !(d.Phi < 1) {
		t.Errorf("%+v", d)
	}
	if _, err := stats.RateDispersion(k, nil); err == nil {
		t.Error("no times beside five counts: no error")
	}
	if none, err := stats.ProportionDispersion(nil, nil); err != nil || !math.IsNaN(none.Tau2) {
		t.Errorf("no areas: %+v, error %v", none, err)
	}
}

// By hand: 8 and 32 events where 16 were expected of each. z = 2 (sqrt O - sqrt E), and with two areas type-7 winsorising pulls
// each in by a tenth of the distance between them. The pooled rate is 20 in 16.
func TestRateDispersionByHand(t *testing.T) {
	d, err := stats.RateDispersion([]float64{8, 32}, []float64{16, 16})
	if err != nil {
		t.Fatal(err)
	}
	low, high := 2*(math.Sqrt(8)-math.Sqrt(20)), 2*(math.Sqrt(32)-math.Sqrt(20))
	near(t, "centre", d.Centre, 1.25)
	near(t, "z low", d.Z[0], low)
	near(t, "z high", d.Z[1], high)
	pull := (high - low) / 10
	phi := ((low+pull)*(low+pull) + (high-pull)*(high-pull)) / 2
	near(t, "phi", d.Phi, phi)
	near(t, "tau2", d.Tau2, (2*phi-1)/(160-80)) // w = 4 x 20 for each
}

func TestOverdispersedFunnels(t *testing.T) {
	size := []float64{1, 50, 400}
	chance, wide := stats.OverdispersedProportionFunnel(0.3, size, 0), stats.OverdispersedProportionFunnel(0.3, size, 0.01)
	near(t, "cut at 0", wide.Outer.Lower[0], 0)
	near(t, "cut at 1", wide.Outer.Upper[0], 1)
	root := math.Asin(math.Sqrt(0.3)) + stats.Z(0.95)*math.Sqrt(1.0/1600+0.01)
	near(t, "upper 95%", wide.Inner.Upper[2], math.Sin(root)*math.Sin(root))
	if !(wide.Inner.Upper[1] > chance.Inner.Upper[1] && wide.Inner.Lower[1] < chance.Inner.Lower[1]) {
		t.Error("the variance between areas does not widen the funnel")
	}
	rate := stats.OverdispersedRateFunnel(0.5, []float64{2, 200}, 0.02)
	half := stats.Z(0.998) * math.Sqrt(1.0/400+0.02)
	near(t, "rate upper 99.8%", rate.Outer.Upper[1], 0.5*(1+half)*(1+half))
	near(t, "rate lower cut at 0", rate.Outer.Lower[0], 0)
}
