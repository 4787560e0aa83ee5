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

// codeTypes are the enumerations that codes are stored as, by list, written out: DuckDB's column of an enumeration takes an
// eighth of the time to write of one of text, and nothing that is not on the list can get in. They have no name in the
// catalogue, because a log with named types cannot be replayed after a crash (DuckDB 1.5).
type codeTypes map[string]string

// codedColumn is a column of raw or held that holds one code.
type codedColumn struct{ schema, table, column, list string }

func codedColumns(kinds []contract.Kind) []codedColumn {
	var columns []codedColumn
	for i := range kinds {
		for _, f := range kinds[i].Fields {
			if f.Type != contract.TypeCode {
				continue
			}
			for _, schema := range []string{"raw", "held"} {
				columns = append(columns, codedColumn{schema, kinds[i].Name, f.Name, f.List})
			}
		}
	}
	return columns
}

// knownCodeTypes are the enumerations of the columns that are there.
func knownCodeTypes(kinds []contract.Kind, there map[string]string) codeTypes {
	types := codeTypes{}
	for _, c := range codedColumns(kinds) {
		if t := there[c.schema+"."+c.table+"."+c.column]; strings.HasPrefix(t, "ENUM(") {
			types[c.list] = t
		}
	}
	return types
}

// prepareCodes makes ref.spellings (all that a code is called, and the code) from the code lists and synonyms, and returns an
// enumeration for each list that a kind uses. Where a list has grown, the columns that are there are moved to one that has
// the codes of the old in their order, and then the new.
func prepareCodes(ctx context.Context, tx *warehouse.Tx, kinds []contract.Kind, there map[string]string) (codeTypes, error) {
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
		return nil, fmt.Errorf("spellings of codes: %w", err)
	}
	types := knownCodeTypes(kinds, there)
	columns := map[string][]codedColumn{}
	for _, c := range codedColumns(kinds) {
		columns[c.list] = append(columns[c.list], c)
	}
	for _, list := range slices.Sorted(maps.Keys(columns)) {
		grown, err := grownType(ctx, tx, list, types[list])
		if err != nil {
			return nil, fmt.Errorf("codes of %s: %w", list, err)
		}
		types[list] = grown
		for _, c := range columns[list] {
			if now := there[c.schema+"."+c.table+"."+c.column]; now == "" || now == types[list] {
				continue
			}
			if _, err := tx.Exec(ctx, fmt.Sprintf("alter table %s.%s alter column %s type %s",
				c.schema, warehouse.Ident(c.table), warehouse.Ident(c.column), types[list])); err != nil {
				return nil, err
			}
		}
	}
	return types, nil
}

// grownType is the enumeration of the codes of an old one ("" for none) and of those that the list has beside them.
func grownType(ctx context.Context, tx *warehouse.Tx, list, old string) (string, error) {
	labels := "[]::varchar[]"
	if old != "" {
		labels = "enum_range(null::" + old + ")::varchar[]"
	}
	var grown string
	err := tx.QueryRow(ctx, `with old as (
  select unnest(`+labels+`) as code, unnest(range(len(`+labels+`))) as place
), codes as (
  from old
  union all
  select distinct code, 1000000 from ref.codes where list = ? and code not in (select code from old)
)
select 'ENUM(' || string_agg('''' || replace(code, '''', '''''') || '''', ', ' order by place, code) || ')' from codes`, list).Scan(&grown)
	return grown, err
}
