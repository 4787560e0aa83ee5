package disclosure

import "slices"

// mostGroups and mostStates bound the search for what follows; beyond them a series counts as unsafe.
const (
	mostGroups = 16
	mostStates = 20000
)

// gap is what was counted between two neighbouring points that are joined to any, and how many things held back lie in it: each of
// them is known to be at least 1.
type gap struct{ count, held int64 }

// safe tells whether, of what is shown, nothing follows that is small or is held back.
func (s *series) safe(at [][2]int64, shown []bool, threshold int64) bool {
	g := s.joined(shown)
	joined := make([]bool, len(s.days))
	for i, one := range s.spans {
		if shown[i] {
			joined[one.from], joined[one.to] = true, true
		} else if one.held && one.unit >= 0 && g.same(one.from, one.to) {
			return false
		}
	}
	var points []int
	for i, is := range joined {
		if is {
			points = append(points, i)
		}
	}
	parts := 1
	if s.family == 1 {
		parts = 2
	}
	for part := range parts {
		gaps := make([]gap, max(len(points)-1, 0))
		for i := range gaps {
			gaps[i].count = at[points[i+1]][part] - at[points[i]][part]
			if s.family != 1 {
				gaps[i].held = s.heldWithin(points[i], points[i+1])
			}
		}
		if !(search{threshold: threshold, gaps: gaps, group: s.numbered(g, points)}).nothingSmall() {
			return false
		}
	}
	return true
}

// heldWithin counts the things held back between two points, as many as fit beside each other.
func (s *series) heldWithin(from, to int) (n int64) {
	var inside []span
	for _, one := range s.spans {
		if one.held && one.unit >= 0 && one.from >= from && one.to <= to {
			inside = append(inside, one)
		}
	}
	slices.SortFunc(inside, func(a, b span) int { return a.to - b.to })
	last := from
	for _, one := range inside {
		if one.from >= last {
			n++
			last = one.to
		}
	}
	return n
}

// numbered gives each point the number of its group, from 0.
func (s *series) numbered(g groups, points []int) []int {
	numbers := map[int]int{}
	out := make([]int, len(points))
	for i, p := range points {
		root := g.root(p)
		if _, ok := numbers[root]; !ok {
			numbers[root] = len(numbers)
		}
		out[i] = numbers[root]
	}
	return out
}

// search looks for stretches of days whose count follows and is small. group has the group of every point, and gaps lie between.
type search struct {
	threshold int64
	gaps      []gap
	group     []int
}

// small tells of a count that follows whether it may not be known: it is small, or what is held back in it has no choice left.
func (s search) small(g gap) bool {
	return g.count > 0 && g.count-max(g.held, 1) < s.threshold-1
}

// state is a way to choose stretches up to a point: what was counted in them, and how many more begin than end in each group.
type state struct {
	open bool
	gap
	balance [mostGroups]int8
}

// nothingSmall walks over the points. Stretches whose ends balance in every group follow; all others do not. A choice that
// has become large is left, since more days make it no smaller.
func (s search) nothingSmall() bool {
	if !slices.ContainsFunc(s.gaps, s.small) {
		return true // what follows is a sum of gaps, and none of them is small
	}
	if slices.Max(s.group) == 0 {
		return false // every gap follows
	}
	if slices.Max(s.group) >= mostGroups {
		return false
	}
	left := [mostGroups]int8{} // points to come, by group
	for _, g := range s.group {
		left[g]++
	}
	states := map[state]bool{{}: true}
	for i, group := range s.group {
		left[group]--
		next := map[state]bool{}
		for from := range states {
			for _, turn := range []bool{false, true} {
				to := from
				if turn {
					to.open = !from.open
					if to.open {
						to.balance[group]++
					} else {
						to.balance[group]--
					}
				}
				if b := to.balance[group]; b > left[group] || -b > left[group] {
					continue
				}
				if to.open && i < len(s.gaps) {
					to.count, to.held = to.count+s.gaps[i].count, to.held+s.gaps[i].held
					if to.count > 0 && !s.small(to.gap) {
						continue
					}
				}
				next[to] = true
			}
		}
		if len(next) > mostStates {
			return false
		}
		states = next
	}
	for end := range states {
		if !end.open && s.small(end.gap) {
			return false // the balances are even: no points are left to make them so
		}
	}
	return true
}
