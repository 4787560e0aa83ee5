package disclosure

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"throughcare/sql/warehouse"
)

// Periods of the project's own, and calendar years, overlap the months, quarters and financial years, and cut them. A period that is
// shown says how much was counted between two days. So a day is a point, a period that is shown joins two of them, and of points
// that are joined, straight or over others, everything between follows by subtraction. Of several groups of points that are joined
// apart more follows: a period less the months within it, and whatever stretches of days begin and end as often in each group.
//
// guard holds back periods of the project's own until nothing that follows so is small, and nothing that is held back follows. They
// give way: only where one that must be held back follows from months, quarters and years alone, one of those is held back too.
// Where one record can count in several periods, periods do not quite add up, and what follows is less certain than is taken here.

// span is one period, or piece of one, of a series: from a point to a point.
type span struct {
	unit      int64 // -1: a piece, or nothing was counted
	own, held bool
	from, to  int
	parts     [2]int64
}

func (s span) shown() bool { return !s.held }

// series is what is counted of one measure, place and category, and in one way: see sdc_units.
type series struct {
	family int
	spans  []span
	days   []int // the points, in order
}

// gridDay is a period of a kind of series: where it has no span, it is a zero, and shown unless the event is rare.
type gridDay struct {
	own, rare   bool
	first, next int
}

// verdict is what the guard found: units to hold back, and own units that follow from those which every project has.
type verdict struct{ hold, follows []int64 }

// guard is one pass over all series. It returns how many units were held back.
func guard(ctx context.Context, tx *warehouse.Tx, threshold int64) (int64, error) {
	grid, err := readGrid(ctx, tx)
	if err != nil {
		return 0, err
	}
	var found verdict
	if err := eachSeries(ctx, tx, grid, func(s *series) { s.judge(threshold, &found) }); err != nil {
		return 0, err
	}
	if err := mark(ctx, tx, "follows = true", found.follows); err != nil {
		return 0, err
	}
	return int64(len(found.hold)), mark(ctx, tx, "suppressed = true, changed_in = getvariable('sdc_round')::integer", found.hold)
}

// mark sets units, some thousands at a time.
func mark(ctx context.Context, tx *warehouse.Tx, set string, units []int64) error {
	for batch := range slices.Chunk(units, 5000) {
		texts := make([]string, len(batch))
		for i, unit := range batch {
			texts[i] = strconv.FormatInt(unit, 10)
		}
		if _, err := tx.Exec(ctx, "update sdc_units set "+set+" where unit in ("+strings.Join(texts, ", ")+")"); err != nil {
			return err
		}
	}
	return nil
}

func readGrid(ctx context.Context, tx *warehouse.Tx) (map[string][]gridDay, error) {
	text, err := statement("periods_grid")
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	grid := map[string][]gridDay{}
	for rows.Next() {
		var shape string
		var d gridDay
		if err := rows.Scan(&shape, &d.own, &d.first, &d.next, &d.rare); err != nil {
			return nil, err
		}
		grid[shape] = append(grid[shape], d)
	}
	return grid, rows.Err()
}

