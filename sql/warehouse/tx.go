package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"
)

// Tx is one transaction on one connection. Temporary tables and variables that it makes belong to that connection.
type Tx struct {
	conn   *sql.Conn
	failed error
}

// Tx runs fn in one transaction: all of it, or nothing. DuckDB lets a transaction be committed after a statement in it
// failed, and then keeps part of the work (a parser or binder error) or none while saying that all is well (an error at
// run time); so any error of any statement, and any panic, rolls back here, even one that fn did not return.
func (db *DB) Tx(ctx context.Context, fn func(context.Context, *Tx) error) error {
	return db.transaction(ctx, "commit", fn)
}

// Read runs fn in a transaction that is always rolled back.
func (db *DB) Read(ctx context.Context, fn func(context.Context, *Tx) error) error {
	return db.transaction(ctx, "rollback", fn)
}

func (db *DB) transaction(ctx context.Context, end string, fn func(context.Context, *Tx) error) (err error) {
	conn, err := db.sql.Conn(ctx)
	if err != nil {
		return err
	}
	tx := &Tx{conn: conn}
	// A connection that goes back to the pool must not carry over tables, variables or an open transaction: it is dropped.
	defer func() {
		discard := conn.Raw(func(any) error { return driver.ErrBadConn })
		if discard != nil && !errors.Is(discard, driver.ErrBadConn) {
			err = errors.Join(err, discard)
		}
	}()
	if _, err = conn.ExecContext(ctx, "begin transaction"); err != nil {
		return err
	}
	done := false
	defer func() {
		if done {
			return
		}
		if _, undo := conn.ExecContext(context.WithoutCancel(ctx), "rollback"); undo != nil && !noTransaction(undo) {
			err = errors.Join(err, fmt.Errorf("roll back: %w", undo))
		}
	}()
	if err = fn(ctx, tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	if err = ctx.Err(); err != nil {
		return err
	}
	if end == "rollback" {
		return nil
	}
	if _, err = conn.ExecContext(ctx, end); err != nil {
		return err
	}
	done = true
	return nil
}

func noTransaction(err error) bool {
	var e *duckdb.Error
	return errors.As(err, &e) && e.Type == duckdb.ErrorTypeTransaction
}

func (tx *Tx) keep(err error) error {
	if err != nil && tx.failed == nil {
		tx.failed = Scrub(err)
	}
	return Scrub(err)
}

// Settle ends the transaction and begins another on the same connection, with its temporary tables: DuckDB reads what a running
// transaction has written with one core, and what is committed with all of them. It is for work that has so far made nothing
// but temporary tables, since whatever else it wrote would stay.
func (tx *Tx) Settle(ctx context.Context) error {
	if tx.failed != nil {
		return tx.failed
	}
	_, err := tx.Exec(ctx, "commit; begin transaction")
	return err
}

// Exec runs a statement (or several, without arguments) and returns the number of rows that it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := tx.conn.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, tx.keep(err)
	}
	return result.RowsAffected()
}

// Query runs a select. Rows are closed by the caller.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := tx.conn.QueryContext(ctx, query, args...)
	return rows, tx.keep(err)
}

// QueryRow runs a select that gives one row.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return tx.conn.QueryRowContext(ctx, query, args...)
}

// Arrow runs a select and gives its rows as Arrow record batches. The reader is released by the caller, before any other
// statement of this transaction.
func (tx *Tx) Arrow(ctx context.Context, query string, args ...any) (array.RecordReader, error) {
	var reader array.RecordReader
	err := raw(tx.conn, func(c driver.Conn) error {
		arrow, err := duckdb.NewArrowFromConn(c)
		if err != nil {
			return err
		}
		reader, err = arrow.QueryContext(ctx, query, args...)
		return err
	})
	return reader, tx.keep(err)
}

// AsAt is what a reader may know: records of extracts dated up to Date, from loads finished up to Known. A zero time is no
// limit.
type AsAt struct {
	Date  time.Time
	Known time.Time
}

// Stamp is an instant as a timestamp of the warehouse is written: in UTC, to the microsecond.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }

// SetAsAt sets the variables as_at (DATE) and known_at (TIMESTAMP, UTC) that the views of the schema staging read.
func (tx *Tx) SetAsAt(ctx context.Context, at AsAt) error {
	set := func(name, kind, text string, zero bool) error {
		statement := fmt.Sprintf("set variable %s = %s %s", Ident(name), kind, Literal(text))
		if zero {
			statement = "reset variable " + Ident(name)
		}
		_, err := tx.Exec(ctx, statement)
		return err
	}
	if err := set("as_at", "date", at.Date.Format(time.DateOnly), at.Date.IsZero()); err != nil {
		return err
	}
	return set("known_at", "timestamp", Stamp(at.Known), at.Known.IsZero())
}
