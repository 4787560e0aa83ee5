// Package warehouse is the one door to DuckDB: open, lock, migrate, transactions, as-at, Arrow in and out, the published copy.
//
// Nothing else in the program imports the driver. It knows tables and statements, and nothing of throughcare.
package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"throughcare/sql/fault"
)

// Config says how to open the warehouse. The zero value is a small database in memory.
type Config struct {
	Path        string   // the file; "" is in memory
	ReadOnly    bool     // open an existing file to read
	Threads     int      // 0: as many as there are cores
	MemoryLimit string   // DuckDB's words ("1GB"); "" is 320MB: of the made-up caseload the whole process then takes about 900 MB, reports included
	TempDir     string   // where to spill; "" is beside the file
	AllowedDirs []string // the only folders that SQL may read or write files in
}

// DB is an open warehouse.
type DB struct {
	sql  *sql.DB
	path string
}

// Open opens the warehouse and locks it down: no extension is looked for, no file outside the allowed folders is read or
// written, and no setting but the number of threads can be changed afterwards. It does not make or change tables: see Migrate.
func Open(ctx context.Context, c Config) (*DB, error) {
	connector, err := duckdb.NewConnector(c.dsn(), nil)
	if err != nil {
		return nil, openError(c.Path, err)
	}
	db := &DB{sql: sql.OpenDB(connector), path: c.Path}
	if err := db.lockDown(ctx, c.AllowedDirs); err != nil {
		return nil, errors.Join(openError(c.Path, err), db.Close())
	}
	if c.Path != "" && !c.ReadOnly {
		if err := os.Chmod(c.Path, 0o600); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

func (c Config) dsn() string {
	memory := c.MemoryLimit
	if memory == "" {
		memory = "320MB"
	}
	set := url.Values{
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
		"allow_community_extensions":   {"false"},
		"memory_limit":                 {memory},
		"preserve_insertion_order":     {"true"},
		"allocator_background_threads": {"true"}, // gives back what a step held, else the next one's comes on top: 60 to 160 MB of a run
	}
	if c.Threads > 0 {
		set.Set("threads", strconv.Itoa(c.Threads))
	}
	if c.ReadOnly {
		set.Set("access_mode", "READ_ONLY")
	}
	// In memory nothing is spilled: by itself DuckDB would spill into the folder that the program was started in.
	spill := c.TempDir
	if spill == "" && c.Path != "" {
		spill = c.Path + ".tmp"
	}
	set.Set("temp_directory", spill)
	return c.Path + "?" + set.Encode()
}

func (db *DB) lockDown(ctx context.Context, dirs []string) error {
	if len(dirs) > 0 {
		quoted := make([]string, len(dirs))
		for i, d := range dirs {
			absolute, err := filepath.Abs(d)
			if err != nil {
				return err
			}
			quoted[i] = Literal(absolute)
		}
		if _, err := db.sql.ExecContext(ctx, "set allowed_directories = ["+strings.Join(quoted, ", ")+"]"); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		"set global TimeZone = 'Europe/London'", // unknown to the connection string: it belongs to ICU
		"set enable_external_access = false",
		"set allowed_configs = ['threads']", // see Single
		"set lock_configuration = true",
	} {
		if _, err := db.sql.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func openError(path string, err error) error {
	if strings.Contains(err.Error(), "Could not set lock") {
		f := fault.New(fault.Locked, "W001", "another program has the warehouse open")
		f.Source, f.Err = filepath.Base(path), err
		f.Try = "wait until the other run has finished, or close the program that has the file open"
		return f
	}
	return fmt.Errorf("open warehouse: %w", err)
}

// Single lets one thread do the statements of work, and as many as before do those that come after it. For small statements that
// is quicker: to hand parts of them to several threads costs more than those save. It holds for the whole database, so no other
// work should run meanwhile.
func (db *DB) Single(ctx context.Context, work func() error) (err error) {
	var threads int
	if err := db.sql.QueryRowContext(ctx, "select current_setting('threads')").Scan(&threads); err != nil {
		return fmt.Errorf("read the number of threads: %w", err)
	}
	set := func(ctx context.Context, n int) error {
		_, err := db.sql.ExecContext(ctx, fmt.Sprintf("set threads = %d", n))
		return err
	}
	if err := set(ctx, 1); err != nil {
		return fmt.Errorf("set one thread: %w", err)
	}
	defer func() { err = errors.Join(err, set(context.WithoutCancel(ctx), threads)) }()
	return work()
}

// Close closes the warehouse.
func (db *DB) Close() error { return db.sql.Close() }

// Path of the file, or "" in memory.
func (db *DB) Path() string { return db.path }

// Checkpoint writes the log into the file, so that opening it again has nothing to replay.
func (db *DB) Checkpoint(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, "checkpoint")
	return err
}

// Version of DuckDB.
func (db *DB) Version(ctx context.Context) (string, error) {
	var v string
	err := db.sql.QueryRowContext(ctx, "select version()").Scan(&v)
	return v, err
}

// raw hands the driver's own connection to fn.
func raw(conn *sql.Conn, fn func(driver.Conn) error) error {
	return conn.Raw(func(c any) error {
		own, ok := c.(driver.Conn)
		if !ok {
			return errors.New("the driver's connection is of an unknown type")
		}
		return fn(own)
	})
}

// Ident quotes a name of a schema, table, column or variable.
func Ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Literal quotes a text that the program itself says. Data goes in as a parameter, never through here.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
