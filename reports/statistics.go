package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughcare/reports/conformance"
	"throughcare/reports/document"
	"throughcare/reports/statbook"
	"throughcare/sql/fault"
)

// chapter of a statistics workbook: measures under a heading.
type chapter struct {
	Heading  string   `yaml:"heading"`
	Measures []string `yaml:"measures"`
}

// coverText is a heading of a workbook's cover, with the paragraphs under it.
type coverText struct {
	Heading string   `yaml:"heading"`
	Texts   []string `yaml:"texts"`
}

// otherMeasures is the chapter of measures that the definition does not place: every measure of a release has its place.
const otherMeasures = "Other measures"

// statisticsBook makes the accessible workbook of a release.
func (w *writer) statisticsBook(ctx context.Context, d *Definition, doc *document.Document) (*statbook.Book, error) {
	tables, err := readStatistics(ctx, w.tx, w.release.ID, w.builder.until)
	if err != nil {
		return nil, err
	}
	b := w.newBook(d, doc)
	numbers, measures := 0, []string(nil)
	for _, c := range chaptersOf(d.Chapters, tables) {
		for _, id := range c.Measures {
			i := slices.IndexFunc(tables, func(t statTable) bool { return t.measure == id })
			if i < 0 {
				continue
			}
			numbers++
			measures = append(measures, id)
			both := i+1 < len(tables) && tables[i+1].measure == id
			b.Sheets = append(b.Sheets, w.statSheet(b, c.Heading, fmt.Sprint(numbers), both, &tables[i]))
			if both {
				b.Sheets = append(b.Sheets, w.statSheet(b, c.Heading, fmt.Sprint(numbers), both, &tables[i+1]))
			}
		}
	}
	b.Sheets = append(b.Sheets, w.definitionsSheet(measures))
	revisions, err := w.revisionSheets(ctx, measures)
	if err != nil {
		return nil, err
	}
	b.Sheets = append(b.Sheets, revisions...)
	w.aboutSheets(b)
	explain(b, w.release.Threshold)
	return b, nil
}

// chaptersOf adds a chapter of the measures that no chapter has.
func chaptersOf(chapters []chapter, tables []statTable) []chapter {
	other := chapter{Heading: otherMeasures}
	for _, t := range tables {
		placed := slices.Contains(other.Measures, t.measure) || slices.ContainsFunc(chapters, func(c chapter) bool { return slices.Contains(c.Measures, t.measure) })
		if !placed {
			other.Measures = append(other.Measures, t.measure)
		}
	}
	return append(slices.Clone(chapters), other)
}

// statSheet is the sheet of one measure, for Scotland or for the local authorities.
func (w *writer) statSheet(b *statbook.Book, chapter, number string, both bool, t *statTable) statbook.Sheet {
	m := w.builder.catalogue[t.measure]
	place, name := "Scotland", t.measure+"_scotland"
	if t.areas {
		place, name = "local authorities", t.measure+"_areas"
	}
	if both {
		number += map[bool]string{false: "a", true: "b"}[t.areas]
	}
	s := statbook.Sheet{Name: "Table_" + number, Table: name, Subject: chapter, Content: t.content(m.Unit),
		Title: fmt.Sprintf("Table %s: %s, %s, %s", number, or(m.Title, m.ID), place, t.span())}
	if m.Caveats != "" {
		at := slices.Index(b.Notes, m.Caveats)
		if at < 0 {
			at = len(b.Notes)
			b.Notes = append(b.Notes, m.Caveats)
		}
		s.Title += " " + statbook.Note(at+1)
		s.Above = append(s.Above, "This table contains notes, which can be found in the Notes worksheet.")
	}
	s.Above = append(s.Above, "What is counted: "+m.Definition)
	if slices.ContainsFunc(s.Content.Columns, func(c document.Column) bool { return strings.HasPrefix(c.Name, "Lower limit") }) {
		s.Above = append(s.Above, "Limits are those of the 95% confidence interval.")
	}
	s.Content.Source = w.builder.sourceOf(t.measure)
	return s
}

// explain says above each table what its shorthand and its blank cells mean, and its source last; the cover has all shorthand.
func explain(b *statbook.Book, threshold int) {
	known := shorthand(threshold)
	used := map[string]bool{}
	for i := range b.Sheets {
		s := &b.Sheets[i]
		var parts []string
		signs := s.Content.Markers()
		for _, m := range known {
			if slices.Contains(signs, m.Sign) {
				used[m.Sign] = true
				parts = append(parts, m.Sign+" "+m.Meaning)
			}
		}
		if len(parts) > 0 {
			s.Above = append(s.Above, "Shorthand: "+strings.Join(parts, "; ")+".")
		}
		if hasBlanks(s.Content) {
			s.Above = append(s.Above, "A blank cell in a column of shorthand means that nothing needs to be said of the figures of its row.")
		}
		if s.Content.Source != "" {
			s.Above = append(s.Above, s.Content.Source)
		}
	}
	for _, m := range known {
		if used[m.Sign] {
			b.Markers = append(b.Markers, m)
		}
	}
}

func hasBlanks(t *document.Table) bool {
	return slices.ContainsFunc(t.Rows, func(r document.Row) bool {
		return slices.ContainsFunc(r.Cells, func(c document.Cell) bool { return c.Value == nil && c.Text == "" })
	})
}

// checked draws the book and refuses it when it fails a check that is essential. Fault K003.
func checked(b *statbook.Book, name string) ([]byte, error) {
	content, err := statbook.Render(b)
	if err != nil {
		return nil, err
	}
	report, err := conformance.Run(name, content, nil)
	if err != nil {
		return nil, err
	}
	failed := report.Failed(conformance.Essential)
	if len(failed) == 0 {
		return content, nil
	}
	f := fault.New(fault.Policy, "K003", "the workbook does not meet check %s: %s", failed[0].ID, failed[0].Rule)
	f.Source = name + ", " + failed[0].Findings[0].Where()
	f.Rule = "checks that are essential, before a workbook is written"
	f.Effect = "the report was not written"
	f.Try = failed[0].Mend
	return nil, f
}
