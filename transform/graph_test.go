package transform_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// order loads models of one select each and puts them in order.
func order(t *testing.T, db *warehouse.DB, selects map[string]string) ([]transform.Model, error) {
	t.Helper()
	files := map[string]string{}
	for name, query := range selects {
		files["core/"+name+".sql"] = "-- row: one\n-- key: a\n" + query
	}
	models, err := transform.Load(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		models, err = transform.Order(ctx, tx, models)
		return err
	})
	return models, err
}

func TestOrderFollowsWhatModelsRead(t *testing.T) {
	models, err := order(t, openWarehouse(t), map[string]string{
		"a": "select * from core.c asof join core.b on b.x = c.x and b.y <= c.y",
		"b": "with d as (select * from staging.people) select * from d join core.c using (person_key)",
		"c": "select * from staging.people where exists (from ref.codes as codes)",
		"d": "select 1 as a",
	})
	if err != nil {
		t.Fatal(err)
	}
	var names, edges []string
	for _, m := range models {
		names = append(names, m.Name)
	}
	for _, e := range transform.Lineage(models) {
		edges = append(edges, e.From+">"+e.To)
	}
	if want := []string{"c", "b", "a", "d"}; !slices.Equal(names, want) {
		t.Errorf("order: got %q, want %q", names, want)
	}
	want := []string{"ref.codes>core.c", "staging.people>core.c", "core.c>core.b", "staging.people>core.b", "core.b>core.a", "core.c>core.a"}
	if !slices.Equal(edges, want) {
		t.Errorf("lineage: got %q, want %q", edges, want)
	}
}

func TestOrderRefuses(t *testing.T) {
	cases := map[string]struct {
		selects map[string]string
		want    string
	}{
		"circle": {
			map[string]string{"z": "select * from core.a", "a": "select * from core.b", "b": "select * from core.c", "c": "from core.a"},
			"core/a.sql: models read each other in a circle: core.a -> core.b -> core.c -> core.a",
		},
		"itself": {
			map[string]string{"a": "select * from core.a"},
			"core/a.sql: models read each other in a circle: core.a -> core.a",
		},
		"unknown model": {
			map[string]string{"licences": "select 1", "b": "select * from core.licenses"},
			`core/b.sql: reads "core.licenses", which does not exist; the nearest name is "core.licences"`,
		},
		"unknown kind": {
			map[string]string{"a": "select * from staging.signups"},
			`core/a.sql: reads "staging.signups", which does not exist; the nearest name is "staging.sign_ups"`,
		},
		"another schema": {
			map[string]string{"a": "select * from raw.people"},
			`core/a.sql: reads "raw.people": a model reads staging, core and ref only`,
		},
		"no schema": {
			map[string]string{"a": "select * from people"},
			`core/a.sql: reads "people": a model reads staging, core and ref only`,
		},
		"no sql":         {map[string]string{"a": "selec 1"}, "core/a.sql: parse a select: syntax error"},
		"no select":      {map[string]string{"a": "create table x (y int)"}, "core/a.sql: parse a select: Only SELECT"},
		"two statements": {map[string]string{"a": "select 1; select 2"}, "core/a.sql: 2 statements, not one select"},
	}
	db := openWarehouse(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := order(t, db, c.selects)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// DuckDB's own list of table names loses tables without an error; Reads must not. Each case is a shape that models use.
func TestReads(t *testing.T) {
	cases := map[string]struct {
		query string
		want  []string
	}{
		"alias":          {"select * from core.a as b, core.c d", []string{"core.a", "core.c"}},
		"asof join":      {"select * from core.a asof left join core.b on a.x = b.x and a.y >= b.y", []string{"core.a", "core.b"}},
		"join using":     {"with a as (select 1 as x from core.a), b as (from core.b join a using (x)) from b", []string{"core.a", "core.b"}},
		"unused cte":     {"with a as (select * from core.a) select 1 from core.b", []string{"core.a", "core.b"}},
		"subquery":       {"select (select max(x) from core.a) where 1 in (select y from core.b)", []string{"core.a", "core.b"}},
		"anti join":      {"from core.a anti join core.b using (x)", []string{"core.a", "core.b"}},
		"union":          {"select x from core.a union all (select y from core.b order by 1)", []string{"core.a", "core.b"}},
		"cte like table": {"with people as (select * from staging.people) select * from people", []string{"staging.people"}},
		"quoted":         {`select * from "core"."a" union select * from CORE.A`, []string{"core.a"}},
		"function":       {"select * from range(3) as ages(x)", nil},
		"cte in cte":     {"with a as (with b as (from core.b) from b) from a", []string{"core.b"}},
	}
	err := openWarehouse(t).Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		var faults error
		for name, c := range cases {
			got, err := transform.Reads(ctx, tx, c.query)
			faults = errors.Join(faults, err)
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: got %q, want %q", name, got, c.want)
			}
		}
		return faults
	})
	if err != nil {
		t.Error(err)
	}
}
