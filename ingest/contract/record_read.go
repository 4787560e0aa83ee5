package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// records reads the records section, or makes the one record of extends.
func (r *reader) records(c *Contract, section entry, has bool, kinds []Kind, codes Codes) {
	if c.Extends != "" {
		if has {
			r.fail(section.keyPos, codeConflict, "the contract extends a kind and has records of its own").Try = "leave one of extends and records"
		}
		if kind := kindOf(kinds, c.Extends); kind != nil {
			c.Records = []Record{canonicalRecord(kind)}
		}
		return
	}
	if !has {
		r.fail(Position{1, 1}, codeMissing, "the contract does not say which records the file holds").Try =
			"add records:, or extends: with a kind for the canonical layout with other file settings"
		return
	}
	items := r.items(section, "records")
	for _, n := range items {
		if rec, ok := r.record(n, kinds, codes); ok {
			c.Records = append(c.Records, rec)
		}
	}
	if _, list := section.value.(*ast.SequenceNode); list && len(items) == 0 {
		r.fail(section.keyPos, codeMissing, "records is empty")
	}
}

func kindOf(kinds []Kind, name string) *Kind {
	for i := range kinds {
		if kinds[i].Name == name {
			return &kinds[i]
		}
	}
	return nil
}

// kindName reads the name of a kind.
func (r *reader) kindName(e entry, what string) string {
	name := r.filled(e, what)
	if name != "" && !slices.Contains(kindOrder(), name) {
		r.fail(position(e.value), codeKind, "there is no kind %q", name).Try = suggest(name, kindOrder())
		return ""
	}
	return name
}

func (r *reader) record(n ast.Node, kinds []Kind, codes Codes) (Record, bool) {
	rec := Record{Pos: position(n)}
	es := r.entries(n, "a record", []string{"kind", "when", "part", "unpivot", "fields", "rules"})
	if len(es) == 0 {
		return rec, false
	}
	var fields, rules entry
	for _, e := range es {
		switch e.key {
		case "kind":
			rec.Kind = kindOf(kinds, r.kindName(e, "kind"))
		case "when":
			rec.When = r.filled(e, "when")
			r.sql(e, "when")
		case "part":
			rec.Part = r.yes(e, "part")
		case "unpivot":
			rec.Unpivot = r.unpivot(e)
		case "fields":
			fields = e
		case "rules":
			rules = e
		}
	}
	if !hasKey(es, "kind") {
		r.fail(rec.Pos, codeMissing, "a record needs its kind").Try = suggest("", kindOrder())
	}
	if rec.Kind == nil {
		return rec, false
	}
	if fields.value == nil {
		r.fail(rec.Pos, codeMissing, "the record of %s has no fields", rec.Kind.Name)
		return rec, false
	}
	r.fields(&rec, fields, codes)
	if rules.value != nil {
		rec.Rules = r.rules(rules)
		r.ruleIDs(&rec)
	}
	r.recordChecks(&rec)
	return rec, true
}

// ruleIDs of the contract must not hide the kind's.
func (r *reader) ruleIDs(rec *Record) {
	for _, rule := range rec.Rules {
		if slices.ContainsFunc(rec.Kind.Rules, func(k Rule) bool { return k.ID == rule.ID }) {
			r.fail(rule.Pos, codeConflict, "the rule id %q is one of the rules that every record of %s has", rule.ID, rec.Kind.Name).Try =
				"give it another id; the kind's own rules always apply"
		}
	}
}

// fields reads the mapping of fields and puts it in the kind's order.
func (r *reader) fields(rec *Record, section entry, codes Codes) {
	byName := map[string]Field{}
	for _, e := range r.entries(section.value, "fields", nil) {
		def := rec.Kind.Field(e.key)
		if def == nil {
			r.fail(e.keyPos, codeField, "%s has no field %q", rec.Kind.Name, e.key).Try = suggest(e.key, rec.Kind.FieldNames())
			continue
		}
		byName[e.key] = r.field(e, def, rec, codes)
	}
	for _, def := range rec.Kind.Fields {
		if f, ok := byName[def.Name]; ok {
			rec.Fields = append(rec.Fields, f)
		}
	}
}

// recordChecks are about fields that are not there, and about the columns of an unpivot.
func (r *reader) recordChecks(rec *Record) {
	for _, def := range rec.Kind.Fields {
		isKey := rec.Kind.IsKey(def.Name)
		if !isKey && (rec.Part || !def.Required) || rec.Field(def.Name) != nil {
			continue
		}
		f := r.fail(rec.Pos, codeUnmapped, "a record of %s must have %s, and no column fills it", rec.Kind.Name, def.Name)
		switch {
		case !def.Required:
			f.Try = fmt.Sprintf("it is part of the key; where the file has none, say so: %s: {value: \"\"}", def.Name)
		case isKey:
			f.Try = fmt.Sprintf("add %s: <header>, or an expr over columns that together name the record", def.Name)
		default:
			f.Try = fmt.Sprintf("add %s: <header>, a value or an expr; or part: true where another file brings it", def.Name)
		}
	}
	if rec.Unpivot == nil {
		return
	}
	uses := func(name string) bool {
		return slices.ContainsFunc(rec.Fields, func(f Field) bool { return f.From == name || strings.Contains(f.Expr, name) })
	}
	if !uses(UnpivotName) && len(rec.Unpivot.Columns) > 1 {
		r.fail(rec.Pos, codeConflict, "the record unpivots several columns, but no field says which one a row is from").Try =
			"add a field with from: _name"
	}
}

// canonicalRecord maps every field of a kind from the column of its own name.
func canonicalRecord(kind *Kind) Record {
	rec := Record{Kind: kind}
	for i := range kind.Fields {
		def := &kind.Fields[i]
		f := Field{Def: def, From: def.Name, Required: def.Required}
		f.fillDefaults()
		rec.Fields = append(rec.Fields, f)
	}
	return rec
}
