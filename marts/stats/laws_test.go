package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"throughcare/marts/stats"
)

// drawn are people with whole days, so that ties are common.
type drawn struct {
	follow stats.FollowUp
	cause  []string
}

func drawPeople(t *rapid.T, late bool, causes ...string) drawn {
	n := rapid.IntRange(1, 40).Draw(t, "people")
	var d drawn
	for range n {
		entry := 0
		if late {
			entry = rapid.IntRange(0, 8).Draw(t, "entry")
		}
		d.follow.Entry = append(d.follow.Entry, float64(entry))
		d.follow.Exit = append(d.follow.Exit, float64(entry+rapid.IntRange(1, 15).Draw(t, "length")))
		d.cause = append(d.cause, rapid.SampledFrom(append([]string{""}, causes...)).Draw(t, "cause"))
	}
	return d
}

func (d drawn) incidence(t *rapid.T) stats.Incidence {
	in, err := stats.AalenJohansen(d.follow, d.cause, []string{"a", "b"}, stats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func (d drawn) curve(t *rapid.T, scale stats.Scale) stats.Curve {
	event := make([]bool, len(d.cause))
	for i, cause := range d.cause {
		event[i] = cause != ""
	}
	c, err := stats.KaplanMeier(d.follow, event, stats.Limits{Scale: scale})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// and is the same people and one more.
func (d drawn) and(exit float64, cause string) drawn {
	return drawn{stats.FollowUp{Entry: append(append([]float64{}, d.follow.Entry...), 0), Exit: append(append([]float64{}, d.follow.Exit...), exit)},
		append(append([]string{}, d.cause...), cause)}
}

const lawWithin = 1e-9

func even(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= lawWithin
}

func TestLawIncidenceAndSurvivalAddUpToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawPeople(t, rapid.Bool().Draw(t, "late"), "a", "b")
		in, curve := d.incidence(t), d.curve(t, stats.LogLog)
		for j := range in.Time {
			if !even(in.EventFree[j]+in.Incidence[0][j]+in.Incidence[1][j], 1) {
				t.Fatalf("at %v they add up to %v", in.Time[j], in.EventFree[j]+in.Incidence[0][j]+in.Incidence[1][j])
			}
			if !even(in.EventFree[j], curve.Survival[j]) {
				t.Fatalf("event free %v, Kaplan-Meier %v", in.EventFree[j], curve.Survival[j])
			}
			for k := range in.Causes {
				if j > 0 && in.Incidence[k][j] < in.Incidence[k][j-1] {
					t.Fatal("an incidence falls")
				}
			}
		}
	})
}

func TestLawOneCauseIsKaplanMeier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		late := rapid.Bool().Draw(t, "late")
		d := drawPeople(t, late, "a")
		in, curve := d.incidence(t), d.curve(t, stats.LogLog)
		for j := range in.Time {
			if !even(in.Incidence[0][j], 1-curve.Survival[j]) {
				t.Fatalf("incidence %v, 1 - survival %v", in.Incidence[0][j], 1-curve.Survival[j])
			}
			// Without late entry the jackknife is Greenwood's.
			if !late && curve.Survival[j] > 0 && math.Abs(in.SE[0][j]-curve.SE[j]) > 1e-7 {
				t.Fatalf("standard error %v, Greenwood %v", in.SE[0][j], curve.SE[j])
			}
		}
	})
}

func TestLawWithoutCensoringSurvivalIsTheShareLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawPeople(t, false, "a")
		for i := range d.cause {
			d.cause[i] = "a"
		}
		curve, n := d.curve(t, stats.Plain), float64(len(d.cause))
		for j, time := range curve.Time {
			left := 0.0
			for _, exit := range d.follow.Exit {
				if exit > time {
					left++
				}
			}
			p := left / n
			if !even(curve.Survival[j], p) || p > 0 && !even(curve.SE[j], math.Sqrt(p*(1-p)/n)) {
				t.Fatalf("at %v: survival %v (%v), share left %v", time, curve.Survival[j], curve.SE[j], p)
			}
		}
	})
}

