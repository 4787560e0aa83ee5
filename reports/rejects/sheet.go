package rejects

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// ownColumns stand before the supplier's.
func ownColumns() []string {
	return []string{"Row in the file", "Rejected or held", "What is wrong", "How to mend it", "Cells to mend"}
}

// ownWidths of the columns, in digits; and that of the supplier's.
func ownWidths() []float64 { return []float64{9, 12, 44, 40, 24} }

const (
	sentWidth = 17
	ownWidth  = 9 + 12 + 44 + 40 + 24
	pageWidth = 190 // what a page across holds and can still be read
)

// Most rows and columns of a sheet.
const (
	mostRows    = 1<<20 - 16
	mostColumns = 1 << 14
)

const (
	rejectedWord = "Rejected"
	heldWord     = "Held"
	titleHeight  = 24
	lineHeight   = 16
)

// errFull ends the pass over the rows where a sheet can hold no more.
var errFull = errors.New("the sheet is full")

func (w *book) parts() error {
	for i := range w.Parts {
		if p := &w.Parts[i]; p.Refused == "" {
			if err := w.part(p); err != nil {
				return fmt.Errorf("sheet %s: %w", p.sheet, err)
			}
		}
	}
	return nil
}

// above are the lines over the table of a part.
func (w *book) above(p *Part) []string {
	lines := []string{
		fmt.Sprintf("%s in %s%s", upper(strings.ReplaceAll(p.Kind, "_", " ")), p.File, extract(p)),
		Mark(w.Supplier),
		counted(p) + " The cells to mend are bold, in a red frame on yellow, and named in column E.",
	}
	if p.Typed {
		lines = append(lines, "Dates and numbers of the file stand here as the program read them: a date as year-month-day.")
	}
	if p.Missing != "" {
		lines = append(lines, p.Missing)
	}
	return lines
}

// counted says how many records are set aside.
func counted(p *Part) string {
	var parts []string
	if p.Rejected > 0 {
		parts = append(parts, document.Count.Write(float64(p.Rejected))+" rejected")
	}
	if p.Held > 0 {
		parts = append(parts, document.Count.Write(float64(p.Held))+" held, which wait for a record that they refer to")
	}
	return fmt.Sprintf("Rows here: %s. Records in them: %s.", document.Count.Write(float64(p.Count)), strings.Join(parts, " and "))
}

func extract(p *Part) string {
	if p.ExtractDate.IsZero() {
		return ""
	}
	return ", extract of " + document.Date(p.ExtractDate)
}

// part lays out the sheet of one part; its rows are read when the package is written.
func (w *book) part(p *Part) error {
	above := w.above(p)
	head := len(above) + 1
	columns := min(max(p.Columns, len(p.Header)), mostColumns-len(ownColumns()))
	shown := min(p.Count, mostRows)
	if shown < p.Count {
		above[2] = fmt.Sprintf("The first %s of %s rows; a sheet holds no more. Look into the file as a whole.", document.Count.Write(float64(shown)), document.Count.Write(float64(p.Count)))
	}
	last, err := excelize.ColumnNumberToName(len(ownColumns()) + columns)
	if err != nil {
		return err
	}
	if err := w.columns(p.sheet, len(ownColumns())+columns); err != nil {
		return err
	}
	w.across[p.sheet] = int(math.Ceil((ownWidth + float64(columns)*sentWidth) / pageWidth))
	if err := w.file.AutoFilter(p.sheet, fmt.Sprintf("A%d:%s%d", head, last, head+shown), nil); err != nil {
		return err
	}
	if err := w.freeze(p.sheet, head); err != nil {
		return err
	}
	// The lines above run over the columns, and would be cut where the first column is printed again: the foot of the page has the title.
	w.titles[p.sheet] = above[0]
	area := fmt.Sprintf("'%s'!$A$%d:$%s$%d", p.sheet, head, last, head+shown)
	if err := w.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: p.sheet, RefersTo: area}); err != nil {
		return err
	}
	return w.cells(p.sheet, func(to *xlsx.Rows) error {
		w.lines(to, above)
		w.headings(to, p.Header, columns)
		written := 0
		err := p.Rows(w.ctx, func(r Row) error {
			if written == shown {
				return errFull
			}
			written++
			w.row(to, p, r, columns)
			return nil
		})
		if errors.Is(err, errFull) {
			return nil
		}
		return err
	})
}

