package reports

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"throughcare/reports/document"
	"throughcare/reports/statbook"
	"throughcare/reports/workbook"
)

// sheetOrder is the order of a worksheet's children in the schema (ECMA-376 part 1, 18.3.1.99), as far as they are written here.
// Excel asks to repair a workbook that has another.
func sheetOrder() []string {
	return []string{"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "autoFilter", "mergeCells", "conditionalFormatting",
		"dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "drawing", "legacyDrawing", "tableParts", "extLst"}
}

func tableOrder() []string {
	return []string{"autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst"}
}

// Both kinds of workbook are sound packages: every part is XML, has a content type, and is reached by a relation that leads to a
// part; worksheets and tables have their children in the order of the schema; a table's columns are those of its header.
func TestPackagesAreSound(t *testing.T) {
	value, rate := 12.0, 61.5
	table := func() *document.Table {
		return &document.Table{Name: "needs", Caption: "Needs in Scotland", Source: "Source: a release",
			Columns: []document.Column{{Name: "Need"}, {Name: "Number", Number: true}, {Name: "Rate (percentage)", Number: true}},
			Rows: []document.Row{{Cells: []document.Cell{document.TextCell("Housing & home"), document.NumberCell(value, document.Count), document.NumberCell(rate, document.Percent)}},
				{Cells: []document.Cell{document.TextCell("Money"), document.TextCell("[c]"), document.TextCell("[c]")}}}}
	}
	doc := &document.Document{Report: "small", ReportTitle: "Small", Place: "Scotland", Slug: "scotland", Lead: "A small report.", Markers: []document.Marker{{Sign: "[c]", Meaning: "confidential"}},
		Definitions: []document.Definition{{ID: "needs", Title: "Needs", Text: "Needs."}},
		Sections: []document.Section{{ID: "needs", Heading: "Needs", Blocks: []document.Block{{ID: "needs", Subtitle: "Needs", Table: table(),
			Chart: &document.Chart{ID: "needs", Kind: document.Bars, Name: "Needs", Description: "Bars of needs.", Axis: "Number", Format: document.Count, Categories: []string{"Housing & home", "Money"}, Rows: 2,
				Series: []document.Series{{Name: "Number", Column: 1, Points: []document.Point{{Value: &value}, {Marker: "[c]"}}}}}}}}}}
	charts, err := workbook.Render(doc)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := statbook.Render(&statbook.Book{Title: "Small", Contents: "Contents", Cover: []statbook.Line{{Text: "A small book."}}, Notes: []string{"Of all."},
		Sheets: []statbook.Sheet{{Name: "Needs", Table: "needs", Subject: "Needs", Title: "Needs in Scotland " + statbook.Note(1), Above: []string{"Shorthand: [c] confidential."}, Content: table()}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"charts": charts, "tables": tables} {
		t.Run(name, func(t *testing.T) { soundPackage(t, content) })
	}
}

func soundPackage(t *testing.T, content []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	if len(all) != len(z.File) || z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("%d parts in %d entries, the first is %s", len(all), len(z.File), z.File[0].Name)
	}
	var types struct {
		Default []struct {
			Extension string `xml:",attr"`
		}
		Override []struct {
			PartName string `xml:",attr"`
		}
	}
	if err := xml.Unmarshal(all["[Content_Types].xml"], &types); err != nil {
		t.Fatal(err)
	}
	for _, o := range types.Override {
		if all[strings.TrimPrefix(o.PartName, "/")] == nil {
			t.Errorf("a content type of %s, which is not there", o.PartName)
		}
	}
	reached := map[string]bool{"[Content_Types].xml": true}
	for name, part := range all {
		typed := slices.ContainsFunc(types.Override, func(o struct {
			PartName string `xml:",attr"`
		}) bool {
			return o.PartName == "/"+name
		})
		known := slices.ContainsFunc(types.Default, func(d struct {
			Extension string `xml:",attr"`
		}) bool {
			return strings.HasSuffix(name, "."+d.Extension)
		})
		if !typed && !known && name != "[Content_Types].xml" {
			t.Errorf("%s has no content type", name)
		}
		children := childrenOf(t, name, part)
		switch {
		case strings.HasPrefix(name, "xl/worksheets/sheet"):
			inOrder(t, name, children, sheetOrder())
		case strings.HasPrefix(name, "xl/tables/"):
			inOrder(t, name, children, tableOrder())
		case strings.HasSuffix(name, ".rels"):
			reached[name] = true
			relations(t, name, part, all, reached)
		}
	}
	for name := range all {
		if !reached[name] {
			t.Errorf("nothing leads to %s", name)
		}
	}
}

// relations notes the parts that a part of relations leads to, and faults those that are not there and ids that stand twice.
func relations(t *testing.T, name string, part []byte, all map[string][]byte, reached map[string]bool) {
	t.Helper()
	var list struct {
		Relationship []struct {
			ID         string `xml:"Id,attr"`
			Target     string `xml:",attr"`
			TargetMode string `xml:",attr"`
		}
	}
	if err := xml.Unmarshal(part, &list); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, r := range list.Relationship {
		if ids[r.ID] {
			t.Errorf("%s: the id %s stands twice", name, r.ID)
		}
		ids[r.ID] = true
		if r.TargetMode == "External" {
			continue
		}
		target := strings.TrimPrefix(r.Target, "/")
		if !strings.HasPrefix(r.Target, "/") {
			target = path.Join(path.Dir(path.Dir(name)), r.Target)
		}
		if all[target] == nil {
			t.Errorf("%s leads to %s, which is not there", name, target)
		}
		reached[target] = true
	}
}

// childrenOf a part's root, in order, each name once where it repeats without a break; the whole part must be XML.
func childrenOf(t *testing.T, name string, part []byte) []string {
	t.Helper()
	var children []string
	d, depth := xml.NewDecoder(bytes.NewReader(part)), 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			return children
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth == 2 && (len(children) == 0 || children[len(children)-1] != e.Name.Local) {
				children = append(children, e.Name.Local)
			}
		case xml.EndElement:
			depth--
		}
	}
}

func inOrder(t *testing.T, name string, children, order []string) {
	t.Helper()
	last := -1
	for _, c := range children {
		at := slices.Index(order, c)
		if at <= last {
			t.Errorf("%s: %s is out of order or unknown, in %v", name, c, children)
		}
		last = max(last, at)
	}
}
