package reports

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"throughcare/reports/conformance"
)

// testWorkbook holds every workbook against the items of the Analysis Function's checklist that a program can see.
func (b *bundle) testWorkbook(t *testing.T) {
	for _, name := range b.charted(t) {
		book := b.open(t, name[0], name[1])
		props, err := book.GetDocProps()
		if err != nil {
			t.Fatal(err)
		}
		if props.Language != "en-GB" || props.Title == "" || props.Creator == "" {
			t.Errorf("%v: title %q, language %q", name, props.Title, props.Language)
		}
		sheets := book.GetSheetList()
		if !slices.Equal(sheets[:3], []string{"Cover", "Contents", "Key_messages"}) || !slices.Contains(sheets, "Definitions") || !slices.Contains(sheets, "Provenance") || !slices.Contains(sheets, "Deliveries") {
			t.Errorf("%v: sheets %v", name, sheets)
		}
		if book.GetActiveSheetIndex() != 0 {
			t.Errorf("%v: does not open on its cover", name)
		}
		for _, sheet := range sheets {
			if a1, err := book.GetCellValue(sheet, "A1"); err != nil || a1 == "" || len(sheet) > 31 {
				t.Errorf("%v: sheet %s has no title in A1", name, sheet)
			}
			list, err := book.GetTables(sheet)
			if err != nil || len(list) > 1 {
				t.Errorf("%v: sheet %s: %d tables, %v", name, sheet, len(list), err)
			}
			for _, table := range list {
				rows := sheetRows(t, book, sheet, table.Range)
				if !strings.HasPrefix(table.Range, "A") || slices.Contains(rows[0], "") || len(slices.Compact(slices.Sorted(slices.Values(rows[0])))) != len(rows[0]) {
					t.Errorf("%v: sheet %s: the header is not filled and unique", name, sheet)
				}
			}
		}
		b.testParts(t, name)
	}
}

func (b *bundle) testParts(t *testing.T, name [2]string) {
	charts := 0
	for part, content := range parts(t, filepath.Join(b.root, name[0], name[1], name[0]+"-"+name[1]+".xlsx")) {
		for _, forbidden := range []string{"<autoFilter", "<mergeCell", "<pane", `hidden="1"`, `hidden="true"`, "<i val"} {
			if strings.Contains(content, forbidden) {
				t.Errorf("%v: %s has %s", name, part, forbidden)
			}
		}
		if strings.HasPrefix(part, "xl/charts/") {
			charts++
			// In the order of the schema, which excelize alone does not keep.
			for _, series := range strings.Split(content, "<ser>")[1:] {
				for _, child := range []string{"<marker>", "<invertIfNegative", "<errBars>"} {
					at, labels := strings.Index(series, child), strings.Index(series, "<dLbls>")
					if at >= 0 && labels >= 0 && (at < labels) == (child == "<errBars>") {
						t.Errorf("%v: %s: %s is out of order", name, part, child)
					}
				}
			}
		}
		if strings.HasPrefix(part, "xl/drawings/drawing") && strings.Count(content, `descr="`) != strings.Count(content, "<xdr:graphicFrame") {
			t.Errorf("%v: %s: a chart without alternative text", name, part)
		}
	}
	if charts < 5 && name[1] != "na-h-eileanan-siar" {
		t.Errorf("%v: %d charts", name, charts)
	}
}

// Charts force two things upon a workbook, and no more: they stand beside their tables (F7); and a financial year is called
// 2025-26, as the page calls it whose charts they are (U2). Nothing that is essential fails.
func (b *bundle) testChartWorkbooks(t *testing.T) {
	forced := []string{"F7", "U2"}
	seen := map[string]bool{}
	for _, name := range b.bodies() {
		if name[0] == "statistics" {
			continue // see testStatisticsChecks
		}
		file := name[0] + "-" + name[1] + ".xlsx"
		r, err := conformance.Run(file, b.read(t, name[0], name[1], "xlsx"), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range r.Results {
			switch {
			case one.State == conformance.Fail && slices.Contains(forced, one.ID):
				seen[one.ID] = true
			case one.State == conformance.Fail:
				t.Errorf("%s: %s (%s) fails: %v", file, one.ID, one.Level, one.Findings)
			case one.State == conformance.Undecided && one.ID != "S4" && one.ID != "M6":
				t.Errorf("%s: %s cannot be decided: %s", file, one.ID, one.Note)
			}
		}
	}
	for _, id := range forced {
		if !seen[id] {
			t.Errorf("%s fails nowhere: take it off the list", id)
		}
	}
}
