package conformance

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// shared are the parts of fine with the texts of all cells in the list of texts, as most programs write them.
func shared() map[string]string {
	parts := fine()
	var list strings.Builder
	n := 0
	for name, part := range parts {
		if strings.HasPrefix(name, "xl/worksheets/sheet") {
			parts[name] = regexp.MustCompile(`t="inlineStr"><is>(.*?)</is>`).ReplaceAllStringFunc(part, func(cell string) string {
				n++
				list.WriteString("<si>" + cell[strings.Index(cell, "<t>"):strings.Index(cell, "</is>")] + "</si>")
				return fmt.Sprintf(`t="s"><v>%d</v>`, n-1)
			})
		}
	}
	list.WriteString("<si><r><rPr><i/></rPr><t>slanted</t></r></si><si><t xml:space=\"preserve\"> </t></si>")
	parts["xl/worksheets/sheet4.xml"] = strings.Replace(parts["xl/worksheets/sheet4.xml"], `</row></sheetData>`, fmt.Sprintf(`</row><row r="9" ht="12.5"><c r="A9" t="s"><v>%d</v></c><c r="B9" t="s"><v>%d</v></c><c r="C9" s="4"/><c r="D9" t="n"><v>-1.5E3</v></c></row></sheetData>`, n, n+1), 1)
	parts["xl/sharedStrings.xml"] = "<sst>" + list.String() + "</sst>"
	links := "xl/_rels/workbook.xml.rels"
	parts[links] = strings.Replace(parts[links], "</Relationships>", `<Relationship Id="tx" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`, 1)
	return parts
}

// Cells that are read as plain are those that are read as XML: of a workbook written by hand and of others'.
func TestPlainCells(t *testing.T) {
	books := map[string][]byte{"by hand": pack(t, shared())}
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
		if name == "by hand" && taken != len(plain.sheets) || taken == 0 {
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
