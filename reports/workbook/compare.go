package workbook

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
)

// Funnel plots and control charts are Excel's own scatter and line charts. Their points are written into the chart and not read
// from the cells: a cell that holds a marker would be drawn as zero, and the curves of the limits are no table.

// compareChart puts the chart beside its table, with axes and title; the series are put in by compareSeries.
func (b *book) compareChart(sheet string, head int, block *document.Block) error {
	c, t := block.Chart, block.Table
	kind, below := excelize.Line, t.Columns[0].Name
	if c.Kind == document.Funnel {
		kind, below = excelize.Scatter, c.Funnel.Size
	}
	off := false
	low, high := compareEnds(c)
	chart := &excelize.Chart{Type: kind, VaryColors: &off, ShowBlanksAs: "gap",
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title(block), Font: &excelize.Font{Family: fontName, Size: 12, Bold: true, Color: "000000"}}}},
		Format:    excelize.GraphicOptions{AltText: c.Description, Name: "Chart of " + sheet, ScaleX: 1, ScaleY: 1},
		Legend:    excelize.ChartLegend{Position: "top", Font: axisFontPointer()},
		Dimension: excelize.ChartDimension{Width: 860, Height: 480},
		XAxis:     excelize.ChartAxis{Font: axisFont(), Title: axisTitle(below)},
		YAxis:     excelize.ChartAxis{Font: axisFont(), Title: axisTitle(c.Axis), MajorGridLines: true, Minimum: &low, Maximum: high, NumFmt: excelize.ChartNumFmt{CustomNumFmt: axisFormat(c.Format)}},
		Series: []excelize.ChartSeries{{Name: "Value", Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", sheet, head+1, head+len(t.Rows)),
			Values: fmt.Sprintf("'%s'!$A$%d:$A$%d", sheet, head+1, head+len(t.Rows))}}}
	if n := len(c.Categories); n > mostLabels {
		chart.XAxis.TickLabelSkip = (n + mostLabels - 1) / mostLabels
	}
	if c.Kind == document.Funnel {
		chart.XAxis.Minimum, chart.XAxis.NumFmt = zero(), excelize.ChartNumFmt{CustomNumFmt: "#,##0"}
	}
	at, err := excelize.CoordinatesToCellName(len(t.Columns)+2, head)
	if err != nil {
		return err
	}
	b.drawn = append(b.drawn, c)
	return b.file.AddChart(sheet, at, chart)
}

// mostLabels is how many names of periods have room under a chart.
const mostLabels = 12

// compareEnds are the ends of the axis of values; no upper end is Excel's own choice.
func compareEnds(c *document.Chart) (low float64, high *float64) {
	whole := 100.0
	if c.Kind != document.Funnel || c.Format != document.Percent {
		return 0, nil
	}
	least, most := c.Funnel.Curve[0].Low998, c.Funnel.Curve[0].High998
	for _, p := range c.Funnel.Points {
		least, most = min(least, p.Value), max(most, p.Value)
	}
	if most <= 60 {
		return 0, nil
	}
	if least > 40 {
		low = float64(20 * int(least/20))
	}
	return low, &whole
}

var (
	smooth    = regexp.MustCompile(`<scatterStyle val="[a-zA-Z]*">`)
	legendTop = regexp.MustCompile(`<legendPos val="t"></legendPos>`)
)

// compareSeries puts the series of a funnel plot or control chart in the place of the one that excelize wrote.
func compareSeries(part []byte, c *document.Chart) []byte {
	part = bytes.ReplaceAll(part, []byte("en-US"), []byte("en-GB"))
	part = smooth.ReplaceAll(part, []byte(`<scatterStyle val="lineMarker">`))
	var all []drawn
	if c.Kind == document.Funnel {
		all = funnelSeries(c.Funnel)
	} else {
		all = controlSeries(c)
	}
	var text, hidden strings.Builder
	names := texts(c.Categories)
	for i, s := range all {
		text.WriteString(s.xml(i, names))
		if s.unlisted {
			fmt.Fprintf(&hidden, `<legendEntry><idx val="%d"/><delete val="1"/></legendEntry>`, i)
		}
	}
	part = legendTop.ReplaceAll(part, []byte(`<legendPos val="t"></legendPos>`+hidden.String()))
	at := seriesPart.FindIndex(part)
	if at == nil {
		return part
	}
	return append(append(append([]byte{}, part[:at[0]]...), text.String()...), part[at[1]:]...)
}

