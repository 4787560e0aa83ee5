package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/sql/warehouse"
)

// codeTypes are the enumerations that codes are stored as, by list: DuckDB's column of an enumeration takes an eighth of
// the time to write of one of text, and nothing that is not on the list can get in.
type codeTypes map[string]string

const readCodeTypes = `select regexp_extract(type_name, '^codes_(.+)_[0-9]+$', 1) as list, type_name, labels
from duckdb_types()
where schema_name = 'raw' and logical_type = 'ENUM' and database_name = current_database()`

// knownCodeTypes are the enumerations that the warehouse has.
func knownCodeTypes(ctx context.Context, tx *warehouse.Tx) (codeTypes, error) {
	rows, err := tx.Query(ctx, "select list, type_name from ("+readCodeTypes+")")
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	found := codeTypes{}
	for rows.Next() {
		var list, name string
		if err := rows.Scan(&list, &name); err != nil {
			return nil, err
		}
		found[list] = "raw." + warehouse.Ident(name)
	}
	return found, rows.Err()
}

// prepareCodes makes ref.spellings (all that a code is called, and the code) from the code lists and synonyms, and an
// enumeration for each list that a kind uses. A list that has grown gets a new one, which keeps the codes of the old in
// their order; the columns are moved to it, and the old one is dropped.
func prepareCodes(ctx context.Context, tx *warehouse.Tx, kinds []contract.Kind, there map[string]bool) error {
	if _, err := tx.Exec(ctx, `create or replace table ref.spellings as
select list, spelling, arg_min(code, rank) as code
from (
  select 1 as rank, list, spelled(code) as spelling, code from ref.codes
  union all
  select 2, list, spelled(synonym), code from ref.synonyms
  union all
  select 3, list, spelled(label), code from ref.codes
)
where spelling is not null
group by list, spelling
order by all`); err != nil {
		return fmt.Errorf("spellings of codes: %w", err)
	}
	old, err := knownCodeTypes(ctx, tx)
	if err != nil {
		return err
	}
	columns := codedColumns(kinds)
	for _, list := range slices.Sorted(maps.Keys(columns)) {
		var moved []tableColumn
		for _, c := range columns[list] {
			if there[c.schema+"."+c.table+"."+c.column] {
				moved = append(moved, c)
			}
		}
		if err := prepareCodeType(ctx, tx, list, old[list], moved); err != nil {
			return fmt.Errorf("codes of %s: %w", list, err)
		}
	}
	return nil
}

type tableColumn struct{ schema, table, column string }

// codedColumns are the columns of raw and held that hold one code each, by list.
func codedColumns(kinds []contract.Kind) map[string][]tableColumn {
	columns := map[string][]tableColumn{}
	for i := range kinds {
		for _, f := range kinds[i].Fields {
			if f.Type != contract.TypeCode {
				continue
			}
			for _, schema := range []string{"raw", "held"} {
				columns[f.List] = append(columns[f.List], tableColumn{schema, kinds[i].Name, f.Name})
			}
		}
	}
	return columns
}

func prepareCodeType(ctx context.Context, tx *warehouse.Tx, list, old string, columns []tableColumn) error {
	var known, more int64
	err := tx.QueryRow(ctx, `with known as (select unnest(labels) as code from (`+readCodeTypes+`) where list = $1)
select (select count(*) from known), (select count(distinct code) from ref.codes where list = $1 and code not in (from known))`,
		list).Scan(&known, &more)
	if err != nil || known > 0 && more == 0 {
		return err
	}
	name := warehouse.Ident(fmt.Sprintf("codes_%s_%d", list, known+more))
	statements := []string{fmt.Sprintf(`create type raw.%s as enum (
  with known as (
    select unnest(labels) as code, unnest(range(len(labels))) as place from (%s) where list = %s
  )
  select code from (
    select code, place from known
    union all
    select distinct code, 1000000 from ref.codes where list = %s and code not in (select code from known)
  )
  order by place, code
)`, name, readCodeTypes, warehouse.Literal(list), warehouse.Literal(list))}
	for _, c := range columns {
		statements = append(statements, fmt.Sprintf("alter table %s.%s alter column %s type raw.%s",
			c.schema, warehouse.Ident(c.table), warehouse.Ident(c.column), name))
	}
	if old != "" {
		statements = append(statements, "drop type "+old)
	}
	_, err = tx.Exec(ctx, strings.Join(statements, ";\n"))
	return err
}
