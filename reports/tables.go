package reports

import (
	"fmt"
	"slices"
	"strings"

	"throughcare/reports/document"
)

// notAvailable is shown where the release has no figure.
const notAvailable = "[x]"

// block makes a table of the document, with its finding, chart and definitions.
func (b *builder) block(t tableSpec) document.Block {
	if t.Show == "comparison" || t.Show == "control" {
		return b.compareBlock(t)
	}
	m := b.matrix(t)
	if m.empty() {
		return document.Block{ID: t.ID, Note: strings.TrimSpace(t.Note), Defines: b.defines(t.Measures), Subtitle: t.Title, Empty: "No figures in this release."}
	}
	out := b.filled(t, m)
	if out.Table != nil {
		b.comparisons(t, m, &out)
	}
	b.earlier(t, &out, m.any())
	b.own(t, &out, m.any())
	return out
}

// filled makes the block of figures that are there.
func (b *builder) filled(t tableSpec, m *matrix) document.Block {
	out := document.Block{ID: t.ID, Note: strings.TrimSpace(t.Note), Defines: b.defines(t.Measures)}
	b.show(m.figures())
	out.Subtitle = b.subtitle(t, m)
	if out.Empty = m.unseen(); out.Empty != "" {
		return out
	}
	out.Table = b.table(t, m)
	out.Table.Caption = out.Subtitle
	out.Finding = b.finding(t, m)
	out.Chart = b.chart(t, m, &out)
	if t.chart() == string(document.Incidence) {
		out.Note = strings.TrimSpace(out.Note + " " + b.times(m, or(t.Subject, b.catalogue[t.Measures[0]].Title)))
	}
	if m.left > 0 {
		out.Note = strings.TrimSpace(out.Note + " Categories in which nothing was counted in the periods shown are left out.")
	}
	return out
}

// show remembers the figures for the CSV file and the markers for the legend.
func (b *builder) show(figures []*Figure) {
	for _, f := range figures {
		if !b.shown[f] && !f.curve {
			b.shown[f] = true
			b.order = append(b.order, f)
		}
	}
}

// subtitle says measure, unit, place and period.
func (b *builder) subtitle(t tableSpec, m *matrix) string {
	parts := []string{t.Title, unitWords(m.any()), b.place.Name}
	if t.rows() == "place" {
		parts[2] = "Scotland and each " + t.Of
	}
	var first, last *Figure
	for _, f := range m.figures() {
		if first == nil || f.Start.Before(first.Start) {
			first = f
		}
		if last == nil || f.End.After(last.End) {
			last = f
		}
	}
	when := last.PeriodName()
	if !first.Start.Equal(last.Start) {
		when = first.PeriodName() + " to " + when
		if first.PeriodType == "quarter" && !first.Stock() {
			when = first.Start.Format("Jan 2006") + " to " + last.End.Format("Jan 2006")
		}
	}
	return strings.Join(append(parts, when), ", ")
}

// unitWords says what is counted and in which view.
func unitWords(f *Figure) string {
	words := map[string]string{"people": "number of people", "episodes": "number of episodes", "per_person": "number per person",
		"rate_per_100_years": "rate per 100 years at risk", "median": "median and quartiles", "lower_quartile": "quartiles", "upper_quartile": "quartiles"}
	unit := words[f.Statistic]
	switch {
	case f.Statistic == "records":
		unit = "number of " + or(f.Unit, "records")
	case f.Statistic == incidence:
		unit = "estimated percentage"
	case f.Format().IsPercent():
		unit = "percentage"
	case unit == "":
		unit = f.Unit
	case f.Statistic == "median" || strings.HasSuffix(f.Statistic, "_quartile"):
		unit = f.Unit + ", " + unit
	}
	switch f.View {
	case "cohort":
		unit += " (cohort)"
	case "activity":
		unit += " (activity)"
	}
	return strings.TrimSpace(unit)
}

