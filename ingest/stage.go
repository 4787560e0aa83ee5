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

// stager writes the one statement that turns a source's text into the typed, coded and checked rows of one record of its
// contract: the temporary table staged, with the stored columns, _row, and one mask of reasons for each 62 of them.
type stager struct {
	contract *contract.Contract
	record   *contract.Record
	cells    bool // XLSX and Parquet: typed dates come as ISO text
	types    codeTypes
	scheme   string
	date     string // the extract date, ISO
	first    bool   // the first record of its contract: rows that the reader could not read are told here
	reasons  reasons
}

// stage makes the temporary table staged from the view or table source, and returns what its masks mean.
func (s *stager) stage(ctx context.Context, tx *warehouse.Tx, source string) error {
	if err := s.setSpellings(ctx, tx); err != nil {
		return err
	}
	query, err := s.query(source)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "create temp table staged as\n"+query); err != nil {
		return s.sqlFault(ctx, tx, fmt.Errorf("type the rows of %s: %w", s.record.Kind.Name, err))
	}
	return nil
}

func textName(field string) string { return warehouse.Ident("text " + field) }

// query is the whole select: source rows, texts, values, masks.
func (s *stager) query(source string) (string, error) {
	t := &typer{scheme: s.scheme, cells: s.cells}
	texts := []string{"_row", "_problem"}
	values := []string{"_row", "_problem", "date " + warehouse.Literal(s.date) + " as extract_date"}
	var joins []string
	for i := range s.record.Kind.Fields {
		def := &s.record.Kind.Fields[i]
		f := s.record.Field(def.Name)
		if f != nil && def.Type == contract.TypeName {
			continue
		}
		if f == nil {
			values = append(values, fmt.Sprintf("null::%s as %s", sqlType(def, s.types), warehouse.Ident(def.Name)))
			continue
		}
		name := textName(def.Name)
		texts = append(texts, t.text(f)+" as "+name)
		values = append(values, name)
		if def.Type == contract.TypeCode {
			alias := warehouse.Ident("spelling " + def.Name)
			// DuckDB knows no size of the stream, and would build the hash table of a join over all of it where it expects more
			// spellings: of an unnested list it expects one row.
			joins = append(joins, fmt.Sprintf("left join (select unnest(list(s), max_depth := 2) from (%s) as s) as %s on %s.spelling = spelled(%s)",
				s.spellingsOf(f, "code::"+s.types[def.List]+" as stored"), alias, alias, name))
			values = append(values, fmt.Sprintf("%s.code as %s, %s.stored as %s", alias, warehouse.Ident(def.Name), alias, alias))
			continue
		}
		value, err := t.value(f, name)
		if err != nil {
			return "", err
		}
		if sql := sqlType(def, s.types); sql != "varchar" && def.Type != contract.TypeCodes {
			value = "(" + value + ")::" + sql
		}
		values = append(values, value+" as "+warehouse.Ident(def.Name))
	}
	from, marks := s.sourceRows(source)
	texts, values = append(texts, marks...), append(values, names(marks)...)
	s.collectReasons(len(marks) > 0)
	final := []string{"_row"}
	for _, def := range stored(s.record.Kind) {
		value := warehouse.Ident(def.Name)
		if def.Type == contract.TypeCode && s.record.Field(def.Name) != nil {
			value = warehouse.Ident("spelling " + def.Name)
		}
		final = append(final, fmt.Sprintf("%s as %s", value, warehouse.Ident(column(def))))
	}
	final = append(final, s.deletedColumn(), strings.Join(s.reasons.columns(), ",\n  "))
	return fmt.Sprintf("with texts as (\n  select %s\n  from %s\n), typed as (\n  select %s\n  from texts\n  %s\n)\nselect %s\nfrom typed",
		strings.Join(texts, ",\n    "), from, strings.Join(values, ",\n    "), strings.Join(joins, "\n  "),
		strings.Join(final, ",\n  ")), nil
}

func names(expressions []string) []string {
	out := make([]string, len(expressions))
	for i, e := range expressions {
		out[i] = e[strings.LastIndex(e, " as ")+len(" as "):]
	}
	return out
}

