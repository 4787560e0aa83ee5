// Package rejects writes the workbook that goes back to a supplier: the rows of its files that were rejected or held, as they
// were sent, with what is wrong, how to mend it, and the cells marked.
//
// It holds people's names and numbers, as the supplier's own file does, and reads no release. Every sheet and printed page says
// who may see it. Rows are written as they are read, so that a workbook of any length is in memory nowhere.
package rejects

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// mostMarked is how long a supplier's name may be to stand in the mark: a page's header holds 255 characters.
const mostMarked = 60

// Mark stands on every sheet and printed page.
func Mark(supplier string) string {
	if supplier == "" || len(supplier) > mostMarked {
		supplier = "the supplier"
	}
	return "RESTRICTED: names people. Only for " + supplier + " and the throughcare team; to be sent by a secure way, and deleted when mended."
}

// Book is what goes back to one supplier.
type Book struct {
	Supplier string // "" where the files did not say who sent them
	MadeAt   time.Time
	Parts    []Part
	Codes    []Code // of the lists that some text is not in
}

// Part is one kind of record of one file, or a file that was refused whole.
type Part struct {
	File, Kind     string
	ExtractDate    time.Time // zero: not known
	Rejected, Held int64     // records
	Count          int       // rows: several records may be made of one
	Refused, Mend  string    // why the whole file was refused and what to do, or ""
	Whole          bool      // the file holds everything at a day
	Amended        bool      // it was taken in as an addition to such a file
	Typed          bool      // its cells have types, and stand here as text
	Header         []string  // as sent
	Columns        int       // at least as many as the header; more where rows have more cells
	Missing        string    // why some rows are here without their cells, or ""
	// Rows gives every row of the part, rejected ones first; its cells are valid until the next.
	Rows func(ctx context.Context, each func(Row) error) error

	sheet string
}

// Row of a file that was rejected or is held.
type Row struct {
	Number int64
	Held   bool
	Wrong  string
	Mend   string
	Cells  []string // as sent; nil where they are not there any more
	Marked []int    // places of cells to mend, from 0
}

// Code is one code of a list, and what else the contract takes for it.
type Code struct{ List, Code, Label, Also string }

// book is a workbook being written.
type book struct {
	*Book
	ctx    context.Context //nolint:containedctx // of the one call that writes the book
	file   *excelize.File
	styles styles
	sheets map[int]xlsx.Sheet
	names  []string
	across map[string]int    // pages side by side that a sheet is printed on, if more than one
	titles map[string]string // that stand at the foot of a printed page
	// of the row that is being written
	texts  []string
	widths []float64
}

const (
	frontSheet = "What to mend"
	codesSheet = "Codes"
)

// Write writes the workbook as XLSX.
func Write(ctx context.Context, to io.Writer, b *Book) error {
	w := &book{Book: b, ctx: ctx, file: excelize.NewFile(), sheets: map[int]xlsx.Sheet{}, across: map[string]int{}, titles: map[string]string{}, widths: ownWidths()}
	defer w.file.Close() //nolint:errcheck // nothing on disk
	if err := w.plan(); err != nil {
		return fmt.Errorf("rows to mend: %w", err)
	}
	for _, step := range []func() error{w.front, w.parts, w.codes, w.finish} {
		if err := step(); err != nil {
			return fmt.Errorf("rows to mend: %w", err)
		}
	}
	return xlsx.PackTo(to, w.file, w.sheets, nil)
}

// plan names the sheets and makes them.
func (w *book) plan() (err error) {
	if w.styles, err = newStyles(w.file); err != nil {
		return err
	}
	if err := w.file.SetDefaultFont(fontName); err != nil {
		return err
	}
	title := "Rows to mend: " + w.supplier()
	if err := xlsx.Describe(w.file, title, "Rows that were rejected or are held, as they were sent", document.Release{MadeAt: w.MadeAt}); err != nil {
		return err
	}
	w.names = []string{frontSheet}
	taken := map[string]bool{strings.ToLower(frontSheet): true, strings.ToLower(codesSheet): true, "history": true}
	for i := range w.Parts {
		if p := &w.Parts[i]; p.Refused == "" {
			p.sheet = sheetName(p, taken)
			w.names = append(w.names, p.sheet)
		}
	}
	if len(w.Codes) > 0 {
		w.names = append(w.names, codesSheet)
	}
	for i, name := range w.names {
		if i == 0 {
			err = w.file.SetSheetName("Sheet1", name)
		} else {
			_, err = w.file.NewSheet(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *book) supplier() string {
	if w.Supplier == "" {
		return "files of which the supplier is not known"
	}
	return w.Supplier
}

// mostName is how long the name of a sheet may be.
const mostName = 31

// sheetName is the kind and the day, with a number where there are several: the first sheet says which file it is.
func sheetName(p *Part, taken map[string]bool) string {
	base := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return '_'
		}
		return r
	}, strings.TrimSpace(p.Kind+" "+isoDay(p.ExtractDate)))
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = fmt.Sprintf(" %d", n)
		}
		runes := []rune(base)
		name := string(runes[:min(len(runes), mostName-len(end))]) + end
		if !taken[strings.ToLower(name)] {
			taken[strings.ToLower(name)] = true
			return name
		}
	}
}

func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// mostPrinted is how long the head and the foot of a page may be.
const mostPrinted = 255

// foot of a printed page: the mark, and under it as much of the title as the format has room for.
func foot(mark, title string) string {
	const before, after = "\n" + `&"Arial,Regular"`, " &P/&N"
	runes, room := []rune(strings.ReplaceAll(title, "&", "and")), mostPrinted-len(mark)-len(before)-len(after)
	if len(runes) > room {
		runes = append(runes[:max(0, room-3)], []rune("...")...)
	}
	return mark + before + string(runes) + after
}

// finish marks every printed page and sets paper and view.
func (w *book) finish() error {
	landscape, a4, zero, on := "landscape", 9, 0, true
	mark := `&C&"Arial,Bold"&10` + strings.ReplaceAll(Mark(w.Supplier), "&", "and")
	for _, name := range w.names {
		across := max(1, w.across[name])
		if err := w.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &across, FitToHeight: &zero}); err != nil {
			return err
		}
		if err := w.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &on}); err != nil {
			return err
		}
		if err := w.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: mark, OddFooter: foot(mark, w.titles[name])}); err != nil {
			return err
		}
	}
	w.file.SetActiveSheet(0)
	return nil
}
