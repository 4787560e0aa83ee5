package source

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// makeBook saves a workbook with a hidden first sheet and the cells given on its second, "Caseload".
func makeBook(t *testing.T, fill func(book *excelize.File, sheet string)) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for _, name := range []string{"Caseload", "Notes"} {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	book.SetActiveSheet(1)
	if err := book.SetSheetVisible("Sheet1", false); err != nil {
		t.Fatal(err)
	}
	fill(book, "Caseload")
	path := filepath.Join(t.TempDir(), "caseload.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestXLSXCells(t *testing.T) {
	path := makeBook(t, func(b *excelize.File, s string) {
		date, err := b.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		code := `[$-809]dd" day "mmm yyyy`
		custom, err := b.NewStyle(&excelize.Style{CustomNumFmt: &code})
		must(t, err)
		money := `"day"#,##0.00;[Red]-0`
		number, err := b.NewStyle(&excelize.Style{CustomNumFmt: &money})
		must(t, err)
		must(t, b.SetSheetRow(s, "A1", &[]any{"Caseload at", "31 October 2026"}))
		must(t, b.SetSheetRow(s, "A3", &[]any{"SPS  number", "Need", nil, "When", "Flag", "Score", "Bad"}))
		must(t, b.MergeCell(s, "B3", "C3"))
		must(t, b.SetSheetRow(s, "A4", &[]any{nil, "Housing", "Money", nil, "Flag"}))
		must(t, b.SetSheetRow(s, "A5", &[]any{" 0012 ", 45.300000000000004, 7.0, 46326, true, 1e-5, "x & <y>"}))
		must(t, b.SetCellStyle(s, "D5", "D5", date))
		must(t, b.SetSheetRow(s, "A7", &[]any{123456789012, -1.5, nil, 46326.520833333336, false, 0.1 + 0.2}))
		must(t, b.SetCellStyle(s, "D7", "D7", custom))
		must(t, b.SetCellStyle(s, "F7", "F7", number))
		must(t, b.SetCellValue(s, "A8", "Total"))
	})
	l := Layout{Format: XLSX, HeaderRow: 3, HeaderRows: 2, FooterStop: []string{"Total"}}
	f, err := Open(path, l)
	must(t, err)
	defer f.Close()
	want := []string{"SPS number", "Need / Housing", "Need / Money", "When", "Flag", "Score", "Bad"}
	if diff := cmp.Diff(want, f.Header()); diff != "" {
		t.Errorf("header (-want +got)\n%s", diff)
	}
	if got := f.Cell("B1"); got != "31 October 2026" {
		t.Errorf("B1 is %q", got)
	}
	rows, stats, err := read(t, path, l)
	must(t, err)
	wantRows := "5||0012|45.3|7|2026-10-31|TRUE|0.00001|x & <y>\n7||123456789012|-1.5|<null>|2026-10-31T12:30:00|FALSE|0.3|<null>\n"
	if diff := cmp.Diff(wantRows, flat(rows)); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
	if stats != (Stats{Rows: 2, BlankRows: 1, FooterRows: 1}) {
		t.Errorf("got %+v", stats)
	}
}

// What excelize does not write: errors, dates as text, prefixes, cells without references, comments.
func TestSheetXML(t *testing.T) {
	text := `<?xml version="1.0"?><x:worksheet><!-- > --><x:sheetData><x:row r='2'><x:c><x:v>1</x:v></x:c><x:c r="C2" t="e"><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c></x:row>` +
		`<x:row r="5"><x:c t="inlineStr"><x:is><x:r><x:t>a_x0041_</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh><x:r><x:t xml:space="preserve"> &#x26;&lt;</x:t></x:r></x:is></x:c>` +
		`<x:c t="str" note="a > b"><x:v><![CDATA[1 < 2]]></x:v></x:c><x:c t="d"><x:v>2026-10-31T00:00:00</x:v></x:c></x:row></x:sheetData></x:worksheet>`
	for _, wanted := range []string{"c", "a"} {
		f := &File{layout: Layout{Format: XLSX}, book: &workbook{}, header: []string{"a", "b", "c"}, unbound: true}
		columns, err := f.columns([]string{wanted})
		must(t, err)
		rows := &sheetScanner{file: f, book: f.book, part: io.NopCloser(strings.NewReader("")), xml: newXMLScanner(strings.NewReader(text)), from: 2}
		p := newPump(f, rows, []string{wanted}, columns)
		var rec record
		for rows.scan(&rec) == nil {
			must(t, p.take(&rec))
		}
		batch := p.out.cut()
		defer batch.Release()
		if p.stats.Rows != 2 || p.stats.BlankRows != 2 || (p.stats.Problems == 1) != (wanted == "c") {
			t.Errorf("wanted %s: %+v", wanted, p.stats)
		}
		want := map[string]string{"a": `["1" "aA &<"]`, "c": `[(null) "2026-10-31"]`}[wanted]
		if got := batch.Column(0).String(); got != want {
			t.Errorf("column %s is %s, want %s", wanted, got, want)
		}
	}
}

func TestExcelNumbers(t *testing.T) {
	cases := []struct {
		raw  string
		kind cellFormat
		from bool // 1904
		want string
	}{
		{"45.300000000000004", plainNumber, false, "45.3"}, {"1.0", plainNumber, false, "1"}, {"1E+3", plainNumber, false, "1000"},
		{"12345678901234567", plainNumber, false, "12345678901234567"}, {"-0.1", plainNumber, false, "-0.1"},
		{"1", dateFormat, false, "1900-01-01"}, {"59", dateFormat, false, "1900-02-28"}, {"60", dateFormat, false, "60"},
		{"61", dateFormat, false, "1900-03-01"}, {"0", dateFormat, false, "0"}, {"-3", dateFormat, false, "-3"},
		{"2958465", dateFormat, false, "9999-12-31"}, {"2958466", dateFormat, false, "2958466"},
		{"44864", dateFormat, true, "2026-10-31"}, {"0", dateFormat, true, "1904-01-01"},
		{"0.4375", dateFormat, false, "10:30:00"}, {"46326.999999999", dateFormat, false, "2026-11-01"},
		{"46326.5000058", dateFormat, false, "2026-10-31T12:00:00.501"}, {"1.5", durationFormat, false, "36:00:00"},
		{"rubbish", dateFormat, false, "rubbish"},
	}
	for _, c := range cases {
		if got := string(appendNumber(nil, []byte(c.raw), c.kind, c.from)); got != c.want {
			t.Errorf("%s as %d is %q, want %q", c.raw, c.kind, got, c.want)
		}
	}
	for code, want := range map[string]cellFormat{
		"General": plainNumber, "dd/mm/yyyy": dateFormat, `"day" 0`: plainNumber, "[h]:mm": durationFormat, "[Red]0.00": plainNumber,
		"hh:mm": dateFormat, `0.0\d`: plainNumber, "[$-409]d mmm;@": dateFormat, "": plainNumber, "0.00E+00": plainNumber,
	} {
		if got := formatOf(code); got != want {
			t.Errorf("format %q is %d, want %d", code, got, want)
		}
	}
}

func TestXLSXRefused(t *testing.T) {
	path := makeBook(t, func(b *excelize.File, s string) {
		must(t, b.SetSheetRow(s, "A1", &[]any{"a", "b", "a"}))
		for i := range 2000 {
			must(t, b.SetSheetRow(s, "A"+itoa(int64(i+2)), &[]any{i * 7919, time.Now().UnixNano() * int64(i), "x"}))
		}
	})
	whole, err := os.ReadFile(path)
	must(t, err)
	damaged := []byte(string(whole))
	for i := len(damaged) / 3; i < len(damaged)/3+40; i++ {
		damaged[i] ^= 0x55
	}
	ole := string(magicOLE) + strings.Repeat("\x00", 600)
	cases := []struct {
		name, text, sheet, code, says string
	}{
		{"cut short", string(whole[:len(whole)/2]), "", "S004", ""},
		{"bytes changed", string(damaged), "", "S004", ""},
		{"a web page", "<html><table></table></html>", "", "S003", "web page"},
		{"a CSV file", "a,b\n1,2\n", "", "S003", "no workbook"},
		{"another zip file", "PK\x05\x06" + strings.Repeat("\x00", 18), "", "S003", "zip"},
		{"an old workbook", ole, "", "S003", ".xls"},
		{"a password", ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "", "S008", "password"},
		{"no such sheet", string(whole), "Cases", "S007", `"Caseload"`},
		{"no such number", string(whole), "3", "S007", `"Notes"`},
		{"an empty sheet", string(whole), "notes", "S002", ""},
		{"a header twice", string(whole), "1", "S006", `"a"`},
		{"empty", "", "", "S002", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			wanted := []string{"b"}
			if c.code == "S006" {
				wanted = []string{"a"}
			}
			_, _, err := read(t, save(t, "x.xlsx", c.text), Layout{Format: XLSX, Sheet: c.sheet}, wanted...)
			if f := wantFault(t, err, c.code); !strings.Contains(f.What+f.Try, c.says) {
				t.Errorf("%s\ndoes not say %q", f.Text(), c.says)
			}
		})
	}
}

