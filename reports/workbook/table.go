package workbook

import (
	"fmt"
	"math"
	"strings"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// tables writes one sheet for each table of the document, with the chart beside it.
func (b *book) tables() error {
	for _, block := range b.doc.Tables() {
		if err := b.tableSheet(block); err != nil {
			return fmt.Errorf("sheet %s: %w", SheetName(block.Table), err)
		}
	}
	return nil
}

func (b *book) tableSheet(block *document.Block) error {
	t := block.Table
	name := SheetName(t)
	above := []string{t.Caption, "This worksheet contains one table."}
	if block.Chart != nil {
		above[1] = "This worksheet contains one table, with a chart of it to the right."
	}
	if block.Finding != "" {
		above = append(above, block.Finding+".")
	}
	if legend := legend(b.doc, t); legend != "" {
		above = append(above, legend)
	}
	if t.Columns[len(t.Columns)-1].Name == "Notes" {
		above = append(above, "A blank cell in the column Notes means that there is no note.")
	}
	if block.Note != "" {
		above = append(above, sentences(block.Note)...)
	}
	if t.Source != "" {
		above = append(above, t.Source)
	}
	widths := columnWidths(t)
	head, err := b.sheet(name, above, t, widths)
	if err != nil {
		return err
	}
	if block.Chart == nil {
		return nil
	}
	// How high a chart is, is reckoned in rows.
	if err := b.file.SetRowHeight(name, head, headHeight(t, widths)); err != nil {
		return err
	}
	for i, row := range t.Rows {
		if err := b.file.SetRowHeight(name, head+1+i, rowHeight(row, widths)); err != nil {
			return err
		}
	}
	return b.chart(name, head, block)
}

// widest is how many characters a line over a table has at most, where its sentences allow.
const widest = 150

// sentences lays a note out in lines, each of whole sentences: lines over a table are not wrapped.
func sentences(note string) []string {
	var lines []string
	for s := range strings.SplitSeq(strings.ReplaceAll(note, ". ", ".\n"), "\n") {
		if last := len(lines) - 1; last >= 0 && len(lines[last])+1+len(s) <= widest {
			lines[last] += " " + s
			continue
		}
		lines = append(lines, s)
	}
	return lines
}

// legend explains the shorthand that the table uses.
func legend(d *document.Document, t *document.Table) string {
	var parts []string
	for _, sign := range t.Markers() {
		for _, m := range d.Markers {
			if m.Sign == sign {
				parts = append(parts, m.Sign+" "+m.Meaning)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Shorthand: " + strings.Join(parts, "; ") + "."
}

// grid writes header and rows. Linked: the first column holds names of sheets.
func (b *book) grid(to *xlsx.Rows, t *document.Table, widths []float64, linked bool) {
	to.Start(headHeight(t, widths))
	for j, c := range t.Columns {
		style := b.styles.head
		switch {
		case c.Number:
			style = b.styles.headNumber
		case j > 0:
			style = b.styles.headIndent
		}
		to.Text(style, c.Name)
	}
	to.End()
	for _, row := range t.Rows {
		to.Start(rowHeight(row, widths))
		for j, c := range row.Cells {
			style := b.cellStyle(t.Columns[j], c, row.Total, j > 0)
			switch {
			case c.Value != nil:
				to.Number(style, *c.Value)
			case linked && j == 0:
				to.Text(b.styles.link, c.Text)
			default:
				to.Text(style, c.Text)
			}
		}
		to.End()
	}
}

func headHeight(t *document.Table, widths []float64) float64 {
	names := make([]string, len(t.Columns))
	for j, c := range t.Columns {
		names[j] = c.Name
	}
	return xlsx.Height(widths, names)
}

func rowHeight(row document.Row, widths []float64) float64 {
	texts := make([]string, len(row.Cells))
	for j, c := range row.Cells {
		texts[j] = c.String()
	}
	return xlsx.Height(widths, texts)
}

func (b *book) cellStyle(column document.Column, c document.Cell, total, indent bool) int {
	switch {
	case c.Value != nil && total:
		return b.styles.totals[c.Format.NumberFormat()]
	case c.Value != nil:
		return b.styles.numbers[c.Format.NumberFormat()]
	case column.Number && total:
		return b.styles.boldMarker
	case column.Number:
		return b.styles.marker
	case total && indent:
		return b.styles.boldIndent
	case total:
		return b.styles.bold
	case indent:
		return b.styles.textIndent
	default:
		return b.styles.text
	}
}

// mostWidth of a column: wider ones are hard to read.
const mostWidth = 60

// columnWidths gives each column room for its longest word and its usual cells.
func columnWidths(t *document.Table) []float64 {
	widths := make([]float64, len(t.Columns))
	for j, c := range t.Columns {
		longest := 0
		for _, word := range strings.Fields(c.Name) {
			longest = max(longest, len([]rune(word)))
		}
		for _, r := range t.Rows {
			longest = max(longest, min(len([]rune(r.Cells[j].String())), 48))
		}
		widths[j] = math.Min(mostWidth, math.Max(14, math.Ceil(float64(longest)*1.25)+2))
	}
	return widths
}
