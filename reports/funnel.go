package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"throughcare/marts"
	"throughcare/reports/document"
)

// curveSteps is how many sizes the limits of a funnel plot are drawn at.
const curveSteps = 60

// funnelPlot is one funnel plot as a block shows it.
type funnelPlot struct {
	places  []Comparison // by name
	format  document.Format
	own     string // the code of the document's place, where it is one of them
	rate    bool   // per 100 years and not per cent
	kind    string // area or establishment
	subject string
}

// funnelBlock compares the places of one kind with Scotland; a page can switch to the years before the latest.
func (b *builder) funnelBlock(t tableSpec) document.Block {
	plots := b.compared.funnels(t)
	if len(plots) == 0 {
		return document.Block{ID: t.ID, Subtitle: t.Title, Empty: "No figures in this release to compare.", Defines: b.defines(t.Measures)}
	}
	out := b.oneFunnel(t, plots[0])
	for _, places := range plots[1:min(len(plots), 1+earlierPeriods)] {
		block := b.oneFunnel(t, places)
		if block.Table == nil {
			break
		}
		block.ID += "--" + slug(block.Period)
		if block.Chart != nil {
			block.Chart.ID += "--" + slug(block.Period)
		}
		out.Earlier = append(out.Earlier, block)
	}
	return out
}

// oneFunnel is the comparison of one year.
func (b *builder) oneFunnel(t tableSpec, places []Comparison) document.Block {
	first := places[0]
	f := funnelPlot{places: places, format: document.FormatOf(first.Statistic, first.Unit), rate: first.Statistic == "rate_per_100_years",
		kind: map[string]string{"authority": "area", "establishment": "establishment"}[t.Of], subject: or(t.Subject, t.Title)}
	if b.place.Type == t.Of {
		f.own = b.place.Code
	}
	when := document.PeriodName(first.PeriodType, first.Start, first.End, false)
	out := document.Block{ID: t.ID, Note: strings.TrimSpace(t.Note), Defines: b.defines(t.Measures), PeriodType: first.PeriodType, Period: when,
		Subtitle: fmt.Sprintf("%s, %s, Scotland and each %s, %s", t.Title, b.comparedUnit(first), t.Of, when)}
	if first.Compared == 0 {
		out.Empty = f.nothing(when)
		return out
	}
	out.Finding = f.finding(when)
	out.Note = strings.TrimSpace(out.Note + " " + f.note())
	b.showFunnel(f)
	out.Table = b.funnelTable(t, f)
	out.Table.Caption = out.Subtitle
	if first.Compared > 1 {
		out.Chart = b.funnelChart(t, f, &out)
	}
	return out
}

// comparedUnit is what is shown, in words.
func (b *builder) comparedUnit(c Comparison) string {
	return unitWords(&Figure{Statistic: c.Statistic, Unit: c.Unit, View: c.View})
}

// showFunnel remembers the figures that stand in the plot, for the file of figures.
func (b *builder) showFunnel(f funnelPlot) {
	first := f.places[0]
	for _, p := range b.all {
		if p.Type == first.PlaceType || p.Type == "scotland" {
			b.released(p, first.Measure, first.Statistic, first.Category, first.PeriodType, first.Start)
		}
	}
}

// funnelTable lists the places by name, Scotland last: it is no league table.
func (b *builder) funnelTable(t tableSpec, f funnelPlot) *document.Table {
	number, base, value := "Number (numerator)", "Out of (denominator)", "Percentage"
	if f.rate {
		number, base, value = "Events (numerator)", "Years at risk (denominator)", "Rate"
	}
	first, in := f.places[0], limitUnit(f.format)
	out := &document.Table{Name: t.ID, Source: b.sourceOf(first.Measure),
		Columns: []document.Column{{Name: upperFirst(f.kind)}, {Name: number, Number: true}, {Name: base, Number: true}, {Name: value, Number: true},
			{Name: "Lower 99.8% limit" + in, Number: true}, {Name: "Lower 95% limit" + in, Number: true}, {Name: "Upper 95% limit" + in, Number: true}, {Name: "Upper 99.8% limit" + in, Number: true},
			{Name: "Compared with Scotland"}}}
	for _, p := range f.places {
		out.Rows = append(out.Rows, document.Row{Cells: f.cells(p)})
	}
	none := document.TextCell("[z]")
	whole := []document.Cell{document.TextCell("Scotland"), none, none, document.NumberCell(first.Target, f.format), none, none, none, none, none}
	for _, g := range b.scotland.measures[first.Measure] {
		if g.Statistic == first.Statistic && g.Category == first.Category && g.PeriodType == first.PeriodType && g.Start.Equal(first.Start) {
			copy(whole[1:4], rateCells(g)[:3])
		}
	}
	out.Rows = append(out.Rows, document.Row{Cells: whole, Total: true})
	return out
}

