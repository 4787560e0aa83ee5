package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughcare/reports/document"
)

// filledQuarters is how many quarters of a supplier's completeness are shown.
const filledQuarters = 8

// fieldOf is a field that a supplier's records are expected to have, with the figures of its completeness by the first day of
// their period.
type fieldOf struct {
	label   string
	figures map[time.Time]*Figure
}

// fieldsOf finds the completeness of the supplier's own records, field by field, and the periods that have any, the latest last.
// The release has it crossed, as small counts are held back in the cross and in both of its sums.
func (b *builder) fieldsOf(periodType string) (fields []*fieldOf, periods []*Figure) {
	labels := map[string]string{}
	for _, f := range b.scotland.measures["completeness"] {
		if f.Breakdown == "field" {
			labels[f.Category] = f.Label
		}
	}
	byField := map[string]*fieldOf{}
	q := query{measure: "completeness", statistic: []string{"rate"}, breakdown: []string{"supplier_and_field"}, periodType: periodType, until: b.until}
	for _, f := range b.scotland.find(q) {
		of, field, _ := strings.Cut(f.Category, "/")
		// Of a pair that does not occur nothing is expected; one that is held back may have any number.
		if of != b.place.Code || !f.Suppressed() && (f.Denominator == nil || *f.Denominator == 0) {
			continue
		}
		if byField[field] == nil {
			byField[field] = &fieldOf{label: or(labels[field], field), figures: map[time.Time]*Figure{}}
			fields = append(fields, byField[field])
		}
		byField[field].figures[f.Start] = f
		if !slices.ContainsFunc(periods, func(p *Figure) bool { return p.Start.Equal(f.Start) }) {
			periods = append(periods, f)
		}
	}
	slices.SortFunc(periods, func(x, y *Figure) int { return x.Start.Compare(y.Start) })
	slices.SortFunc(fields, func(x, y *fieldOf) int { return strings.Compare(x.label, y.label) })
	return fields, periods
}

// filledIn is the completeness of the supplier's records in the latest year, else quarter, with that of the period before.
func (b *builder) filledIn() document.Block {
	fields, periods := b.fieldsOf("financial_year")
	if len(periods) == 0 {
		fields, periods = b.fieldsOf("quarter")
	}
	out := document.Block{ID: "filled-in", Defines: b.defines([]string{"completeness"})}
	if len(periods) == 0 {
		out.Empty = "This release has no figures on how complete the records of this supplier are: no field of them is expected in a period that has ended."
		return out
	}
	now, before := periods[len(periods)-1], (*Figure)(nil)
	if len(periods) > 1 {
		before = periods[len(periods)-2]
	}
	out.Subtitle = fmt.Sprintf("Records in which the field is filled in, per cent, %s, %s", b.place.Name, now.PeriodName())
	t := &document.Table{Name: "filled-in", Caption: out.Subtitle, Source: "Source: throughcare release " + b.release.ID + ", completeness", Columns: []document.Column{{Name: "Field"},
		{Name: "Filled in (number)", Number: true}, {Name: "Expected (number)", Number: true}, {Name: "Filled in (percentage)", Number: true}, {Name: "Lower limit (percentage)", Number: true}, {Name: "Upper limit (percentage)", Number: true}}}
	if before != nil {
		t.Columns = append(t.Columns, document.Column{Name: "Filled in, " + before.PeriodName() + " (percentage)", Number: true})
	}
	var least *Figure
	name := ""
	for _, field := range fields {
		f := field.figures[now.Start]
		if f == nil {
			continue
		}
		b.show([]*Figure{f})
		part := func(v *float64, format document.Format) document.Cell { return shownCell(v, valueOr(f), format) }
		cells := []document.Cell{document.TextCell(field.label), part(f.Numerator, document.Count), part(f.Denominator, document.Count),
			valueCell(f), part(f.Lower, f.Format()), part(f.Upper, f.Format())}
		if before != nil {
			was := field.figures[before.Start]
			if was != nil {
				b.show([]*Figure{was})
			}
			cells = append(cells, valueCell(was))
		}
		t.Rows = append(t.Rows, document.Row{Cells: cells})
		if f.Value != nil && !strings.Contains(f.Marker, "[u]") && (least == nil || *f.Value < *least.Value) {
			least, name = f, field.label
		}
	}
	out.Table = t
	switch {
	case least == nil:
	case *least.Value >= 100:
		out.Finding = "Every field is filled in wherever it is expected, as far as can be shown"
	default:
		out.Finding = fmt.Sprintf("%s is least often filled in: %s of %s records (%s)", name, document.Count.Write(*least.Numerator), document.Count.Write(*least.Denominator), least.Format().Write(*least.Value))
	}
	out.Note = "A code for not known counts as filled in. Percentages of fewer than 20 records say little. The figures are of the release: small counts are withheld here too."
	return out
}

