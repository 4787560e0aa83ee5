package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// fine are the parts of a workbook written by hand that meets every check that a program can decide. Styles: 0 text, 1 title,
// 2 header, 3 header of numbers, 4 number, 5 marker, 6 link.
func fine() map[string]string {
	const (
		office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
		head   = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	)
	relation := func(id, kind, target, more string) string {
		return fmt.Sprintf(`<Relationship Id="%s" Type="%s%s" Target="%s"%s/>`, id, office, kind, target, more)
	}
	text := func(at string, style int, s string) string {
		return fmt.Sprintf(`<c r="%s" s="%d" t="inlineStr"><is><t>%s</t></is></c>`, at, style, s)
	}
	number := func(at, v string) string { return fmt.Sprintf(`<c r="%s" s="4"><v>%s</v></c>`, at, v) }
	sheet := func(columns string, after string, rows ...string) string {
		var b strings.Builder
		for i, r := range rows {
			fmt.Fprintf(&b, `<row r="%d">%s</row>`, i+1, r)
		}
		return `<worksheet><sheetViews><sheetView workbookViewId="0"/></sheetViews><cols>` + columns + `</cols><sheetData>` + b.String() + `</sheetData>` + after + `</worksheet>`
	}
	table := func(name, ref string, columns ...string) string {
		var b strings.Builder
		for i, c := range columns {
			fmt.Fprintf(&b, `<tableColumn id="%d" name="%s"/>`, i+1, c)
		}
		return fmt.Sprintf(`<table displayName="%s" ref="%s"><tableColumns>%s</tableColumns></table>`, name, ref, b.String())
	}
	wide := func(n int) string { return fmt.Sprintf(`<col min="1" max="%d" width="30"/>`, n) }
	return map[string]string{
		"_rels/.rels":                head + relation("rId1", "officeDocument", "xl/workbook.xml", "") + relation("rId2", "metadata/core-properties", "docProps/core.xml", "") + `</Relationships>`,
		"docProps/core.xml":          `<coreProperties><dc:title>Needs in Scotland</dc:title><dc:language>en-GB</dc:language><dc:creator>An organisation</dc:creator><cp:keywords>needs, prisons</cp:keywords></coreProperties>`,
		"xl/workbook.xml":            `<workbook><bookViews><workbookView/></bookViews><sheets><sheet name="Cover" r:id="s1"/><sheet name="Contents" r:id="s2"/><sheet name="Notes" r:id="s3"/><sheet name="Needs" r:id="s4"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": head + relation("s1", "worksheet", "worksheets/sheet1.xml", "") + relation("s2", "worksheet", "worksheets/sheet2.xml", "") + relation("s3", "worksheet", "worksheets/sheet3.xml", "") + relation("s4", "worksheet", "worksheets/sheet4.xml", "") + relation("st", "styles", "styles.xml", "") + `</Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="165" formatCode="#,##0"/></numFmts><fonts><font><sz val="12"/><name val="Arial"/></font><font><b/><sz val="16"/><name val="Arial"/></font><font><b/><sz val="12"/><name val="Arial"/></font><font><u/><sz val="12"/><color rgb="FF0000FF"/><name val="Arial"/></font></fonts>
<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<cellXfs><xf fontId="0"><alignment wrapText="1" horizontal="left"/></xf><xf fontId="1"/><xf fontId="2"><alignment wrapText="1" horizontal="left"/></xf><xf fontId="2"><alignment wrapText="1" horizontal="right"/></xf><xf fontId="0" numFmtId="165"><alignment wrapText="1" horizontal="right"/></xf><xf fontId="0"><alignment wrapText="1" horizontal="right"/></xf><xf fontId="3"><alignment wrapText="1" horizontal="left"/></xf></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml":            sheet(wide(1), `<hyperlinks><hyperlink ref="A3" r:id="rId1"/></hyperlinks>`, text("A1", 1, "Needs in Scotland"), text("A2", 0, "What it is about."), text("A3", 6, "Guide to the figures (PDF, 20 KB)")),
		"xl/worksheets/_rels/sheet1.xml.rels": head + relation("rId1", "hyperlink", "https://example.org/guide.pdf", ` TargetMode="External"`) + `</Relationships>`,
		"xl/worksheets/sheet2.xml": sheet(wide(2), `<hyperlinks><hyperlink ref="A4" location="'Notes'!A1"/><hyperlink ref="A5" location="'Needs'!A1"/></hyperlinks>`,
			text("A1", 1, "Contents"), text("A2", 0, "This worksheet contains one table."), text("A3", 2, "Sheet")+text("B3", 2, "What it holds"), text("A4", 6, "Notes")+text("B4", 0, "Notes"), text("A5", 6, "Needs")+text("B5", 0, "Needs in Scotland")),
		"xl/worksheets/_rels/sheet2.xml.rels": head + relation("rId1", "table", "../tables/table1.xml", "") + `</Relationships>`,
		"xl/tables/table1.xml":                table("contents_table", "A3:B5", "Sheet", "What it holds"),
		"xl/worksheets/sheet3.xml":            sheet(wide(2), "", text("A1", 1, "Notes"), text("A2", 0, "This worksheet contains one table."), text("A3", 2, "Note number")+text("B3", 2, "Note text"), text("A4", 0, "note 1")+text("B4", 0, "Of those asked."), text("A5", 0, "note 2")+text("B5", 0, "Of all.")),
		"xl/worksheets/_rels/sheet3.xml.rels": head + relation("rId1", "table", "../tables/table2.xml", "") + `</Relationships>`,
		"xl/tables/table2.xml":                table("notes_table", "A3:B5", "Note number", "Note text"),
		"xl/worksheets/sheet4.xml": sheet(wide(5), "", text("A1", 1, "Needs in Scotland, Jan to Mar 2026"), text("A2", 0, "This worksheet contains one table."), text("A3", 0, "This table contains notes, which are in the Notes worksheet. Shorthand: [c] confidential."), text("A4", 0, "Source: a register"),
			text("A5", 2, "Need")+text("B5", 3, "Number [note 1]")+text("C5", 3, "Share (percentage)")+text("D5", 3, "Lower limit (percentage)")+text("E5", 3, "Upper limit (percentage)"),
			text("A6", 0, "Housing [note 2]")+number("B6", "1234")+number("C6", "40")+number("D6", "35")+number("E6", "45"),
			text("A7", 0, "Money")+text("B7", 5, "[c]")+number("C7", "50")+number("D7", "41")+number("E7", "59")),
		"xl/worksheets/_rels/sheet4.xml.rels": head + relation("rId1", "table", "../tables/table3.xml", "") + `</Relationships>`,
		"xl/tables/table3.xml":                table("needs_table", "A5:E7", "Need", "Number [note 1]", "Share (percentage)", "Lower limit (percentage)", "Upper limit (percentage)"),
	}
}

