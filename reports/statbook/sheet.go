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

// stream writes a sheet from the top: a long sheet does not stand in memory whole.
func (w *writer) stream(name string, widths []float64, rows func(*excelize.StreamWriter) error) error {
	if err := w.view(name); err != nil {
		return err
	}
	to, err := w.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for j, width := range widths {
		if err := to.SetColWidth(j+1, j+1, width); err != nil {
			return err
		}
	}
	if err := rows(to); err != nil {
		return err
	}
	return to.Flush()
}

// view sets what a sheet looks like on the screen and on paper; a stream takes it over.
func (w *writer) view(name string) error {
	landscape, a4, one, zero, on, off := "landscape", 9, 1, 0, true, false
	if err := w.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &zero}); err != nil {
		return err
	}
	if err := w.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &on}); err != nil {
		return err
	}
	return w.file.SetSheetView(name, -1, &excelize.ViewOptions{ShowGridLines: &off})
}

// sheet writes one table with its lines above. Linked: the first column holds names of sheets.
func (w *writer) sheet(s Sheet, linked bool) error {
	if _, err := w.file.NewSheet(s.Name); err != nil {
		return err
	}
	t := s.Content
	head := len(s.Above) + 3
	if linked {
		// Before the stream: what is set after it is lost.
		for i, r := range t.Rows {
			if err := w.file.SetCellHyperLink(s.Name, fmt.Sprintf("A%d", head+1+i), "'"+r.Cells[0].Text+"'!A1", "Location"); err != nil {
				return err
			}
		}
	}
	widths := columnWidths(t, s.Widest)
	return w.stream(s.Name, widths, func(to *excelize.StreamWriter) error {
		for i, line := range append([]string{s.Title, oneTable}, s.Above...) {
			style, height := w.styles.above, xlsx.LineHeight+2
			if i == 0 {
				style, height = w.styles.title, titleHeight
			}
			if err := to.SetRow(fmt.Sprintf("A%d", i+1), []any{excelize.Cell{StyleID: style, Value: line}}, excelize.RowOpts{Height: height}); err != nil {
				return err
			}
		}
		if err := w.header(to, head, t, widths); err != nil {
			return err
		}
		if err := w.rows(to, head+1, t, widths, linked); err != nil {
			return err
		}
		last, err := excelize.CoordinatesToCellName(len(t.Columns), head+len(t.Rows))
		if err != nil {
			return err
		}
		off := false
		return to.AddTable(&excelize.Table{Range: fmt.Sprintf("A%d:%s", head, last), Name: s.Table, ShowRowStripes: &off})
	})
}

func (w *writer) header(to *excelize.StreamWriter, at int, t *document.Table, widths []float64) error {
	cells, names := make([]any, len(t.Columns)), make([]string, len(t.Columns))
	for j, c := range t.Columns {
		style := w.styles.head
		if c.Number {
			style = w.styles.headNumber
		}
		cells[j], names[j] = excelize.Cell{StyleID: style, Value: c.Name}, c.Name
	}
	return to.SetRow(fmt.Sprintf("A%d", at), cells, excelize.RowOpts{Height: xlsx.Height(widths, names)})
}

func (w *writer) rows(to *excelize.StreamWriter, at int, t *document.Table, widths []float64, linked bool) error {
	cells := make([]any, len(t.Columns))
	for i, row := range t.Rows {
		lines := 1
		for j, c := range row.Cells {
			switch {
			case c.Value != nil:
				cells[j] = excelize.Cell{StyleID: w.styles.numbers[c.Format], Value: *c.Value}
				continue
			case linked && j == 0:
				cells[j] = excelize.Cell{StyleID: w.styles.link, Value: c.Text}
			case t.Columns[j].Number:
				cells[j] = excelize.Cell{StyleID: w.styles.marker, Value: c.Text}
			default:
				cells[j] = excelize.Cell{StyleID: w.styles.text, Value: c.Text}
			}
			if c.Text == "" {
				cells[j] = nil // a cell with an empty text is not a blank cell
			}
			lines = max(lines, xlsx.Lines(c.Text, widths[j]*1.02))
		}
		height := math.Min(float64(lines)*xlsx.LineHeight+2, 400)
		if err := to.SetRow(fmt.Sprintf("A%d", at+i), cells, excelize.RowOpts{Height: height}); err != nil {
			return err
		}
	}
	return nil
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
		widths[j] = math.Min(60, math.Max(math.Max(14, math.Ceil(float64(word)*1.15)+2), math.Min(most, float64(text)*1.15+2)))
	}
	return widths
}
