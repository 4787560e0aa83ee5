package reports

import (
	"slices"
	"strings"
	"time"

	"throughcare/marts"
	"throughcare/reports/document"
)

// ownPeriod is a period that the project asks for: a calendar year, or from a day to a day.
type ownPeriod struct {
	kind       string
	start, end time.Time
	title      string // the project's words, or ""
}

func (p ownPeriod) has(f *Figure) bool {
	return f.PeriodType == p.kind && f.Start.Equal(p.start) && f.End.Equal(p.end)
}

// name is the days, behind the project's title for them.
func (p ownPeriod) name() string {
	days := document.PeriodName(p.kind, p.start, p.end, false)
	if p.title == "" {
		return days
	}
	return p.title + ", " + days
}

// ended are the periods of the project's own that are over: calendar years, for which Scotland has figures, and then the others as
// the settings have them.
func (b *builder) ended() []ownPeriod {
	var all []ownPeriod
	if b.release.Periods.None() || b.scotland == nil {
		return nil
	}
	for _, measure := range b.measures {
		for _, f := range b.scotland.measures[measure] {
			p := ownPeriod{kind: f.PeriodType, start: f.Start, end: f.End}
			if (p.kind == marts.CalendarYear || p.kind == marts.FromToPeriod) && !p.end.After(b.until) && !slices.ContainsFunc(all, func(o ownPeriod) bool { return o.has(f) }) {
				all = append(all, p)
			}
		}
	}
	asked := func(p ownPeriod) int {
		return slices.IndexFunc(b.release.Periods.FromTo, func(one marts.FromTo) bool {
			return one.From == p.start.Format(time.DateOnly) && one.To == p.end.Format(time.DateOnly)
		})
	}
	for i, p := range all {
		if at := asked(p); p.kind == marts.FromToPeriod && at >= 0 {
			all[i].title = strings.TrimSpace(b.release.Periods.FromTo[at].Title)
		}
	}
	slices.SortStableFunc(all, func(x, y ownPeriod) int {
		if x.kind != y.kind {
			return strings.Compare(x.kind, y.kind)
		}
		if x.kind == marts.FromToPeriod {
			return asked(x) - asked(y)
		}
		return x.start.Compare(y.start)
	})
	return all
}

// ownPeriods makes the table of a definition by from_to: a row for each period of the project's own that is over, and a column for
// each measure that the place has. some is false where there is none.
func (b *builder) ownPeriods(t tableSpec) (block document.Block, some bool) {
	defer func() { b.days = nil }()
	m := &matrix{}
	lines := b.lines(t)
	found := func(l line) *Figure {
		l.query.days = b.days
		if got := b.place.find(l.query); len(got) > 0 {
			return got[0]
		}
		return nil
	}
	periods := b.ended()
	lines = slices.DeleteFunc(lines, func(l line) bool {
		return !slices.ContainsFunc(periods, func(p ownPeriod) bool { b.days = &p; return found(l) != nil })
	})
	for _, l := range lines {
		m.cols = append(m.cols, l.entry)
	}
	for _, p := range periods {
		b.days = &p
		row := make([]*Figure, len(lines))
		for j, l := range lines {
			row[j] = found(l)
		}
		m.rows = append(m.rows, entry{key: p.name(), label: p.name(), start: p.start})
		m.cells = append(m.cells, row)
	}
	if m.empty() {
		return block, false
	}
	block = document.Block{ID: t.ID, Note: strings.TrimSpace(t.Note), Defines: b.defines(t.Measures)}
	b.show(m.figures())
	block.Subtitle = strings.Join([]string{t.Title, unitsOf(m), b.place.Name}, ", ")
	block.Table = b.table(t, m)
	block.Table.Caption = block.Subtitle
	return block, true
}

// unitsOf says what is counted: of records of several kinds only that.
func unitsOf(m *matrix) string {
	if m.any().Statistic == "people" {
		return "number of people (activity)"
	}
	return "number of records (activity)"
}