func TestFineWorkbook(t *testing.T) {
	r, err := Run("needs.xlsx", pack(t, fine()), []string{"needs.ods"})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range r.Results {
		if one.State != Pass {
			t.Errorf("%s: %s %v %s", one.ID, one.State, one.Findings, one.Note)
		}
	}
}

// A change of the fine workbook makes exactly the checks fail that are about it.
func TestMutations(t *testing.T) {
	const cover, contents, notes, needs, styles, core = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml", "xl/styles.xml", "docProps/core.xml"
	row := func(text string) string {
		return `<row r="8"><c r="A8" t="inlineStr"><is><t>` + text + `</t></is></c></row></sheetData>`
	}
	tried := map[string]bool{}
	for _, c := range []struct {
		fails, part, old, new string
	}{
		{"T1 W5", "xl/tables/table3.xml", "A5:E7", "A5:E6"},
		{"T1 W5", needs, "</sheetData>", row("Debt")},
		{"T1 N2 N3 N4 N5 N6 N7 S1 W9 W3 T2 T4", "xl/worksheets/_rels/sheet4.xml.rels", "/table\"", "/other\""},
		{"T2", "xl/tables/table3.xml", "needs_table", "Table3"},
		{"T2", "xl/tables/table3.xml", "needs_table", "notes_table"},
		{"T2", "xl/tables/table3.xml", "needs_table", "needs table"},
		{"T3", needs, "</worksheet>", `<mergeCells count="1"><mergeCell ref="A5:A6"/></mergeCells></worksheet>`},
		{"T4 T8", "xl/tables/table3.xml", "A5:E7", "A5:E9"},
		{"T5", "xl/tables/table3.xml", `name="Need"`, `name="Needs"`},
		{"T5", "xl/tables/table3.xml", `ref=`, `headerRowCount="0" ref=`},
		{"T6", styles, `<xf fontId="0"><alignment wrapText="1" horizontal="left"/>`, `<xf fontId="0"><alignment horizontal="left"/>`},
		{"T7", "xl/tables/table3.xml", "<tableColumns>", `<autoFilter ref="A5:E7"/><tableColumns>`},
		{"T7", needs, `<sheetView workbookViewId="0"/>`, `<sheetView workbookViewId="0"><pane ySplit="5" state="frozen"/></sheetView>`},
		{"T8", needs, `<c r="C7" s="4"><v>50</v></c>`, `<c r="C7" s="4"/>`},
		{"T9", needs, `<row r="6">`, `<row r="6" hidden="1">`},
		{"T9", "xl/workbook.xml", `name="Needs"`, `name="Needs" state="hidden"`},
		{"T10", needs, `width="30"`, `width="90"`},
		{"T10", needs, `width="30"`, `width="8"`},
		{"N1", needs, "Money", "Money*"},
		{"N1", needs, "Money", "Money\u00b9"},
		{"N1", needs, "Money", "Money [1]"},
		{"N1", styles, `<font><sz val="12"/>`, `<font><vertAlign val="superscript"/><sz val="12"/>`},
		{"N2 N5", needs, "Housing [note 2]", "Housing [note 1, 2]"},
		{"N3", needs, `<c r="C7" s="4"><v>50</v></c>`, `<c r="C7" s="5" t="inlineStr"><is><t>half [note 2]</t></is></c>`},
		{"N4 T5", "xl/tables/table2.xml", "Note text", "Text"},
		{"N5", notes, "note 2", "note 3"},
		{"N6 N5 T5", needs, "[note 1]", "[note 2]"},
		{"N7", needs, "This table contains notes, which are in the Notes worksheet.", "A table."},
		{"S1", needs, "[c] confidential", "withheld"},
		{"S2 S1", needs, ">[c]<", ">[q]<"},
		{"S3 S5", needs, ">[c]<", ">-<"},
		{"S4", needs, "<v>50</v>", "<v>0.2</v>"},
		{"S5", needs, ">Money<", ">n/a<"},
		{"S6", needs, ">[c]<", ">12 [c]<"},
		{"F1", cover, "Guide to the figures (PDF, 20 KB)", "here"},
		{"F1", cover, "Guide to the figures (PDF, 20 KB)", "Guide to the figures"},
		{"F1", cover, "Guide to the figures (PDF, 20 KB)", "https://example.org/guide.pdf"},
		{"F2", styles, `<font><sz val="12"/><name val="Arial"/></font>`, `<font><sz val="12"/><name val="Cambria"/></font>`},
		{"F3", styles, `<font><sz val="12"/>`, `<font><sz val="10"/>`},
		{"F3", styles, `<font><b/><sz val="16"/>`, `<font><sz val="16"/>`},
		{"F4", styles, `<font><sz val="12"/>`, `<font><i/><sz val="12"/>`},
		{"F4", styles, `<font><sz val="12"/>`, `<font><color rgb="FFFF0000"/><sz val="12"/>`},
		{"F4", styles, `<xf fontId="0"><alignment`, `<xf fontId="0"><alignment textRotation="90"`},
		{"F5 W3", needs, `<c r="A1" s="1"`, `<c r="B1" s="1"`},
		{"F6", needs, "</worksheet>", "<headerFooter><oddHeader>Page</oddHeader></headerFooter></worksheet>"},
		{"F7", "xl/worksheets/_rels/sheet4.xml.rels", "</Relationships>", `<Relationship Id="d" Type="x/drawing" Target="../drawings/drawing1.xml"/></Relationships>`},
		{"F8", needs, "<v>50</v>", "<f>25*2</f><v>50</v>"},
		{"F9", styles, "formatCode=\"#,##0\"", "formatCode=\"0\""},
		{"F10", needs, `<c r="C7" s="4"><v>50</v></c>`, `<c r="C7" s="5" t="inlineStr"><is><t>50</t></is></c>`},
		{"F11", styles, `<xf fontId="0" numFmtId="165"><alignment wrapText="1" horizontal="right"/>`, `<xf fontId="0" numFmtId="165"><alignment wrapText="1" horizontal="center"/>`},
		{"W1 T9 W8", "xl/workbook.xml", `name="Needs"`, `name="notes"`},
		{"W2 F5 W8", "xl/workbook.xml", "</sheets>", `<sheet name="More" r:id="s5"/></sheets>`},
		{"W3", needs, `<c r="A2" s="0" t="inlineStr"><is><t>This worksheet contains one table.</t></is></c>`, `<c r="A2" s="0" t="inlineStr"><is><t>This worksheet contains two tables.</t></is></c>`},
		{"W4 T1 T5", "xl/tables/table3.xml", "A5:E7", "B5:E7"},
		{"W5", needs, "</sheetData>", strings.ReplaceAll(row("Source: a register"), "8", "9")},
		{"W6 T3 T5 T2 T8 N7 F11 W3 W9", "xl/worksheets/_rels/sheet4.xml.rels", "</Relationships>", `<Relationship Id="d" Type="x/table" Target="../tables/table2.xml"/></Relationships>`},
		{"W7", "xl/workbook.xml", `<sheet name="Notes" r:id="s3"/><sheet name="Needs" r:id="s4"/>`, `<sheet name="Needs" r:id="s4"/><sheet name="Notes" r:id="s3"/>`},
		{"W8 F4", contents, `<hyperlink ref="A5" location="'Needs'!A1"/>`, ""},
		{"W9", needs, "Source: a register", "From a register"},
		{"M1", core, "Needs in Scotland", ""},
		{"M1", core, "Needs in Scotland", "needs_scotland-2"},
		{"M2", core, "en-GB", ""},
		{"M3", core, "An organisation", "openpyxl"},
		{"M4", "xl/workbook.xml", "<workbookView/>", `<workbookView activeTab="2"/>`},
		{"M4", cover, `workbookViewId="0"/>`, `workbookViewId="0"><selection activeCell="B7"/></sheetView>`},
		{"U1 T5", "xl/tables/table3.xml", "Lower limit (percentage)", "Lower limit"},
		{"U1 T5", "xl/tables/table3.xml", "Lower limit (percentage)", "95% confidence interval"},
		{"U2", needs, ">Money<", ">Q1 2026<"},
		{"U2", needs, ">Money<", ">Jan - Mar 2026<"},
		{"U2", needs, ">Money<", ">2025-26<"},
	} {
		parts := fine()
		if !strings.Contains(parts[c.part], c.old) {
			t.Fatalf("%s: %s has no %q", c.fails, c.part, c.old)
		}
		parts[c.part] = strings.Replace(parts[c.part], c.old, c.new, 1)
		maps.Copy(parts, map[string]string{
			"xl/drawings/drawing1.xml": `<wsDr><twoCellAnchor><pic><nvPicPr><cNvPr id="1" name="p"/></nvPicPr></pic></twoCellAnchor></wsDr>`,
			"xl/worksheets/sheet5.xml": `<worksheet><sheetData/></worksheet>`,
		})
		parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], "</Relationships>", `<Relationship Id="s5" Type="x/worksheet" Target="worksheets/sheet5.xml"/></Relationships>`, 1)
		r, err := Run("needs.xlsx", pack(t, parts), []string{"needs.ods"})
		if err != nil {
			t.Fatalf("%s: %v", c.fails, err)
		}
		allowed := strings.Fields(c.fails)
		tried[allowed[0]] = true
		if state(r, allowed[0]) != Fail {
			t.Errorf("%s does not fail with %q for %q: %s", allowed[0], c.new, c.old, state(r, allowed[0]))
		}
		for _, one := range r.Results {
			if one.State == Fail && !slices.Contains(allowed, one.ID) {
				t.Errorf("%s: %s fails too: %v", c.fails, one.ID, one.Findings)
			}
			for _, f := range one.Findings {
				for _, value := range []string{"Housing", "Money", "1234", "guide.pdf"} {
					if strings.Contains(f.What, value) {
						t.Errorf("%s: a finding holds what stands in a cell: %s", one.ID, f.What)
					}
				}
			}
		}
	}
	// Those that only a person or the file's surroundings decide, or that have no way to fail.
	for _, c := range Checks() {
		if !tried[c.ID] && !slices.Contains([]string{"F12", "M5", "M6"}, c.ID) {
			t.Errorf("no change makes %s fail", c.ID)
		}
	}
}

func TestNamesAndCopies(t *testing.T) {
	content := pack(t, fine())
	for name, want := range map[string]State{"needs.xlsx": Pass, "Needs.xlsx": Fail, "needs_2.xlsx": Fail, "needs-2026-10.xlsx": Fail, "needs-final.xlsx": Fail, strings.Repeat("a", 61) + ".xlsx": Fail} {
		r, err := Run(name, content, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := state(r, "M5"); got != want {
			t.Errorf("%s: M5 is %s, want %s", name, got, want)
		}
		if got := state(r, "M6"); got != Undecided {
			t.Errorf("%s: M6 is %s", name, got)
		}
	}
	parts := fine()
	parts["xl/worksheets/sheet4.xml"] = strings.Replace(parts["xl/worksheets/sheet4.xml"], "</worksheet>", `<conditionalFormatting sqref="B6:B7"/></worksheet>`, 1)
	r, err := Run("needs.xlsx", pack(t, parts), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := state(r, "F12"); got != Undecided {
		t.Errorf("F12 is %s", got)
	}
}
