package contract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// field reads how one field is filled: a header's text alone, or a mapping.
func (r *reader) field(e entry, def *FieldDef, rec *Record, codes Codes) Field {
	f := Field{Def: def, Required: def.Required && (!rec.Part || rec.Kind.IsKey(def.Name)), Pos: e.keyPos}
	if _, short := scalar(e.value); short {
		f.From = r.filled(e, "the header for "+def.Name)
		f.fillDefaults()
		r.fieldSource(&f, rec, codes)
		return f
	}
	known := []string{"from", "aliases", "formats", "excel_serial", "expr", "value", "default", "codes", "nulls", "decimal", "required"}
	es := r.entries(e.value, "field "+def.Name, known)
	for _, e := range es {
		r.fieldKey(&f, e, codes)
	}
	f.fillDefaults()
	r.fieldConflicts(&f, es)
	r.fieldSource(&f, rec, codes)
	return f
}

func (r *reader) fieldKey(f *Field, e entry, codes Codes) {
	switch e.key {
	case "from":
		f.From = r.filled(e, "from")
	case "aliases":
		f.Aliases = r.texts(e, "aliases")
	case "formats":
		f.Formats = r.layouts(e, "formats")
	case "excel_serial":
		f.ExcelSerial = r.yes(e, "excel_serial")
	case "expr":
		f.Expr = r.filled(e, "expr")
		r.sql(e, "expr")
	case "value":
		f.Value = r.constant(f.Def, e, codes)
	case "default":
		f.Default = r.constant(f.Def, e, codes)
	case "codes":
		f.Codes = r.codes(f.Def, e, codes)
	case "nulls":
		f.Nulls = r.texts(e, "nulls")
	case "decimal":
		f.Decimal = r.choice(e, "decimal", ".", ",")
	case "required":
		f.Required = r.yes(e, "required") || f.Required
	}
}

func (f *Field) fillDefaults() {
	if f.Decimal == "" {
		f.Decimal = "."
	}
	if len(f.Formats) > 0 {
		return
	}
	switch f.Def.Type {
	case TypeDate:
		f.Formats = dateLayouts()
	case TypeDateTime:
		f.Formats = dateTimeLayouts()
	}
}

// constant is a value or default. A value that the field cannot hold is a fault here rather than in every row.
func (r *reader) constant(def *FieldDef, e entry, codes Codes) *string {
	s, ok := scalar(e.value)
	if !ok {
		r.shape(e.value, e.key, `a text ("" for none)`)
		return nil
	}
	if s == "" && !def.Required {
		return &s
	}
	r.holds(def, s, e, codes)
	return &s
}

// holds notes a fault when a field cannot hold the text.
func (r *reader) holds(def *FieldDef, s string, e entry, codes Codes) {
	pos := position(e.value)
	switch def.Type {
	case TypeCode:
		r.isCode(def, s, pos, codes)
	case TypeCodes:
		for code := range strings.SplitSeq(s, ";") {
			r.isCode(def, strings.TrimSpace(code), pos, codes)
		}
	case TypeDate:
		if _, err := time.Parse(defaultDateLayout, s); err != nil {
			r.shape(e.value, "the value of "+def.Name, "a day such as 2026-10-31")
		}
	case TypeDateTime:
		if !slices.ContainsFunc(dateTimeLayouts(), func(layout string) bool { _, err := time.Parse(layout, s); return err == nil }) {
			r.shape(e.value, "the value of "+def.Name, "a day and time such as 2026-10-31T09:00")
		}
	case TypeInteger, TypeDecimal:
		r.isNumber(def, s, e)
	case TypeName:
		r.fail(pos, codeConflict, "%s is dropped at the door: a value for it says nothing", def.Name)
	case TypeRef, TypeText:
		if strings.TrimSpace(s) == "" {
			r.shape(e.value, "the value of "+def.Name, "a text that is not blank")
		}
	}
}

func (r *reader) isCode(def *FieldDef, s string, pos Position, codes Codes) {
	list := codes.List(def.List)
	if len(list) == 0 {
		r.fail(pos, codeCode, "the reference data has no code list %s, which %s needs", def.List, def.Name)
		return
	}
	if !codes.Has(def.List, s) {
		f := r.fail(pos, codeCode, "%q is not a code of %s", s, def.List)
		if len(list) <= 24 || nearest(s, list) != "" {
			f.Try = suggest(s, list)
		}
	}
}

