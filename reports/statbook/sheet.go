package statbook

import (
	"fmt"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// Heights of rows of titles, in points.
const (
	titleHeight   = 26
	headingHeight = 22
)

// widest a column of text is made, unless its sheet says otherwise; 60 is the most that is advised.
const widest = 48

// add makes a sheet of such widths of columns; its cells are written when the package is, so that a long sheet does not stand in
// memory as cells.
func (w *writer) add(name string, widths []float64, sheet xlsx.Sheet) error {
	number := len(w.sheets) + 1
	if number == 1 {
		if err := w.file.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if at, err := w.file.NewSheet(name); err != nil {
		return err
	} else if at != number-1 {
		return fmt.Errorf("there are two sheets %s", name)
	}
	w.sheets[number] = sheet
	for j, width := range widths {
		column, err := excelize.ColumnNumberToName(j + 1)
		if err != nil {
			return err
		}
		if err := w.file.SetColWidth(name, column, column, width); err != nil {
			return err
		}
	}
	return w.view(name, widths)
}

// widestPage is how much of a sheet's width is put on one page of paper: with more, nobody could read it.
const widestPage = 240

// view sets what a sheet looks like on the screen and on paper.
func (w *writer) view(name string, widths []float64) error {
	landscape, a4, zero, on, off, all := "landscape", 9, 0, true, false, 0.0
	for _, width := range widths {
		all += width
	}
	across := 1 + int(all/widestPage)
	if err := w.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &across, FitToHeight: &zero}); err != nil {
		return err
	}
	if err := w.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &on}); err != nil {
		return err
	}
	return w.file.SetSheetView(name, -1, &excelize.ViewOptions{ShowGridLines: &off})
}

// sheet writes one table with its lines above. Linked: the first column holds names of sheets.
func (w *writer) sheet(s Sheet, linked bool) error {
	t := s.Content
	head := len(s.Above) + 3
	table := &xlsx.Table{Name: s.Table, Top: head, Rows: len(t.Rows)}
	for _, c := range t.Columns {
		table.Columns = append(table.Columns, c.Name)
	}
	widths := columnWidths(t, s.Widest)
	err := w.add(s.Name, widths, xlsx.Sheet{Table: table, Rows: func(to *xlsx.Rows) error {
		for i, line := range append([]string{s.Title, oneTable}, s.Above...) {
			style, height := w.styles.above, xlsx.LineHeight+2
			if i == 0 {
				style, height = w.styles.title, titleHeight
			}
			to.Line(height, style, line)
		}
		w.header(to, t, widths)
		w.rows(to, t, widths, linked)
		return nil
	}})
	for i, r := range t.Rows {
		if !linked || err != nil {
			break
		}
		err = w.file.SetCellHyperLink(s.Name, fmt.Sprintf("A%d", head+1+i), "'"+r.Cells[0].Text+"'!A1", "Location")
	}
	return err
}

func (w *writer) header(to *xlsx.Rows, t *document.Table, widths []float64) {
	names := make([]string, len(t.Columns))
	for j, c := range t.Columns {
		names[j] = c.Name
	}
	to.Start(xlsx.Height(widths, names))
	for _, c := range t.Columns {
		style := w.styles.head
		if c.Number {
			style = w.styles.headNumber
		}
		to.Text(style, c.Name)
	}
	to.End()
}

func (w *writer) rows(to *xlsx.Rows, t *document.Table, widths []float64, linked bool) {
	for _, row := range t.Rows {
		lines := 1
		for j, c := range row.Cells {
			if c.Value == nil {
				lines = max(lines, xlsx.Lines(c.Text, widths[j]*1.02))
			}
		}
		to.Start(math.Min(float64(lines)*xlsx.LineHeight+2, 400))
		for j, c := range row.Cells {
			switch {
			case c.Value != nil:
				to.Number(w.styles.numbers[c.Format], *c.Value)
			case linked && j == 0:
				to.Text(w.styles.link, c.Text)
			case t.Columns[j].Number:
				to.Text(w.styles.marker, c.Text)
			default:
				to.Text(w.styles.text, c.Text)
			}
		}
		to.End()
	}
}

// columnWidths gives each column room for its longest word and its usual cells, in widths of a digit.
func columnWidths(t *document.Table, most float64) []float64 {
	if most == 0 {
		most = widest
	}
	widths := make([]float64, len(t.Columns))
	for j, c := range t.Columns {
		word, text := 0, 0
		see := func(s string) {
			if len(s) > text {
				text = len([]rune(s))
			}
			if len(s) <= word {
				return
			}
			for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '-' || r == '/' }) {
				word = max(word, len([]rune(part)))
			}
		}
		for _, part := range strings.Fields(c.Name) {
			see(part)
		}
		for _, r := range t.Rows {
			if r.Cells[j].Value == nil {
				see(r.Cells[j].Text)
			}
		}
		// A digit of Arial 12 is about 1.15 of the width that columns are counted in.
		if c.Number {
			word += 2 // headers to the right stand off from those before them
		}
		widths[j] = math.Min(60, math.Max(math.Max(14, math.Ceil(float64(word)*1.15)+2), math.Min(most, float64(text)*1.15+2)))
	}
	return widths
}
