package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"throughcare/marts/stats"
	"throughcare/reports/document"
)

// groupSpec is one of two groups that a breakdown holds side by side: the codes of its categories begin alike ("RECALLED_DRUGS"),
// and so do their labels ("Recalled: drugs").
type groupSpec struct {
	Prefix string `yaml:"prefix"` // of the codes
	Name   string `yaml:"name"`   // over its columns
	Says   string `yaml:"says"`   // in the finding: "licences recalled"
}

func (t *tableSpec) checkGroups() error {
	switch {
	case len(t.Groups) == 0:
		return nil
	case len(t.Groups) != 2:
		return fmt.Errorf("groups are two, to be held against one another")
	case t.rows() != "category" || t.columns() != "measure" || len(t.Measures) != 1 || t.chart() != "intervals" && t.chart() != "none":
		return fmt.Errorf("groups need rows of categories, one measure, and the chart intervals or none")
	}
	return nil
}

// groups lays out what both groups have down, and the rates of the two across.
func (b *builder) groups(t tableSpec) *matrix {
	m := &matrix{}
	found := b.place.find(b.query(t, t.Measures[0]))
	if len(found) == 0 {
		return m
	}
	for _, g := range t.Groups {
		m.cols = append(m.cols, entry{key: g.Prefix, label: g.Name, measure: t.Measures[0]})
	}
	start := latestPeriod(t, found)[0].start
	for _, f := range found {
		key, ok := strings.CutPrefix(f.Category, t.Groups[0].Prefix)
		if ok && f.Start.Equal(start) {
			_, label, _ := strings.Cut(b.categoryName(t, f), ": ")
			m.rows = append(m.rows, entry{key: key, label: strings.ToUpper(label[:min(1, len(label))]) + label[min(1, len(label)):], order: f.Order})
		}
	}
	figure := func(r, c entry) *Figure { return at(found, start, c.key+r.key) }
	m.leaveOut(&m.rows, m.cols, func(r, c entry) *Figure { return noZero(figure(r, c)) })
	b.sortRows(t, m, func(r entry) *Figure { return figure(r, m.cols[0]) })
	for _, r := range m.rows {
		m.cells = append(m.cells, []*Figure{figure(r, m.cols[0]), figure(r, m.cols[1])})
	}
	return m
}

// noZero is the figure, unless it is of nothing at all: a need that nobody had is no row.
func noZero(f *Figure) *Figure {
	if f != nil && f.Numerator != nil && *f.Numerator == 0 {
		return nil
	}
	return f
}

func (b *builder) groupsTable(out *document.Table, m *matrix) {
	for _, c := range m.cols {
		for _, what := range []string{"number", "out of", "percentage", "lower limit", "upper limit"} {
			out.Columns = append(out.Columns, document.Column{Name: c.label + ": " + what, Number: true})
		}
	}
	out.Columns = append(out.Columns, document.Column{Name: m.cols[0].label + " against " + lowerFirst(m.cols[1].label)})
	tests := m.tests()
	notes := make([]string, len(m.rows))
	for i, r := range m.rows {
		row := document.Row{Cells: []document.Cell{document.TextCell(r.label)}}
		var marked []string
		for j, f := range m.cells[i] {
			row.Cells = append(row.Cells, rateCells(f)...)
			for _, mark := range marks(f) {
				marked = append(marked, m.cols[j].label+": "+mark)
			}
		}
		row.Cells = append(row.Cells, document.TextCell(beside(m.cells[i][0], m.cells[i][1], tests)))
		out.Rows = append(out.Rows, row)
		notes[i] = strings.Join(marked, "; ")
	}
	addNotes(out, notes)
}

// comparable tells whether two rates may be held against one another: both shown, reliable, and of a whole period.
func comparable(f, g *Figure) bool {
	return sayable(f) && sayable(g) && whole(f) && whole(g) && f.Numerator != nil && g.Numerator != nil
}

