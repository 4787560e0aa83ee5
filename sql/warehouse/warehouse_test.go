package warehouse_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

func open(t *testing.T, c warehouse.Config) *warehouse.DB {
	t.Helper()
	c.Threads = 1
	db, err := warehouse.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// one reads one value in a transaction of its own.
func one[T any](t *testing.T, db *warehouse.DB, query string) (v T) {
	t.Helper()
	err := db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		return tx.QueryRow(ctx, query).Scan(&v)
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOpenLocksDown(t *testing.T) {
	dir := t.TempDir()
	allowed := filepath.Join(dir, "in")
	outside := filepath.Join(dir, "outside.csv")
	inside := filepath.Join(allowed, "inside.csv")
	if err := os.Mkdir(allowed, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{inside, outside} {
		if err := os.WriteFile(f, []byte("a\n1\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "w.duckdb")
	db := open(t, warehouse.Config{Path: path, AllowedDirs: []string{allowed}})
	if got := one[int64](t, db, "select count(*) from read_csv("+warehouse.Literal(inside)+")"); got != 1 {
		t.Errorf("rows of an allowed file: got %d", got)
	}
	for name, statement := range map[string]string{
		"file outside": "from read_csv(" + warehouse.Literal(outside) + ")",
		"setting":      "set enable_external_access = true",
		"memory":       "set memory_limit = '1TB'",
		"what is free": "set allowed_configs = ['enable_external_access']",
		"extension":    "install httpfs",
	} {
		err := db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			_, err := tx.Exec(ctx, statement)
			return err
		})
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the warehouse: %v", info.Mode())
	}
	if zone := one[string](t, db, "select current_setting('TimeZone')"); zone != "Europe/London" {
		t.Errorf("time zone: %s", zone)
	}
}

// What may be held in memory is what was asked for, and little where nothing was.
func TestMemoryLimit(t *testing.T) {
	for asked, want := range map[string]string{"": "305.1 MiB", "2GB": "1.8 GiB"} {
		if got := one[string](t, open(t, warehouse.Config{MemoryLimit: asked}), "select current_setting('memory_limit')"); got != want {
			t.Errorf("asked for %q: %s, want %s", asked, got, want)
		}
	}
}

// One thread works while Single does, and as many as were set work afterwards, whatever came of it.
func TestSingle(t *testing.T) {
	db, err := warehouse.Open(t.Context(), warehouse.Config{Threads: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // in memory
	threads := func() int64 { return one[int64](t, db, "select current_setting('threads')") }
	for _, want := range []error{nil, errors.New("it went wrong")} {
		var inside int64
		got := db.Single(t.Context(), func() error { inside = threads(); return want })
		if !errors.Is(got, want) || inside != 1 || threads() != 3 {
			t.Errorf("error %v, %d threads inside, %d afterwards", got, inside, threads())
		}
	}
}

// What DuckDB 1.5 does after an error in a transaction, and what Tx makes of it.
func TestTxIsWholeOrNothing(t *testing.T) {
	boom := errors.New("boom")
	cases := map[string]func(context.Context, *warehouse.Tx) error{
		"error of fn":           func(context.Context, *warehouse.Tx) error { return boom },
		"swallowed parse error": func(ctx context.Context, tx *warehouse.Tx) error { _, _ = tx.Exec(ctx, "selekt"); return nil },
		"swallowed cast error": func(ctx context.Context, tx *warehouse.Tx) error {
			_, _ = tx.Exec(ctx, "insert into t select 'x'::integer")
			return nil
		},
	}
	for name, then := range cases {
		t.Run(name, func(t *testing.T) {
			db := open(t, warehouse.Config{})
			err := db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
				_, err := tx.Exec(ctx, "create table t (a integer)")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			err = db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
				if _, err := tx.Exec(ctx, "insert into t values (1)"); err != nil {
					return err
				}
				return then(ctx, tx)
			})
			if err == nil {
				t.Fatal("no error")
			}
			if n := one[int64](t, db, "select count(*) from t"); n != 0 {
				t.Errorf("rows kept: %d", n)
			}
		})
	}
}

func TestPanicRollsBack(t *testing.T) {
	db := open(t, warehouse.Config{})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			if _, err := tx.Exec(ctx, "create table t (a integer)"); err != nil {
				return err
			}
			panic("boom")
		})
	}()
	if n := one[int64](t, db, "select count(*) from duckdb_tables() where table_name = 't'"); n != 0 {
		t.Error("the table was kept")
	}
}

func TestErrorsHideData(t *testing.T) {
	db := open(t, warehouse.Config{})
	err := db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, "create temp table x as select ?::date as d", "Zebedee Canary")
		return err
	})
	if err == nil || strings.Contains(err.Error(), "Zebedee") {
		t.Errorf("got %v", err)
	}
}

