package ingest

import (
	"context"
	"fmt"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Prepare makes the tables raw.<kind> and held.<kind> and the views staging.<kind> from the definitions of the kinds and the
// lists of ref.codes, and adds the columns that a newer definition has and the codes that have come since.
func Prepare(ctx context.Context, tx *warehouse.Tx, kinds []contract.Kind) error {
	there, err := columnsThere(ctx, tx)
	if err != nil {
		return err
	}
	types, err := prepareCodes(ctx, tx, kinds, there)
	if err != nil {
		return err
	}
	for i := range kinds {
		k := &kinds[i]
		for _, schema := range []string{"raw", "held"} {
			if err := makeTable(ctx, tx, there, types, schema, k); err != nil {
				return fmt.Errorf("make %s.%s: %w", schema, k.Name, err)
			}
		}
		if _, err := tx.Exec(ctx, stagingView(k)); err != nil {
			return fmt.Errorf("make staging.%s: %w", k.Name, err)
		}
	}
	return nil
}

// ownColumns of raw and held, beside the fields. A version holds from extract_date on, until the next version of its record
// in its scope (ledger.scopes: a supplier's contract); known_from and known_to say when the warehouse knew it, and seq is
// that of the load in ledger.loads.
func ownColumns() []string {
	return []string{
		"scope_id integer", "part boolean", "extract_date date", "state enum('present', 'absent', 'withdrawn')",
		"known_from timestamp", "known_to timestamp", "seq bigint", "row_number bigint",
	}
}

// columnsThere are the types of the columns of raw and held, by "schema.table.column".
func columnsThere(ctx context.Context, tx *warehouse.Tx) (map[string]string, error) {
	rows, err := tx.Query(ctx, `select schema_name || '.' || table_name || '.' || column_name, data_type from duckdb_columns()
where schema_name in ('raw', 'held')`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	there := map[string]string{}
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return nil, err
		}
		there[name] = kind
	}
	return there, rows.Err()
}

func makeTable(ctx context.Context, tx *warehouse.Tx, there map[string]string, types codeTypes, schema string, k *contract.Kind) error {
	table := schema + "." + warehouse.Ident(k.Name)
	var columns, names []string
	for _, f := range stored(k) {
		names = append(names, column(f))
		columns = append(columns, warehouse.Ident(column(f))+" "+sqlType(f, types))
	}
	if there[schema+"."+k.Name+".supplier"] != "" {
		f := fault.New(fault.Policy, "W003", "this warehouse was made by an early version of the program, which kept its rows in another way")
		f.Effect = "nothing was changed"
		f.Try = "move the warehouse away and run again: the inbox, or the archive, has every file that was loaded"
		return f
	}
	if there[schema+"."+k.Name+".scope_id"] == "" {
		columns = append(columns, ownColumns()...)
		_, err := tx.Exec(ctx, fmt.Sprintf("create table %s (%s)", table, strings.Join(columns, ", ")))
		return err
	}
	for i, name := range names {
		if there[schema+"."+k.Name+"."+name] != "" {
			continue
		}
		if _, err := tx.Exec(ctx, fmt.Sprintf("alter table %s add column %s", table, columns[i])); err != nil {
			return err
		}
	}
	return nil
}

// stored are the fields that are kept: all but names, which are dropped at the door.
func stored(k *contract.Kind) []*contract.FieldDef {
	var fields []*contract.FieldDef
	for i := range k.Fields {
		if k.Fields[i].Type != contract.TypeName {
			fields = append(fields, &k.Fields[i])
		}
	}
	return fields
}

// column is the name under which a field is stored: the pseudonym of a person is person_key.
func column(f *contract.FieldDef) string {
	if f.Name == "person_ref" {
		return "person_key"
	}
	return f.Name
}

func storedColumns(k *contract.Kind) []string {
	var names []string
	for _, f := range stored(k) {
		names = append(names, warehouse.Ident(column(f)))
	}
	return names
}

