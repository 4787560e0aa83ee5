// Package workbook writes a document as an accessible XLSX workbook: one marked-up table a sheet from column A, its title in
// A1, native charts beside the tables, no merged cells, filters, frozen panes or hidden rows, title and language set.
//
// The rules are the Government Analysis Function's checklist for statistics in spreadsheets. The same document gives the same
// bytes: excelize's parts are put in order as they are written.
package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// book is a workbook being written.
type book struct {
	file   *excelize.File
	doc    *document.Document
	styles styles
	sheets []sheet
	held   map[int]xlsx.Sheet // cells and table of every sheet
	drawn  []*document.Chart  // in the order of the chart parts
}

// sheet is one line of the contents.
type sheet struct{ name, title string }

// Render writes the document as the bytes of an XLSX file.
func Render(d *document.Document) ([]byte, error) {
	b := &book{file: excelize.NewFile(), doc: d, held: map[int]xlsx.Sheet{}}
	defer b.file.Close()
	if err := b.write(); err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	return b.pack()
}

func (b *book) write() error {
	var err error
	if b.styles, err = newStyles(b.file); err != nil {
		return err
	}
	if err := b.file.SetDefaultFont("Arial"); err != nil {
		return err
	}
	if err := xlsx.Describe(b.file, b.doc.Title(), b.doc.Lead, b.doc.Release); err != nil {
		return err
	}
	b.plan()
	for i, s := range b.sheets {
		if i == 0 {
			err = b.file.SetSheetName("Sheet1", s.name)
		} else {
			_, err = b.file.NewSheet(s.name)
		}
		if err != nil {
			return err
		}
	}
	steps := []func() error{b.cover, b.contents, b.messages, b.tables, b.definitions}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return b.finish()
}

const (
	coverSheet       = "Cover"
	contentsSheet    = "Contents"
	messagesSheet    = "Key_messages"
	definitionsSheet = "Definitions"
)

// plan names the sheets: front matter, a sheet a table, definitions before the provenance.
func (b *book) plan() {
	b.sheets = []sheet{{coverSheet, "Cover"}, {contentsSheet, "Contents of this workbook"}, {messagesSheet, "Key messages"}}
	for _, t := range b.doc.Tables() {
		b.sheets = append(b.sheets, sheet{SheetName(t.Table), t.Table.Caption})
	}
	b.sheets = append(b.sheets, sheet{definitionsSheet, "Definitions of the measures in this workbook"})
}

// SheetName of a table: its name with underscores, at most 31 letters.
func SheetName(t *document.Table) string { return tableName(t.Name) }

func tableName(id string) string {
	out := make([]rune, 0, len(id))
	for _, r := range id {
		if r == '-' || r == ' ' {
			r = '_'
		}
		out = append(out, r)
	}
	if len(out) > 0 && out[0] >= 'a' && out[0] <= 'z' {
		out[0] -= 'a' - 'A'
	}
	return string(out[:min(len(out), 31)])
}

// finish sets paper and view of every sheet and puts the cursor in A1 of the first.
func (b *book) finish() error {
	landscape, a4, one, zero, on, off := "landscape", 9, 1, 0, true, false
	for _, s := range b.sheets {
		if err := b.file.SetPageLayout(s.name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &zero}); err != nil {
			return err
		}
		if err := b.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &on}); err != nil {
			return err
		}
		if b.doc.Mark != "" {
			header := `&C&"Arial,Bold"` + strings.ReplaceAll(b.doc.Mark, "&", "and")
			if err := b.file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddHeader: header, OddFooter: header}); err != nil {
				return err
			}
		}
		if err := b.file.SetSheetView(s.name, -1, &excelize.ViewOptions{ShowGridLines: &off}); err != nil {
			return err
		}
	}
	b.file.SetActiveSheet(0)
	return nil
}
