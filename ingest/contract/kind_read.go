package contract

import (
	"github.com/goccy/go-yaml/ast"
)

// readKind reads one embedded definition as strictly as a contract.
func readKind(path string, src []byte) (*Kind, error) {
	r := &reader{name: path}
	body := r.parse(src)
	if body == nil {
		return nil, r.err()
	}
	k := &Kind{}
	for _, e := range r.entries(body, "a kind", []string{"kind", "title", "row", "key", "references", "fields", "rules"}) {
		switch e.key {
		case "kind":
			k.Name = r.filled(e, "kind")
		case "title":
			k.Title = r.filled(e, "title")
		case "row":
			k.Row = r.filled(e, "row")
		case "key":
			k.Key = r.texts(e, "key")
		case "references":
			for _, name := range r.texts(e, "references") {
				k.References = append(k.References, Reference{Field: name})
			}
		case "fields":
			for _, n := range r.items(e, "fields") {
				k.Fields = append(k.Fields, r.fieldDef(n))
			}
		case "rules":
			k.Rules = r.rules(e)
		}
	}
	for _, name := range k.Key {
		if k.Field(name) == nil {
			r.fail(Position{1, 1}, codeField, "the key names %s, which is not a field", name)
		}
	}
	return k, r.err()
}

func (r *reader) fieldDef(n ast.Node) FieldDef {
	d := FieldDef{Privacy: Open}
	known := []string{"name", "type", "codes", "entity", "required", "privacy", "about", "min", "max"}
	for _, e := range r.entries(n, "a field", known) {
		switch e.key {
		case "name":
			d.Name = r.filled(e, "name")
		case "type":
			d.Type = Type(r.choice(e, "type", "ref", "text", "code", "codes", "date", "datetime", "integer", "decimal", "name"))
		case "codes":
			d.List = r.filled(e, "codes")
		case "entity":
			d.Entity = r.filled(e, "entity")
		case "required":
			d.Required = r.yes(e, "required")
		case "privacy":
			d.Privacy = Privacy(r.choice(e, "privacy", "identifier", "sensitive", "personal", "open"))
		case "about":
			d.About = r.filled(e, "about")
		case "min":
			d.Min = r.number(e, "min")
		case "max":
			d.Max = r.number(e, "max")
		}
	}
	r.checkFieldDef(position(n), d)
	return d
}

func (r *reader) checkFieldDef(pos Position, d FieldDef) {
	if d.Name == "" || d.Type == "" || d.About == "" {
		r.fail(pos, codeMissing, "a field needs name, type and about")
	}
	if coded := d.Type == TypeCode || d.Type == TypeCodes; coded != (d.List != "") {
		r.fail(pos, codeConflict, "field %s: a code list goes with the types code and codes", d.Name)
	}
	if _, known := entityKinds()[d.Entity]; (d.Type == TypeRef) != known {
		r.fail(pos, codeConflict, "field %s: an entity goes with the type ref", d.Name)
	}
	if hidden := d.Type == TypeRef || d.Type == TypeName; hidden != (d.Privacy == Identifier) {
		r.fail(pos, codeConflict, "field %s: references and names, and only they, are identifiers", d.Name)
	}
}

// rules of a kind or of a record.
func (r *reader) rules(list entry) []Rule {
	var rules []Rule
	seen := map[string]bool{}
	for _, n := range r.items(list, "rules") {
		rule := Rule{Severity: Reject, Pos: position(n)}
		for _, e := range r.entries(n, "a rule", []string{"id", "check", "message", "severity"}) {
			switch e.key {
			case "id":
				rule.ID = r.filled(e, "id")
				if rule.ID != "" && !validID(rule.ID) {
					r.shape(e.value, "a rule's id", "small letters, digits and hyphens")
				}
			case "check":
				rule.Check = r.filled(e, "check")
				r.sql(e, "the check")
			case "message":
				rule.Message = r.filled(e, "message")
			case "severity":
				rule.Severity = Severity(r.choice(e, "severity", string(Reject), string(Warn)))
			}
		}
		if rule.ID == "" || rule.Check == "" || rule.Message == "" {
			r.fail(rule.Pos, codeMissing, "a rule needs id, check and message")
		}
		if seen[rule.ID] {
			r.fail(rule.Pos, codeConflict, "the rule id %q is used twice", rule.ID)
		}
		seen[rule.ID] = true
		rules = append(rules, rule)
	}
	return rules
}

func validID(id string) bool {
	for i, c := range id {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-' && i > 0:
		default:
			return false
		}
	}
	return id != ""
}