// tests is how many pairs of rates are held against one another.
func (m *matrix) tests() int {
	n := 0
	for _, row := range m.cells {
		if comparable(row[0], row[1]) {
			n++
		}
	}
	return n
}

// beside says how the first rate stands to the second: different only where the interval of their difference leaves 0 out.
func beside(f, g *Figure, tests int) string {
	switch {
	case f == nil || g == nil:
		return notAvailable
	case f.Suppressed() || g.Suppressed():
		return "[c]"
	case !comparable(f, g):
		return "Not compared"
	case !differ(f, g, tests):
		return "Not clearly different"
	case *f.Value > *g.Value:
		return "Different: higher"
	default:
		return "Different: lower"
	}
}

// differ tells whether two rates differ by more than chance would usually give: by Newcombe's interval of a difference from
// Wilson's limits (Newcombe 1998, method 10), at a level of which chance finds a difference in one of all the pairs that are
// looked at less than once in twenty (Bonferroni).
func differ(f, g *Figure, tests int) bool {
	level := 1 - 0.05/float64(max(tests, 1))
	p, q := *f.Numerator / *f.Denominator, *g.Numerator / *g.Denominator
	a, b := stats.Wilson(*f.Numerator, *f.Denominator, level), stats.Wilson(*g.Numerator, *g.Denominator, level)
	lower := p - q - math.Hypot(p-a.Lower, b.Upper-q)
	upper := p - q + math.Hypot(a.Upper-p, q-b.Lower)
	return lower > 0 || upper < 0
}

// groupsFinding names up to four rows in which the groups differ, the largest of the first group first, or says that there is
// none among those that can be compared.
func groupsFinding(t tableSpec, m *matrix, subject string) string {
	tests := m.tests()
	if tests == 0 {
		return ""
	}
	var pairs []string
	for i, r := range m.rows {
		if f, g := m.cells[i][0], m.cells[i][1]; comparable(f, g) && differ(f, g, tests) {
			pairs = append(pairs, fmt.Sprintf("%s %s against %s", lowerFirst(r.label), based(f), based(g)))
		}
	}
	f := m.any()
	when := document.In(f.PeriodName(), f.Stock())
	one, other := t.Groups[0].Says, t.Groups[1].Says
	if len(pairs) == 0 {
		return fmt.Sprintf("%s: no clear difference between %s and %s %s, in %s", subject, one, other, when, ofThem(tests))
	}
	more := ""
	if len(pairs) > 4 {
		more = fmt.Sprintf(", and %s more", inWords(len(pairs)-4))
		pairs = pairs[:4]
	}
	chance := "a larger difference than chance alone would usually give"
	if len(pairs) > 1 {
		chance = "larger differences than chance alone would usually give"
	}
	return fmt.Sprintf("%s of %s, against %s: %s%s %s, %s", subject, one, other, strings.Join(pairs, "; "), more, when, chance)
}

func ofThem(n int) string {
	if n == 1 {
		return "the one row that can be compared"
	}
	return fmt.Sprintf("the %s rows that can be compared", inWords(n))
}

// groupsChart draws both rates of a row with their intervals, one under the other.
func groupsChart(m *matrix, c *document.Chart) {
	for j, col := range m.cols {
		s := document.Series{Name: col.label, Column: 3 + 5*j}
		for i := range m.rows {
			s.Points = append(s.Points, point(m.cells[i][j], true))
		}
		c.Series = append(c.Series, s)
	}
	// Rows of which nothing can be shown are in the table.
	c.Rows = len(m.rows) - trailing(m)
	c.Categories = c.Categories[:c.Rows]
	for j := range c.Series {
		c.Series[j].Points = c.Series[j].Points[:c.Rows]
	}
}

// trailing is how many of the last rows have no value in any column.
func trailing(m *matrix) int {
	n := 0
	for _, row := range slices.Backward(m.cells) {
		if slices.ContainsFunc(row, func(f *Figure) bool { return f != nil && f.Value != nil }) {
			break
		}
		n++
	}
	return n
}
