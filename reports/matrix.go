package reports

import (
	"slices"
	"strings"
	"time"

	"throughcare/reports/document"
)

// incidence is the statistic of the share with an event by a day, everything else that can end the follow-up competing.
const incidence = "cumulative_incidence"

// matrix is the figures of one table, before it is laid out: rows by columns, with the row and column of all.
type matrix struct {
	rows, cols []entry
	cells      [][]*Figure // nil where the release has no figure
	totalRow   []*Figure   // of rows that are categories
	totalCol   []*Figure   // of columns that are categories
	reference  *Figure     // Scotland, for rows that are places
	compare    []*Figure   // Scotland, row by row
	whole      *Figure     // of all rows and columns
	atRisk     []*float64  // row by row, of a curve
	absent     string      // what stands for a pair that the release does not have; [x] if empty
	title      string      // of the rows, where the breakdown's own title is not theirs
	totalLabel string      // of totalRow; "All" if empty
	left       int         // categories left out: nothing was counted in them
}

// entry is one row or column: its name, and what it stands for.
type entry struct {
	key, label string
	measure    string
	start      time.Time
	order      int // of a category
}

func (m *matrix) empty() bool { return m == nil || len(m.rows) == 0 || len(m.cols) == 0 }

// any returns one figure of the matrix, for its unit, view and format.
func (m *matrix) any() *Figure {
	for _, row := range m.cells {
		for _, f := range row {
			if f != nil {
				return f
			}
		}
	}
	return nil
}

// rate tells whether the table is of one rate, which is shown with its numerator, denominator and interval.
func (m *matrix) rate() bool {
	f := m.any()
	return f != nil && len(m.cols) == 1 && (strings.HasPrefix(f.Statistic, "rate") || f.Statistic == incidence)
}

// leaveOut drops the categories in which every figure shown is a true zero or does not apply. What is withheld stays.
func (m *matrix) leaveOut(categories *[]entry, across []entry, figure func(category, other entry) *Figure) {
	kept := slices.DeleteFunc(slices.Clone(*categories), func(c entry) bool {
		return !slices.ContainsFunc(across, func(o entry) bool {
			f := figure(c, o)
			return f != nil && (f.Suppressed() || f.Value != nil && *f.Value != 0 || f.Denominator != nil && *f.Denominator != 0)
		})
	})
	// With nothing at all counted the zeros are the message.
	if len(kept) > 0 {
		m.left = len(*categories) - len(kept)
		*categories = kept
	}
}

// unseen says in words why a table that has no number at all of its own place is not laid out, or "". A zero is a number.
func (m *matrix) unseen() string {
	held, applies := false, false
	for _, group := range append(slices.Clone(m.cells), m.totalRow, m.totalCol, []*Figure{m.whole}) {
		for _, f := range group {
			switch {
			case f == nil:
			case f.Value != nil:
				return ""
			case f.Suppressed():
				held = true
			case !strings.Contains(f.Marker, "[z]"):
				applies = true
			}
		}
	}
	switch {
	case held:
		return "Nothing of this can be shown [c]: the numbers are too small, or would give a small one away."
	case applies:
		return "" // not available is told figure by figure
	default:
		return "This does not apply [z]: nothing was counted of which it would be a share, a rate or a number of days."
	}
}

// figures is every figure that the table shows.
func (m *matrix) figures() []*Figure {
	var all []*Figure
	for _, group := range append(slices.Clone(m.cells), m.totalRow, m.totalCol, m.compare, []*Figure{m.reference, m.whole}) {
		for _, f := range group {
			if f != nil {
				all = append(all, f)
			}
		}
	}
	return all
}

// matrix looks up the figures of a table for one place.
func (b *builder) matrix(t tableSpec) *matrix {
	if len(t.Groups) > 0 {
		return b.groups(t)
	}
	switch t.rows() + " by " + t.columns() {
	case "period by measure", "period by statistic":
		return b.periodsByMeasure(t)
	case "period by category":
		return b.periodsByCategory(t)
	case "category by measure", "category by period", "category by statistic":
		m := b.categories(t)
		if t.chart() == string(document.Incidence) {
			m = b.withCurve(t, m)
		}
		return m
	case "category by crossed":
		return b.crossed(t)
	case "place by period":
		return b.placesByPeriod(t)
	default:
		return b.places(t)
	}
}

