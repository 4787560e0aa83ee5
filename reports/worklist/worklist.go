// Package worklist writes the restricted edition: for each establishment, authority and service a page and a workbook with the
// people behind the counts of "this week".
//
// Unlike every other report it does not read a release but the lists of marts/worklists, and it writes into a folder of its own,
// which no index and no manifest knows. Every page, sheet and printed page says who may not see it.
package worklist

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"throughcare/marts/worklists"
	"throughcare/reports/document"
	"throughcare/reports/page"
	"throughcare/reports/workbook"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Mark stands on every page, sheet and printed page.
const Mark = "RESTRICTED: about single people. Not to be published or passed on."

// Options of a run.
type Options struct {
	Folder string   // for the owner only; <Folder>/<as-at date> is replaced whole
	Bodies []string // codes or names of places; empty is every place that has somebody on a list
	AsAt   time.Time
	MadeAt time.Time
	Made   string // by which program
}

// Write writes the lists of the session's as-at date and returns the paths of the pages and workbooks. A fault (Usage, L001) where a
// place that was asked for has nobody on any list.
func Write(ctx context.Context, tx *warehouse.Tx, o Options) ([]string, error) {
	lists, err := worklists.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	places, err := worklists.Places(ctx, tx, lists)
	if err != nil {
		return nil, err
	}
	if places, err = chosen(places, o.Bodies); err != nil {
		return nil, err
	}
	pages, err := page.New()
	if err != nil {
		return nil, err
	}
	root := filepath.Join(o.Folder, o.AsAt.Format(time.DateOnly))
	if err := os.RemoveAll(root); err != nil {
		return nil, fmt.Errorf("restricted edition: %w", err)
	}
	var paths []string
	for _, p := range places {
		if err := ctx.Err(); err != nil {
			return paths, fmt.Errorf("restricted edition: %w", err)
		}
		doc := Document(lists, p, o)
		book, err := workbook.Render(doc)
		if err != nil {
			return paths, err
		}
		html, err := pages.Render(doc, []page.File{{Name: doc.Base() + ".xlsx", Text: "Workbook with every list", Kind: "XLSX", Bytes: int64(len(book))}})
		if err != nil {
			return paths, err
		}
		for _, f := range []struct {
			name    string
			content []byte
		}{{"index.html", html}, {doc.Base() + ".xlsx", book}} {
			path := filepath.Join(root, doc.Slug, f.name)
			if err := write(path, f.content); err != nil {
				return paths, err
			}
			paths = append(paths, path)
		}
	}
	return paths, nil
}

// chosen keeps the places that were asked for.
func chosen(places []worklists.Place, bodies []string) ([]worklists.Place, error) {
	if len(bodies) == 0 {
		return places, nil
	}
	var kept []worklists.Place
	for _, name := range bodies {
		found := false
		for _, p := range places {
			if name == p.Code || strings.EqualFold(name, p.Name) || slug(name) == slug(p.Name) {
				kept, found = append(kept, p), true
			}
		}
		if !found {
			f := fault.New(fault.Usage, "L001", "nobody is on a list of %q", name)
			f.Effect, f.Try = "no list was written", "throughcare report --restricted, for every place"
			return nil, f
		}
	}
	return kept, nil
}

// write puts a file for its owner only, whole or not at all.
func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("restricted edition: %w", err)
	}
	if err := renameio.WriteFile(path, content, 0o600, renameio.WithStaticPermissions(0o600)); err != nil {
		return fmt.Errorf("restricted edition: %w", err)
	}
	return nil
}

// Document is the lists of one place.
func Document(lists []worklists.List, p worklists.Place, o Options) *document.Document {
	doc := &document.Document{Report: "worklist", ReportTitle: "People to see to this week", Restricted: true, Mark: Mark,
		Audience: "The manager of throughcare support here, and nobody else",
		Lead: "One line for each person behind the counts of \"this week\". A person is named by the pseudonym that throughcare has for the " +
			"reference; to find who it is, look up the row of the supplier's own file that stands at the end of the line.",
		Place: p.Name, Slug: slug(p.Type + " " + p.Name + " " + p.Code), Period: "as at " + document.Date(o.AsAt),
		Release: document.Release{AsAt: o.AsAt, MadeAt: o.MadeAt, Program: o.Made}}
	for _, l := range lists {
		own := l.Of(p)
		block := document.Block{ID: strings.ReplaceAll(l.ID, "_", "-"), Subtitle: fmt.Sprintf("%s, %s, %s", l.Title, p.Name, document.Date(o.AsAt)), Note: l.Says}
		if len(own.Rows) == 0 {
			block.Empty = "Nobody is on this list."
		} else {
			block.Finding = fmt.Sprintf("%d on the list", len(own.Rows))
			block.Table = table(own, p, block.Subtitle)
			doc.Messages = append(doc.Messages, document.Message{Value: fmt.Sprint(len(own.Rows)), Label: lower(l.Title), Text: fmt.Sprintf("%d on the list at %s.", len(own.Rows), document.Date(o.AsAt))})
		}
		m := l.Measure
		doc.Definitions = append(doc.Definitions, document.Definition{ID: m.ID, Title: m.Title, Text: m.Definition, Unit: m.Unit, View: m.View,
			Includes: m.Inclusion, Excludes: m.Exclusion, Caveats: m.Caveats, Source: m.Source, Version: version(m.Version)})
		doc.Sections = append(doc.Sections, document.Section{ID: block.ID, Heading: l.Title, Blocks: []document.Block{block}})
	}
	return doc
}

// table shows a list; the columns that say nothing but the place itself are left out.
func table(l worklists.List, p worklists.Place, caption string) *document.Table {
	t := &document.Table{Name: strings.ReplaceAll(l.ID, "_", "-"), Caption: caption, Source: "Source: the records of the warehouse; the file and row are the supplier's"}
	silent := make([]bool, len(l.Columns))
	for i, c := range l.Columns {
		silent[i] = !slices.ContainsFunc(l.Rows, func(r worklists.Row) bool { return r.Cells[i] != any(p.Name) })
		if !silent[i] {
			t.Columns = append(t.Columns, document.Column{Name: c.Name, Number: c.Number})
		}
	}
	for _, r := range l.Rows {
		row := document.Row{}
		for i, cell := range r.Cells {
			if silent[i] {
				continue
			}
			switch v := cell.(type) {
			case float64:
				row.Cells = append(row.Cells, document.NumberCell(v, document.Count))
			case time.Time:
				row.Cells = append(row.Cells, document.TextCell(document.Date(v)))
			case string:
				row.Cells = append(row.Cells, document.TextCell(v))
			default:
				row.Cells = append(row.Cells, document.TextCell("not recorded"))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func version(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// slug is the name in a-z, 0-9 and hyphens, each word once.
func slug(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !regexp.MustCompile(`[a-z0-9]`).MatchString(string(r)) })
	return strings.Join(slices.Compact(words), "-")
}
