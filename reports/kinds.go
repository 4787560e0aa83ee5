package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughcare/reports/document"
)

// sharesChart draws each row as parts of its own total. Without a total that is shown a row has no parts: the shares of what
// is shown would not be shares of the whole.
func (b *builder) sharesChart(t tableSpec, m *matrix, c *document.Chart, block *document.Block) {
	c.Axis, c.Format, c.Scale = "Percentage", document.Percent, t.Scale
	held := false
	for j, col := range m.cols {
		s := document.Series{Name: col.label, Column: 1 + j, Muted: b.words.muted(col.key)}
		for i := range m.rows {
			p := point(m.cells[i][j], false)
			if all := m.rowTotal(t, i); p.Value != nil && all > 0 {
				share := 100 * *p.Value / all
				p.Value = &share
			} else if p.Value != nil {
				p = document.Point{Marker: valueCell(m.totalCol[i]).Text}
			}
			held = held || p.Marker == "[c]"
			s.Points = append(s.Points, p)
		}
		c.Series = append(c.Series, s)
	}
	if held {
		block.Note = strings.TrimSpace(block.Note + " The gap at the end of a bar stands for all that is held back in it.")
	}
}

// rowTotal is what the parts of a row are shares of; 0 if it is not known. Where only some columns are asked for it is their
// sum, and not known when one of them is withheld.
func (m *matrix) rowTotal(t tableSpec, i int) float64 {
	if len(t.Only) == 0 {
		if all := m.totalCol[i]; all != nil && all.Value != nil {
			return *all.Value
		}
		return 0
	}
	sum := 0.0
	for _, f := range m.cells[i] {
		if f == nil || f.Value == nil {
			if all := m.totalCol[i]; all != nil && all.Value != nil {
				return *all.Value
			}
			return 0
		}
		sum += *f.Value
	}
	return sum
}

// incidenceChart draws the share with an event by each day after the start. The categories of the table are days.
func incidenceChart(m *matrix, c *document.Chart) {
	under := []document.Under{{Name: "Events"}, {Name: "Followed"}}
	if m.atRisk != nil {
		under[1].Name = "Still followed"
	}
	s := document.Series{Name: m.cols[0].label, Column: 3}
	for i, r := range m.rows {
		days, err := strconv.ParseFloat(r.key, 64)
		if err != nil {
			continue
		}
		f := m.cells[i][0]
		c.Days = append(c.Days, days)
		s.Points = append(s.Points, point(f, true))
		cells := rateCells(f)
		if m.atRisk != nil {
			cells[1] = atRiskCell(m.atRisk[i], f)
		}
		under[0].Cells, under[1].Cells = append(under[0].Cells, cells[0].String()), append(under[1].Cells, cells[1].String())
	}
	// Days that nobody has been followed for are in the table and not in the picture.
	for n := len(c.Days); n > 0 && s.Points[n-1].Value == nil && s.Points[n-1].Marker == notAvailable; n-- {
		c.Days, s.Points = c.Days[:n-1], s.Points[:n-1]
		for u := range under {
			under[u].Cells = under[u].Cells[:n-1]
		}
	}
	c.Series = append(c.Series, s)
	c.Under = under
	c.Fixed = fixedDays(m)
	c.Axis = "Percentage"
}

// fixedDays tells for each row whether it is one of the days that the release has figures for: those are labelled.
func fixedDays(m *matrix) []bool {
	fixed := make([]bool, len(m.rows))
	for i := range m.rows {
		fixed[i] = !m.cells[i][0].curve
	}
	return fixed
}

// multiplesChart draws each place over the periods, on one scale for shares, and on a scale of its own from zero for counts.
// Places with fewer than half of the periods shown, or nothing but zeros, are not drawn.
func (b *builder) multiplesChart(m *matrix, c *document.Chart, block *document.Block) {
	c.Categories = nil
	for _, col := range m.cols {
		c.Categories = append(c.Categories, col.label)
	}
	var left []string
	for i, r := range m.rows {
		s := document.Series{Name: r.label}
		shown, some := 0, false
		for _, f := range m.cells[i] {
			p := point(f, false)
			if p.Value != nil {
				shown++
				some = some || *p.Value > 0
			}
			s.Points = append(s.Points, p)
		}
		if 2*shown < len(m.cols) || !some {
			left = append(left, r.label)
			continue
		}
		c.Series = append(c.Series, s)
	}
	if c.Format.IsPercent() {
		c.Whole = document.Series{Name: b.scotland.Name, Muted: true}
		for _, f := range m.totalRow {
			c.Whole.Points = append(c.Whole.Points, point(f, false))
		}
		block.Note = strings.TrimSpace(block.Note + " All areas have one scale; the grey line is " + b.scotland.Name + ".")
	} else {
		block.Note = strings.TrimSpace(block.Note + " Each area has a scale of its own, from zero: compare the shapes of the lines, not their heights.")
	}
	if len(left) > 0 {
		block.Note += fmt.Sprintf(" Not drawn, as fewer than half of the periods can be shown, or nothing was counted: %s.", and(left))
	}
}

