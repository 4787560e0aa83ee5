package stats

import (
	"fmt"
	"math"
	"slices"
)

// Incidence is an Aalen-Johansen estimate (Aalen and Johansen 1978) of the share of people who have had each of several
// competing events: one element for each distinct time at which somebody's follow-up ended, in order of time; the slices of
// slices are by cause, in the order of Causes, then by time. At every time EventFree and the incidences add up to 1.
//
// The variance is the infinitesimal jackknife, each row of the follow-up one cluster, which is what R's survfit gives for
// competing causes. Without late entry it equals the delta-method (Greenwood-type) variance that SAS prints, and for one
// cause Greenwood's; with late entry the two differ a little.
type Incidence struct {
	Causes      []string
	Time        []float64 // in the unit of the follow-up
	AtRisk      []float64 // people at risk just before the time
	Censored    []float64 // people who left without an event at the time
	EventFree   []float64 // probability of none of the events: Kaplan-Meier's estimate of all of them together
	EventFreeSE []float64
	Events      [][]float64 // people with the event at the time
	Incidence   [][]float64 // probability of the event up to and with the time
	SE          [][]float64
	Lower       [][]float64 // NaN where the incidence is 0
	Upper       [][]float64

	table  *riskTable
	limits Limits
}

// AalenJohansen estimates the cumulative incidence. cause[i] is the event that ended row i, "" where it was censored. causes
// are the events to report, in that order, also those that nobody had; nil: those found, in alphabetical order. A cause that
// is not among them is an error: dropped silently it would count as censored.
func AalenJohansen(f FollowUp, cause, causes []string, l Limits) (Incidence, error) {
	if len(cause) != len(f.Exit) {
		return Incidence{}, fmt.Errorf("aalen-johansen: %d causes beside %d exits", len(cause), len(f.Exit))
	}
	if causes == nil {
		causes = found(cause)
	}
	number := map[string]int{"": -1}
	for k, name := range causes {
		if _, twice := number[name]; twice {
			return Incidence{}, fmt.Errorf("aalen-johansen: cause %d is blank or named twice", k+1)
		}
		number[name] = k
	}
	for _, name := range cause {
		if _, named := number[name]; !named {
			return Incidence{}, fmt.Errorf("aalen-johansen: a row has a cause that is not among the %d named", len(causes))
		}
	}
	table, err := f.table(len(causes), func(i int) int { return number[cause[i]] })
	if err != nil {
		return Incidence{}, fmt.Errorf("aalen-johansen: %w", err)
	}
	in := Incidence{Causes: slices.Clone(causes), Time: table.time, AtRisk: table.atRisk, Censored: table.censored,
		Events: table.events, table: table, limits: l}
	in.estimate(f, func(i int) int { return number[cause[i]] })
	return in, nil
}

func found(cause []string) []string {
	seen := map[string]bool{"": true}
	names := []string{}
	for _, name := range cause {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// estimate goes through the times once: people enter, the events of the time move the estimates, people leave.
func (in *Incidence) estimate(f FollowUp, kind func(int) int) {
	n, causes := len(in.Time), len(in.Causes)
	in.EventFree, in.EventFreeSE = make([]float64, n), make([]float64, n)
	in.Incidence, in.SE = matrix(causes, n), matrix(causes, n)
	in.Lower, in.Upper = matrix(causes, n), matrix(causes, n)
	s := newSweep(causes, len(f.Exit))
	entering, leaving := in.table.byEntry, in.table.byExit
	d := make([]float64, causes)
	for j, time := range in.Time {
		for len(entering) > 0 && f.entry(entering[0]) < time {
			s.enter(entering[0], f.count(entering[0]))
			entering = entering[1:]
		}
		for k := range d {
			d[k] = in.Events[k][j]
		}
		step := s.advance(in.AtRisk[j], d)
		for len(leaving) > 0 && f.Exit[leaving[0]] == time {
			s.leave(leaving[0], f.count(leaving[0]), kind(leaving[0]), step)
			leaving = leaving[1:]
		}
		in.EventFree[j], in.EventFreeSE[j] = s.free, s.freeSE()
		for k := range d {
			p, se := s.incidence[k], s.se(k)
			limits := in.limits.around(p, se)
			in.Incidence[k][j], in.SE[k][j], in.Lower[k][j], in.Upper[k][j] = p, se, limits.Lower, limits.Upper
		}
	}
}

func matrix(rows, columns int) [][]float64 {
	m := make([][]float64, rows)
	for i := range m {
		m[i] = make([]float64, columns)
	}
	return m
}

// IncidenceAt is the incidence read at chosen times: one element a time, in the order asked; by cause, then by time, where
// there are two. The estimates are NaN at a time that nobody's follow-up reaches, unless everybody had an event before.
type IncidenceAt struct {
	Causes      []string
	Time        []float64
	AtRisk      []float64 // people at risk at the time: entered before it and not gone before it
	EventFree   []float64
	EventFreeSE []float64
	Events      [][]float64 // people with the event up to and with the time
	Incidence   [][]float64
	SE          [][]float64
	Lower       [][]float64
	Upper       [][]float64
}

// At reads the incidence at chosen times, in any order.
func (in Incidence) At(times ...float64) IncidenceAt {
	n, causes := len(times), len(in.Causes)
	at := IncidenceAt{Causes: in.Causes, Time: times, AtRisk: make([]float64, n), EventFree: make([]float64, n),
		EventFreeSE: make([]float64, n), Events: matrix(causes, n), Incidence: matrix(causes, n), SE: matrix(causes, n),
		Lower: matrix(causes, n), Upper: matrix(causes, n)}
	for i, time := range times {
		last, known := -1, false
		if in.table != nil {
			at.AtRisk[i], last = in.table.atRiskAt(time), in.table.last(time)
			known = in.table.known(time) || last >= 0 && in.EventFree[last] == 0
		}
		at.EventFree[i], at.EventFreeSE[i] = read(in.EventFree, last, known, 1), read(in.EventFreeSE, last, known, 0)
		for k := range in.Causes {
			at.Incidence[k][i], at.SE[k][i] = read(in.Incidence[k], last, known, 0), read(in.SE[k], last, known, 0)
			limits := in.limits.around(at.Incidence[k][i], at.SE[k][i])
			at.Lower[k][i], at.Upper[k][i] = limits.Lower, limits.Upper
			for _, d := range in.Events[k][:last+1] {
				at.Events[k][i] += d
			}
		}
	}
	return at
}

// read is a step function at its last step, its start where there was none yet, and NaN where it is not known.
func read(steps []float64, last int, known bool, start float64) float64 {
	switch {
	case !known:
		return math.NaN()
	case last < 0:
		return start
	default:
		return steps[last]
	}
}