// valueOr is the shorthand in the place of a number that a figure does not show.
func valueOr(f *Figure) string {
	if f.Value == nil {
		return valueCell(f).Text
	}
	return "[z]"
}

// filledByQuarter is the completeness of every field by quarter; the fields that are least complete at the end are drawn.
func (b *builder) filledByQuarter() document.Block {
	fields, periods := b.fieldsOf("quarter")
	periods = periods[max(0, len(periods)-filledQuarters):]
	out := document.Block{ID: "filled-in-by-quarter", Subtitle: "Records in which the field is filled in, per cent, by quarter, " + b.place.Name}
	if len(periods) < 2 {
		out.Empty = "There are not two quarters yet to compare."
		return out
	}
	t := &document.Table{Name: "filled-in-by-quarter", Caption: out.Subtitle, Source: "Source: throughcare release " + b.release.ID + ", completeness", Columns: []document.Column{{Name: "Quarter"}}}
	for _, f := range fields {
		t.Columns = append(t.Columns, document.Column{Name: f.label + " (percentage)", Number: true})
	}
	for _, p := range periods {
		row := document.Row{Cells: []document.Cell{document.TextCell(p.PeriodName())}}
		for _, field := range fields {
			f := field.figures[p.Start]
			if f == nil {
				row.Cells = append(row.Cells, document.TextCell("[z]"))
				continue
			}
			b.show([]*Figure{f})
			row.Cells = append(row.Cells, valueCell(f))
		}
		t.Rows = append(t.Rows, row)
	}
	out.Table = t
	out.Chart = filledChart(out, fields, periods)
	if out.Chart != nil && len(fields) > len(out.Chart.Series) {
		out.Note = fmt.Sprintf("The chart shows the %d fields that are least often filled in; the table has all.", len(out.Chart.Series))
	}
	return out
}

// filledChart draws the four fields that are least complete in the latest quarter in which they are shown.
func filledChart(block document.Block, fields []*fieldOf, periods []*Figure) *document.Chart {
	type line struct {
		column, points int
		last           float64
	}
	var lines []line
	for i, field := range fields {
		l := line{column: i + 1}
		for _, p := range periods {
			if f := field.figures[p.Start]; f != nil && f.Value != nil {
				l.points++
				l.last = *f.Value
			}
		}
		if l.points > 1 {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	slices.SortStableFunc(lines, func(x, y line) int {
		switch {
		case x.last < y.last:
			return -1
		case x.last > y.last:
			return 1
		}
		return 0
	})
	lines = lines[:min(4, len(lines))]
	c := &document.Chart{ID: "chart-" + block.ID, Kind: document.Line, Name: block.Subtitle, Axis: "Percentage", Format: document.Percent, Rows: len(periods)}
	for _, p := range periods {
		c.Categories = append(c.Categories, p.PeriodName())
	}
	for _, l := range lines {
		s := document.Series{Name: fields[l.column-1].label, Column: l.column}
		for _, p := range periods {
			s.Points = append(s.Points, point(fields[l.column-1].figures[p.Start], false))
		}
		c.Series = append(c.Series, s)
	}
	c.Description = describe(c, &block)
	return c
}
