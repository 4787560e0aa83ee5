package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// QueryRows runs one select on the published copy or, restricted, on the warehouse, and gives its rows to row: columns
// every time, and a nil row once where there are none. Nothing can be changed.
func (r *Runner) QueryRows(ctx context.Context, query string, restricted bool, row func(columns []string, row []any) error) error {
	path := r.Project.publishedFile()
	if restricted {
		path = r.Project.Warehouse()
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		f := fault.New(fault.Usage, "P006", "there is nothing to ask yet")
		f.Source, f.Try = r.Project.Dir, "throughcare run makes the figures"
		return f
	}
	db, err := warehouse.Open(ctx, warehouse.Config{Path: path, ReadOnly: true, Threads: r.Project.Config.Threads, MemoryLimit: r.Project.Config.Memory})
	if err != nil {
		return err
	}
	err = db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		rows, err := tx.Query(ctx, query)
		if err != nil {
			return asked(err)
		}
		return errors.Join(each(rows, row), rows.Close())
	})
	return single(errors.Join(err, db.Close()))
}

// asked makes of a statement that DuckDB does not understand a fault of who wrote it.
func asked(err error) error {
	f := fault.New(fault.Usage, "Q001", "the query cannot be run: %s", err)
	f.Err, f.Try = err, `throughcare query "show all tables"`
	return f
}

func each(rows *sql.Rows, row func([]string, []any) error) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	some := false
	for rows.Next() {
		cells, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			places[i] = &cells[i]
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		some = true
		if err := row(columns, cells); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return asked(warehouse.Scrub(err))
	}
	if !some {
		return row(columns, nil)
	}
	return nil
}