func TestMigrateTwice(t *testing.T) {
	db := open(t, warehouse.Config{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	for range 2 {
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := one[int64](t, db, "select count(*) from ref.codes where list = 'AUTHORITY'"); n != 32 {
		t.Errorf("authorities: %d", n)
	}
}

func TestSetAsAt(t *testing.T) {
	db := open(t, warehouse.Config{})
	err := db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		at := warehouse.AsAt{Date: time.Date(2025, 3, 31, 0, 0, 0, 0, time.UTC)}
		if err := tx.SetAsAt(ctx, at); err != nil {
			return err
		}
		var ok bool
		query := "select getvariable('as_at') = date '2025-03-31' and getvariable('known_at') is null"
		if err := tx.QueryRow(ctx, query).Scan(&ok); err != nil {
			return err
		}
		if !ok {
			t.Error("the variables are not as set")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !one[bool](t, db, "select getvariable('as_at') is null") {
		t.Error("the variable outlived its transaction")
	}
}

func TestLockSaysWhoHoldsIt(t *testing.T) {
	dir := t.TempDir()
	since := time.Date(2026, 10, 31, 6, 0, 0, 0, time.UTC)
	first, err := warehouse.Acquire(dir, "throughcare run", since)
	if err != nil {
		t.Fatal(err)
	}
	_, err = warehouse.Acquire(dir, "throughcare ingest", since)
	f := fault.As(err)
	if f == nil || f.Kind.ExitCode() != 4 || !strings.Contains(f.What, `"throughcare run"`) || !strings.Contains(f.What, "2026-10-31T06:00:00Z") {
		t.Fatalf("got %v", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := warehouse.Acquire(dir, "throughcare ingest", since)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestPublish(t *testing.T) {
	dir := t.TempDir()
	db := open(t, warehouse.Config{Path: filepath.Join(dir, "w.duckdb"), AllowedDirs: []string{dir}})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "published.duckdb")
	for range 2 {
		if err := db.Publish(t.Context(), target, []string{"ledger.loads", "ref.codes"}); err != nil {
			t.Fatal(err)
		}
	}
	copied := open(t, warehouse.Config{Path: target, ReadOnly: true})
	if n := one[int64](t, copied, "select count(*) from ref.codes where list = 'AUTHORITY'"); n != 32 {
		t.Errorf("authorities in the copy: %d", n)
	}
	if n := one[int64](t, copied, "select count(*) from duckdb_tables() where schema_name = 'raw'"); n != 0 {
		t.Errorf("tables of people's records in the copy: %d", n)
	}
}

// twoRows are the batches (1, null, one), (2, null, two) of columns a, empty, b.
func twoRows(t *testing.T) array.RecordReader {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int64}, {Name: "empty", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "b", Type: arrow.BinaryTypes.String}}, nil)
	var batches []arrow.RecordBatch
	for i, word := range []string{"one", "two"} {
		b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
		b.Field(0).(*array.Int64Builder).Append(int64(i + 1))
		b.Field(1).AppendNull()
		b.Field(2).(*array.StringBuilder).Append(word)
		batches = append(batches, b.NewRecordBatch())
		b.Release()
	}
	reader, err := array.NewRecordReader(schema, batches)
	if err != nil {
		t.Fatal(err)
	}
	return reader
}

// A registered stream gives the right columns and rows when a query asks for some of them, in another order, with a filter.
func TestRegisterArrowSubset(t *testing.T) {
	db := open(t, warehouse.Config{})
	for query, want := range map[string]string{
		"select b from s where " + warehouse.Opaque("a = 2"):                                  "two",
		"select b from s order by a desc":                                                     "two",
		"select a::varchar from s where " + warehouse.Opaque("b like 'o%' and empty is null"): "1",
		"select count(*)::varchar from s":                                                     "2",
	} {
		var left int64
		err := db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			release, err := tx.RegisterArrow(ctx, "s", twoRows(t))
			if err != nil {
				return err
			}
			var got string
			if err := tx.QueryRow(ctx, query).Scan(&got); err != nil {
				return err
			}
			if got != want {
				t.Errorf("%s: got %q, want %q", query, got, want)
			}
			release()
			return tx.QueryRow(ctx, "select count(*) from duckdb_views() where not internal").Scan(&left)
		})
		if err != nil {
			t.Errorf("%s: %v", query, err)
		}
		if left != 0 {
			t.Errorf("%s: %d views are left", query, left)
		}
	}
}