// sourceRows is what to select from: the source's rows that are this record, one for each unpivoted column that has an
// entry, and (in the first record of the contract) every row that the reader could not read, once. The source is named
// once: a stream of Arrow batches can be read only once. marks are further expressions that must be carried on.
func (s *stager) sourceRows(source string) (from string, marks []string) {
	from = source
	if u := s.record.Unpivot; u != nil {
		from = s.unpivoted(source, u)
		if s.unclearMarks() {
			marks = append(marks, fmt.Sprintf("spelled(_value) not in (%s) as _unclear", literals(u.Present)))
		}
	}
	where := "true"
	if s.record.When != "" {
		where = "coalesce((" + s.record.When + "), false)"
	}
	if s.first {
		where += " or _problem is not null"
	} else {
		where += " and _problem is null"
	}
	if where != "true or _problem is not null" {
		from = fmt.Sprintf("(select * from %s where %s)", from, warehouse.Opaque(where))
	}
	if d := s.contract.Delivery.Deleted; d != nil {
		marks = append(marks, fmt.Sprintf("coalesce(spelled(%s) in (%s), false) as _deleted",
			warehouse.Ident(d.Column), literals(d.Values)))
	}
	return from, marks
}

func (s *stager) unpivoted(source string, u *contract.Unpivot) string {
	var entries []string
	for _, c := range u.Columns {
		entries = append(entries, fmt.Sprintf("{'n': %s, 'v': %s}", warehouse.Literal(c.Name),
			warehouse.Ident(c.Header)))
	}
	made := "entry.v is not null"
	if len(u.Absent) > 0 {
		made += " and spelled(entry.v) not in (" + literals(u.Absent) + ")"
	}
	return fmt.Sprintf("(select * exclude (entry), entry.n as _name, entry.v as _value"+
		" from (select *, unnest(case when _problem is null then [%s] else [{'n': null, 'v': null}] end) as entry from %s)"+
		" where %s)", strings.Join(entries, ", "), source, warehouse.Opaque("_problem is not null or ("+made+")"))
}

// unclearMarks says whether a cell of an unpivoted column may hold something that no field reads and no list explains.
func (s *stager) unclearMarks() bool {
	if s.record.Unpivot.Any {
		return false
	}
	for _, f := range s.record.Fields {
		if f.From == contract.UnpivotValue || strings.Contains(f.Expr, contract.UnpivotValue) {
			return false
		}
	}
	return true
}

func (s *stager) deletedColumn() string {
	if s.contract.Delivery.Deleted == nil {
		return "false as _deleted"
	}
	return "_deleted"
}

func (s *stager) collectReasons(marked bool) {
	r := &s.reasons
	if s.first {
		r.addSourceProblems()
	}
	live := ""
	if s.contract.Delivery.Deleted != nil {
		live = "not _deleted"
	}
	for i := range s.record.Fields {
		f := &s.record.Fields[i]
		if f.Def.Type == contract.TypeName {
			continue
		}
		alive := live
		if s.record.Kind.IsKey(f.Def.Name) {
			alive = ""
		}
		r.addField(f, textName(f.Def.Name), warehouse.Ident(f.Def.Name), alive)
	}
	if marked && s.record.Unpivot != nil && s.unclearMarks() {
		r.add(reason{rule: "unclear_mark", severity: contract.Reject, cond: "coalesce(_unclear, false)",
			message: "a cell is neither blank, nor one of the marks that mean yes, nor one that means no"})
	}
	for _, rule := range s.record.AllRules() {
		r.addRule(rule)
	}
}

// setSpellings makes the map variables that fields of several codes are read with.
func (s *stager) setSpellings(ctx context.Context, tx *warehouse.Tx) error {
	for i := range s.record.Fields {
		f := &s.record.Fields[i]
		if f.Def.Type != contract.TypeCodes {
			continue
		}
		_, err := tx.Exec(ctx, fmt.Sprintf("set variable %s = (select map(list(spelling), list(code)) from (%s))",
			warehouse.Ident("spellings_"+f.Def.Name), s.spellingsOf(f, "true as _")))
		if err != nil {
			return fmt.Errorf("spellings of %s: %w", f.Def.Name, err)
		}
	}
	return nil
}

// spellingsOf is a select (spelling, code, more) of all that the codes of a field's list are called. The contract's own
// spellings win.
func (s *stager) spellingsOf(f *contract.Field, more string) string {
	known := "select spelling, code, " + more + " from ref.spellings where list = " + warehouse.Literal(f.Def.List)
	if len(f.Codes) == 0 {
		return known
	}
	spellings := slices.Sorted(maps.Keys(f.Codes))
	own := make([]string, len(spellings))
	for i, spelling := range spellings {
		own[i] = fmt.Sprintf("(%s, %s)", warehouse.Literal(spelling), warehouse.Literal(f.Codes[spelling]))
	}
	return fmt.Sprintf("select spelling, code, %s from (values %s) as own(spelling, code) union all %s and spelling not in (%s)",
		more, strings.Join(own, ", "), known, literals(spellings))
}
