package ingest

import (
	"fmt"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/ingest/source"
	"throughcare/sql/warehouse"
)

// reason is one thing that can be wrong, or odd, with a row. It is found by a SQL condition and told in words that hold no
// value of the row.
type reason struct {
	field    string // the field, or ""
	rule     string // stable: required, not_a_date, unknown_code, duplicate_key, or the id of a rule
	severity contract.Severity
	message  string
	cond     string // SQL, true when the row has it; never null
}

// maskBits is how many reasons one mask column holds: an unsigned 64-bit sum of powers of two.
const maskBits = 62

// reasons numbers the things that can be wrong with a kind's rows, so that one statement notes all of them for each row as
// bits, and only rows with a bit set are spelled out.
type reasons struct{ list []reason }

func (r *reasons) add(x reason) { r.list = append(r.list, x) }

func (r *reasons) masks() int { return (len(r.list) + maskBits - 1) / maskBits }

// columns are the mask columns m0, m1 ... of the staged table.
func (r *reasons) columns() []string {
	terms := make([][]string, r.masks())
	for i, x := range r.list {
		terms[i/maskBits] = append(terms[i/maskBits],
			fmt.Sprintf("case when %s then %d::ubigint else 0::ubigint end", x.cond, uint64(1)<<(i%maskBits)))
	}
	columns := make([]string, len(terms))
	for i, t := range terms {
		columns[i] = strings.Join(t, "\n  + ") + fmt.Sprintf(" as m%d", i)
	}
	return columns
}

// any is the SQL condition that a row has a reason of the severity.
func (r *reasons) any(severity contract.Severity) string {
	bits := make([]uint64, r.masks())
	for i, x := range r.list {
		if x.severity == severity {
			bits[i/maskBits] |= 1 << (i % maskBits)
		}
	}
	var conds []string
	for i, b := range bits {
		if b != 0 {
			conds = append(conds, fmt.Sprintf("m%d & %d::ubigint <> 0", i, b))
		}
	}
	if len(conds) == 0 {
		return "false"
	}
	return "(" + strings.Join(conds, " or ") + ")"
}

// table is a VALUES list (mask, bit, field, rule, severity, message) of all reasons.
func (r *reasons) table() string {
	rows := make([]string, len(r.list))
	for i, x := range r.list {
		rows[i] = fmt.Sprintf("(%d, %d::ubigint, %s, %s, %s, %s)", i/maskBits, uint64(1)<<(i%maskBits),
			nullable(x.field), warehouse.Literal(x.rule), warehouse.Literal(string(x.severity)), warehouse.Literal(x.message))
	}
	return "(values " + strings.Join(rows, ",\n") + ") as r(mask, bit, field, rule, severity, message)"
}

// maskOf is the SQL that picks a row's mask by the number in r.mask.
func (r *reasons) maskOf() string {
	var b strings.Builder
	b.WriteString("case r.mask")
	for i := range r.masks() {
		fmt.Fprintf(&b, " when %d then s.m%d", i, i)
	}
	b.WriteString(" end")
	return b.String()
}

func nullable(text string) string {
	if text == "" {
		return "null"
	}
	return warehouse.Literal(text)
}

// problems of a row as a row, found by the reader.
func (r *reasons) addSourceProblems() {
	var known []string
	for _, p := range []struct{ code, words string }{
		{source.CellsMissing, "the row has fewer cells than the header"},
		{source.CellsExtra, "the row has more cells than the header"},
		{source.BadQuote, "a quotation mark is out of place"},
		{source.BadEncoding, "the row has characters that are not in the file's encoding"},
		{source.BadJSON, "the line is not one JSON object"},
		{source.CellError, "a cell that is needed holds an Excel error"},
		{source.HeaderAgain, "the header stands here again: what follows may be another table"},
	} {
		known = append(known, warehouse.Literal(p.code))
		r.add(reason{rule: p.code, severity: contract.Reject, message: p.words,
			cond: "coalesce(_problem = " + warehouse.Literal(p.code) + ", false)"})
	}
	r.add(reason{rule: "unreadable_row", severity: contract.Reject, message: "the row cannot be read",
		cond: "coalesce(_problem not in (" + strings.Join(known, ", ") + "), false)"})
}

// addField notes what can be wrong with one field, from the columns of its text and of its typed value. Where live is given,
// the field may be blank in rows that are not.
func (r *reasons) addField(f *contract.Field, textColumn, valueColumn string, live string) {
	d, where := f.Def, told(f)
	if f.Required {
		cond := textColumn + " is null"
		if live != "" {
			cond = "(" + cond + " and " + live + ")"
		}
		r.add(reason{d.Name, "required", contract.Reject, where + " is blank, and must be filled", cond})
	}
	bad := func(rule, words string) {
		r.add(reason{d.Name, rule, contract.Reject, where + " " + words,
			fmt.Sprintf("(%s is not null and %s is null)", textColumn, valueColumn)})
	}
	switch d.Type {
	case contract.TypeDate:
		bad("not_a_date", "is not a real date written as "+examples(f))
	case contract.TypeDateTime:
		bad("not_a_date", "is not a real date and time written as "+examples(f))
	case contract.TypeInteger:
		bad("not_a_number", "is not a whole number")
	case contract.TypeDecimal:
		bad("not_a_number", "is not a number")
	case contract.TypeCode:
		bad("unknown_code", "is not in the list "+d.List)
	case contract.TypeCodes:
		r.add(reason{d.Name, "unknown_code", contract.Reject, where + " has an entry that is not in the list " + d.List,
			fmt.Sprintf("(%s is not null and (len(%s) = 0 or list_contains(list_transform(%s, y -> y is null), true)))",
				textColumn, valueColumn, valueColumn)})
	case contract.TypeRef, contract.TypeText, contract.TypeName:
	}
	r.addBounds(d, where, valueColumn)
}

func (r *reasons) addBounds(d *contract.FieldDef, where, value string) {
	var conds, words []string
	if d.Min != nil {
		conds, words = append(conds, value+" < "+number(*d.Min)), append(words, "under "+number(*d.Min))
	}
	if d.Max != nil {
		conds, words = append(conds, value+" > "+number(*d.Max)), append(words, "over "+number(*d.Max))
	}
	if len(conds) > 0 {
		r.add(reason{d.Name, "out_of_range", contract.Reject, where + " is " + strings.Join(words, " or "),
			"coalesce(" + strings.Join(conds, " or ") + ", false)"})
	}
}

func (r *reasons) addRule(rule contract.Rule) {
	r.add(reason{"", rule.ID, rule.Severity, rule.Message, "coalesce(not (" + rule.Check + "), false)"})
}

// told is how a reason names the place: the supplier's own heading.
func told(f *contract.Field) string {
	switch f.From {
	case "", f.Def.Name, contract.UnpivotName, contract.UnpivotValue:
		return f.Def.Name
	default:
		return fmt.Sprintf("%q (%s)", f.From, f.Def.Name)
	}
}
