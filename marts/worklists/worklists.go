// Package worklists reads the people behind the counts of "this week": one row a person, licence or need, from core.* as it is now.
//
// What it gives is about single people and goes only into the restricted edition, which is asked for; nothing of a release or of
// its reports may import it (a test holds that). The lists and the published counts come from the same facts: a list is one file of
// sql/marts/worklists, which reads them as worklist_facts.
package worklists

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"throughcare/marts"
	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// List is one list of everybody in Scotland.
type List struct {
	ID, Title, Says string
	Measure         marts.Measure // whose facts they are
	Columns         []Column
	Rows            []Row
}

// Column of a list.
type Column struct {
	Name   string
	Number bool
}

// Row is one line; a cell is a text, a number (float64), a date (time.Time), or nil where nothing is recorded. The places are codes,
// "" where there is none.
type Row struct {
	Establishment, Authority, Service string
	Cells                             []any
}

// Place is an establishment, an authority or a service that stands in some row.
type Place struct{ Type, Code, Name string }

// placeColumns stand first in every list's select.
const placeColumns = 3

// Read reads every list as at the session's as-at date, in the order of their files.
func Read(ctx context.Context, tx *warehouse.Tx) ([]List, error) {
	catalogue, err := marts.Catalogue(sqlfiles.FS)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(sqlfiles.FS, "marts/worklists/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	lists := make([]List, 0, len(names))
	for _, name := range names {
		list, err := read(ctx, tx, catalogue, name)
		if err != nil {
			return nil, fmt.Errorf("sql/%s: %w", name, err)
		}
		lists = append(lists, list)
	}
	return lists, nil
}

func read(ctx context.Context, tx *warehouse.Tx, catalogue []marts.Measure, name string) (list List, err error) {
	text, err := fs.ReadFile(sqlfiles.FS, name)
	if err != nil {
		return list, err
	}
	list = List{ID: header(string(text), "facts"), Title: header(string(text), "title"), Says: header(string(text), "says")}
	at := slices.IndexFunc(catalogue, func(m marts.Measure) bool { return m.ID == list.ID })
	if at < 0 || list.Title == "" {
		return list, errors.New("its facts are no measure, or its title is missing")
	}
	list.Measure = catalogue[at]
	// A stock: what is open on the day.
	_, err = tx.Exec(ctx, `create or replace temporary table worklist_facts as
select facts.*, clock.as_at
from (
`+catalogue[at].SQL+`
) as facts, (select coalesce(getvariable('as_at')::date, current_date) as as_at) as clock
where facts.from_date <= clock.as_at and coalesce(facts.to_date > clock.as_at, true)`)
	if err != nil {
		return list, err
	}
	defer func() {
		_, dropped := tx.Exec(ctx, "drop table if exists temp.worklist_facts")
		err = errors.Join(err, dropped)
	}()
	rows, err := tx.Query(ctx, string(text))
	if err != nil {
		return list, err
	}
	defer rows.Close() //nolint:errcheck // read to its end
	return list, list.scan(rows)
}

// header is the value of a line "-- key: value" over the select.
func header(text, key string) string {
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, "-- "+key+": "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (l *List) scan(rows *sql.Rows) error {
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	for _, t := range types[placeColumns:] {
		l.Columns = append(l.Columns, Column{Name: t.Name(), Number: strings.Contains(t.DatabaseTypeName(), "INT")})
	}
	for rows.Next() {
		places := make([]sql.NullString, placeColumns)
		cells := make([]any, len(types)-placeColumns)
		into := make([]any, 0, len(types))
		for i := range places {
			into = append(into, &places[i])
		}
		for i := range cells {
			into = append(into, &cells[i])
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range cells {
			switch v := c.(type) {
			case int64:
				cells[i] = float64(v)
			case int32:
				cells[i] = float64(v)
			case nil, string, time.Time:
			default:
				return fmt.Errorf("column %d is of a kind that lists do not show", i+1)
			}
		}
		l.Rows = append(l.Rows, Row{places[0].String, places[1].String, places[2].String, cells})
	}
	return rows.Err()
}

// Of is the list of one place alone.
func (l List) Of(p Place) List {
	out := l
	out.Rows = nil
	for _, r := range l.Rows {
		if (map[string]string{"establishment": r.Establishment, "authority": r.Authority, "service": r.Service})[p.Type] == p.Code {
			out.Rows = append(out.Rows, r)
		}
	}
	return out
}

// Places are those that stand in the lists, with their names, in the order of kind and name.
func Places(ctx context.Context, tx *warehouse.Tx, lists []List) ([]Place, error) {
	seen := map[Place]bool{}
	for _, l := range lists {
		for _, r := range l.Rows {
			for _, p := range []Place{{"establishment", r.Establishment, ""}, {"authority", r.Authority, ""}, {"service", r.Service, ""}} {
				if p.Code != "" {
					seen[p] = true
				}
			}
		}
	}
	var all []Place
	for p := range seen {
		err := tx.QueryRow(ctx, "select coalesce(max(label), $2) from ref.codes where list = upper($1) and code = $2", p.Type, p.Code).Scan(&p.Name)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b Place) int {
		return cmp.Or(strings.Compare(a.Type, b.Type), strings.Compare(a.Name, b.Name), strings.Compare(a.Code, b.Code))
	})
	return all, nil
}
