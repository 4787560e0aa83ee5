package reports

import (
	"fmt"
	"regexp"
	"strings"

	"throughcare/reports/document"
	"throughcare/reports/statbook"
)

// newBook has the cover: what the workbook is, its status and its release, and what the definition says beside.
func (w *writer) newBook(d *Definition, doc *document.Document) *statbook.Book {
	r := doc.Release
	b := &statbook.Book{Title: doc.Title(), Subject: doc.Lead, Release: r, Contents: "Contents of this workbook", Mark: doc.Mark}
	add := func(heading string, texts ...string) {
		b.Cover = append(b.Cover, statbook.Line{Text: heading, Heading: true})
		for _, t := range texts {
			b.Cover = append(b.Cover, statbook.Line{Text: strings.TrimSpace(t)})
		}
	}
	b.Cover = append(b.Cover, statbook.Line{Text: doc.Lead})
	add("Who it is for", doc.Audience)
	add("Release", fmt.Sprintf("Release %s: figures as at %s, made on %s by %s.", r.ID, document.Date(r.AsAt), document.Date(r.MadeAt), r.Program),
		"The figures of a release never change. What changes is in a later release, under another number.")
	add("Protecting people", document.Protection(r))
	for _, t := range d.Cover {
		add(t.Heading, t.Texts...)
	}
	return b
}

// definitionsSheet has the definitions of the measures, in the order of the tables.
func (w *writer) definitionsSheet(measures []string) statbook.Sheet {
	t := &document.Table{Source: "Source: throughcare release " + w.release.ID + ", catalogue of measures"}
	for _, name := range []string{"Measure", "Title", "Definition", "Numerator", "Denominator", "Includes", "Leaves out", "Places", "Unit", "View", "Notes and limits", "Made from", "Version"} {
		t.Columns = append(t.Columns, document.Column{Name: name, Number: name == "Version"})
	}
	for _, d := range w.builder.defines(measures) {
		row := document.Row{Cells: []document.Cell{document.TextCell(d.ID)}}
		for _, s := range []string{d.Title, d.Text, d.Numerator, d.Denominator, d.Includes, d.Excludes, d.Places, d.Unit, d.View, d.Caveats, d.Source} {
			row.Cells = append(row.Cells, document.TextCell(or(strings.TrimSpace(s), "[z]")))
		}
		t.Rows = append(t.Rows, document.Row{Cells: append(row.Cells, document.NumberCell(float64(d.Version), document.Count))})
	}
	return statbook.Sheet{Name: "Definitions", Table: "definitions", Subject: aboutFigures, Title: "Definitions of the measures in this workbook", Content: t}
}

const aboutFigures = "About the figures"

// aboutSheets are the deliveries, how the release was made, and its files.
func (w *writer) aboutSheets(b *statbook.Book) {
	about := w.builder
	about.place = about.scotland
	blocks := append([]document.Block{about.deliveries()}, about.provenance().Blocks...)
	names := map[string][2]string{"deliveries": {"Data_quality", "Data quality: deliveries that the release was made from"}, "provenance": {"Provenance", "Provenance: how this release was made"},
		"files": {"Files", "Files that the release was made from"}}
	for _, block := range blocks {
		if block.Table == nil {
			continue
		}
		s := statbook.Sheet{Name: names[block.ID][0], Table: "about_" + block.ID, Subject: aboutFigures, Title: names[block.ID][1], Content: block.Table, Widest: 58}
		if block.Finding != "" {
			s.Above = append(s.Above, block.Finding+".")
		}
		if block.Note != "" {
			s.Above = append(s.Above, block.Note)
		}
		if block.ID == "provenance" {
			s.Above = append(s.Above, about.revised.says()+".")
		}
		b.Sheets = append(b.Sheets, s)
	}
}

var bareNumber = regexp.MustCompile(`^[\d,]+$`)
