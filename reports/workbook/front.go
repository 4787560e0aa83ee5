package workbook

import (
	"bytes"
	"fmt"
	"image/png"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// titleHeight of the row of a sheet's title, in points.
const titleHeight = 26

// lines writes texts down column A; the first is the sheet's title, a text that starts with # is a heading.
func (b *book) lines(sheet string, width float64, lines []string) error {
	lines = b.marked(lines)
	b.cells(sheet, nil, func(to *xlsx.Rows) {
		for i, line := range lines {
			style, height := b.styles.text, xlsx.Height([]float64{width}, []string{line})
			switch text, heading := strings.CutPrefix(line, "#"); {
			case i == 0:
				style, height = b.styles.title, titleHeight
			case heading:
				line, style = text, b.styles.bold
			}
			to.Line(height, style, line)
		}
	})
	return b.file.SetColWidth(sheet, "A", "A", width)
}

// marked puts the document's mark, if it has one, under the title of a sheet.
func (b *book) marked(lines []string) []string {
	if b.doc.Mark == "" {
		return lines
	}
	return slices.Insert(slices.Clone(lines), 1, "#"+b.doc.Mark)
}

func (b *book) cover() error {
	d := b.doc
	if d.Restricted {
		return b.lines(coverSheet, 85, []string{d.Title(), d.Lead, "#Who it is for", d.Audience, "#Records", "Records as at " + document.Date(d.Release.AsAt) + ", listed on " + document.Date(d.Release.MadeAt) + "."})
	}
	lines := []string{d.Title(), d.Lead, "#Who it is for", d.Audience, "#Release", "Release " + d.Release.ID + ", figures as at " + document.Date(d.Release.AsAt) + ", made on " + document.Date(d.Release.MadeAt) + "."}
	lines = append(lines, "#Protecting people", document.Protection(d.Release), "#Activity and cohorts",
		"Activity figures count each event by its own date. Cohort figures follow the people or liberations of a period. The two are never divided by one another.")
	if len(d.Markers) > 0 {
		lines = append(lines, "#Shorthand used in the tables")
		for _, m := range d.Markers {
			lines = append(lines, m.Sign+" "+m.Meaning)
		}
	}
	lines = append(lines, "#The same figures elsewhere", "The web page index.html and the data file figures.csv, in the same folder, show the same figures.")
	for _, one := range []struct{ heading, text string }{{"#Published by", d.Publisher}, {"#Questions about these figures", d.Contact}} {
		if one.text != "" {
			lines = append(lines, one.heading, one.text)
		}
	}
	if err := b.lines(coverSheet, 85, lines); err != nil {
		return err
	}
	return b.logo()
}

// logo puts the project's picture beside the cover's text.
func (b *book) logo() error {
	look := b.doc.Look
	if len(look.LogoPNG) == 0 {
		return nil
	}
	if err := b.file.SetColWidth(coverSheet, "B", "B", 4); err != nil {
		return err
	}
	size, err := png.DecodeConfig(bytes.NewReader(look.LogoPNG))
	if err != nil {
		return err
	}
	scale := min(1, 240/float64(size.Width), 120/float64(size.Height))
	return b.file.AddPictureFromBytes(coverSheet, "C1", &excelize.Picture{Extension: ".png", File: look.LogoPNG,
		Format: &excelize.GraphicOptions{AltText: look.LogoText, ScaleX: scale, ScaleY: scale, Positioning: "oneCell"}})
}

// contents is a table of the sheets, each name a link.
func (b *book) contents() error {
	t := &document.Table{Name: "contents_table", Columns: []document.Column{{Name: "Sheet"}, {Name: "What it holds"}}}
	for _, s := range b.sheets[2:] {
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.TextCell(s.name), document.TextCell(s.title)}})
	}
	first, err := b.sheet(contentsSheet, []string{"Contents of this workbook", "This worksheet contains one table. Each sheet name is a link."}, t, []float64{30, 60})
	if err != nil {
		return err
	}
	for i, s := range b.sheets[2:] {
		if err := b.file.SetCellHyperLink(contentsSheet, fmt.Sprintf("A%d", first+1+i), "'"+s.name+"'!A1", "Location"); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) messages() error {
	lines := []string{"Key messages: " + b.doc.Place}
	for _, m := range b.doc.Messages {
		lines = append(lines, m.Text)
	}
	if len(b.doc.Messages) == 0 {
		lines = append(lines, "No key figure of this release can be shown for "+b.doc.Place+".")
	}
	return b.lines(messagesSheet, 100, lines)
}