// flowChart draws the whole, the states on the way and the categories. What is withheld goes to a node of its own, as wide as
// the table's totals leave room for; where they leave none it is not drawn. Where all is withheld there is nothing to draw.
func (b *builder) flowChart(t tableSpec, m *matrix, c *document.Chart) {
	f := flow{chart: c}
	if t.columns() == "crossed" {
		b.crossedFlow(&f, t, m)
	} else {
		b.pathFlow(&f, t, m)
	}
	if !slices.ContainsFunc(c.Nodes, func(n document.Node) bool { return n.Last && n.Value != nil }) {
		c.Nodes, c.Links = nil, nil
	}
}

// flow puts nodes and links into a chart.
type flow struct{ chart *document.Chart }

func (f *flow) node(name string, figure *Figure, muted, last bool) int {
	n := document.Node{Name: name, Muted: muted, Last: last}
	if figure != nil {
		n.Value, n.Marker = figure.Value, figure.Marker
	}
	f.chart.Nodes = append(f.chart.Nodes, n)
	return len(f.chart.Nodes) - 1
}

func (f *flow) link(from, to int, v float64) {
	if v > 0 {
		f.chart.Links = append(f.chart.Links, document.Link{From: from, To: to, Value: v})
	}
}

// held is the node of what is withheld, made when it is first needed.
func (f *flow) held(at *int) int {
	if *at < 0 {
		*at = f.node("Held back", &Figure{Marker: "[c]"}, true, true)
	}
	return *at
}

// crossedFlow draws whole, rows and columns. Where one of the pairs is withheld the rows are left out, so that each column keeps
// its own number: half a band would read as half a number.
func (b *builder) crossedFlow(f *flow, t tableSpec, m *matrix) {
	if m.whole == nil || m.whole.Value == nil {
		return
	}
	root, held := f.node(or(t.Subject, t.Title), m.whole, false, false), -1
	complete := !slices.ContainsFunc(append(slices.Clone(m.cells), m.totalCol), func(row []*Figure) bool {
		return slices.ContainsFunc(row, func(g *Figure) bool { return g == nil || g.Value == nil })
	})
	rows := make([]int, len(m.rows))
	if complete {
		for i, r := range m.rows {
			rows[i] = f.node(r.label, m.totalCol[i], b.words.muted(r.key), false)
			f.link(root, rows[i], *m.totalCol[i].Value)
		}
	}
	rest := *m.whole.Value
	for j, col := range m.cols {
		all := m.totalRow[j]
		if all == nil || all.Value == nil || *all.Value == 0 {
			continue
		}
		end := f.node(col.label, all, b.words.muted(col.key), true)
		rest -= *all.Value
		if !complete {
			f.link(root, end, *all.Value)
			continue
		}
		for i := range m.rows {
			f.link(rows[i], end, *m.cells[i][j].Value)
		}
	}
	if rest > 0 {
		f.link(root, f.held(&held), rest)
	}
}

// pathFlow draws a list of categories as a tree, by the states that the definition puts before them.
func (b *builder) pathFlow(f *flow, t tableSpec, m *matrix) {
	all := m.totalRow[0]
	if all == nil || all.Value == nil {
		return
	}
	root := f.node(or(t.Subject, t.Title), all, false, false)
	nodes, held, rest := map[string]int{}, -1, *all.Value
	inner := map[[2]int]float64{}
	for i, r := range m.rows {
		fig := m.cells[i][0]
		if fig == nil || fig.Value == nil || *fig.Value == 0 {
			continue
		}
		rest -= *fig.Value
		from := root
		for _, name := range t.through(r.key) {
			to, ok := nodes[name]
			if !ok {
				to = f.node(name, nil, false, false)
				nodes[name] = to
			}
			inner[[2]int{from, to}] += *fig.Value
			from = to
		}
		f.link(from, f.node(r.label, fig, b.words.muted(r.key), true), *fig.Value)
	}
	var pairs [][2]int
	for pair := range inner {
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(x, y [2]int) int { return x[0]*1000 + x[1] - y[0]*1000 - y[1] })
	for _, pair := range pairs {
		f.link(pair[0], pair[1], inner[pair])
		// With nothing withheld the sum of what goes through a state is that state.
		if rest == 0 {
			sum := inner[pair]
			f.chart.Nodes[pair[1]].Value = &sum
		}
	}
	if rest > 0 {
		f.link(root, f.held(&held), rest)
	}
}

// through is the states between the whole and a category.
func (t *tableSpec) through(category string) []string {
	for _, p := range t.Paths {
		if slices.Contains(p.Categories, code(category)) {
			return p.Through
		}
	}
	return nil
}

// and joins names as a sentence has them.
func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
