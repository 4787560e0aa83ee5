package cli

import "testing"

func TestOneStatement(t *testing.T) {
	for sql, want := range map[string]bool{
		"select 1":                         true,
		"select 1;":                        true,
		"select 1; ;\n":                    true,
		"select ';' as a":                  true,
		"select 'it''s; so' as a":          true,
		`select 1 as ";"`:                  true,
		"select 1; -- the end; really":     true,
		"select 1 /* ; */ + 1":             true,
		"select $$;$$":                     true,
		"select 1; select 2":               false,
		"select 1; -- a comment\nselect 2": false,
		"select ';'; drop table x":         false,
		"select 1 -- ;\n; select 2":        false,
	} {
		if got := oneStatement(sql); got != want {
			t.Errorf("%q: got %v", sql, got)
		}
	}
}