func (f *funnelPlot) cells(p Comparison) []document.Cell {
	gap := document.TextCell(or(p.Marker, notAvailable))
	part := func(v *float64, format document.Format) document.Cell {
		if v == nil {
			return gap
		}
		return document.NumberCell(*v, format)
	}
	limit := func(v *float64) document.Cell {
		switch {
		case v != nil:
			return document.NumberCell(*v, f.format)
		case p.Value == nil:
			return gap
		default:
			return document.TextCell("[z]")
		}
	}
	base := document.Count
	if f.rate {
		base = document.Decimal
	}
	return []document.Cell{document.TextCell(p.Place), part(p.Numerator, document.Count), part(p.Denominator, base), part(p.Value, f.format),
		limit(p.Lower998), limit(p.Lower95), limit(p.Upper95), limit(p.Upper998), document.TextCell(p.words())}
}

// funnelChart draws the places that are compared, and the limits for every size between them.
func (b *builder) funnelChart(t tableSpec, f funnelPlot, block *document.Block) *document.Chart {
	first := f.places[0]
	size := "Number of " + b.catalogue[first.Measure].Unit + " (denominator)"
	if f.rate {
		size = "Years at risk (denominator)"
	}
	plot := &document.FunnelPlot{Size: size, Target: first.Target, Named: "Scotland " + f.format.Write(first.Target)}
	seen := map[document.Sign]bool{}
	own := ""
	for _, p := range f.places {
		if p.Value == nil || p.Denominator == nil || p.Lower95 == nil {
			continue
		}
		point := document.FunnelPoint{Name: p.Place, Size: *p.Denominator, Value: *p.Value, Sign: p.sign(), Own: p.PlaceCode == f.own}
		if point.Own {
			own = p.Place
		}
		seen[point.Sign] = true
		plot.Points = append(plot.Points, point)
	}
	plot.Curve = f.curve(plot.Points)
	c := &document.Chart{ID: "chart-" + t.ID, Kind: document.Funnel, Name: block.Subtitle, Axis: axisName(&Figure{Statistic: first.Statistic, Unit: first.Unit}),
		Format: f.format, Rows: len(plot.Points), Funnel: plot}
	if own != "" {
		c.Key = append(c.Key, document.KeyItem{Sign: document.SignOwn, Name: own})
	}
	for _, item := range []document.KeyItem{{Sign: document.SignPlain, Name: upperFirst(f.kind) + " within the limits"},
		{Sign: document.SignNear, Name: "Between the 95% and 99.8% limits"}, {Sign: document.SignFar, Name: "Different: outside the 99.8% limits"}} {
		if seen[item.Sign] {
			c.Key = append(c.Key, item)
		}
	}
	c.Key = append(c.Key, document.KeyItem{Sign: document.SignTarget, Name: plot.Named}, document.KeyItem{Sign: document.SignDashed, Name: "95% limits"}, document.KeyItem{Sign: document.SignSolid, Name: "99.8% limits"})
	c.Description = fmt.Sprintf("Funnel plot of %d points, one for each %s that is compared, by its size, with 95%% and 99.8%% limits about %s: %s. %s. The table after the chart has every figure.",
		len(plot.Points), f.kind, plot.Named, block.Subtitle, strings.TrimSuffix(block.Finding, "."))
	return c
}

// curve is the limits at sizes from the smallest place to the largest, closer where they bend more.
func (f *funnelPlot) curve(points []document.FunnelPoint) []document.FunnelLimits {
	low, high := math.Inf(1), 0.0
	for _, p := range points {
		low, high = min(low, p.Size), max(high, p.Size)
	}
	low, high = low*0.92, high*1.04
	sizes := make([]float64, curveSteps+1)
	for i := range sizes {
		sizes[i] = low * math.Pow(high/low, float64(i)/curveSteps)
	}
	const unit = 100
	tau2 := math.NaN()
	if t := f.places[0].Tau2; t != nil {
		tau2 = *t
	}
	limits := marts.FunnelLimits(f.rate, f.places[0].Target/unit, tau2, sizes)
	all := make([]document.FunnelLimits, len(sizes))
	for i, n := range sizes {
		all[i] = document.FunnelLimits{Size: n, Low95: unit * limits.Inner.Lower[i], High95: unit * limits.Inner.Upper[i],
			Low998: unit * limits.Outer.Lower[i], High998: unit * limits.Outer.Upper[i]}
	}
	return all
}

func (c *Comparison) sign() document.Sign {
	switch {
	case strings.HasSuffix(c.State, "_998"):
		return document.SignFar
	case strings.HasSuffix(c.State, "_95"):
		return document.SignNear
	default:
		return document.SignPlain
	}
}

// names of the places in a state.
func (f *funnelPlot) names(state string) []string {
	var all []string
	for _, p := range f.places {
		if p.State == state {
			all = append(all, p.Place)
		}
	}
	slices.Sort(all)
	return all
}
