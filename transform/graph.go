package transform

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Order fills DependsOn of every model from DuckDB's parser and returns the models so that each comes after those that it
// reads; among models that are free to be built the first name comes first. A model that reads itself over others, and a
// name that does not exist, are errors.
func Order(ctx context.Context, tx *warehouse.Tx, models []Model) ([]Model, error) {
	tables, err := existing(ctx, tx, models)
	if err != nil {
		return nil, err
	}
	models = slices.Clone(models)
	for i, m := range models {
		models[i].DependsOn, err = Reads(ctx, tx, m.SQL)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.File, err)
		}
		if err := knownNames(m.File, models[i].DependsOn, tables); err != nil {
			return nil, err
		}
	}
	return sortModels(models)
}

// existing are the full names of all that a model may read.
func existing(ctx context.Context, tx *warehouse.Tx, models []Model) (names []string, err error) {
	rows, err := tx.Query(ctx, `
		select table_schema || '.' || table_name
		from information_schema.tables
		where table_schema in ('staging', 'ref')
		order by all`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end, or the error below
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	for _, m := range models {
		names = append(names, m.Table())
	}
	return names, rows.Err()
}

func knownNames(file string, reads, tables []string) error {
	for _, name := range reads {
		schema, _, _ := strings.Cut(name, ".")
		if schema != "staging" && schema != "ref" && schema != Schema {
			return fmt.Errorf("%s: reads %q: a model reads staging, core and ref only", file, name)
		}
		if !slices.Contains(tables, name) {
			return fmt.Errorf("%s: reads %q, which does not exist; the nearest name is %q", file, name, nearest(name, tables))
		}
	}
	return nil
}

// sortModels walks the graph depth first, over names in alphabetical order.
func sortModels(models []Model) ([]Model, error) {
	byTable := make(map[string]Model, len(models))
	tables := make([]string, 0, len(models))
	for _, m := range models {
		byTable[m.Table()] = m
		tables = append(tables, m.Table())
	}
	slices.Sort(tables)
	var (
		ordered []Model
		path    []string
		done    = make(map[string]bool, len(models))
		visit   func(table string) error
	)
	visit = func(table string) error {
		m, isModel := byTable[table]
		if !isModel || done[table] {
			return nil
		}
		if at := slices.Index(path, table); at >= 0 {
			return fmt.Errorf("%s: models read each other in a circle: %s",
				m.File, strings.Join(append(path[at:], table), " -> "))
		}
		path = append(path, table)
		for _, read := range m.DependsOn {
			if err := visit(read); err != nil {
				return err
			}
		}
		path = path[:len(path)-1]
		done[table] = true
		ordered = append(ordered, m)
		return nil
	}
	for _, table := range tables {
		if err := visit(table); err != nil {
			return nil, err
		}
	}
	return ordered, nil
}

// Edge says that the table To is made from the table From.
type Edge struct{ From, To string }

// Lineage lists what each model is made from, in the order of the models. The models must have come through Order.
func Lineage(models []Model) []Edge {
	var edges []Edge
	for _, m := range models {
		for _, from := range m.DependsOn {
			edges = append(edges, Edge{From: from, To: m.Table()})
		}
	}
	return edges
}

// nearest is the name with the fewest letters to change, the first of equals, or "" when there are none.
func nearest(name string, names []string) string {
	best, least := "", 0
	for _, candidate := range names {
		if d := fault.Distance(name, candidate); best == "" || d < least {
			best, least = candidate, d
		}
	}
	return best
}