func (r *reader) isNumber(def *FieldDef, s string, e entry) {
	n, err := strconv.ParseFloat(s, 64)
	what, whole := "a number", def.Type == TypeInteger
	if whole {
		what = "a whole number"
	}
	if def.Min != nil && def.Max != nil {
		what += fmt.Sprintf(" from %g to %g", *def.Min, *def.Max)
	}
	bad := err != nil || whole && n != float64(int64(n)) || def.Min != nil && n < *def.Min || def.Max != nil && n > *def.Max
	if bad {
		r.shape(e.value, "the value of "+def.Name, what)
	}
}

// codes reads the supplier's spellings. Any type with a list or a number can have them: {low: 1, high: 3}.
func (r *reader) codes(def *FieldDef, e entry, codes Codes) map[string]string {
	switch def.Type {
	case TypeRef, TypeName, TypeDate, TypeDateTime:
		r.fail(e.keyPos, codeConflict, "%s is a %s: codes do not go with it", def.Name, def.Type)
		return nil
	}
	out := map[string]string{}
	for _, pair := range r.entries(e.value, "codes", nil) {
		code := r.filled(pair, "the code for a spelling")
		if code == "" {
			continue
		}
		r.holds(def, code, pair, codes)
		spelling := fold(pair.key)
		if before, ok := out[spelling]; ok && before != code {
			r.fail(pair.keyPos, codeConflict, "the spelling %q stands for two codes", pair.key)
		}
		out[spelling] = code
	}
	return out
}

// fieldConflicts are keys of one field that do not go together.
func (r *reader) fieldConflicts(f *Field, es []entry) {
	var sources []string
	for _, key := range []string{"from", "expr", "value"} {
		if hasKey(es, key) {
			sources = append(sources, key)
		}
	}
	switch {
	case len(sources) == 0:
		r.fail(f.Pos, codeMissing, "%s needs one of from, expr and value", f.Def.Name)
	case len(sources) > 1:
		r.fail(f.Pos, codeConflict, "%s is filled twice: by %s", f.Def.Name, strings.Join(sources, " and "))
	}
	isDate := f.Def.Type == TypeDate || f.Def.Type == TypeDateTime
	needs := []struct {
		key  string
		fits bool
		why  string
	}{
		{"formats", isDate, "it is not a date"},
		{"excel_serial", isDate, "it is not a date"},
		{"decimal", f.Def.Type == TypeDecimal || f.Def.Type == TypeInteger, "it is not a number"},
		{"aliases", f.From != "", "it has no from"},
		{"nulls", f.Value == nil, "its value is fixed"},
		{"default", f.Value == nil, "its value is fixed"},
	}
	for _, n := range needs {
		if e, ok := find(es, n.key); ok && !n.fits {
			r.fail(e.keyPos, codeConflict, "%s has %s, but %s", f.Def.Name, n.key, n.why)
		}
	}
}

// fieldSource checks the columns that an unpivot makes.
func (r *reader) fieldSource(f *Field, rec *Record, codes Codes) {
	virtual := f.From == UnpivotName || f.From == UnpivotValue
	if virtual && rec.Unpivot == nil {
		r.fail(f.Pos, codeConflict, "%s is from %s, but the record has no unpivot", f.Def.Name, f.From)
		return
	}
	if f.From != UnpivotName || f.Def.Type != TypeCode && f.Def.Type != TypeInteger && f.Def.Type != TypeDecimal {
		return
	}
	for _, c := range rec.Unpivot.Columns {
		name := c.Name
		if code, ok := f.Codes[fold(name)]; ok {
			name = code
		}
		if f.Def.Type == TypeCode && name != "" && !codes.Has(f.Def.List, name) {
			r.fail(f.Pos, codeCode, "the unpivoted column %q becomes %q, which is not a code of %s", c.Header, name, f.Def.List).Try =
				suggest(name, codes.List(f.Def.List))
		}
	}
}
