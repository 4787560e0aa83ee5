package marts

import (
	"context"
	"fmt"
	"io/fs"

	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// workedOut is what Go worked out for the rows of a table, to be joined to them in SQL: a row each of whole numbers (the first
// is the row's own), of numbers and of texts. NaN and a blank text become null there: the driver has no null inside a list.
type workedOut struct {
	wholes, numbers, texts []any
}

func (w *workedOut) whole(row ...int64)    { w.wholes = append(w.wholes, anys(row)) }
func (w *workedOut) number(row ...float64) { w.numbers = append(w.numbers, anys(row)) }
func (w *workedOut) text(row ...string)    { w.texts = append(w.texts, anys(row)) }

func anys[T any](row []T) []any {
	values := make([]any, len(row))
	for i, v := range row {
		values[i] = v
	}
	return values
}

// join runs a statement that reads the table worked_out (wholes, numbers, texts), and drops it and the other temporary table.
func (w *workedOut) join(ctx context.Context, tx *warehouse.Tx, statement, other string) error {
	const table = `create or replace temporary table worked_out (wholes bigint[], numbers double[], texts varchar[])`
	if _, err := tx.Exec(ctx, table); err != nil {
		return err
	}
	if len(w.wholes) > 0 {
		const fill = `insert into worked_out
select wholes, list_transform(numbers, x -> case when not isnan(x) then x end), list_transform(texts, x -> nullif(x, ''))
from (select unnest(?::bigint[][]) as wholes, unnest(?::double[][]) as numbers, unnest(?::varchar[][]) as texts)`
		if _, err := tx.Exec(ctx, fill, w.wholes, w.numbers, w.texts); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, statement); err != nil {
		return err
	}
	return dropTemporary(ctx, tx, "worked_out", other)
}

// runCompare makes a temporary table by sql/marts/compare/<name>.sql.
func runCompare(ctx context.Context, tx *warehouse.Tx, name, table string) error {
	text, err := fs.ReadFile(sqlfiles.FS, "marts/compare/"+name+".sql")
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "create or replace temporary table "+table+" as\n"+string(text)); err != nil {
		return fmt.Errorf("sql/marts/compare/%s.sql: %w", name, err)
	}
	return nil
}
