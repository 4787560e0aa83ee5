package warehouse

import (
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"strings"

	sqlfiles "throughcare/sql"
)

// Migrate brings the tables of every room up to this program's version: the statements of sql/schema in the order of
// their names, then the reference data, which is always the program's own. All or nothing.
func (db *DB) Migrate(ctx context.Context) error {
	return db.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		if err := runFolder(ctx, tx, "schema"); err != nil {
			return err
		}
		return loadReference(ctx, tx)
	})
}

func runFolder(ctx context.Context, tx *Tx, folder string) error {
	names, err := fs.Glob(sqlfiles.FS, path.Join(folder, "*.sql"))
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(sqlfiles.FS, name)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, string(text)); err != nil {
			return fmt.Errorf("sql/%s: %w", name, err)
		}
	}
	return nil
}

func loadReference(ctx context.Context, tx *Tx) error {
	names, err := fs.Glob(sqlfiles.FS, "reference/*.csv")
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := loadReferenceFile(ctx, tx, name); err != nil {
			return fmt.Errorf("sql/%s: %w", name, err)
		}
	}
	return nil
}

// loadReferenceFile makes ref.<file name> from one CSV.
func loadReferenceFile(ctx context.Context, tx *Tx, name string) error {
	file, err := sqlfiles.FS.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // embedded
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return fmt.Errorf("no header")
	}
	table := "ref." + Ident(strings.TrimSuffix(path.Base(name), ".csv"))
	columns := make([]string, len(rows[0]))
	casts := make([]string, len(rows[0]))
	for i, head := range rows[0] {
		column, kind, typed := strings.Cut(head, ":")
		if !typed {
			kind = "varchar"
		}
		columns[i] = Ident(column) + " " + kind
		casts[i] = fmt.Sprintf("nullif(trim(v[%d]), '')::%s", i+1, kind)
	}
	if _, err := tx.Exec(ctx, fmt.Sprintf("create or replace table %s (%s)", table, strings.Join(columns, ", "))); err != nil {
		return err
	}
	values := make([]any, 0, len(rows)-1)
	for _, row := range rows[1:] {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cell
		}
		values = append(values, cells)
	}
	if len(values) == 0 {
		return nil
	}
	_, err = tx.Exec(ctx, fmt.Sprintf("insert into %s select %s from (select unnest(?::varchar[][]) as v)",
		table, strings.Join(casts, ", ")), values)
	return err
}
