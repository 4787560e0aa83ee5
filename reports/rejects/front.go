package rejects

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/reports/xlsx"
)

// frontWidths of the table of files.
func frontWidths() []float64 { return []float64{33, 38, 21, 18, 11, 11, 72} }

func frontColumns() []string {
	return []string{"Sheet", "File", "Kind of record", "Extract of", "Rejected", "Held", "How to send it again"}
}

// The columns of numbers.
const (
	rejectedColumn = 4
	heldColumn     = 5
)

func (w *book) headStyle(number bool) int {
	if number {
		return w.styles.headNumber
	}
	return w.styles.head
}

// front says what the workbook is, how to mend and send again, and which files it is about.
func (w *book) front() error {
	above := w.explained()
	head := len(above) + 1
	for i, width := range frontWidths() {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := w.file.SetColWidth(frontSheet, name, name, width); err != nil {
			return err
		}
	}
	for i, p := range w.Parts {
		if p.sheet == "" {
			continue
		}
		if err := w.file.SetCellHyperLink(frontSheet, fmt.Sprintf("A%d", head+1+i), "'"+p.sheet+"'!A1", "Location"); err != nil {
			return err
		}
	}
	return w.cells(frontSheet, func(to *xlsx.Rows) error {
		w.lines(to, above)
		to.Start(height(frontWidths(), frontColumns()))
		for i, name := range frontColumns() {
			to.Text(w.headStyle(i == rejectedColumn || i == heldColumn), name)
		}
		to.End()
		for i := range w.Parts {
			w.frontRow(to, &w.Parts[i])
		}
		return nil
	})
}

// explained are the lines over the table. They are true of what the program does: tests load the files that they ask for.
func (w *book) explained() []string {
	lines := []string{"Rows to mend: " + w.supplier(), Mark(w.Supplier),
		"Made on " + document.Date(w.MadeAt) + " from the files below. It lists the rows that are in no figure: each as it was sent, with what is wrong.",
		"Rejected rows break a rule of the contract, which is the description of your file that the throughcare team keeps. " +
			"Held rows are right, and wait for a record that they refer to.",
		"1. Look a row up in your own system by its references, or in the file that you sent by its row number, and mend it there.",
		"2. Make the file anew, whole, with the same name and for the same day, and send that: do not send this workbook back.",
		"3. The new file takes the place of the first. Rows that have not changed change nothing; only what you mended is new.",
		"Where a message is wrong and the row is right, tell the throughcare team: the contract can be changed, and the file taken in again.",
	}
	if slices.ContainsFunc(w.Parts, func(p Part) bool { return p.Held > 0 }) {
		lines = append(lines, "A held row needs nothing but the record that it waits for: once that has come, it is taken in by itself.")
	}
	if len(w.Codes) > 0 {
		lines = append(lines, "The sheet Codes has the lists of codes that some cells should have been in.")
	}
	return lines
}

func (w *book) frontRow(to *xlsx.Rows, p *Part) {
	sheet, again := p.sheet, again(p)
	if p.Refused != "" {
		sheet, again = "none: refused whole", p.Refused+" "+p.Mend
	}
	texts := []string{sheet, p.File, strings.ReplaceAll(p.Kind, "_", " "), "", "", "", again}
	if !p.ExtractDate.IsZero() {
		texts[3] = document.Date(p.ExtractDate)
	}
	to.Start(height(frontWidths(), texts))
	for i, text := range texts {
		switch {
		case i == 0 && p.sheet != "":
			to.Text(w.styles.link, text)
		case i == rejectedColumn && p.Refused == "":
			to.Number(w.styles.number, float64(p.Rejected))
		case i == heldColumn && p.Refused == "":
			to.Number(w.styles.number, float64(p.Held))
		default:
			to.Text(w.styles.text, text)
		}
	}
	to.End()
}

// again says what the mended file must hold.
func again(p *Part) string {
	if p.Rejected == 0 {
		return "Nothing is wrong with these rows: mend what was rejected in the same file, or send what they refer to."
	}
	if p.Whole {
		return "Send the whole file: it says who there is on that day, so a file with the mended rows alone would say that everybody else is gone."
	}
	if p.Amended {
		return "Send this addition again, whole, and say that it is one: it has to be taken in with \"throughcare ingest --amend\", as the first was."
	}
	return "Send the whole file. It holds what is new or changed: what it does not have stays as it is."
}

// codes lists the codes of the lists that some text was not in.
func (w *book) codes() error {
	if len(w.Codes) == 0 {
		return nil
	}
	widths := []float64{30, 34, 60, 60}
	for i, width := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := w.file.SetColWidth(codesSheet, name, name, width); err != nil {
			return err
		}
	}
	above := []string{"Codes that are taken", Mark(w.Supplier), "A cell may hold the code, or what it means, or what the contract takes for it beside; capital letters do not matter."}
	head := len(above) + 1
	if err := w.file.AutoFilter(codesSheet, fmt.Sprintf("A%d:D%d", head, head+len(w.Codes)), nil); err != nil {
		return err
	}
	if err := w.freeze(codesSheet, head); err != nil {
		return err
	}
	return w.cells(codesSheet, func(to *xlsx.Rows) error {
		w.lines(to, above)
		to.Start(lineHeight)
		for _, name := range []string{"List", "Code", "What it means", "Also taken"} {
			to.Text(w.styles.head, name)
		}
		to.End()
		for _, c := range w.Codes {
			texts := []string{c.List, c.Code, c.Label, c.Also}
			to.Start(height(widths, texts))
			for _, text := range texts {
				to.Text(w.styles.sent, text)
			}
			to.End()
		}
		return nil
	})
}