func TestLawOneMoreCensored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawPeople(t, false, "a", "b")
		before := d.incidence(t)
		anywhere := d.and(float64(rapid.IntRange(0, 20).Draw(t, "exit")), "").incidence(t)
		last := d.and(100, "").incidence(t)
		for j, time := range before.Time {
			if anywhere.At(time).EventFree[0] < before.EventFree[j]-lawWithin {
				t.Fatalf("one more censored person raises the incidence of all causes at %v", time)
			}
			for k := range before.Causes {
				if last.At(time).Incidence[k][0] > before.Incidence[k][j]+lawWithin {
					t.Fatalf("one more person, at risk throughout without an event, raises an incidence at %v", time)
				}
			}
		}
	})
}

func TestLawCountsAreRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawPeople(t, rapid.Bool().Draw(t, "late"), "a", "b")
		counted, rows := drawn{d.follow, d.cause}, drawn{}
		counted.follow.Count = make([]float64, len(d.cause))
		for i := range d.cause {
			n := rapid.IntRange(0, 3).Draw(t, "count")
			counted.follow.Count[i] = float64(n)
			for range n {
				rows.follow.Entry = append(rows.follow.Entry, d.follow.Entry[i])
				rows.follow.Exit = append(rows.follow.Exit, d.follow.Exit[i])
				rows.cause = append(rows.cause, d.cause[i])
			}
		}
		one, other := counted.incidence(t), rows.incidence(t)
		a, b := counted.curve(t, stats.LogLog), rows.curve(t, stats.LogLog)
		for _, time := range other.Time {
			x, y := one.At(time), other.At(time)
			p, q := a.At(time), b.At(time)
			if x.AtRisk[0] != y.AtRisk[0] || !even(x.Incidence[0][0], y.Incidence[0][0]) || !even(p.SE[0], q.SE[0]) ||
				math.Abs(x.SE[0][0]-y.SE[0][0]) > 1e-7 {
				t.Fatalf("at %v: %+v against %+v", time, x, y)
			}
		}
	})
}

func TestLawOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawPeople(t, true, "a", "b")
		turned := drawn{}
		for i := len(d.cause) - 1; i >= 0; i-- {
			turned.follow.Entry = append(turned.follow.Entry, d.follow.Entry[i])
			turned.follow.Exit = append(turned.follow.Exit, d.follow.Exit[i])
			turned.cause = append(turned.cause, d.cause[i])
		}
		one, other := d.incidence(t), turned.incidence(t)
		for j := range one.Time {
			if one.Incidence[0][j] != other.Incidence[0][j] || math.Abs(one.SE[0][j]-other.SE[0][j]) > 1e-7 {
				t.Fatalf("%+v against %+v", one, other)
			}
		}
	})
}

// The sums of the sweep are those of its definition: the influence of each person, one by one.
func TestLawTheSweepIsTheJackknife(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawPeople(t, true, "a", "b")
		in := d.incidence(t)
		square := make([]float64, len(in.Time))
		for i := range d.cause {
			var dFree, dIncidence float64
			free := 1.0
			for j, time := range in.Time {
				h, ha := (in.Events[0][j]+in.Events[1][j])/in.AtRisk[j], in.Events[0][j]/in.AtRisk[j]
				var dh, dha float64
				if (d.follow.Entry[i] == 0 || d.follow.Entry[i] < time) && time <= d.follow.Exit[i] {
					dh, dha = -h/in.AtRisk[j], -ha/in.AtRisk[j]
					if time == d.follow.Exit[i] && d.cause[i] != "" {
						dh += 1 / in.AtRisk[j]
					}
					if time == d.follow.Exit[i] && d.cause[i] == "a" {
						dha += 1 / in.AtRisk[j]
					}
				}
				dIncidence += dFree*ha + free*dha
				dFree = dFree*(1-h) - free*dh
				free *= 1 - h
				square[j] += dIncidence * dIncidence
			}
		}
		for j := range in.Time {
			if math.Abs(in.SE[0][j]-math.Sqrt(square[j])) > 1e-7 {
				t.Fatalf("at %v: %v, by hand %v", in.Time[j], in.SE[0][j], math.Sqrt(square[j]))
			}
		}
	})
}

