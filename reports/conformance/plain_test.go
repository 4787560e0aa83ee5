package conformance

import (
	"archive/zip"
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"throughcare/reports/document"
	"throughcare/reports/statbook"
)

// Cells that are read as plain are those that are read as XML: of a workbook of ours and of others'.
func TestPlainCells(t *testing.T) {
	value := -1234.5
	table := &document.Table{Columns: []document.Column{{Name: "Need"}, {Name: "Number", Number: true}, {Name: "Shorthand"}},
		Rows: []document.Row{{Cells: []document.Cell{document.TextCell(" <Housing> & \"home\"\n"), document.NumberCell(value, document.Count), document.TextCell("")}},
			{Cells: []document.Cell{document.TextCell("_x000A_ is no sign"), document.TextCell("[c]"), document.TextCell("[u]")}}}}
	ours, err := statbook.Render(&statbook.Book{Title: "Needs", Contents: "Contents", Sheets: []statbook.Sheet{{Name: "Needs", Table: "needs", Title: "Needs", Content: table}}})
	if err != nil {
		t.Fatal(err)
	}
	books := map[string][]byte{"ours": ours}
	for _, path := range []string{"spreadsheets/gptables_expected_workbook.xlsx", "scottish-published/Prison_Population_Stats_2023.xlsx"} {
		books[path] = fixture(t, path)
	}
	for name, content := range books {
		plain, err := openBook(name, content)
		if err != nil {
			t.Fatal(err)
		}
		// A space within the tag is enough to have the sheet read as XML.
		slow, err := openBook(name, rewritten(t, content, strings.NewReplacer("<sheetData>", "<sheetData >")))
		if err != nil {
			t.Fatal(err)
		}
		if len(plain.sheets) != len(slow.sheets) {
			t.Fatalf("%s: %d sheets, and %d", name, len(plain.sheets), len(slow.sheets))
		}
		taken := 0
		for i, s := range plain.sheets {
			part, err := plain.partOf(s.part)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, _, ok := plain.plainRows(part); ok {
				taken++
			}
			if s.part = ""; len(s.rows) != len(slow.sheets[i].rows) {
				t.Fatalf("%s: sheet %s has %d rows, and %d", name, s.name, len(s.rows), len(slow.sheets[i].rows))
			}
			slow.sheets[i].part = ""
			for j := range s.rows {
				if len(s.rows[j]) > 0 && !reflect.DeepEqual(s.rows[j], slow.sheets[i].rows[j]) {
					t.Errorf("%s: sheet %s, row %d of those there are: %v, and %v", name, s.name, j+1, s.rows[j], slow.sheets[i].rows[j])
				}
			}
			s.rows, slow.sheets[i].rows = nil, nil
			if !reflect.DeepEqual(s, slow.sheets[i]) {
				t.Errorf("%s: sheet %s: %+v, and %+v", name, s.name, s, slow.sheets[i])
			}
		}
		if name == "ours" && taken != len(plain.sheets) || taken == 0 {
			t.Errorf("%s: %d of %d sheets are plain", name, taken, len(plain.sheets))
		}
	}
}

// What is not plain is not taken for it.
func TestNotPlain(t *testing.T) {
	b := &book{seen: map[string]*said{}, nothing: &said{asked: true}}
	for _, body := range []string{
		`<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>`, `<row r="1" hidden="1"><c r="A1"><v>2</v></c></row>`, `<row r="1"><c r="A2"><v>2</v></c></row>`,
		`<row r="1"><c><v>2</v></c></row>`, `<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>2</v></c></row>`, `<row r="1"><c r="A1" t="b"><v>1</v></c></row>`,
		`<row r="1"><c r="A1"><v>&#49;</v></c></row>`, `<row r="1"><c r="A1"><v>1</v></c>`, `<row r="1"><!-- --><c r="A1"><v>1</v></c></row>`, `<row><c r="A1"><v>1</v></c></row>`,
		`<x:row r="1"/>`, `<row r='1'/>`, "<row r=\"1\">\n</row>", `<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>`, `<row r="1"><c r="A1" s="x"/></row>`, `<row r="1`, `<row r="1"><c r="A1"><v>1`,
	} {
		if _, _, _, ok := b.plainRows([]byte("<worksheet><sheetData>" + body + "</sheetData></worksheet>")); ok {
			t.Errorf("%s is plain", body)
		}
	}
	rest, numbers, rows, ok := b.plainRows([]byte(`<worksheet><cols/><sheetData><row r="3" ht="12"><c r="A3"/><c r="C3" s="2"><v>7</v></c></row><row r="5"/></sheetData><tableParts/></worksheet>`))
	if !ok || string(rest) != "<worksheet><cols/><tableParts/></worksheet>" || !reflect.DeepEqual(numbers, []int{3, 5}) || len(rows[0]) != 2 || rows[0][1].value != 7 || rows[0][1].style != 2 || len(rows[1]) != 0 {
		t.Errorf("%v: %s, %v, %v", ok, rest, numbers, rows)
	}
}

// rewritten is the package with texts replaced in its sheets.
func rewritten(t *testing.T, content []byte, by *strings.Replacer) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(f.Name, "xl/worksheets/") {
			part = []byte(by.Replace(string(part)))
		}
		to, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
