package stats

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

// FollowUp is the time that people were observed: one element a person (or a group of alike people) in each slice, in any
// order. Times are in one unit, days as a rule, counted from the start of the clock (the liberation, the start of a licence).
//
// A person is at risk at time t when entry < t <= exit, so that on tied times events come before censorings and a person who
// enters at t is not yet at risk at t: the convention of R's Surv(entry, exit, event). An entry of 0 or less means from the
// start, time 0 with it, so that an event on day 0 counts.
type FollowUp struct {
	Entry []float64 // when observation began; nil: everybody from the start
	Exit  []float64 // when observation ended, by an event or by censoring; 0 or more
	Count []float64 // how many people the element stands for (frequency weights); nil: 1 each
}

// relativeRest is the part of a number at risk below which what is left after the events is a rest of the arithmetic.
const relativeRest = 1e-12

func (f FollowUp) check() error {
	if f.Entry != nil && len(f.Entry) != len(f.Exit) {
		return fmt.Errorf("follow-up: %d entries beside %d exits", len(f.Entry), len(f.Exit))
	}
	if f.Count != nil && len(f.Count) != len(f.Exit) {
		return fmt.Errorf("follow-up: %d counts beside %d exits", len(f.Count), len(f.Exit))
	}
	for i, exit := range f.Exit {
		if !(exit >= 0) || math.IsInf(exit, 1) {
			return errors.New("follow-up: an exit is not a time of 0 or more")
		}
		if f.Entry != nil && !(f.Entry[i] <= 0 || f.Entry[i] < exit) {
			return errors.New("follow-up: an entry is not before its exit")
		}
		if f.Count != nil && (!(f.Count[i] >= 0) || math.IsInf(f.Count[i], 1)) {
			return errors.New("follow-up: a count is not a number of 0 or more")
		}
	}
	return nil
}

func (f FollowUp) entry(i int) float64 {
	if f.Entry == nil || f.Entry[i] <= 0 {
		return math.Inf(-1)
	}
	return f.Entry[i]
}

func (f FollowUp) count(i int) float64 {
	if f.Count == nil {
		return 1
	}
	return f.Count[i]
}

// pick is the follow-up of some of the people.
func (f FollowUp) pick(rows []int) FollowUp {
	part := FollowUp{Exit: make([]float64, len(rows)), Entry: make([]float64, len(rows)), Count: make([]float64, len(rows))}
	for i, row := range rows {
		part.Entry[i], part.Exit[i], part.Count[i] = f.entry(row), f.Exit[row], f.count(row)
	}
	return part
}

// riskTable is the follow-up put in the order of time: one element a distinct exit time, and what is needed to say how many
// were at risk at any other time.
type riskTable struct {
	time     []float64
	atRisk   []float64   // at risk just before the time
	censored []float64   // left without an event at the time
	events   [][]float64 // by kind of event, then by time
	entry    running
	exit     running
	byEntry  []int // the rows in order of entry
	byExit   []int // the rows in order of exit
}

// running is a sum of counts over times in order: total[i] is the sum over time[:i+1].
type running struct{ time, total []float64 }

// before is the sum over the times before t.
func (r running) before(t float64) float64 {
	i := sort.SearchFloat64s(r.time, t)
	if i == 0 {
		return 0
	}
	return r.total[i-1]
}

func (f FollowUp) running(order []int, time func(int) float64) running {
	sums := running{make([]float64, len(order)), make([]float64, len(order))}
	var total float64
	for i, row := range order {
		total += f.count(row)
		sums.time[i], sums.total[i] = time(row), total
	}
	return sums
}

// order is the rows in order of a time; rows of the same time stay in their order.
func (f FollowUp) order(time func(int) float64) []int {
	rows := make([]int, len(f.Exit))
	for i := range rows {
		rows[i] = i
	}
	sort.SliceStable(rows, func(a, b int) bool { return time(rows[a]) < time(rows[b]) })
	return rows
}

// table puts the follow-up in order. kind(i) is the kind of event that ended row i: 0 to kinds-1, or -1 when censored.
func (f FollowUp) table(kinds int, kind func(int) int) (*riskTable, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	exit := func(i int) float64 { return f.Exit[i] }
	t := &riskTable{byEntry: f.order(f.entry), byExit: f.order(exit), events: make([][]float64, kinds)}
	t.entry, t.exit = f.running(t.byEntry, f.entry), f.running(t.byExit, exit)
	for _, row := range t.byExit {
		last := len(t.time) - 1
		if last < 0 || t.time[last] != f.Exit[row] {
			t.time = append(t.time, f.Exit[row])
			t.atRisk = append(t.atRisk, t.atRiskAt(f.Exit[row]))
			t.censored = append(t.censored, 0)
			for k := range t.events {
				t.events[k] = append(t.events[k], 0)
			}
			last++
		}
		if k := kind(row); k < 0 {
			t.censored[last] += f.count(row)
		} else {
			t.events[k][last] += f.count(row)
		}
	}
	return t, nil
}

// atRiskAt is the number at risk at a time: entered before it, and not gone before it.
func (t *riskTable) atRiskAt(time float64) float64 {
	return math.Max(0, t.entry.before(time)-t.exit.before(time))
}

// last is the index of the last exit time not after the given time, -1 when there is none.
func (t *riskTable) last(time float64) int {
	return sort.Search(len(t.time), func(i int) bool { return t.time[i] > time }) - 1
}

// known tells whether the follow-up reaches the time.
func (t *riskTable) known(time float64) bool {
	return len(t.time) > 0 && time >= 0 && time <= t.time[len(t.time)-1]
}

// left is the number at risk that the events leave, without the rest of the arithmetic of fractional counts.
func left(atRisk, events float64) float64 {
	if rest := atRisk - events; rest > relativeRest*atRisk {
		return rest
	}
	return 0
}
