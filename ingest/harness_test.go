package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughcare/ingest"
	"throughcare/ingest/contract"
	"throughcare/sql/warehouse"
)

// bench is a warehouse in memory with an engine over it.
type bench struct {
	t      *testing.T
	db     *warehouse.DB
	engine *ingest.Engine
	dir    string
	clock  time.Time
	placed int64 // held rows that the latest load let go
}

// refCodes answers for the reference data of the warehouse.
type refCodes map[string][]string

func (c refCodes) List(list string) []string { return c[list] }

func (c refCodes) Has(list, code string) bool {
	for _, x := range c[list] {
		if x == code {
			return true
		}
	}
	return false
}

func setup(t *testing.T, contracts ...string) *bench {
	t.Helper()
	return setupAt(t, "", "", contracts...)
}

// setupAt opens the warehouse of a path, with a statement between its migration and its tables.
func setupAt(t *testing.T, path, before string, contracts ...string) *bench {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Config{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	kinds, err := contract.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	err = db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		if before != "" {
			if _, err := tx.Exec(ctx, before); err != nil {
				return err
			}
		}
		return ingest.Prepare(ctx, tx, kinds)
	})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, db: db, dir: t.TempDir(), clock: time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)}
	b.engine = &ingest.Engine{DB: db, Kinds: kinds, Key: []byte("0123456789abcdef0123456789abcdef"), Rejected: b.dir,
		Now: func() time.Time { b.clock = b.clock.Add(time.Second); return b.clock }}
	b.contracts(contracts...)
	return b
}

func (b *bench) contracts(texts ...string) {
	b.t.Helper()
	codes := refCodes{}
	for _, row := range b.rows("select list, code from ref.codes order by all") {
		list, code, _ := strings.Cut(row, "|")
		codes[list] = append(codes[list], code)
	}
	var project []*contract.Contract
	for i, text := range texts {
		c, err := contract.Load(fmt.Sprintf("contract%d.yaml", i), []byte(text), codes)
		if err != nil {
			b.t.Fatal(err)
		}
		project = append(project, c)
	}
	set, err := contract.NewSet(project...)
	if err != nil {
		b.t.Fatal(err)
	}
	b.engine.Contracts = set
}

// file writes a file and returns its path.
func (b *bench) file(name, text string) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// load loads a file that must not be refused, and places what waited for it.
func (b *bench) load(name, text string) ingest.Result {
	b.t.Helper()
	r, err := b.engine.Load(b.t.Context(), b.file(name, text), ingest.Options{})
	if err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
	b.place()
	return r
}

func (b *bench) place() {
	b.t.Helper()
	var err error
	if b.placed, err = b.engine.PlaceHeld(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// rows of a query, cells joined by "|".
func (b *bench) rows(query string) []string {
	b.t.Helper()
	return b.rowsAsAt(warehouse.AsAt{}, query)
}

func (b *bench) rowsAsAt(at warehouse.AsAt, query string) (list []string) {
	b.t.Helper()
	err := b.db.Read(b.t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		if err := tx.SetAsAt(ctx, at); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, "select coalesce(columns(*)::varchar, '') from ("+query+") as q")
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // Err is asked
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			cells := make([]any, len(columns))
			texts := make([]string, len(columns))
			for i := range cells {
				cells[i] = &texts[i]
			}
			if err := rows.Scan(cells...); err != nil {
				return err
			}
			list = append(list, strings.Join(texts, "|"))
		}
		return rows.Err()
	})
	if err != nil {
		b.t.Fatalf("%s: %v", query, err)
	}
	return list
}

func tally(r ingest.Result) string {
	var list []string
	for _, l := range r.Loads {
		list = append(list, fmt.Sprintf("%s read %d accepted %d unchanged %d rejected %d held %d closed %d",
			l.Kind, l.Read, l.Accepted, l.Unchanged, l.Rejected, l.Held, l.Closed))
	}
	return strings.Join(list, "\n")
}

func equal(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

func asAt(t *testing.T, text string) warehouse.AsAt {
	t.Helper()
	return warehouse.AsAt{Date: day(t, text)}
}
