package stats

import (
	"fmt"
	"math"
)

// Curve is a Kaplan-Meier estimate (Kaplan and Meier 1958): one element in each slice for each distinct time at which
// somebody's follow-up ended, in order of time. SE, Lower and Upper are NaN once the survival is 0.
//
// It is right only where nothing competes with the event; where something does (death, end of licence), 1 - Survival
// overstates, and AalenJohansen is the estimate. With late entry a curve that falls to 0 while few are at risk stays there:
// look at AtRisk.
type Curve struct {
	Time     []float64 // in the unit of the follow-up
	AtRisk   []float64 // people at risk just before the time
	Events   []float64 // people with the event at the time
	Censored []float64 // people who left without it at the time
	Survival []float64 // probability of no event up to and with the time
	SE       []float64 // Greenwood's (1926) standard error of Survival
	Lower    []float64
	Upper    []float64

	table  *riskTable
	limits Limits
}

// KaplanMeier estimates the survival curve. event[i] tells whether row i ended with the event (else it was censored). Nobody
// at all is an empty curve, not an error; an error says which slice is at fault.
func KaplanMeier(f FollowUp, event []bool, l Limits) (Curve, error) {
	if len(event) != len(f.Exit) {
		return Curve{}, fmt.Errorf("kaplan-meier: %d events beside %d exits", len(event), len(f.Exit))
	}
	table, err := f.table(1, func(i int) int {
		if event[i] {
			return 0
		}
		return -1
	})
	if err != nil {
		return Curve{}, fmt.Errorf("kaplan-meier: %w", err)
	}
	n := len(table.time)
	c := Curve{Time: table.time, AtRisk: table.atRisk, Events: table.events[0], Censored: table.censored,
		Survival: make([]float64, n), SE: make([]float64, n), Lower: make([]float64, n), Upper: make([]float64, n),
		table: table, limits: l}
	survival, greenwood := 1.0, 0.0
	for i := range c.Time {
		if d := c.Events[i]; d > 0 {
			rest := left(c.AtRisk[i], d)
			survival *= rest / c.AtRisk[i]
			greenwood += d / (c.AtRisk[i] * rest) // infinite when nobody is left, and so is its product with 0 not a number
		}
		c.Survival[i], c.SE[i] = survival, survival*math.Sqrt(greenwood)
		limits := l.around(survival, c.SE[i])
		c.Lower[i], c.Upper[i] = limits.Lower, limits.Upper
	}
	return c, nil
}

// SurvivalAt is a survival curve read at chosen times: one element a time, in the order asked. Survival, SE and limits are
// NaN at a time that nobody's follow-up reaches, unless the survival was 0 before.
type SurvivalAt struct {
	Time     []float64
	AtRisk   []float64 // people at risk at the time: entered before it and not gone before it
	Events   []float64 // people with the event up to and with the time
	Survival []float64
	SE       []float64
	Lower    []float64
	Upper    []float64
}

// At reads the curve at chosen times, in any order.
func (c Curve) At(times ...float64) SurvivalAt {
	n := len(times)
	at := SurvivalAt{Time: times, AtRisk: make([]float64, n), Events: make([]float64, n), Survival: make([]float64, n),
		SE: make([]float64, n), Lower: make([]float64, n), Upper: make([]float64, n)}
	for i, time := range times {
		at.Survival[i], at.SE[i] = math.NaN(), math.NaN()
		if c.table != nil {
			at.AtRisk[i] = c.table.atRiskAt(time)
			last := c.table.last(time)
			for _, d := range c.Events[:last+1] {
				at.Events[i] += d
			}
			switch {
			case last >= 0 && (c.table.known(time) || c.Survival[last] == 0):
				at.Survival[i], at.SE[i] = c.Survival[last], c.SE[last]
			case c.table.known(time):
				at.Survival[i], at.SE[i] = 1, 0
			}
		}
		limits := c.limits.around(at.Survival[i], at.SE[i])
		at.Lower[i], at.Upper[i] = limits.Lower, limits.Upper
	}
	return at
}

// Quantiles are times by which a share of people had the event: one element a share. Time is NaN where the curve does not
// fall that far, a limit where its own curve does not (Brookmeyer and Crowley 1982).
type Quantiles struct {
	Share []float64 // 0.5 is the median
	Time  []float64
	Lower []float64
	Upper []float64
}

// Quantiles reads times off the curve: 0.25, 0.5 and 0.75 for the quartiles. Where the curve lies flat at exactly the share
// it is the middle of the flat part, as R prints it.
func (c Curve) Quantiles(shares ...float64) Quantiles {
	n := len(shares)
	q := Quantiles{Share: shares, Time: make([]float64, n), Lower: make([]float64, n), Upper: make([]float64, n)}
	for i, share := range shares {
		q.Time[i] = reached(c.Time, c.Survival, 1-share)
		q.Lower[i] = reached(c.Time, c.Lower, 1-share)
		q.Upper[i] = reached(c.Time, c.Upper, 1-share)
	}
	return q
}

// Median is the time by which half had the event, with its limits, NaN where not reached.
func (c Curve) Median() (time float64, limits Interval) {
	q := c.Quantiles(0.5)
	return q.Time[0], Interval{q.Lower[0], q.Upper[0]}
}

// reached is the first time at which a falling curve is at or under a height; points that are not a number are left out.
func reached(time, curve []float64, height float64) float64 {
	const tolerance = 1.5e-8 // R's, the square root of the machine's smallest step
	if !(height > 0 && height < 1) {
		return math.NaN()
	}
	for i, y := range curve {
		if !(y < height+tolerance) {
			continue
		}
		if y > height-tolerance {
			for j := i + 1; j < len(curve); j++ {
				if curve[j] < y {
					return (time[i] + time[j]) / 2
				}
			}
		}
		return time[i]
	}
	return math.NaN()
}

// RestrictedMean is the mean time without the event between time 0 and To.
type RestrictedMean struct {
	To    float64
	Mean  float64 // in the unit of the follow-up, To at most
	SE    float64
	Lower float64 // normal limits at the curve's level
	Upper float64
}

// RestrictedMean is the area under the curve up to a time, with the variance of Klein and Moeschberger (2003, 4.5.2), as R's
// survfit has it. It is NaN where no follow-up reaches that time and the survival is not 0 before.
func (c Curve) RestrictedMean(to float64) RestrictedMean {
	m := RestrictedMean{To: to, Mean: math.NaN(), SE: math.NaN(), Lower: math.NaN(), Upper: math.NaN()}
	if c.table == nil || !(to >= 0) {
		return m
	}
	last := c.table.last(to)
	if !c.table.known(to) && (last < 0 || c.Survival[last] != 0) {
		return m
	}
	// From the right: area is the integral from the time to To, which is what an event at the time takes away.
	var area, variance float64
	right := to
	for i := last; i >= 0; i-- {
		area += c.Survival[i] * (right - c.Time[i])
		right = c.Time[i]
		if rest := left(c.AtRisk[i], c.Events[i]); c.Events[i] > 0 && rest > 0 {
			variance += area * area * c.Events[i] / (c.AtRisk[i] * rest)
		}
	}
	m.Mean, m.SE = area+right, math.Sqrt(variance)
	half := c.limits.z() * m.SE
	m.Lower, m.Upper = math.Max(0, m.Mean-half), math.Min(to, m.Mean+half)
	return m
}