func (b *builder) table(t tableSpec, m *matrix) *document.Table {
	head := map[string]string{"period": "Period", "category": "Category", "place": "Area"}[t.rows()]
	switch {
	case t.rows() == "period" && m.any().Stock():
		head = "Date"
	case t.rows() == "category":
		head = b.categoryTitle(m)
	}
	out := &document.Table{Name: t.ID, Columns: []document.Column{{Name: head}}, Source: b.source(m)}
	if len(t.Groups) > 0 {
		b.groupsTable(out, m)
		return out
	}
	if m.rate() {
		b.rateTable(out, t, m)
		return out
	}
	for _, c := range m.cols {
		out.Columns = append(out.Columns, document.Column{Name: b.columnName(m, c), Number: true})
	}
	if len(m.totalCol) > 0 {
		out.Columns = append(out.Columns, document.Column{Name: "All", Number: true})
	}
	var notes []string
	for i, r := range m.rows {
		figures := m.cells[i]
		if len(m.totalCol) > 0 {
			figures = append(slices.Clone(figures), m.totalCol[i])
		}
		row := countRow(r.label, figures, false)
		for j, f := range m.cells[i] {
			if f == nil && m.absent != "" {
				row.Cells[1+j] = document.TextCell(m.absent)
			}
		}
		out.Rows = append(out.Rows, row)
		notes = append(notes, rowNote(out.Columns, figures))
	}
	if slices.ContainsFunc(m.totalRow, func(f *Figure) bool { return f != nil }) {
		figures := m.totalRow
		if len(m.totalCol) > 0 {
			figures = append(slices.Clone(figures), m.whole)
		}
		out.Rows = append(out.Rows, countRow(or(m.totalLabel, "All"), figures, true))
		notes = append(notes, rowNote(out.Columns, figures))
	}
	addNotes(out, notes)
	return out
}

// columnName adds the view where a table holds both an activity and a cohort, so that one is never read as the other.
func (b *builder) columnName(m *matrix, c entry) string {
	views := map[string]bool{}
	own := ""
	for i := range m.rows {
		for j, f := range m.cells[i] {
			if f != nil {
				views[f.View] = true
				if m.cols[j].key == c.key {
					own = f.View
				}
			}
		}
	}
	if views["activity"] && views["cohort"] && own != "" {
		return c.label + " (" + own + ")"
	}
	return c.label
}

func countRow(label string, figures []*Figure, total bool) document.Row {
	row := document.Row{Cells: []document.Cell{document.TextCell(label)}, Total: total}
	for _, f := range figures {
		row.Cells = append(row.Cells, valueCell(f))
	}
	return row
}

// rateTable shows one rate: numerator, denominator, rate, interval, Scotland where asked, and words where places are compared.
func (b *builder) rateTable(out *document.Table, t tableSpec, m *matrix) {
	f := m.any()
	value := "Rate"
	if f.Format().IsPercent() {
		value = "Percentage"
	}
	upper, lower, number, base := "Upper 95% limit"+limitUnit(f.Format()), "Lower 95% limit"+limitUnit(f.Format()), "Number (numerator)", "Out of (denominator)"
	switch f.Statistic {
	case "rate_per_100_years":
		number, base = "Events (numerator)", "Years at risk (denominator)"
	case incidence:
		number, base = "Events known", "Followed from the start"
	}
	out.Columns = append(out.Columns,
		document.Column{Name: number, Number: true}, document.Column{Name: base, Number: true},
		document.Column{Name: value, Number: true}, document.Column{Name: lower, Number: true}, document.Column{Name: upper, Number: true})
	if len(m.compare) > 0 {
		out.Columns = append(out.Columns, document.Column{Name: "Scotland", Number: true})
	}
	if m.atRisk != nil {
		out.Columns = append(out.Columns, document.Column{Name: "Still followed", Number: true})
	}
	if m.reference != nil {
		out.Columns = append(out.Columns, document.Column{Name: "Compared with Scotland"})
	}
	var notes []string
	add := func(label string, f *Figure, i int, total bool) {
		row := document.Row{Total: total, Cells: []document.Cell{document.TextCell(label)}}
		row.Cells = append(row.Cells, rateCells(f)...)
		if len(m.compare) > 0 && i >= 0 {
			row.Cells = append(row.Cells, valueCell(m.compare[i]))
		}
		if m.atRisk != nil && i >= 0 {
			row.Cells = append(row.Cells, atRiskCell(m.atRisk[i], f))
		}
		if m.reference != nil {
			row.Cells = append(row.Cells, document.TextCell(against(f, m.reference, total)))
		}
		out.Rows = append(out.Rows, row)
		notes = append(notes, strings.Join(marks(f), ""))
	}
	for i, r := range m.rows {
		add(r.label, m.cells[i][0], i, false)
	}
	switch {
	case m.reference != nil:
		add("Scotland", m.reference, -1, true)
	case len(m.totalRow) == 1 && m.totalRow[0] != nil:
		add("All", m.totalRow[0], -1, true)
	}
	addNotes(out, notes)
}

