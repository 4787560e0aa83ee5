package contract

import "slices"

// Feeds are the source columns from which a record's field is filled, by the contract's names; of a field that an unpivot fills
// they are all columns that the unpivot reads. A field that is a value, or is not filled, has none.
func (r *Record) Feeds(field string) []string {
	f := r.Field(field)
	if f == nil {
		return nil
	}
	columns, _ := scanSQL(f.Expr) // a contract that was loaded has only expressions that scan
	if f.From != "" {
		columns = append(columns, f.From)
	}
	made := func(name string) bool { return r.Unpivot != nil && (name == UnpivotName || name == UnpivotValue) }
	if slices.ContainsFunc(columns, made) || slices.ContainsFunc(sqlWords(f.Expr), made) {
		for _, c := range r.Unpivot.Columns {
			columns = append(columns, c.Header)
		}
	}
	columns = slices.DeleteFunc(columns, made)
	slices.Sort(columns)
	return slices.Compact(columns)
}

// RuleFields are the fields that the check of a rule names.
func (r *Record) RuleFields(id string) []string {
	var fields []string
	for _, rule := range r.AllRules() {
		if rule.ID != id {
			continue
		}
		for _, word := range sqlWords(rule.Check) {
			if r.Kind.Field(word) != nil && !slices.Contains(fields, word) {
				fields = append(fields, word)
			}
		}
	}
	return fields
}
