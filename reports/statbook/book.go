package statbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// Book is a workbook's content.
type Book struct {
	Title    string // of the document: without dashes
	Subject  string
	Release  document.Release
	Cover    []Line   // under the title
	Notes    []string // note 1 is the first
	Sheets   []Sheet
	Markers  []document.Marker // what shorthand means
	Contents string            // title of the sheet of contents
	Mark     string            // stands under the title of every sheet; may be empty
}

// Line of the cover.
type Line struct {
	Text    string
	Heading bool
}

// Sheet is a table with what stands above it.
type Sheet struct {
	Name    string // of the sheet: letters, digits, underscores; at most 31
	Table   string // the table object's name
	Subject string // the part of the contents that it belongs to
	Title   string // what, where and when, in A1; may point to notes
	Above   []string
	Content *document.Table // Caption is not used
	Widest  float64         // most that a column of text takes; 0 for the usual
}

const (
	coverSheet    = "Cover"
	contentsSheet = "Contents"
	notesSheet    = "Notes"
	oneTable      = "This worksheet contains one table."
)

// Render writes the book as the bytes of an XLSX file.
func Render(b *Book) ([]byte, error) {
	w := &writer{file: excelize.NewFile(), book: b, sheets: map[int]xlsx.Sheet{}}
	defer w.file.Close()
	if err := w.write(); err != nil {
		return nil, fmt.Errorf("statistics workbook: %w", err)
	}
	return xlsx.Pack(w.file, w.sheets, nil)
}

// writer of one book.
type writer struct {
	file   *excelize.File
	book   *Book
	styles styles
	sheets map[int]xlsx.Sheet // by number
}

func (w *writer) write() error {
	var err error
	if err = w.file.SetDefaultFont(fontName); err != nil {
		return err
	}
	if w.styles, err = newStyles(w.file); err != nil {
		return err
	}
	if err := xlsx.Describe(w.file, w.book.Title, w.book.Subject, w.book.Release); err != nil {
		return err
	}
	if err := w.cover(); err != nil {
		return err
	}
	all := append([]Sheet{w.contents()}, w.notes()...)
	for i, s := range append(all, w.book.Sheets...) {
		if w.book.Mark != "" {
			s.Above = append([]string{w.book.Mark}, s.Above...)
		}
		if err := w.sheet(s, i == 0); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	return nil
}

func (w *writer) cover() error {
	const width = 85
	lines := []Line{{Text: w.book.Title}}
	if w.book.Mark != "" {
		lines = append(lines, Line{w.book.Mark, true})
	}
	lines = append(lines, w.book.Cover...)
	if len(w.book.Markers) > 0 {
		lines = append(lines, Line{"Shorthand in the tables", true})
		for _, m := range w.book.Markers {
			lines = append(lines, Line{m.Sign + " means " + m.Meaning, false})
		}
	}
	return w.add(coverSheet, []float64{width}, xlsx.Sheet{Rows: func(to *xlsx.Rows) error {
		for i, l := range lines {
			style, height := w.styles.text, xlsx.Height([]float64{width}, []string{l.Text})
			switch {
			case i == 0:
				style, height = w.styles.title, titleHeight
			case l.Heading:
				style, height = w.styles.heading, headingHeight
			}
			to.Line(height, style, l.Text)
		}
		return nil
	}})
}

// contents lists every sheet but the cover and itself.
func (w *writer) contents() Sheet {
	t := &document.Table{Columns: []document.Column{{Name: "Sheet"}, {Name: "Part"}, {Name: "What it holds"}}}
	add := func(cells ...string) {
		row := document.Row{}
		for _, c := range cells {
			row.Cells = append(row.Cells, document.TextCell(c))
		}
		t.Rows = append(t.Rows, row)
	}
	if len(w.book.Notes) > 0 {
		add(notesSheet, "About the tables", "Notes that tables point to")
	}
	for _, s := range w.book.Sheets {
		// A pointer to a note belongs to the table's own sheet: here it would come before the first table.
		add(s.Name, s.Subject, withoutNotes(s.Title))
	}
	return Sheet{Name: contentsSheet, Table: "contents_table", Title: w.book.Contents, Above: []string{"Each name of a sheet is a link to it."}, Content: t}
}

func (w *writer) notes() []Sheet {
	if len(w.book.Notes) == 0 {
		return nil
	}
	t := &document.Table{Columns: []document.Column{{Name: "Note number"}, {Name: "Note text"}}}
	for i, text := range w.book.Notes {
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.TextCell(fmt.Sprintf("note %d", i+1)), document.TextCell(text)}})
	}
	return []Sheet{{Name: notesSheet, Table: "notes_table", Title: "Notes", Content: t}}
}

// Note is how a text points to a note.
func Note(number int) string { return fmt.Sprintf("[note %d]", number) }

func withoutNotes(title string) string {
	before, _, _ := strings.Cut(title, " [note ")
	return before
}