func rateCells(f *Figure) []document.Cell {
	if f == nil || f.Value == nil {
		c := valueCell(f)
		return []document.Cell{c, c, c, c, c}
	}
	part := func(v *float64, format document.Format) document.Cell {
		if v == nil {
			return document.TextCell(notAvailable)
		}
		return document.NumberCell(*v, format)
	}
	base := document.Count
	if f.Statistic == "rate_per_100_years" {
		base = document.Decimal
	}
	return []document.Cell{part(f.Numerator, document.Count), part(f.Denominator, base), part(f.Value, f.Format()), part(f.Lower, f.Format()), part(f.Upper, f.Format())}
}

// against says how a place's rate stands to Scotland's: different only when its interval leaves Scotland's rate out.
func against(f, whole *Figure, self bool) string {
	switch {
	case self:
		return "[z]"
	case f == nil:
		return notAvailable
	case f.Suppressed():
		return "[c]"
	case f.Value == nil || f.Lower == nil || f.Upper == nil || whole.Value == nil:
		return notAvailable
	case *f.Lower > *whole.Value:
		return "Different: higher"
	case *f.Upper < *whole.Value:
		return "Different: lower"
	default:
		return "Not clearly different"
	}
}

// valueCell is a figure's value, or the marker that stands for it.
func valueCell(f *Figure) document.Cell {
	switch {
	case f == nil:
		return document.TextCell(notAvailable)
	case f.Value == nil:
		return document.TextCell(or(f.Marker, notAvailable))
	default:
		return document.NumberCell(*f.Value, f.Format())
	}
}

// marks are the markers of a figure that has a value: they stand in a column of their own.
func marks(f *Figure) []string {
	if f == nil || f.Value == nil || f.Shown() == "" {
		return nil
	}
	return []string{f.Shown()}
}

func rowNote(columns []document.Column, figures []*Figure) string {
	// One marker for the whole row is said once.
	if first := marks(figures[0]); len(first) > 0 && !slices.ContainsFunc(figures, func(f *Figure) bool { return !slices.Equal(marks(f), first) }) {
		return first[0]
	}
	var parts []string
	for j, f := range figures {
		for _, mark := range marks(f) {
			parts = append(parts, fmt.Sprintf("%s: %s", columns[j+1].Name, mark))
		}
	}
	return strings.Join(parts, "; ")
}

// addNotes puts the notes in a last column, if there are any; a row without a note has a blank cell there.
func addNotes(t *document.Table, notes []string) {
	if !slices.ContainsFunc(notes, func(n string) bool { return n != "" }) {
		return
	}
	t.Columns = append(t.Columns, document.Column{Name: "Notes"})
	for i := range t.Rows {
		t.Rows[i].Cells = append(t.Rows[i].Cells, document.TextCell(notes[i]))
	}
}

// source says where the figures of a table come from.
func (b *builder) source(m *matrix) string {
	var ids []string
	for _, f := range m.figures() {
		if !slices.Contains(ids, f.Measure) {
			ids = append(ids, f.Measure)
		}
	}
	return b.sourceOf(ids...)
}

func (b *builder) defines(measures []string) []document.Definition {
	var out []document.Definition
	for _, id := range measures {
		if m, ok := b.catalogue[id]; ok {
			out = append(out, document.Definition{ID: m.ID, Title: or(m.Title, m.ID), Text: m.Definition, Numerator: m.Numerator,
				Denominator: m.Denominator, Unit: m.Unit, View: m.View, Includes: m.Inclusion, Excludes: m.Exclusion, Places: m.Places, Caveats: m.Caveats, Compared: m.Compared, Source: m.Source, Version: m.Version})
		}
	}
	return out
}

// limitUnit is the unit of a limit, as it stands in its header.
func limitUnit(format document.Format) string {
	switch {
	case format.IsPercent():
		return " (percentage)"
	case format == document.Count:
		return " (number)"
	default:
		return " (rate)"
	}
}