// eachSeries reads the series one after the other.
func eachSeries(ctx context.Context, tx *warehouse.Tx, grid map[string][]gridDay, do func(*series)) error {
	text, err := statement("periods_edges")
	if err != nil {
		return err
	}
	rows, err := tx.Query(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	current, shape, s := -1, "", series{}
	finish := func() {
		if current >= 0 {
			s.complete(grid[shape])
			do(&s)
		}
	}
	for rows.Next() {
		var number, family int
		var its string
		var one span
		if err := rows.Scan(&number, &its, &family, &one.unit, &one.own, &one.held, &one.from, &one.to, &one.parts[0], &one.parts[1]); err != nil {
			return err
		}
		if number != current {
			finish()
			current, shape, s = number, its, series{family: family}
		}
		s.spans = append(s.spans, one)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	finish()
	return nil
}

// complete adds the periods in which nothing was counted, and turns days into points.
func (s *series) complete(grid []gridDay) {
	there, counted := map[[2]int]bool{}, map[[2]int]bool{}
	for _, one := range s.spans {
		counted[[2]int{one.from, one.to}] = true
		if one.unit >= 0 {
			there[[2]int{one.from, one.to}] = true
		}
	}
	for _, d := range grid {
		days := [2]int{d.first, d.next}
		if !there[days] && !(d.rare && counted[days]) {
			s.spans = append(s.spans, span{unit: -1, own: d.own, held: d.rare, from: d.first, to: d.next})
		}
	}
	for _, one := range s.spans {
		s.days = append(s.days, one.from, one.to)
	}
	slices.Sort(s.days)
	s.days = slices.Compact(s.days)
	for i := range s.spans {
		s.spans[i].from, _ = slices.BinarySearch(s.days, s.spans[i].from)
		s.spans[i].to, _ = slices.BinarySearch(s.days, s.spans[i].to)
	}
}

// judge holds back what must be. First come the usual periods and their zeros, of which it is decided elsewhere what is shown; then the
// project's own, one after the other, each of which must leave all that follows large enough.
func (s *series) judge(threshold int64, found *verdict) {
	at, known := s.counted()
	shown := make([]bool, len(s.spans))
	var candidates []int
	for i, one := range s.spans {
		switch {
		case one.own && one.unit >= 0:
			candidates = append(candidates, i)
		default:
			shown[i] = one.shown()
		}
	}
	base := s.joined(shown)
	hold := func(i int) {
		s.spans[i].held = true
		found.hold = append(found.hold, s.spans[i].unit)
	}
	for _, i := range candidates {
		one := s.spans[i]
		if one.held && base.same(one.from, one.to) {
			// it follows from the usual periods: the next pass finds it apart
			if j := s.smallestOnPath(one.from, one.to, shown); j >= 0 {
				hold(j)
				return
			}
		}
	}
	safe := known && s.safe(at, shown, threshold)
	for _, i := range candidates {
		one := s.spans[i]
		switch {
		case one.held:
		case !safe:
			hold(i) // the next pass takes it out of what it follows from
		case base.same(one.from, one.to):
			found.follows = append(found.follows, one.unit)
			shown[i] = true
		default:
			if shown[i] = true; !s.safe(at, shown, threshold) {
				shown[i] = false
				hold(i)
			}
		}
	}
}

// counted is how much was counted from the first point to every other, shown or not. known is false where it cannot be told.
func (s *series) counted() (at [][2]int64, known bool) {
	beside := make([][]int, len(s.days))
	for i, one := range s.spans {
		beside[one.from], beside[one.to] = append(beside[one.from], i), append(beside[one.to], i)
	}
	at, seen := make([][2]int64, len(s.days)), make([]bool, len(s.days))
	seen[0] = true
	reached := 1
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		for _, i := range beside[queue[0]] {
			one := s.spans[i]
			next, sign := one.to, int64(1)
			if queue[0] == one.to {
				next, sign = one.from, -1
			}
			if !seen[next] {
				seen[next] = true
				reached++
				at[next] = [2]int64{at[queue[0]][0] + sign*one.parts[0], at[queue[0]][1] + sign*one.parts[1]}
				queue = append(queue, next)
			}
		}
	}
	return at, reached == len(s.days)
}

// groups of points that are joined.
type groups []int

func (g groups) root(i int) int {
	for g[i] != i {
		g[i] = g[g[i]]
		i = g[i]
	}
	return i
}

func (g groups) same(a, b int) bool { return g.root(a) == g.root(b) }

func (s *series) joined(shown []bool) groups {
	g := make(groups, len(s.days))
	for i := range g {
		g[i] = i
	}
	for i, one := range s.spans {
		if shown[i] {
			g[g.root(one.from)] = g.root(one.to)
		}
	}
	return g
}

// smallestOnPath is the smallest usual unit on a way over what is shown between two points; -1 where there is none.
func (s *series) smallestOnPath(from, to int, shown []bool) int {
	came := map[int]int{from: -1} // point -> span by which it was come to
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		for i, one := range s.spans {
			if !shown[i] || one.from != queue[0] && one.to != queue[0] {
				continue
			}
			next := one.from + one.to - queue[0]
			if _, seen := came[next]; !seen {
				came[next] = i
				queue = append(queue, next)
			}
		}
	}
	smallest := -1
	for at := to; came[at] >= 0; {
		i := came[at]
		one := s.spans[i]
		size := one.parts[0] + one.parts[1]
		if one.unit >= 0 && !one.own && (smallest < 0 || size < s.spans[smallest].parts[0]+s.spans[smallest].parts[1]) {
			smallest = i
		}
		at = one.from + one.to - at
	}
	return smallest
}