func (b *builder) query(t tableSpec, measure string) query {
	return query{measure: measure, statistic: t.Statistic, breakdown: t.Breakdown, periodType: t.PeriodType, until: b.until, asAt: t.AsAt, view: b.catalogue[measure].View, days: b.days}
}

func (b *builder) label(t tableSpec, measure string) string {
	return or(t.Labels[measure], or(b.catalogue[measure].Title, b.words.say(strings.ToUpper(measure))))
}

// line is one measure in one statistic: a column of a table.
type line struct {
	entry
	query query
}

// lines are the columns asked for: the measures, or the statistics of the one measure.
func (b *builder) lines(t tableSpec) []line {
	var all []line
	if t.columns() == "statistic" {
		for _, s := range t.Statistic {
			q := b.query(t, t.Measures[0])
			q.statistic = []string{s}
			all = append(all, line{entry{key: s, label: or(t.Labels[s], b.words.say(strings.ToUpper(s))), measure: t.Measures[0]}, q})
		}
		return all
	}
	for _, measure := range t.Measures {
		all = append(all, line{entry{key: measure, label: b.label(t, measure), measure: measure}, b.query(t, measure)})
	}
	return all
}

func (b *builder) periodsByMeasure(t tableSpec) *matrix {
	m := &matrix{}
	var found [][]*Figure
	for _, l := range b.lines(t) {
		if got := b.place.find(l.query); len(got) > 0 {
			m.cols = append(m.cols, l.entry)
			found = append(found, got)
		}
	}
	m.rows = lastPeriods(t.Periods, found...)
	for _, r := range m.rows {
		row := make([]*Figure, len(m.cols))
		for j := range m.cols {
			row[j] = at(found[j], r.start, "")
		}
		m.cells = append(m.cells, row)
	}
	if t.Compare && b.place.Type != "scotland" && m.rate() {
		whole := b.scotland.find(b.query(t, t.Measures[0]))
		for _, r := range m.rows {
			m.compare = append(m.compare, at(whole, r.start, ""))
		}
	}
	return m
}

func (b *builder) periodsByCategory(t tableSpec) *matrix {
	q := b.query(t, t.Measures[0])
	found := b.place.find(q)
	q.breakdown = nil
	all := b.place.find(q)
	m := &matrix{rows: lastPeriods(t.Periods, found)}
	m.cols = b.categoriesOf(t, m.rows, found)
	m.leaveOut(&m.cols, m.rows, func(c, r entry) *Figure { return at(found, r.start, c.key) })
	slices.SortFunc(m.cols, b.words.before)
	for _, r := range m.rows {
		row := make([]*Figure, len(m.cols))
		for j, c := range m.cols {
			row[j] = at(found, r.start, c.key)
		}
		m.cells = append(m.cells, row)
		m.totalCol = append(m.totalCol, at(all, r.start, ""))
	}
	return m
}

// categories lays out categories down, and measures (of the latest period) or periods (of one measure) across.
func (b *builder) categories(t tableSpec) *matrix {
	m := &matrix{}
	var found, totals [][]*Figure
	for _, l := range b.lines(t) {
		got := b.place.find(l.query)
		if len(got) == 0 {
			continue
		}
		l.query.breakdown = nil
		m.cols = append(m.cols, l.entry)
		found, totals = append(found, got), append(totals, b.place.find(l.query))
	}
	if len(found) == 0 {
		return m
	}
	periods := latestPeriod(t, found...)
	if t.columns() == "period" {
		periods = lastPeriods(t.Periods, found...)
		m.cols = periods
	}
	m.rows = b.categoriesOf(t, periods, found...)
	pick := func(from [][]*Figure, j int, category string) *Figure {
		if t.columns() == "period" {
			return at(from[0], m.cols[j].start, category)
		}
		return at(from[j], periods[0].start, category)
	}
	index := map[string]int{}
	for j, c := range m.cols {
		index[c.key] = j
	}
	m.leaveOut(&m.rows, m.cols, func(r, c entry) *Figure { return pick(found, index[c.key], r.key) })
	m.totalRow = make([]*Figure, len(m.cols))
	for j := range m.cols {
		m.totalRow[j] = pick(totals, j, "")
	}
	last := 0
	if t.columns() == "period" {
		last = len(m.cols) - 1
	}
	b.sortRows(t, m, func(r entry) *Figure { return pick(found, last, r.key) })
	for _, r := range m.rows {
		row := make([]*Figure, len(m.cols))
		for j := range m.cols {
			row[j] = pick(found, j, r.key)
		}
		m.cells = append(m.cells, row)
	}
	return m
}

