package reports

import "slices"

// crossed lays out a breakdown that crosses two others, of the latest period: the categories of the first down, those of the
// second across, with the totals of both.
func (b *builder) crossed(t tableSpec) *matrix {
	// A pair that occurs nowhere is no answer to the question.
	m := &matrix{absent: "[z]", title: b.catalogue[t.Measures[0]].Breakdowns[t.Cross[0]]}
	q := b.query(t, t.Measures[0])
	cells := b.place.find(q)
	if len(cells) == 0 {
		return m
	}
	periods := latestPeriod(t, cells)
	half := func(breakdown string) []*Figure {
		q.breakdown = []string{breakdown}
		return b.place.find(q)
	}
	first, second := half(t.Cross[0]), half(t.Cross[1])
	start := periods[0].start
	pair := func(r, c entry) *Figure { return at(cells, start, r.key+"/"+c.key) }

	m.cols = b.categoriesOf(t, periods, second)
	if len(t.Only) > 0 {
		m.cols = slices.DeleteFunc(m.cols, func(c entry) bool { return !slices.Contains(t.Only, code(c.key)) })
	}
	slices.SortFunc(m.cols, b.words.before)
	m.rows = b.categoriesOf(t, periods, first)
	// A question that has none of the answers asked for is of another kind.
	m.rows = slices.DeleteFunc(m.rows, func(r entry) bool {
		return !slices.ContainsFunc(m.cols, func(c entry) bool {
			f := pair(r, c)
			return !b.words.muted(c.key) && f != nil && (f.Suppressed() || f.Value != nil && *f.Value > 0)
		})
	})
	if len(m.rows) == 0 {
		return m
	}
	m.leaveOut(&m.cols, m.rows, func(c, r entry) *Figure { return pair(r, c) })
	b.sortRows(t, m, func(r entry) *Figure { return at(first, start, r.key) })
	for _, r := range m.rows {
		row := make([]*Figure, len(m.cols))
		for j, c := range m.cols {
			row[j] = pair(r, c)
		}
		m.cells = append(m.cells, row)
		m.totalCol = append(m.totalCol, at(first, start, r.key))
	}
	// Totals downwards are those of all rows: only where every row is shown are they this table's.
	if len(t.Only) == 0 {
		q.breakdown = nil
		for _, c := range m.cols {
			m.totalRow = append(m.totalRow, at(second, start, c.key))
		}
		m.whole = at(b.place.find(q), start, "")
	}
	return m
}

// placesByPeriod lays out the places of one type down and the periods across, with Scotland as the last row.
func (b *builder) placesByPeriod(t tableSpec) *matrix {
	m := &matrix{}
	q := b.query(t, t.Measures[0])
	whole := b.scotland.find(q)
	if len(whole) == 0 {
		return m
	}
	m.cols = lastPeriods(t.Periods, whole)
	for _, c := range m.cols {
		m.totalRow = append(m.totalRow, at(whole, c.start, ""))
	}
	m.totalLabel = b.scotland.Name
	for _, p := range b.all {
		if p.Type != t.Of {
			continue
		}
		found := p.find(q)
		row := make([]*Figure, len(m.cols))
		for j, c := range m.cols {
			row[j] = at(found, c.start, "")
		}
		m.rows = append(m.rows, entry{key: p.Code, label: p.Name})
		m.cells = append(m.cells, row)
	}
	return m
}

// latestPeriod is the period of a table of one: the last that has ended, or the last in which anything was counted. A review
// of records is done once in some years, and the years between have nothing to show.
func latestPeriod(t tableSpec, groups ...[]*Figure) []entry {
	if t.Latest != "counted" {
		return lastPeriods(1, groups...)
	}
	counted := func(f *Figure) bool {
		return f.Suppressed() || f.Value != nil && *f.Value != 0 || f.Denominator != nil && *f.Denominator != 0
	}
	var kept []*Figure
	for _, figures := range groups {
		for _, f := range figures {
			if counted(f) {
				kept = append(kept, f)
			}
		}
	}
	if len(kept) == 0 {
		return lastPeriods(1, groups...)
	}
	return lastPeriods(1, kept)
}
