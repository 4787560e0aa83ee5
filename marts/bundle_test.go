package marts_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"throughcare/marts"
	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// bundle is an empty warehouse in memory with the core tables, and the shipped catalogue.
type bundle struct {
	*testing.T
	db        *warehouse.DB
	catalogue []marts.Measure
	asAt      time.Time
	periods   marts.Periods // of the project's own
}

// setup makes a bundle as at a day, filled by the statements.
func setup(t *testing.T, asAt string, statements ...string) *bundle {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Config{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	core, err := os.ReadFile("testdata/core.sql")
	if err != nil {
		t.Fatal(err)
	}
	day, err := time.Parse(time.DateOnly, asAt)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := marts.Catalogue(sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	b := &bundle{T: t, db: db, catalogue: catalogue, asAt: day}
	b.exec(string(core))
	b.exec(statements...)
	return b
}

// only keeps the measures named, for tests that build often.
func (b *bundle) only(ids ...string) *bundle {
	var kept []marts.Measure
	for _, m := range b.catalogue {
		for _, id := range ids {
			if m.ID == id {
				kept = append(kept, m)
			}
		}
	}
	b.catalogue = kept
	return b
}

func (b *bundle) tx(fn func(context.Context, *warehouse.Tx) error) {
	b.Helper()
	if err := b.db.Tx(b.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: b.asAt}); err != nil {
			return err
		}
		return fn(ctx, tx)
	}); err != nil {
		b.Fatal(err)
	}
}

func (b *bundle) exec(statements ...string) {
	b.Helper()
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
}

// build makes the figures.
func (b *bundle) build() (report marts.Report) {
	b.Helper()
	b.tx(func(ctx context.Context, tx *warehouse.Tx) (err error) {
		if err := b.periods.Set(ctx, tx); err != nil {
			return err
		}
		report, err = marts.Build(ctx, tx, b.catalogue, nil)
		return err
	})
	return report
}

// rows of a select of text, each one line, parts separated by a bar.
func (b *bundle) rows(query string) (lines []string) {
	b.Helper()
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		rows, err := tx.Query(ctx, "select columns(*)::varchar from ("+query+") as t")
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // read to its end
		names, err := rows.Columns()
		if err != nil {
			return err
		}
		values, targets := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range values {
			targets[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(targets...); err != nil {
				return err
			}
			texts := make([]string, len(values))
			for i, v := range values {
				texts[i] = v.String
			}
			lines = append(lines, strings.Join(texts, "|"))
		}
		return rows.Err()
	})
	return lines
}

// cell names one figure.
type cell struct {
	measure, statistic, period, start, place, breakdown, category string
}

// figure is a cell as text: value, numerator/denominator, marker. "none" where there is no row.
func (b *bundle) figure(c cell) string {
	b.Helper()
	text := "none"
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		if c.breakdown == "" {
			c.breakdown, c.category = "all", "all"
		}
		rows, err := tx.Query(ctx, `select
  concat_ws(' ', coalesce(round(value, 4)::varchar, 'null'),
    case when denominator is not null then concat(coalesce(numerator::varchar, ''), '/', round(denominator, 4)) end, marker)
from mart.figures
where measure = ? and statistic = ? and period_type = ? and period_start = ?::date and place_code = ? and breakdown = ?
  and category = ?`, c.measure, c.statistic, c.period, c.start, c.place, c.breakdown, c.category)
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // read to its end
		for rows.Next() {
			if err := rows.Scan(&text); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return text
}

// checksOf is the shipped files with one check only.
func checksOf(name string) fs.FS {
	text, err := fs.ReadFile(sqlfiles.FS, "checks/"+name+".sql")
	if err != nil {
		return fstest.MapFS{}
	}
	return fstest.MapFS{"checks/" + name + ".sql": &fstest.MapFile{Data: text}}
}
