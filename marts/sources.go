package marts

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// sources finds the kinds of record that measures count: what a fact select reads, followed through the shared facts and the
// models of core to records as suppliers send them. A model that is made of one kind, such as core.needs, counts as that kind
// alone, whatever it looks up beside it; people are looked up everywhere, and are no measure's subject.
type sources struct {
	reads map[string][]string // of a model or a shared table
	kinds map[string]bool     // those that suppliers send
}

func newSources(ctx context.Context, tx *warehouse.Tx) (*sources, error) {
	s := &sources{reads: map[string][]string{}, kinds: map[string]bool{}}
	models, err := transform.Load(sqlfiles.FS)
	if err != nil {
		return nil, err
	}
	for _, m := range models {
		if s.reads[m.Table()], err = transform.Reads(ctx, tx, m.SQL); err != nil {
			return nil, fmt.Errorf("%s: %w", m.File, err)
		}
		for _, name := range s.reads[m.Table()] {
			if kind, sent := strings.CutPrefix(name, "staging."); sent {
				s.kinds[kind] = true
			}
		}
	}
	shared, err := fs.Glob(sqlfiles.FS, "marts/shared/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range shared {
		text, err := fs.ReadFile(sqlfiles.FS, name)
		if err != nil {
			return nil, err
		}
		table := "mart." + strings.TrimSuffix(path.Base(name), ".sql")
		if s.reads[table], err = transform.Reads(ctx, tx, string(text)); err != nil {
			return nil, fmt.Errorf("sql/%s: %w", name, err)
		}
	}
	return s, nil
}

// of are the kinds that a table is made of.
func (s *sources) of(table string, found map[string]bool) {
	schema, name, _ := strings.Cut(table, ".")
	switch {
	case name == "people":
	case schema == "staging", schema == transform.Schema && s.kinds[name]:
		found[name] = true
	default:
		for _, read := range s.reads[table] {
			s.of(read, found)
		}
	}
}

// describeSources fills mart.sources.
func describeSources(ctx context.Context, tx *warehouse.Tx, catalogue []Measure) error {
	s, err := newSources(ctx, tx)
	if err != nil {
		return err
	}
	var pairs []string
	for i := range catalogue {
		m := &catalogue[i]
		reads, err := transform.Reads(ctx, tx, m.SQL)
		if err != nil {
			return factsFault(m, err)
		}
		found := map[string]bool{}
		for _, table := range reads {
			s.of(table, found)
		}
		for _, kind := range slices.Sorted(maps.Keys(found)) {
			pairs = append(pairs, m.ID+" "+kind)
		}
	}
	_, err = tx.Exec(ctx, `insert into mart.sources
select split_part(pair, ' ', 1), split_part(pair, ' ', 2)
from (select unnest(string_split(?::varchar, ',')) as pair)
where pair <> ''`, strings.Join(pairs, ","))
	return err
}
