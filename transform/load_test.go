package transform_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"throughcare/transform"
)

const goodHeader = "-- row: one thing\n-- key: a, b?\n"

func folder(files map[string]string) fstest.MapFS {
	fs := fstest.MapFS{}
	for name, text := range files {
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fs
}

func TestLoadReadsHeaders(t *testing.T) {
	models, err := transform.Load(folder(map[string]string{
		"core/things.sql": goodHeader +
			"-- checks: not_null(a) between(b, -1, 3.5)\n-- warns: references(a, core.others.a)\n-- checks: accepted(c, GENDER)\n" +
			"\n-- why: any comment\nselect 1",
		"checks/core_things_agree.sql": "-- check: things agree\n-- severity: warn\n-- model: things\nselect 1",
		"checks/mart_other.sql":        "not ours",
	}))
	if err != nil {
		t.Fatal(err)
	}
	m := models[0]
	if m.Name != "things" || m.Row != "one thing" || !slices.Equal(m.Key, []string{"a", "b"}) || !slices.Equal(m.OptionalKey, []string{"b"}) {
		t.Errorf("model: %+v", m)
	}
	var got []string
	for _, c := range m.Checks {
		got = append(got, c.Name+" "+string(c.Severity))
	}
	want := []string{"key stop", "not_null(a) stop", "between(b, -1, 3.5) stop", "references(a, core.others.a) warn", "accepted(c, GENDER) stop", "things_agree warn"}
	if !slices.Equal(got, want) {
		t.Errorf("checks: got %q, want %q", got, want)
	}
}

func TestLoadRefusesFaultyHeaders(t *testing.T) {
	const check = "-- check: things agree\n-- severity: warn\n-- model: things\nselect 1"
	cases := map[string]struct{ file, text, want string }{
		"no row":             {"core/m.sql", "-- key: a\nselect 1", `core/m.sql:1: the header has no "row"`},
		"no key":             {"core/m.sql", "-- row: one\nselect 1", `core/m.sql:1: the header has no "key"`},
		"two rows":           {"core/m.sql", goodHeader + "-- row: two\nselect 1", `core/m.sql:3: a second "row"`},
		"empty row":          {"core/m.sql", "-- row:\n-- key: a\nselect 1", `core/m.sql:1: "row" says nothing`},
		"unknown word":       {"core/m.sql", goodHeader + "-- chekcs: not_null(a)\nselect 1", "core/m.sql:3: not a line of the header"},
		"comment in header":  {"core/m.sql", "-- row: one\n-- hello\n-- key: a\nselect 1", "core/m.sql:2: not a line of the header"},
		"word below header":  {"core/m.sql", goodHeader + "\n-- checks: not_null(a)\nselect 1", `core/m.sql:4: "checks" stands below the header`},
		"key is no column":   {"core/m.sql", "-- row: one\n-- key: a b\nselect 1", `core/m.sql:2: "a b" is not the name of a column`},
		"unknown check":      {"core/m.sql", goodHeader + "-- checks: notnull(a)\nselect 1", `core/m.sql:3: no check "notnull"; the nearest name is "not_null"`},
		"not a check":        {"core/m.sql", goodHeader + "-- checks: not_null(a) and more\nselect 1", `core/m.sql:3: not a check: "and more"`},
		"wrong arguments":    {"core/m.sql", goodHeader + "-- checks: not_null(a, b)\nselect 1", "core/m.sql:3: not_null takes 1 arguments, not 2"},
		"no column":          {"core/m.sql", goodHeader + "-- checks: not_null(A b)\nselect 1", "core/m.sql:3: not_null needs the name of a column first"},
		"list in lower case": {"core/m.sql", goodHeader + "-- checks: accepted(a, gender)\nselect 1", `core/m.sql:3: "gender" is not the name of a code list`},
		"no target":          {"core/m.sql", goodHeader + "-- checks: references(a, people)\nselect 1", `core/m.sql:3: "people" is not core.<model>.<column>`},
		"bound is code":      {"core/m.sql", goodHeader + "-- checks: between(a, 1, b)\nselect 1", "core/m.sql:3: between takes two numbers or two dates"},
		"check twice":        {"core/m.sql", goodHeader + "-- checks: not_null(a)\n-- warns: not_null(a)\nselect 1", "core/m.sql:4: not_null(a) stands twice"},
		"reserved name":      {"core/checks.sql", goodHeader + "select 1", `core/checks.sql:1: "checks" cannot be the name of a model`},
		"name in capitals":   {"core/Things.sql", goodHeader + "select 1", `core/Things.sql:1: "Things" cannot be the name of a model`},
		"check: no sentence": {"checks/core_x.sql", strings.Replace(check, "-- check: things agree\n", "", 1), `checks/core_x.sql:1: the header has no "check"`},
		"check: severity":    {"checks/core_x.sql", strings.Replace(check, "warn", "error", 1), `checks/core_x.sql:2: a severity is "stop" or "warn"`},
		"check: no model":    {"checks/core_x.sql", strings.Replace(check, "-- model: things\n", "", 1), `checks/core_x.sql:1: the header has no "model"`},
		"check: which model": {"checks/core_x.sql", strings.Replace(check, ": things\n", ": thing\n", 1), `checks/core_x.sql:3: no model "thing"; the nearest name is "things"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := transform.Load(folder(map[string]string{"core/things.sql": goodHeader + "select 1", c.file: c.text}))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if _, err := transform.Load(folder(nil)); err == nil {
		t.Error("a folder without models is not an error")
	}
}
