package reports

import (
	"fmt"
	"slices"
	"strings"

	"throughcare/reports/document"
)

// mostBars is how many categories a bar chart draws; the table has them all.
const mostBars = 12

// chart draws the columns of a table that hold figures. The points are those of the table's cells.
func (b *builder) chart(t tableSpec, m *matrix, block *document.Block) *document.Chart {
	kind := document.ChartKind(t.chart())
	if kind == "none" || !drawable(m) && kind != document.Flow {
		return nil
	}
	f := m.any()
	if kind == document.Bars && len(m.rows) > mostBars {
		cut := *m
		cut.rows, cut.cells = m.rows[:mostBars], m.cells[:mostBars]
		m = &cut
		block.Note = strings.TrimSpace(block.Note + fmt.Sprintf(" The chart shows the first %d rows of the table.", mostBars))
	}
	c := &document.Chart{ID: "chart-" + t.ID, Kind: kind, Name: block.Subtitle, Axis: axisName(f), Format: f.Format(), Rows: len(m.rows)}
	for _, r := range m.rows {
		c.Categories = append(c.Categories, r.label)
	}
	if b.special(t, m, c, block) {
		if kind == document.Flow && len(c.Nodes) == 0 {
			return nil // all parts are withheld
		}
		c.Description = describe(c, block)
		return c
	}
	first := 1
	columns := make([]int, 0, len(m.cols))
	for j := range m.cols {
		columns = append(columns, j)
	}
	switch {
	case m.rate():
		first = 3 // after numerator and denominator
	case t.columns() == "period":
		columns = columns[len(columns)-1:] // a picture of the latest period
	case t.columns() == "measure" && len(columns) > 4:
		columns = columns[:4]
	}
	for _, j := range columns {
		s := document.Series{Name: m.cols[j].label, Column: first + j, Muted: t.columns() == "category" && b.words.muted(m.cols[j].key)}
		for i := range m.rows {
			s.Points = append(s.Points, point(m.cells[i][j], m.rate()))
		}
		c.Series = append(c.Series, s)
	}
	if len(m.compare) > 0 {
		c.Series[0].Name = b.place.Name
		s := document.Series{Name: "Scotland", Column: 6, Muted: true}
		for _, f := range m.compare {
			s.Points = append(s.Points, point(f, false))
		}
		c.Series = append(c.Series, s)
	}
	if m.reference != nil && m.reference.Value != nil {
		c.Reference = &document.Reference{Name: "Scotland " + f.Format().Write(*m.reference.Value), Value: *m.reference.Value}
	}
	if kind == document.Line && slices.ContainsFunc(c.Series, func(s document.Series) bool {
		return slices.ContainsFunc(s.Points, func(p document.Point) bool { return p.Value != nil && strings.Contains(p.Marker, "[p]") })
	}) {
		block.Note = strings.TrimSpace(block.Note + " Hollow points at the end of dashes are provisional.")
	}
	c.Description = describe(c, block)
	return c
}

// special draws the kinds of chart that are more than columns of a table; false for the others.
func (b *builder) special(t tableSpec, m *matrix, c *document.Chart, block *document.Block) bool {
	if len(t.Groups) > 0 {
		groupsChart(m, c)
		return true
	}
	switch c.Kind {
	case document.Shares:
		b.sharesChart(t, m, c, block)
	case document.Flow:
		b.flowChart(t, m, c)
	case document.Incidence:
		incidenceChart(m, c)
	case document.Multiples:
		b.multiplesChart(m, c, block)
	default:
		return false
	}
	return true
}

// drawable tells whether there are at least two figures above zero to compare: a picture of less says nothing.
func drawable(m *matrix) bool {
	n := 0
	for _, row := range m.cells {
		for _, f := range row {
			if f != nil && f.Value != nil && *f.Value > 0 {
				n++
			}
		}
	}
	return n > 1
}

func point(f *Figure, interval bool) document.Point {
	if f == nil || f.Value == nil {
		return document.Point{Marker: valueCell(f).Text}
	}
	p := document.Point{Value: f.Value, Marker: f.Marker}
	if interval {
		p.Lower, p.Upper = f.Lower, f.Upper
	}
	return p
}

func axisName(f *Figure) string {
	switch {
	case f.Format().IsPercent():
		return "Percentage"
	case f.Statistic == "rate_per_100_years":
		return "Per 100 years at risk"
	case f.Statistic == "people":
		return "Number of people"
	case f.Statistic == "records":
		return "Number of " + or(f.Unit, "records")
	default:
		return strings.ToUpper(f.Unit[:min(1, len(f.Unit))]) + f.Unit[min(1, len(f.Unit)):]
	}
}

// describe says in words what the picture shows: its kind, what it compares, its message, and where the numbers are.
func describe(c *document.Chart, block *document.Block) string {
	kinds := map[document.ChartKind]string{document.Bars: "Bar chart", document.Columns: "Column chart", document.Line: "Line chart",
		document.Stacked: "Stacked bar chart", document.Intervals: "Chart of points with 95% confidence intervals", document.Shares: "Bars of 100% in parts",
		document.Flow: "Flow diagram", document.Incidence: "Line of the share by each day, with 95% limits", document.Multiples: "Small line charts"}
	var names []string
	for _, s := range c.Series {
		names = append(names, s.Name)
	}
	for _, n := range c.Nodes {
		names = append(names, n.Name)
	}
	text := fmt.Sprintf("%s of %s, with %d rows: %s. ", kinds[c.Kind], strings.Join(names, ", "), c.Rows, block.Subtitle)
	if c.Reference != nil {
		text += "A line marks " + c.Reference.Name + ". "
	}
	if block.Finding != "" {
		text += strings.TrimSuffix(block.Finding, ".") + ". "
	}
	return text + "The table after the chart has every figure."
}
