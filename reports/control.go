package reports

import (
	"fmt"
	"strings"

	"throughcare/reports/document"
)

// process is one control chart as a block shows it.
type process struct {
	points  []ControlPoint
	format  document.Format
	better  string // higher, lower or neither
	subject string
	each    string // month or quarter
}

// controlBlock shows a measure of the document's place over time, with its mean and limits.
func (b *builder) controlBlock(t tableSpec) document.Block {
	out := document.Block{ID: t.ID, Note: strings.TrimSpace(t.Note), Defines: b.defines(t.Measures), Subtitle: t.Title}
	points := b.compared.process(t, b.place)
	if len(points) == 0 {
		out.Empty = "No figures in this release."
		return out
	}
	first, last := points[0], points[len(points)-1]
	p := process{points: points, format: document.FormatOf(first.Statistic, first.Unit), better: b.catalogue[first.Measure].Better,
		subject: or(t.Subject, t.Title), each: t.PeriodType}
	out.Subtitle = fmt.Sprintf("%s, %s, %s, %s to %s", t.Title, unitWords(&Figure{Statistic: first.Statistic, Unit: first.Unit, View: first.View}),
		b.place.Name, first.Start.Format("Jan 2006"), last.End.Format("Jan 2006"))
	out.Finding = p.finding()
	out.Note = strings.TrimSpace(out.Note + " " + p.note())
	for _, at := range points {
		b.released(b.place, at.Measure, at.Statistic, "all", at.PeriodType, at.Start)
	}
	out.Table = b.controlTable(t, p)
	out.Table.Caption = out.Subtitle
	if p.shown() > 1 {
		out.Chart = p.chart(t, &out)
	}
	return out
}

// shown is how many of the points have a value.
func (p *process) shown() int {
	n := 0
	for _, at := range p.points {
		if at.Value != nil {
			n++
		}
	}
	return n
}

// limited tells whether there are mean and limits.
func (p *process) limited() bool { return p.points[0].Reason == "" }

func (c *ControlPoint) name() string { return document.PeriodName(c.PeriodType, c.Start, c.End, false) }

func (b *builder) controlTable(t tableSpec, p process) *document.Table {
	first := p.points[0]
	rate := first.Statistic == "rate"
	out := &document.Table{Name: t.ID, Source: b.sourceOf(first.Measure),
		Columns: []document.Column{{Name: "Period"}}}
	add := func(names ...string) {
		for _, n := range names {
			out.Columns = append(out.Columns, document.Column{Name: n, Number: true})
		}
	}
	if rate {
		add("Number (numerator)", "Out of (denominator)", "Percentage")
	} else {
		add(axisName(&Figure{Statistic: first.Statistic, Unit: first.Unit}))
	}
	if p.limited() {
		add("Mean", "Lower limit"+limitUnit(p.format), "Upper limit"+limitUnit(p.format))
		out.Columns = append(out.Columns, document.Column{Name: "Special cause"})
	}
	var notes []string
	for _, at := range p.points {
		cells := []document.Cell{document.TextCell(at.name())}
		gap := document.TextCell(or(at.Marker, notAvailable))
		cell := func(v *float64, format document.Format, otherwise document.Cell) document.Cell {
			if v == nil {
				return otherwise
			}
			return document.NumberCell(*v, format)
		}
		if rate {
			cells = append(cells, cell(at.Numerator, document.Count, gap), cell(at.Denominator, document.Count, gap))
		}
		cells = append(cells, cell(at.Value, p.format, gap))
		if p.limited() {
			none := document.TextCell("[z]")
			// Means and limits of counts have a decimal.
			lines := p.lines()
			cells = append(cells, cell(at.Mean, lines, none), cell(at.Lower, lines, none), cell(at.Upper, lines, none), document.TextCell(at.cause()))
		}
		out.Rows = append(out.Rows, document.Row{Cells: cells})
		note := ""
		if at.Value != nil {
			note = at.Marker
		}
		notes = append(notes, note)
	}
	addNotes(out, notes)
	return out
}

// lines is how mean and limits are written.
func (p *process) lines() document.Format {
	if p.format == document.Count {
		return document.Decimal
	}
	return p.format
}

// chart draws the values with mean, limits and special causes.
func (p *process) chart(t tableSpec, block *document.Block) *document.Chart {
	first := p.points[0]
	plot := &document.ControlPlot{}
	value := document.Series{Name: p.subject, Column: 1}
	if first.Statistic == "rate" {
		value.Column = 3
	}
	seen := map[document.Sign]bool{}
	c := &document.Chart{ID: "chart-" + t.ID, Kind: document.Control, Name: block.Subtitle, Axis: axisName(&Figure{Statistic: first.Statistic, Unit: first.Unit}),
		Format: p.format, Rows: len(p.points), Control: plot}
	for i, at := range p.points {
		point := document.ControlPoint{Value: at.Value, Mean: at.Mean, Lower: at.Lower, Upper: at.Upper, Marker: at.Marker, Sign: p.sign(at),
			High: at.Direction == "high", Provisional: at.Part == "provisional"}
		seen[point.Sign] = seen[point.Sign] || at.Value != nil
		plot.Points = append(plot.Points, point)
		c.Categories = append(c.Categories, at.name())
		value.Points = append(value.Points, document.Point{Value: at.Value, Marker: at.Marker})
		if at.Frozen && at.Part == "baseline" {
			plot.Baseline = i + 1
		}
	}
	c.Series = []document.Series{value}
	if p.limited() {
		plot.Mean = "Mean " + p.lines().Write(*p.meanLine())
		c.Key = []document.KeyItem{{Sign: document.SignSolid, Name: "Mean"}, {Sign: document.SignDashed, Name: "Limits of usual variation"}}
	}
	for _, item := range []document.KeyItem{{Sign: document.SignBetter, Name: "Special cause, better"}, {Sign: document.SignWorse, Name: "Special cause, worse"},
		{Sign: document.SignSpecial, Name: "Special cause"}} {
		if seen[item.Sign] {
			c.Key = append(c.Key, item)
		}
	}
	kind := map[string]string{"p": "P-chart", "xmr": "XmR chart"}[first.Chart]
	c.Description = fmt.Sprintf("%s (control chart) of %d points over time, with mean and limits where there are any: %s. %s. The table after the chart has every figure.",
		kind, len(p.points), block.Subtitle, strings.TrimSuffix(or(block.Finding, "No finding"), "."))
	return c
}

// meanLine is the mean of the first point that has one.
func (p *process) meanLine() *float64 {
	for _, at := range p.points {
		if at.Mean != nil {
			return at.Mean
		}
	}
	return new(float64)
}

// sign of a point: a special cause is better, worse, or neither.
func (p *process) sign(at ControlPoint) document.Sign {
	switch {
	case at.Rule == "" || at.Value == nil:
		return document.SignPlain
	case p.better != "higher" && p.better != "lower":
		return document.SignSpecial
	case (p.better == "higher") == (at.Direction == "high"):
		return document.SignBetter
	default:
		return document.SignWorse
	}
}
