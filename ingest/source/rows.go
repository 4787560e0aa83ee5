package source

import (
	"context"
	"errors"
	"io"
)

// Rows calls each with the cells as sent (untrimmed; dates and numbers of Excel, Parquet and JSON as Records has them)
// of the wanted row numbers, in the file's order, for the file of rejected rows. A JSON line that is no object is one
// cell. It reads the file once more, up to the last wanted row.
func Rows(ctx context.Context, path string, l Layout, want map[int64]bool, each func(row int64, cells []string) error) ([]string, error) {
	f, err := Open(path, l)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := f.scanner(f.header)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	left, seen := len(want), 0
	var rec record
	for left > 0 {
		err := f.guard(func() error { return rows.scan(&rec) })
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, f.readFault(err)
		}
		if seen++; seen%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !want[rec.number] {
			continue
		}
		left--
		cells := make([]string, len(rec.cells))
		for i, cell := range rec.cells {
			cells[i] = string(mend(cell))
		}
		if rec.line != nil {
			cells = []string{string(mend(rec.line))}
		}
		if err := each(rec.number, cells); err != nil {
			return nil, err
		}
	}
	return f.header, nil
}
