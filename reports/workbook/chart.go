package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
)

// palette is the Scottish Government's, with the grey of its focus palette.
var palette = [...]string{"002D54", "2B9C93", "6A2063", "E5682A"}

const grey = "949494"

// chart puts a native chart beside the table, over the table's own cells. A cell that holds a marker is drawn as nothing; so
// that it is not taken for zero the sheet's legend says what it is, and such charts are never lines.
//
// Flows and small multiples have no equivalent among Excel's charts: their tables stand alone.
func (b *book) chart(sheet string, head int, block *document.Block) error {
	c, t := block.Chart, block.Table
	switch c.Kind {
	case document.Flow, document.Multiples:
		return nil
	case document.Funnel, document.Control:
		return b.compareChart(sheet, head, block)
	}
	withheld := false
	off, overlap, gap := false, 100, uint(40)
	main := &excelize.Chart{Type: chartType(c), VaryColors: &off, GapWidth: &gap, ShowBlanksAs: "gap",
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title(block), Font: &excelize.Font{Family: fontName, Size: 12, Bold: true, Color: "000000"}}}},
		Format:    excelize.GraphicOptions{AltText: c.Description, Name: "Chart of " + sheet, ScaleX: 1, ScaleY: 1},
		Legend:    excelize.ChartLegend{Position: "none"},
		Dimension: excelize.ChartDimension{Width: 760, Height: chartHeight(c)},
		XAxis:     excelize.ChartAxis{Font: axisFont(), Title: axisTitle(t.Columns[0].Name), ReverseOrder: horizontal(c)},
		YAxis:     excelize.ChartAxis{Font: axisFont(), Title: axisTitle(c.Axis), MajorGridLines: true, Minimum: zero(), NumFmt: excelize.ChartNumFmt{CustomNumFmt: axisFormat(c.Format)}},
		PlotArea:  excelize.ChartPlotArea{}}
	if main.YAxis.Maximum = c.Ceiling(); c.Kind == document.Shares {
		main.YAxis.Maximum, main.YAxis.NumFmt.CustomNumFmt = nil, "0%"
	}
	if c.Kind == document.Stacked || c.Kind == document.Shares {
		main.Overlap = &overlap
	}
	if horizontal(c) {
		// With the categories downwards the value axis would stand at the top: it is read from the far end.
		main.YAxis.TickLabelPosition = excelize.ChartTickLabelHigh
	}
	for i, s := range c.Series {
		column, err := excelize.ColumnNumberToName(s.Column + 1)
		if err != nil {
			return err
		}
		first, last := head+1, head+c.Rows
		if c.Reference != nil {
			last++ // the row under the places is Scotland's
		}
		main.Series = append(main.Series, excelize.ChartSeries{
			Name:       seriesName(sheet, head, column, c, s),
			Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", sheet, first, last),
			Values:     fmt.Sprintf("'%s'!$%s$%d:$%s$%d", sheet, column, first, column, last),
			Fill:       excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour(c, b.doc.Look.Colours, i, s)}},
			Line:       excelize.LineOptions{Width: 2.25, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour(c, b.doc.Look.Colours, i, s)}}},
			Marker:     excelize.ChartMarker{Symbol: [...]string{"circle", "diamond", "triangle", "square"}[i%4], Size: 7},
		})
		for _, p := range s.Points {
			withheld = withheld || p.Value == nil
		}
	}
	switch {
	case withheld && (c.Kind == document.Line || c.Kind == document.Incidence):
		main.Type = excelize.Col
	case withheld && c.Kind == document.Shares:
		// Shares of what is shown are not shares of all: the counts are drawn instead.
		main.Type, main.YAxis.NumFmt.CustomNumFmt, main.YAxis.Maximum = excelize.BarStacked, "#,##0", nil
		main.YAxis.Title = axisTitle("Number")
	}
	if len(c.Series) > 1 {
		main.Legend = excelize.ChartLegend{Position: "top", Font: axisFontPointer()}
	}
	main.PlotArea.ShowVal = !withheld && c.Kind != document.Intervals && c.Kind != document.Line && len(c.Series) <= 2
	at, err := excelize.CoordinatesToCellName(len(t.Columns)+2, head)
	if err != nil {
		return err
	}
	b.drawn = append(b.drawn, c)
	return b.file.AddChart(sheet, at, main)
}

func title(block *document.Block) string {
	if block.Finding != "" {
		return block.Finding
	}
	return block.Subtitle
}

func chartType(c *document.Chart) excelize.ChartType {
	switch c.Kind {
	case document.Line:
		return excelize.Line
	case document.Stacked:
		return excelize.BarStacked
	case document.Shares:
		return excelize.BarPercentStacked
	case document.Incidence:
		return excelize.Line
	case document.Columns:
		return excelize.Col
	default:
		return excelize.Bar
	}
}

func horizontal(c *document.Chart) bool {
	return c.Kind != document.Line && c.Kind != document.Columns && c.Kind != document.Incidence
}

// seriesName refers to the column's header, unless the chart has a better name for it.
func seriesName(sheet string, head int, column string, c *document.Chart, s document.Series) string {
	if len(c.Series) > 1 && s.Name != "" && c.Series[0].Column == 3 {
		return s.Name
	}
	return fmt.Sprintf("'%s'!$%s$%d", sheet, column, head)
}

// scale is from the best to the worst: blues and teal, then orange that darkens.
var scale = [...]string{"002D54", "0065BD", "2B9C93", "E5682A", "B04A14", "6F2C0A"}

// colour of a series; own colours stand in the place of the palette's.
func colour(c *document.Chart, own []string, i int, s document.Series) string {
	if s.Muted {
		return grey
	}
	if c.Scale && i < len(scale) {
		return scale[i]
	}
	if i < len(own) {
		return strings.ToUpper(strings.TrimPrefix(own[i], "#"))
	}
	return palette[i%len(palette)]
}

func chartHeight(c *document.Chart) uint {
	switch c.Kind {
	case document.Bars:
		return uint(160 + len(c.Categories)*max(26, 10+12*len(c.Series)))
	case document.Stacked, document.Shares:
		return uint(180 + len(c.Categories)*40)
	case document.Intervals:
		return uint(160 + len(c.Categories)*(10+12*len(c.Series)))
	default:
		return 400
	}
}

func axisFormat(f document.Format) string {
	switch f {
	case document.Percent:
		return `0"%"`
	case document.Proportion:
		return "0%"
	default:
		return "#,##0"
	}
}

func axisFont() excelize.Font {
	return excelize.Font{Family: fontName, Size: 11, Color: "000000"}
}

func axisFontPointer() *excelize.Font {
	f := axisFont()
	return &f
}

func axisTitle(s string) excelize.ChartTitle {
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: s, Font: axisFontPointer()}}}
}

func zero() *float64 {
	v := 0.0
	return &v
}