func TestLawLimitsHoldTheEstimate(t *testing.T) {
	holds := func(t *rapid.T, what string, low, estimate, high, least, most float64) {
		if math.IsNaN(low) && math.IsNaN(high) {
			return
		}
		if !(least <= low && low <= estimate+lawWithin && estimate <= high+lawWithin && high <= most) {
			t.Fatalf("%s: %v is not between %v and %v", what, estimate, low, high)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := drawPeople(t, true, "a", "b")
		scale := rapid.SampledFrom([]stats.Scale{stats.LogLog, stats.Log, stats.Plain}).Draw(t, "scale")
		curve, in := d.curve(t, scale), d.incidence(t)
		for j := range curve.Time {
			holds(t, "survival", curve.Lower[j], curve.Survival[j], curve.Upper[j], 0, 1)
			holds(t, "incidence", in.Lower[1][j], in.Incidence[1][j], in.Upper[1][j], 0, 1)
		}
		if time, limits := curve.Median(); !math.IsNaN(time) && (limits.Lower > time || limits.Upper < time) {
			t.Fatalf("median %v is not between %v", time, limits)
		}
		rate := rapid.Float64Range(0.001, 3).Draw(t, "rate")
		size := []float64{rapid.Float64Range(0.01, 5000).Draw(t, "size")}
		for name, f := range map[string]stats.Funnel{"rate": stats.RateFunnel(rate, size), "proportion": stats.ProportionFunnel(rate/3, size),
			"wide rate": stats.OverdispersedRateFunnel(rate, size, 0.01), "wide proportion": stats.OverdispersedProportionFunnel(rate/3, size, 0.01)} {
			holds(t, name, f.Inner.Lower[0], f.Centre, f.Inner.Upper[0], 0, math.Inf(1))
			holds(t, name+" lower", f.Outer.Lower[0], f.Inner.Lower[0], f.Centre, 0, math.Inf(1))
			holds(t, name+" upper", f.Centre, f.Inner.Upper[0], f.Outer.Upper[0], 0, math.Inf(1))
		}
	})
}

// A point is outside the funnel just when its own interval does not hold the centre.
func TestLawFunnelsAgreeWithIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 400).Draw(t, "n")
		k := float64(rapid.IntRange(0, n).Draw(t, "k"))
		centre := rapid.Float64Range(0.01, 0.99).Draw(t, "centre")
		size := []float64{float64(n)}
		for name, c := range map[string]struct {
			funnel   stats.Funnel
			interval stats.Interval
		}{
			"proportion": {stats.ProportionFunnel(centre, size), stats.Wilson(k, size[0], 0.95)},
			"rate":       {stats.RateFunnel(centre, size), stats.PoissonExact(k, 0.95)},
		} {
			low, high := c.interval.Lower, c.interval.Upper
			if name == "rate" {
				low, high = low/size[0], high/size[0]
			}
			if math.Abs(centre-low) < 1e-9 || math.Abs(centre-high) < 1e-9 {
				continue
			}
			places, err := c.funnel.Places([]float64{k / size[0]})
			if err != nil {
				t.Fatal(err)
			}
			if outside := centre < low || centre > high; outside != (places[0] != stats.Inside) {
				t.Fatalf("%s: %s, its interval %v to %v, the centre %v", name, places[0], low, high, centre)
			}
		}
	})
}

// Turned upside down a chart has the same special causes with the other sign.
func TestLawSpecialCausesAreEvenHanded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-10, 10).Draw(t, "value")) }), 0, 40).Draw(t, "values")
		turned := make([]float64, len(values))
		for i, v := range values {
			turned[i] = -v
		}
		up, down := causes(values), causes(turned)
		for i := range values {
			if up.Rule[i] != down.Rule[i] || up.Outside[i] != -down.Outside[i] || up.Shift[i] != -down.Shift[i] ||
				up.Trend[i] != -down.Trend[i] || up.TwoInThree[i] != -down.TwoInThree[i] {
				t.Fatalf("point %d: %+v against %+v", i, up, down)
			}
		}
	})
}