// sortRows puts the largest first, what is withheld after it, and the rest categories last; or all as listed.
func (b *builder) sortRows(t tableSpec, m *matrix, figure func(entry) *Figure) {
	size := func(e entry) float64 {
		if f := figure(e); f != nil && f.Value != nil {
			return *f.Value
		}
		return -1
	}
	slices.SortStableFunc(m.rows, func(x, y entry) int {
		if t.Sort == "listed" || b.words.last(x.key) || b.words.last(y.key) || size(x) == size(y) {
			return b.words.before(x, y)
		}
		if size(x) > size(y) {
			return -1
		}
		return 1
	})
}

// places lays out the places of one type, for the latest period, with Scotland to compare with.
func (b *builder) places(t tableSpec) *matrix {
	m := &matrix{}
	q := b.query(t, t.Measures[0])
	whole := b.scotland.find(q)
	if len(whole) == 0 {
		return m
	}
	m.reference = whole[len(whole)-1]
	m.cols = []entry{{key: t.Measures[0], label: b.label(t, t.Measures[0]), measure: t.Measures[0]}}
	for _, p := range b.all {
		if p.Type != t.Of {
			continue
		}
		m.rows = append(m.rows, entry{key: p.Code, label: p.Name})
		m.cells = append(m.cells, []*Figure{at(p.find(q), m.reference.Start, "")})
	}
	return m
}

// lastPeriods returns the last n periods of the figures, oldest first.
func lastPeriods(n int, groups ...[]*Figure) []entry {
	var all []entry
	for _, figures := range groups {
		for _, f := range figures {
			if !slices.ContainsFunc(all, func(e entry) bool { return e.start.Equal(f.Start) }) {
				all = append(all, entry{key: f.Start.Format(time.DateOnly), label: f.PeriodName(), start: f.Start})
			}
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return a.start.Compare(b.start) })
	return all[max(0, len(all)-max(n, 1)):]
}

// categoriesOf is the categories that occur in the periods, with their labels.
func (b *builder) categoriesOf(t tableSpec, periods []entry, groups ...[]*Figure) []entry {
	var all []entry
	for _, figures := range groups {
		for _, f := range figures {
			in := slices.ContainsFunc(periods, func(e entry) bool { return e.start.Equal(f.Start) })
			if in && !slices.ContainsFunc(all, func(e entry) bool { return e.key == f.Category }) {
				all = append(all, entry{key: f.Category, label: b.categoryName(t, f), order: f.Order})
			}
		}
	}
	return all
}

// categoryName is what the table's definition calls it, else the release, else its code in words.
func (b *builder) categoryName(t tableSpec, f *Figure) string {
	if own := t.Labels[code(f.Category)]; own != "" {
		return own
	}
	if f.Label != "" && f.Label != f.Category {
		return f.Label
	}
	return b.words.say(f.Category)
}

// categoryTitle is what the release calls the breakdown whose categories are the rows.
func (b *builder) categoryTitle(m *matrix) string {
	f := m.any()
	if m.title != "" {
		return m.title
	}
	return or(b.catalogue[f.Measure].Breakdowns[f.Breakdown], "Category")
}

// at finds the figure of a period and category; an empty category means any, for breakdown "all".
func at(figures []*Figure, start time.Time, category string) *Figure {
	for _, f := range figures {
		if f.Start.Equal(start) && (category == "" || f.Category == category) {
			return f
		}
	}
	return nil
}