// Workbooks that break readers, with what Excel shows in them.
func TestXLSXFixtures(t *testing.T) {
	folder := fixtures(t, "messy", "xlsx")
	cases := []struct {
		file   string
		layout Layout
		rows   int64
		first  string
	}{
		{"readxl/embedded-chartsheet.xlsx", Layout{}, 150, "5.1|3.5|1.4|0.2|setosa"},
		{"readxl/datetime-rounding.xlsx", Layout{}, 4, "2016-04-28T11:30:00|2016-04-28 11:30:00"},
		{"readxl/no-styles-or-sharedStrings-parts.xlsx", Layout{}, 11, "german|73|0.143292665"},
		{"readxl/nonstandard-xml-ns-prefix.xlsx", Layout{}, 2, "1|3"},
		{"readxl/inlineStr.xlsx", Layout{}, 1, "1|+|<null>|1.01.|RQ11610|requirement|Textual Requirement|test"},
		{"duckdb-excel/with_xml_prefix.xlsx", Layout{}, 1, "foo|bar"},
		{"duckdb-excel/row_without_r_attribute.xlsx", Layout{}, 1, "1|TEST123"},
		{"duckdb-excel/two_sheets.xlsx", Layout{Sheet: "1"}, 1, "42|1337"},
		{"readxl/whitespace-xlsx.xlsx", Layout{}, 5, "<-space"},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			c.layout.Format = XLSX
			rows, stats, err := read(t, filepath.Join(folder, c.file), c.layout)
			must(t, err)
			if stats.Rows != c.rows || stats.Problems != 0 || strings.Join(rows[0].cells, "|") != c.first {
				t.Errorf("got %+v, first row %q", stats, rows[0].cells)
			}
		})
	}
	// Every file of the folder is read or refused with a fault, and none ends the program.
	all, err := filepath.Glob(filepath.Join(folder, "*", "*.xls*"))
	must(t, err)
	for _, path := range all {
		if _, _, err := read(t, path, Layout{Format: XLSX}); err != nil {
			if f := wantFault(t, err, err.Error()[:4]); f.Code == codeUnreadable || f.Code == codeCutShort {
				t.Errorf("%s is a sound workbook, but %s", filepath.Base(path), f.Text())
			}
		}
	}
	// The dates of each kind of workbook are beside their text in it.
	for _, name := range []string{"dates-leap-year-1900-xlsx.xlsx", "datetime-rounding.xlsx"} {
		rows, _, err := read(t, filepath.Join(folder, "readxl", name), Layout{Format: XLSX})
		must(t, err)
		for _, row := range rows {
			got := strings.Replace(row.cells[0], "T", " ", 1)
			if len(row.cells) == 3 && row.cells[2] != "TRUE" {
				continue // the day that never was, of which Excel is sure and no calendar
			}
			if got, want := got, strings.TrimSuffix(row.cells[1], " 00:00:00"); got != want {
				t.Errorf("%s row %d: %q is shown as %q", name, row.row, got, want)
			}
		}
	}
}
