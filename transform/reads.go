package transform

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"throughcare/sql/warehouse"
)

// Reads are the tables that one select reads, as "schema.table", sorted, in lower case; a table without a schema that is
// not a name of the select's own (with ... as) comes back bare. The tables need not exist.
//
// The names come from the syntax tree of DuckDB's parser. The driver's own list of table names will not do: it
// binds the select to tables that are not there, and where that fails, as it does for an asof join or a join with using,
// it gives no names and no error (DuckDB 1.5.5). TestReads pins this.
func Reads(ctx context.Context, tx *warehouse.Tx, query string) ([]string, error) {
	var text string
	if err := tx.QueryRow(ctx, "select json_serialize_sql(?::varchar)::varchar", query).Scan(&text); err != nil {
		return nil, fmt.Errorf("parse a select: %w", err)
	}
	var parsed struct {
		Error      bool   `json:"error"`
		Message    string `json:"error_message"`
		Statements []any  `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &parsed); err != nil {
		return nil, fmt.Errorf("parse a select: %w", err)
	}
	if parsed.Error {
		return nil, fmt.Errorf("parse a select: %s", parsed.Message)
	}
	if len(parsed.Statements) != 1 {
		return nil, fmt.Errorf("%d statements, not one select", len(parsed.Statements))
	}
	var found tree
	found.walk(parsed.Statements[0])
	slices.Sort(found.tables)
	return slices.DeleteFunc(slices.Compact(found.tables), func(name string) bool {
		return slices.Contains(found.own, name)
	}), nil
}

// tree collects names from a syntax tree.
type tree struct {
	tables []string // read
	own    []string // defined by the select itself
}

func (t *tree) walk(node any) {
	switch node := node.(type) {
	case []any:
		for _, child := range node {
			t.walk(child)
		}
	case map[string]any:
		if node["type"] == "BASE_TABLE" {
			t.tables = append(t.tables, fullName(node))
		}
		if own, isMap := node["cte_map"].(map[string]any); isMap {
			t.define(own["map"])
		}
		for _, child := range node {
			t.walk(child)
		}
	}
}

func (t *tree) define(entries any) {
	list, _ := entries.([]any)
	for _, e := range list {
		if pair, isMap := e.(map[string]any); isMap {
			if name, isText := pair["key"].(string); isText {
				t.own = append(t.own, strings.ToLower(name))
			}
		}
	}
}

func fullName(node map[string]any) string {
	schema, _ := node["schema_name"].(string)
	table, _ := node["table_name"].(string)
	if schema == "" {
		return strings.ToLower(table)
	}
	return strings.ToLower(schema + "." + table)
}
