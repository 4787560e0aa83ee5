package sample

import (
	"bytes"
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"
)

// caseloadBook is the officers' workbook: a title block, a header of two rows
// with merged groups, the cases, a total and a note. Some dates of "Signed up"
// are real Excel dates, others text, as in sheets that many people fill in.
func caseloadBook(columns []column, b batch) ([]byte, error) {
	return book("Caseload", func(sw *excelize.StreamWriter, dateStyle int) error {
		top := make([]any, len(columns))
		sub := make([]any, len(columns))
		for i, c := range columns {
			sub[i] = c.heading
			if i == 0 || columns[i-1].group != c.group {
				top[i] = c.group
			}
		}
		rows := [][]any{{"Throughcare support officers: caseload (made-up data)"}, {"As at", b.at.format("2 January 2006")}, nil, top, sub}
		for i, row := range b.rows {
			cells := anyRow(row)
			if on, err := time.Parse("02/01/2006", row[tsoSigned]); err == nil && i%3 == 0 {
				cells[tsoSigned] = excelize.Cell{StyleID: dateStyle, Value: on}
			}
			rows = append(rows, cells)
		}
		rows = append(rows, nil, []any{"Total cases", len(b.rows)}, []any{"Source: officers' own records. A = attended, D = declined, ND = not delivered, UC = unable to contact"})
		if err := setRows(sw, rows); err != nil {
			return err
		}
		return mergeGroups(sw, columns, 4)
	})
}

func mergeGroups(sw *excelize.StreamWriter, columns []column, row int) error {
	for first := 0; first < len(columns); {
		last := first
		for last+1 < len(columns) && columns[last+1].group == columns[first].group {
			last++
		}
		from, err := excelize.CoordinatesToCellName(first+1, row)
		if err != nil {
			return fmt.Errorf("merge header: %w", err)
		}
		to, err := excelize.CoordinatesToCellName(last+1, row)
		if err != nil {
			return fmt.Errorf("merge header: %w", err)
		}
		if err := sw.MergeCell(from, to); err != nil {
			return fmt.Errorf("merge header: %w", err)
		}
		first = last + 1
	}
	return nil
}

// needsBook is the wide sheet of Upside: a title line, then one header row.
func needsBook(header []string, rows [][]string) ([]byte, error) {
	return book("People", func(sw *excelize.StreamWriter, _ int) error {
		all := [][]any{{"Upside: people we work with (made-up data)"}, nil, anyRow(header)}
		for _, row := range rows {
			all = append(all, anyRow(row))
		}
		return setRows(sw, all)
	})
}

// book makes a workbook of one sheet; its bytes depend on its content only.
func book(sheet string, fill func(sw *excelize.StreamWriter, dateStyle int) error) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // in memory: nothing to lose
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return nil, fmt.Errorf("name sheet: %w", err)
	}
	if err := f.SetDocProps(&excelize.DocProperties{Created: "2026-10-31T09:00:00Z", Modified: "2026-10-31T09:00:00Z", Creator: "throughcare demo"}); err != nil {
		return nil, fmt.Errorf("document properties: %w", err)
	}
	format := "dd/mm/yyyy"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return nil, fmt.Errorf("date style: %w", err)
	}
	sw, err := f.NewStreamWriter(sheet)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", sheet, err)
	}
	if err := fill(sw, style); err != nil {
		return nil, err
	}
	if err := sw.Flush(); err != nil {
		return nil, fmt.Errorf("sheet %s: %w", sheet, err)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	return b.Bytes(), nil
}

func anyRow(row []string) []any {
	cells := make([]any, len(row))
	for i, text := range row {
		if text != "" {
			cells[i] = text
		}
	}
	return cells
}

func setRows(sw *excelize.StreamWriter, rows [][]any) error {
	for i, row := range rows {
		if row == nil {
			continue
		}
		if err := sw.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	return nil
}