func (b *book) definitions() error {
	t := &document.Table{Name: "definitions_table", Columns: []document.Column{{Name: "Measure"}, {Name: "Title"}, {Name: "Definition"}, {Name: "Numerator"}, {Name: "Denominator"},
		{Name: "Includes"}, {Name: "Leaves out"}, {Name: "Places"}, {Name: "Unit"}, {Name: "View"}, {Name: "How it is compared"}, {Name: "Notes and limits"}, {Name: "Source"}, {Name: "Version", Number: true}}}
	for _, d := range b.doc.Definitions {
		row := document.Row{Cells: []document.Cell{document.TextCell(d.ID)}}
		for _, s := range []string{d.Title, d.Text, d.Numerator, d.Denominator, d.Includes, d.Excludes, d.Places, d.Unit, d.View, d.Compared, d.Caveats, d.Source} {
			if s == "" {
				s = "[z]"
			}
			row.Cells = append(row.Cells, document.TextCell(s))
		}
		t.Rows = append(t.Rows, document.Row{Cells: append(row.Cells, document.NumberCell(float64(d.Version), document.Count))})
	}
	title := []string{"Definitions of the measures in this workbook", "This worksheet contains one table. [z] means not applicable.", "Source: throughcare release " + b.doc.Release.ID + ", catalogue of measures"}
	if len(t.Rows) == 0 {
		return b.lines(definitionsSheet, 85, append(title[:1], "This release has no definitions for the figures shown."))
	}
	_, err := b.sheet(definitionsSheet, title, t, []float64{26, 30, 60, 40, 40, 40, 40, 40, 14, 12, 50, 50, 28, 12})
	return err
}

// sheet writes lines above and a marked-up table right under them; it returns the row of the table's header.
func (b *book) sheet(name string, above []string, t *document.Table, widths []float64) (int, error) {
	above = b.marked(above)
	head := len(above) + 1
	table := &xlsx.Table{Name: "t_" + strings.ToLower(tableName(t.Name)), Top: head, Rows: len(t.Rows)}
	for j, w := range widths {
		column, err := excelize.ColumnNumberToName(j + 1)
		if err != nil {
			return 0, err
		}
		if err := b.file.SetColWidth(name, column, column, w); err != nil {
			return 0, err
		}
		table.Columns = append(table.Columns, t.Columns[j].Name)
	}
	b.cells(name, table, func(to *xlsx.Rows) {
		for i, line := range above {
			text, heading := strings.CutPrefix(line, "#")
			// Lines above a table run over its columns: wrapping them in column A would make rows of great height.
			style, height := b.styles.unwrapped, xlsx.LineHeight+2
			switch {
			case i == 0:
				style, height = b.styles.title, titleHeight
			case heading:
				style = b.styles.title
			}
			to.Line(height, style, text)
		}
		b.grid(to, t, widths, name == contentsSheet)
	})
	return head, nil
}

// cells says what a sheet holds; it is written when the package is.
func (b *book) cells(name string, table *xlsx.Table, rows func(*xlsx.Rows)) {
	number := 1 + slices.IndexFunc(b.sheets, func(s sheet) bool { return s.name == name })
	b.held[number] = xlsx.Sheet{Table: table, Rows: func(to *xlsx.Rows) error {
		rows(to)
		return nil
	}}
}
