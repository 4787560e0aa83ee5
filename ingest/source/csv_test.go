package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCSVRows(t *testing.T) {
	cases := []struct {
		name   string
		layout Layout
		text   string
		want   string // row|problem|cells, as flat writes them
		stats  Stats
	}{
		{"line ends of every kind", Layout{}, "a,b\r\n1,2\n3,4\r5,6\r\n",
			"2||1|2\n3||3|4\n4||5|6\n", Stats{Rows: 3}},
		{"byte order mark and no last line end", Layout{}, "\xef\xbb\xbfa,b\n1,2", "2||1|2\n", Stats{Rows: 1}},
		{"quotes, line ends inside, doubled quotes", Layout{}, "a,b\n\"x,\r\ny\",\"say \"\"yes\"\"\"\n1,2\n",
			"2||x,\r\ny|say \"yes\"\n4||1|2\n", Stats{Rows: 2}},
		{"a quote inside a cell is itself", Layout{}, "a,b\n5\" nail,it's\n", "2||5\" nail|it's\n", Stats{Rows: 1}},
		{"blanks around quotes", Layout{}, "a, \"b\"\n1, \"2, 3\" \n", "2||1|2, 3\n", Stats{Rows: 1}},
		{"blank rows are counted, null texts are null", Layout{Nulls: []string{"N/A", "-", "not  known"}}, "a,b\n\n , \nn/a,-\nNot known,x\n",
			"4||<null>|<null>\n5||<null>|x\n", Stats{Rows: 2, BlankRows: 2}},
		{"missing and extra cells", Layout{}, "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,\n1,2,3\n",
			"2||1|2|3\n3|cells_missing|1|2|<null>\n4|cells_extra|1|2|3\n5|cells_extra|1|2|3\n6||1|2|3\n", Stats{Rows: 5, Problems: 3}},
		{"a delimiter ends every row", Layout{}, "a,b\n" + strings.Repeat("1,2,\n", 40) + "5,6\n5,6,,\n5,6,7\n",
			strings.Join(numbered(2, 40, "||1|2\n"), "") + "42|cells_missing|5|6\n43|cells_extra|5|6\n44|cells_extra|5|6\n", Stats{Rows: 43, Problems: 3}},
		{"blank header cells at the end are no columns that must be there", Layout{}, "a,b,,\n1,2\n3,4,,\n",
			"2||1|2|<null>|<null>\n3||3|4|<null>|<null>\n", Stats{Rows: 2}},
		{"text after a closing quote", Layout{}, "a,b\n1,\"x\"y\n2,z\n", "2|bad_quote|1|\"x\"y\n3||2|z\n", Stats{Rows: 2, Problems: 1}},
		{"a quote too many takes no neighbour with it", Layout{}, "a,b\n1,\"\n2,\"x\"\n3,y\n",
			"2|bad_quote|1|\"\n3|bad_quote|2|x\n4||3|y\n", Stats{Rows: 3, Problems: 2}},
		{"a bad quote in a cell of several lines", Layout{}, "a,b\n1,\"one\ntwo \"bad\" two\nthree\"\n2,x\n",
			"2|bad_quote|1|\"one\n3|bad_quote|two \"bad\" two|<null>\n4|bad_quote|three\"|<null>\n5||2|x\n", Stats{Rows: 4, Problems: 3}},
		{"the escape of another dialect", Layout{Escape: `\`}, "a,b\n\"5\\\" x\",\"C:\\dir\"\n", "2||5\" x|C:\\dir\n", Stats{Rows: 1}},
		{"no quotes at all", Layout{Quote: "none", Delimiter: "\t"}, "a\tb\n\"x\t\"y\"\n", "2||\"x|\"y\"\n", Stats{Rows: 1}},
		{"a delimiter of two bytes", Layout{Delimiter: "¦"}, "a¦b\n\"x¦\"¦Â£5\n", "2||x¦|Â£5\n", Stats{Rows: 1}},
		{"footer", Layout{FooterStop: []string{"Total", "Source:"}}, "a,b\n1,2\n,Total 1\n3,4\n\nnote",
			"2||1|2\n", Stats{Rows: 1, FooterRows: 3, BlankRows: 1}},
		{"header row, preamble", Layout{HeaderRow: 3}, "Report,,\n\na,b\n1,2\n", "4||1|2\n", Stats{Rows: 1}},
		{"header found", Layout{HeaderFind: "sps NUMBER"}, "Report\n\nSPS  number,b\n1,2\n", "4||1|2\n", Stats{Rows: 1}},
		{"bytes that are no text", Layout{}, "a,b\n1,caf\xe9\n2,ok\n", "2|bad_encoding|1|caf\ufffd\n3||2|ok\n", Stats{Rows: 2, Problems: 1}},
		{"windows-1252", Layout{Encoding: "windows-1252"}, "a,b\n1,O\x92Brien\n2,\x81\n", "2||1|O’Brien\n3|bad_encoding|2|\ufffd\n", Stats{Rows: 2, Problems: 1}},
		{"latin-1, and windows-1252 said to be it", Layout{Encoding: "latin-1"}, "a,b\n1,caf\xe9\n2,O\x92Brien\n",
			"2||1|café\n3|bad_encoding|2|O\ufffdBrien\n", Stats{Rows: 2, Problems: 1}},
		{"UTF-16 by its mark", Layout{}, "\xff\xfea\x00,\x00b\x00\n\x001\x00,\x00\xe9\x00\n\x00", "2||1|é\n", Stats{Rows: 1}},
		{"UTF-16, big end first, without mark", Layout{Encoding: "utf-16"}, "\x00a\x00,\x00b\x00\n\x001\x00,\x002", "2||1|2\n", Stats{Rows: 1}},
		{"the header again", Layout{}, "a,b\n1,2\na,b\n3,4\n", "2||1|2\n3|header_again|a|b\n4|header_again|3|4\n", Stats{Rows: 3, Problems: 2}},
		{"header only", Layout{}, "a,b\n", "", Stats{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.layout.Format = CSV
			rows, stats, err := read(t, save(t, "x.csv", c.text), c.layout)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, flat(rows)); diff != "" {
				t.Errorf("rows (-want +got)\n%s", diff)
			}
			if stats != c.stats {
				t.Errorf("got %+v, want %+v", stats, c.stats)
			}
		})
	}
}

func TestCSVHeader(t *testing.T) {
	path := save(t, "x.csv", "Caseload report,\"As at  31 October 2026\"\n\n,Need,,,\n SPS  number ,Housing,Money  advice,Housing,\n1,2,3,4,\n")
	f, err := Open(path, Layout{Format: CSV, HeaderRow: 3, HeaderRows: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := []string{"SPS number", "Need / Housing", "Need / Money advice", "Need / Housing", "column 5"}
	if diff := cmp.Diff(want, f.Header()); diff != "" {
		t.Errorf("header (-want +got)\n%s", diff)
	}
	for ref, text := range map[string]string{"B1": "As at  31 October 2026", "a1": "Caseload report", "B3": "Need", "C4": "Money  advice", "A5": "", "Z1": "", "A2": "", "9": "", "": ""} {
		if got := f.Cell(ref); got != text {
			t.Errorf("cell %s is %q, want %q", ref, got, text)
		}
	}
	if len(f.Preamble()) != 2 || f.Preamble()[0][0] != "Caseload report" {
		t.Errorf("got preamble %q", f.Preamble())
	}
	_, err = f.Records(t.Context(), []string{"SPS number", "Need / Housing"})
	wantFault(t, err, "S006")
	_, err = f.Records(t.Context(), []string{"Prisoner"})
	wantFault(t, err, "S005")
	rows, _, err := read(t, path, f.layout, "Need / Money advice", "SPS number")
	if err != nil || flat(rows) != "5||3|1\n" {
		t.Errorf("got %q, %v", flat(rows), err)
	}
}

func TestCSVRefused(t *testing.T) {
	cases := []struct {
		name   string
		layout Layout
		text   string
		code   string
		says   string // in what or try
	}{
		{"empty", Layout{}, "", "S002", ""},
		{"only white space", Layout{}, "\xef\xbb\xbf \r\n", "S002", ""},
		{"a zip file", Layout{}, "PK\x03\x04xxxx", "S003", "Excel workbook"},
		{"a PDF", Layout{}, "%PDF-1.7\n", "S003", "PDF"},
		{"a web page", Layout{}, "\n<HTML><table>", "S003", "web page"},
		{"not text", Layout{}, "a,b\n\x00\x00\x00,1\n", "S003", "not text"},
		{"an open quote at the end", Layout{}, "a,b\n1,2\n3,\"x\n4,5\n", "S004", "line 3"},
		{"the last line stops in the middle", Layout{}, "a,b,c\n1,2,3\n4,5", "S004", "line 3"},
		{"UTF-16 cut in a character", Layout{Encoding: "utf-16"}, "\xff\xfea\x00,", "S004", ""},
		{"fewer rows than the header row", Layout{HeaderRow: 4}, "a,b\n1,2\n", "S005", "row 4"},
		{"a blank header", Layout{HeaderRow: 2}, "a,b\n,\n1,2\n", "S005", "row 2"},
		{"no row has the cell", Layout{HeaderFind: "SPS number"}, "a,b\n1,2\n", "S005", "SPS number"},
		{"UTF-16 without its mark", Layout{}, "a\x00,\x00b\x00\n\x001\x00,\x002\x00\n\x00", "S009", "utf-16"},
		{"not UTF-16", Layout{Encoding: "utf-16"}, "a,b\n1,2\n", "S009", "utf-8"},
		{"a header in windows-1252", Layout{}, "a,caf\xe9\n1,2\n", "S009", "windows-1252"},
		{"an unknown encoding", Layout{Encoding: "ebcdic"}, "a,b\n", "S009", "ebcdic"},
		{"semicolons", Layout{}, "a;b\n1;2\n3;4\n", "S010", `delimiter: ";"`},
		{"tabs, quoted", Layout{}, "\"a\"\t\"b\"\n\"1\"\t\"2\"\n", "S010", `delimiter: "\t"`},
		{"a delimiter of two characters", Layout{Delimiter: "||"}, "a||b\n", "S010", "delimiter"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.layout.Format = CSV
			_, _, err := read(t, save(t, "x.csv", c.text), c.layout)
			f := wantFault(t, err, c.code)
			if !strings.Contains(f.What+f.Try, c.says) {
				t.Errorf("%s\ndoes not say %q", f.Text(), c.says)
			}
		})
	}
	_, err := Open("no/such/file.csv", Layout{Format: CSV})
	wantFault(t, err, "S001")
	_, err = Open(t.TempDir(), Layout{Format: CSV})
	wantFault(t, err, "S001")
}

func TestOneColumnIsNoFault(t *testing.T) {
	rows, _, err := read(t, save(t, "x.csv", "Name, if known\n\"Smith, A\"\nJones\n"), Layout{Format: CSV, Delimiter: ";"})
	if err != nil || flat(rows) != "2||Smith, A\n3||Jones\n" {
		t.Errorf("got %q, %v", flat(rows), err)
	}
}

// The bytes of a row may come in any blocks, and long rows are refused at the same length in each.
func TestRowLimit(t *testing.T) {
	for _, length := range []int{99, 101} {
		text := "a,b\n1,\"" + strings.Repeat("x", length-5) + "\"\n"
		for _, block := range []int{7, 64, 4096} {
			f := &File{dialect: dialect{delimiter: []byte(","), quoting: true, quote: '"', escape: '"'}}
			rows := newCSVScanner(f, strings.NewReader(text), false, block, 100)
			var rec record
			if err := rows.scan(&rec); err != nil {
				t.Fatal(err)
			}
			if err := rows.scan(&rec); (err != nil) != (length > 100) {
				t.Errorf("length %d, block %d: %v", length, block, err)
			}
		}
	}
}

// numbered writes text behind each number.
func numbered(from, count int64, text string) []string {
	var out []string
	for n := range count {
		out = append(out, itoa(from+n)+text)
	}
	return out
}