// keyColumns are the stored columns of the record's key.
func keyColumns(k *contract.Kind) []string {
	var names []string
	for _, name := range k.Key {
		names = append(names, warehouse.Ident(column(k.Field(name))))
	}
	return names
}

func sqlType(f *contract.FieldDef, codes codeTypes) string {
	switch f.Type {
	case contract.TypeDate:
		return "date"
	case contract.TypeDateTime:
		return "timestamp"
	case contract.TypeInteger:
		return "integer"
	case contract.TypeDecimal:
		return "double"
	case contract.TypeCodes:
		return "varchar[]"
	case contract.TypeRef:
		return "uuid" // 128 bits as they are: half the size of their digits as text, and far quicker to store and join
	case contract.TypeCode:
		return codes[f.List]
	case contract.TypeText, contract.TypeName:
	}
	return "varchar"
}

// shown is a stored column as the views of staging show it: a pseudonym as its 32 digits, a code as text.
func shown(f *contract.FieldDef) string {
	name := warehouse.Ident(column(f))
	switch f.Type {
	case contract.TypeRef:
		return fmt.Sprintf("replace(merged.%s::varchar, '-', '') as %s", name, name)
	case contract.TypeCode:
		return fmt.Sprintf("merged.%s::varchar as %s", name, name)
	default:
		return "merged." + name
	}
}

// stagingView is one row a record of a supplier as at the session's as_at and known_at: the latest version of the record,
// with the fields that other extracts bring in part laid over it. A record that a snapshot no longer has stays, with the
// day it was first missing in absent_from; a withdrawn one is gone.
func stagingView(k *contract.Kind) string {
	key := strings.Join(keyColumns(k), ", ")
	var merged, parts []string
	isKey := map[string]bool{}
	for _, c := range keyColumns(k) {
		isKey[c] = true
	}
	for _, c := range storedColumns(k) {
		if isKey[c] {
			merged = append(merged, "base."+c)
			continue
		}
		merged = append(merged, fmt.Sprintf("coalesce(part.%s, base.%s) as %s", c, c, c))
		parts = append(parts, fmt.Sprintf("arg_max(%s, (extract_date, seq)) as %s", c, c))
	}
	var all []string
	for _, f := range stored(k) {
		all = append(all, shown(f))
	}
	var on []string
	for _, c := range keyColumns(k) {
		on = append(on, fmt.Sprintf("base.%s is not distinct from part.%s", c, c))
	}
	return fmt.Sprintf(`create or replace view staging.%[1]s as
with known as (
  select r.*, s.supplier, s.scope
  from raw.%[1]s as r
  join ledger.scopes as s using (scope_id)
  where extract_date <= coalesce(getvariable('as_at')::date, date '9999-12-31')
    and known_from <= coalesce(getvariable('known_at')::timestamp, timestamp '9999-12-31')
    and (known_to is null or known_to > coalesce(getvariable('known_at')::timestamp, timestamp '9999-12-31'))
), base as (
  select *
  from known
  where not part
  qualify row_number() over (partition by supplier, %[2]s order by extract_date desc, seq desc) = 1
), part_latest as (
  select *
  from known
  where part
  qualify row_number() over (partition by supplier, scope, %[2]s order by extract_date desc, seq desc) = 1
), part as (
  select %[2]s, %[3]s
  from part_latest
  where state = 'present'
  group by %[2]s
)
select
  %[6]s,
  merged.supplier,
  merged.extract_date,
  l.load as load_id,
  merged.row_number,
  merged.absent_from
from (
  select
    %[4]s,
    base.supplier,
    base.extract_date,
    base.seq,
    base.row_number,
    case when base.state = 'absent' then base.extract_date end as absent_from
  from base
  left join part on %[5]s
  where base.state <> 'withdrawn'
) as merged
join ledger.loads as l using (seq)`, warehouse.Ident(k.Name), key, strings.Join(parts, ", "), strings.Join(merged, ",\n  "),
		strings.Join(on, " and "), strings.Join(all, ",\n  "))
}