// drawn is one series as it is written: points of a scatter chart (x and y), or a line over the categories (y).
type drawn struct {
	name     string
	x, y     []*float64
	line     string // dash of the line; blank: no line
	colour   string
	width    int    // of the line, in EMU
	symbol   string // blank: none
	size     int
	hollow   bool
	labelled bool // its name stands at its points
	unlisted bool // it is not in the legend
}

// xml is the series, its children in the order of the schema (ECMA-376 part 1, 21.2.2.164 and 21.2.2.95).
func (s *drawn) xml(i int, categories string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<ser><idx val="%d"/><order val="%d"/><tx><v>%s</v></tx><spPr>`, i, i, html.EscapeString(s.name))
	fill := `<a:solidFill><a:srgbClr val="` + s.colour + `"/></a:solidFill>`
	if s.line == "" {
		b.WriteString(`<a:ln w="19050"><a:noFill/></a:ln></spPr>`)
	} else {
		fmt.Fprintf(&b, `<a:ln w="%d" cap="rnd">%s<a:prstDash val="%s"/></a:ln></spPr>`, s.width, fill, s.line)
	}
	if s.symbol == "" {
		b.WriteString(`<marker><symbol val="none"/></marker>`)
	} else {
		inside := fill
		if s.hollow {
			inside = `<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>`
		}
		fmt.Fprintf(&b, `<marker><symbol val="%s"/><size val="%d"/><spPr>%s<a:ln w="15875">%s</a:ln></spPr></marker>`, s.symbol, s.size, inside, fill)
	}
	if s.labelled {
		b.WriteString(`<dLbls><txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1100" b="0"><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:latin typeface="` + fontName + `"/></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></txPr>` +
			`<dLblPos val="r"/><showLegendKey val="0"/><showVal val="0"/><showCatName val="0"/><showSerName val="1"/><showPercent val="0"/><showBubbleSize val="0"/></dLbls>`)
	}
	if s.x != nil {
		b.WriteString("<xVal>" + literal(s.x) + "</xVal><yVal>" + literal(s.y) + "</yVal>")
	} else {
		b.WriteString(categories + "<val>" + literal(s.y) + "</val>")
	}
	b.WriteString(`<smooth val="0"/></ser>`)
	return b.String()
}

// texts are the categories of a line. They stand in the chart as its numbers do: LibreOffice draws nothing where one is in the cells
// and the other is not.
func texts(categories []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<cat><strLit><ptCount val="%d"/>`, len(categories))
	for i, s := range categories {
		fmt.Fprintf(&b, `<pt idx="%d"><v>%s</v></pt>`, i, html.EscapeString(s))
	}
	return b.String() + `</strLit></cat>`
}

// literal is numbers inside the chart; one that is nil is a gap.
func literal(values []*float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<numLit><formatCode>General</formatCode><ptCount val="%d"/>`, len(values))
	for i, v := range values {
		if v != nil {
			fmt.Fprintf(&b, `<pt idx="%d"><v>%s</v></pt>`, i, strconv.FormatFloat(*v, 'f', -1, 64))
		}
	}
	return b.String() + `</numLit>`
}

const lineGrey = "595959"

// signLook is the colour, symbol and size of a sign.
func signLook(s document.Sign) (colour, symbol string, size int) {
	switch s {
	case document.SignFar, document.SignNear:
		return palette[3], "diamond", 10
	case document.SignWorse:
		return palette[3], "triangle", 9
	case document.SignBetter:
		return palette[1], "triangle", 9
	case document.SignSpecial:
		return palette[2], "triangle", 9
	default:
		return palette[0], "circle", 7
	}
}

