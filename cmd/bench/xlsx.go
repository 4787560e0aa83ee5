package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/xuri/excelize/v2"

	"throughcare/ingest/source"
)

// columns of the workbook, as many as the CSV file has.
const columns = 15

// xlsxPart races our reading of a workbook against excelize's.
func xlsxPart(ctx context.Context, o options, w io.Writer) error {
	path := filepath.Join(o.dir, "custody.xlsx")
	header, err := writeBook(path, o.xlsxRows)
	if err != nil {
		return err
	}
	program, floor, err := race(ctx, o.repeats,
		func(ctx context.Context, _ int) (time.Duration, error) {
			return readBook(ctx, path, header, o.xlsxRows)
		},
		func(context.Context, int) (time.Duration, error) { return excelizeRows(path, o.xlsxRows) })
	if err != nil {
		return err
	}
	line(w, fmt.Sprintf("xlsx: reading of %d rows, %d columns", o.xlsxRows, columns), o.xlsxRows, program, floor, "")
	return nil
}

// writeBook makes a workbook of texts, numbers and real dates, and returns its header.
func writeBook(path string, rows int) (header []string, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return nil, err
	}
	sheet, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	cells := make([]any, columns)
	for i := range cells {
		header = append(header, fmt.Sprintf("Column %d", i+1))
		cells[i] = header[i]
	}
	if err := sheet.SetRow("A1", cells); err != nil {
		return nil, err
	}
	first := time.Date(2023, time.January, 1, 0, 0, 0, 0, time.UTC)
	for row := range rows {
		for i := range cells {
			switch i % 3 {
			case 0:
				cells[i] = fmt.Sprintf("C%d/%d", row, i)
			case 1:
				cells[i] = row % (100 * (i + 1))
			default:
				cells[i] = excelize.Cell{StyleID: date, Value: first.AddDate(0, 0, row%800)}
			}
		}
		if err := sheet.SetRow(fmt.Sprintf("A%d", row+2), cells); err != nil {
			return nil, err
		}
	}
	if err := sheet.Flush(); err != nil {
		return nil, err
	}
	return header, f.SaveAs(path)
}

// readBook times the way from the file to the last record batch.
func readBook(ctx context.Context, path string, header []string, rows int) (took time.Duration, err error) {
	start := time.Now()
	f, err := source.Open(path, source.Layout{Format: source.XLSX})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	records, err := f.Records(ctx, header)
	if err != nil {
		return 0, err
	}
	defer records.Release()
	var got int64
	for records.Next() {
		got += records.RecordBatch().NumRows()
	}
	took = time.Since(start)
	if got != int64(rows) {
		return 0, fmt.Errorf("%d rows were read: %w", got, errors.Join(records.Err(), errors.New("that is not all")))
	}
	return took, records.Err()
}

// excelizeRows times the same with excelize alone: every cell's text as it is stored.
func excelizeRows(path string, rows int) (took time.Duration, err error) {
	start := time.Now()
	f, err := excelize.OpenFile(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sheet, err := f.Rows("Sheet1")
	if err != nil {
		return 0, err
	}
	got := -1 // the header
	for sheet.Next() {
		if _, err := sheet.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return 0, err
		}
		got++
	}
	took = time.Since(start)
	if got != rows {
		return 0, fmt.Errorf("excelize read %d rows", got)
	}
	return took, errors.Join(sheet.Error(), sheet.Close())
}
