package warehouse

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// Publish writes the tables named ("schema.table") into a new database file and puts it in the place of the old one by
// rename, so that readers always open a whole file. The file is readable by its owner only.
func (db *DB) Publish(ctx context.Context, target string, tables []string) (err error) {
	fresh := target + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	conn, err := db.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	run := func(statement string) error {
		_, err := conn.ExecContext(ctx, statement)
		return err
	}
	if err := run("attach " + Literal(fresh) + " as published"); err != nil {
		return fmt.Errorf("make the published copy: %w", err)
	}
	if err := copyTables(run, tables); err != nil {
		return errors.Join(fmt.Errorf("write the published copy: %w", err), run("detach published"), os.RemoveAll(fresh))
	}
	if err := run("detach published"); err != nil {
		return err
	}
	if err := os.Chmod(fresh, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, target)
}

func copyTables(run func(string) error, tables []string) error {
	for _, table := range tables {
		schema, name, _ := strings.Cut(table, ".")
		if err := run("create schema if not exists published." + Ident(schema)); err != nil {
			return err
		}
		qualified := Ident(schema) + "." + Ident(name)
		if err := run("create table published." + qualified + " as from " + qualified); err != nil {
			return err
		}
	}
	return run("checkpoint published")
}