func (w *book) columns(sheet string, columns int) error {
	for i, width := range ownWidths() {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := w.file.SetColWidth(sheet, name, name, width); err != nil {
			return err
		}
	}
	first, err := excelize.ColumnNumberToName(len(ownColumns()) + 1)
	if err != nil || columns == len(ownColumns()) {
		return err
	}
	last, err := excelize.ColumnNumberToName(columns)
	if err != nil {
		return err
	}
	return w.file.SetColWidth(sheet, first, last, sentWidth)
}

// freeze keeps the header and the first column in sight, and prints both on every page.
func (w *book) freeze(sheet string, head int) error {
	corner := fmt.Sprintf("B%d", head+1)
	if err := w.file.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: head, TopLeftCell: corner, ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: "bottomRight"}}}); err != nil {
		return err
	}
	return w.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet, RefersTo: fmt.Sprintf("'%[1]s'!$A:$A,'%[1]s'!$%[2]d:$%[2]d", sheet, head)})
}

// headings are our columns and the supplier's, in the supplier's own words.
func (w *book) headings(to *xlsx.Rows, header []string, columns int) {
	names := ownColumns()
	widths := ownWidths()
	for i := range columns {
		name := fmt.Sprintf("cell %d, beyond the header", i+1)
		if i < len(header) {
			name = header[i]
		}
		names, widths = append(names, xlsx.Cut(name)), append(widths, sentWidth)
	}
	to.Start(height(widths, names))
	for i, name := range names {
		to.Text(w.headStyle(i == 0), name)
	}
	to.End()
}

func (w *book) row(to *xlsx.Rows, p *Part, r Row, columns int) {
	what := rejectedWord
	if r.Held {
		what = heldWord
	}
	own := []string{"", what, r.Wrong, r.Mend, named(p, r)}
	w.texts = append(append(w.texts[:0], own...), r.Cells[:min(len(r.Cells), columns)]...)
	for len(w.widths) < len(w.texts) {
		w.widths = append(w.widths, sentWidth)
	}
	to.Start(height(w.widths, w.texts))
	to.Number(w.styles.number, float64(r.Number))
	for _, text := range own[1:] {
		to.Text(w.styles.text, xlsx.Cut(text))
	}
	marked := 0
	for i := range columns {
		text, style := "", w.styles.sent
		if i < len(r.Cells) {
			text = r.Cells[i]
		}
		if marked < len(r.Marked) && r.Marked[marked] == i {
			style = w.styles.marked
			marked++
		}
		if text != "" || style == w.styles.marked {
			to.Own(style, text)
		} else {
			to.Text(style, "")
		}
	}
	to.End()
}

// height of a row; an indent takes some of the width, and letters are smaller than those that heights are reckoned for.
func height(widths []float64, texts []string) float64 {
	narrow := make([]float64, len(widths))
	for i, width := range widths {
		narrow[i] = (width - 1.5) * 1.05
	}
	return xlsx.Height(narrow, texts)
}

// named are the headings of the cells to mend, for whoever cannot see the marks.
func named(p *Part, r Row) string {
	var names []string
	for _, i := range r.Marked {
		name := fmt.Sprintf("cell %d, beyond the header", i+1)
		if i < len(p.Header) {
			name = p.Header[i]
		}
		if r.Cells != nil && (i >= len(r.Cells) || strings.TrimSpace(r.Cells[i]) == "") {
			name += " (blank)"
		}
		names = append(names, name)
	}
	if len(names) == 0 && r.Held {
		return "none here"
	}
	if len(names) == 0 {
		return "the row as a whole"
	}
	return strings.Join(names, "; ")
}

// lines stand over a table: a title, the mark, and what else is to be known.
func (w *book) lines(to *xlsx.Rows, lines []string) {
	for i, line := range lines {
		style, height := w.styles.line, float64(lineHeight)
		switch i {
		case 0:
			style, height = w.styles.title, titleHeight
		case 1:
			style = w.styles.bold
		}
		to.Line(height, style, line)
	}
}

// cells says what a sheet holds; it is written when the package is.
func (w *book) cells(sheet string, rows func(*xlsx.Rows) error) error {
	for i, name := range w.names {
		if name == sheet {
			w.sheets[i+1] = xlsx.Sheet{Rows: rows}
			return nil
		}
	}
	return fmt.Errorf("there is no sheet %q", sheet)
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