// funnelSeries are the limits, the target, the places within the limits, and each other place as a series with its name.
func funnelSeries(f *document.FunnelPlot) []drawn {
	curve := func(name, dash string, unlisted bool, value func(document.FunnelLimits) float64) drawn {
		s := drawn{name: name, line: dash, colour: lineGrey, width: 15875, unlisted: unlisted}
		for _, at := range f.Curve {
			x, y := at.Size, value(at)
			s.x, s.y = append(s.x, &x), append(s.y, &y)
		}
		return s
	}
	most, from, target := f.Curve[len(f.Curve)-1].Size, 0.0, f.Target
	all := []drawn{
		curve("99.8% limits", "solid", false, func(l document.FunnelLimits) float64 { return l.High998 }),
		curve("Lower 99.8% limit", "solid", true, func(l document.FunnelLimits) float64 { return l.Low998 }),
		curve("95% limits", "dash", false, func(l document.FunnelLimits) float64 { return l.High95 }),
		curve("Lower 95% limit", "dash", true, func(l document.FunnelLimits) float64 { return l.Low95 }),
		{name: f.Named, x: []*float64{&from, &most}, y: []*float64{&target, &target}, line: "solid", colour: "333333", width: 28575},
	}
	within := drawn{name: "Within the limits"}
	within.colour, within.symbol, within.size = signLook(document.SignPlain)
	var named []drawn
	for _, p := range f.Points {
		x, y := p.Size, p.Value
		if p.Sign == document.SignPlain && !p.Own {
			within.x, within.y = append(within.x, &x), append(within.y, &y)
			continue
		}
		s := drawn{name: p.Name, x: []*float64{&x}, y: []*float64{&y}, labelled: true, unlisted: true, hollow: p.Sign == document.SignNear}
		s.colour, s.symbol, s.size = signLook(p.Sign)
		if p.Own {
			s.colour, s.size = palette[2], s.size+3
		}
		named = append(named, s)
	}
	if len(within.x) > 0 {
		all = append(all, within)
	}
	return append(all, named...)
}

// controlSeries are the values, mean and limits, the special causes, and the part that is not complete.
func controlSeries(c *document.Chart) []drawn {
	line := func(value func(document.ControlPoint) *float64) (all []*float64, some bool) {
		for _, at := range c.Control.Points {
			v := value(at)
			all, some = append(all, v), some || v != nil
		}
		return all, some
	}
	only := func(keep func(document.ControlPoint) bool) ([]*float64, bool) {
		return line(func(at document.ControlPoint) *float64 {
			if !keep(at) {
				return nil
			}
			return at.Value
		})
	}
	var all []drawn
	add := func(s drawn, y []*float64, some bool) {
		if s.y = y; some {
			all = append(all, s)
		}
	}
	whole, some := only(func(at document.ControlPoint) bool { return !at.Provisional })
	add(drawn{name: c.Series[0].Name, line: "solid", colour: palette[0], width: 22225, symbol: "circle", size: 5}, whole, some)
	mean, some := line(func(at document.ControlPoint) *float64 { return at.Mean })
	add(drawn{name: c.Control.Mean, line: "solid", colour: lineGrey, width: 15875}, mean, some)
	upper, some := line(func(at document.ControlPoint) *float64 { return at.Upper })
	add(drawn{name: "Limits of usual variation", line: "dash", colour: lineGrey, width: 15875}, upper, some)
	lower, some := line(func(at document.ControlPoint) *float64 { return at.Lower })
	add(drawn{name: "Lower limit", line: "dash", colour: lineGrey, width: 15875, unlisted: true}, lower, some)
	for _, item := range c.Key {
		switch item.Sign {
		case document.SignBetter, document.SignWorse, document.SignSpecial:
			s := drawn{name: item.Name}
			s.colour, s.symbol, s.size = signLook(item.Sign)
			marked, some := only(func(at document.ControlPoint) bool { return at.Sign == item.Sign })
			add(s, marked, some)
		}
	}
	open, some := only(func(at document.ControlPoint) bool { return at.Provisional })
	add(drawn{name: "Not complete", colour: palette[0], symbol: "circle", size: 7, hollow: true}, open, some)
	return all
}
