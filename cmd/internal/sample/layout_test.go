package sample

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"throughcare/ingest/contract"
	sqlfiles "throughcare/sql"
)

// readAll reads every file of a folder with readers that are not the program's.
func readAll(t *testing.T, dir string) map[string][][]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][][]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		switch ext := filepath.Ext(e.Name()); {
		case ext == ".xlsx":
			out[e.Name()] = readSheet(t, b)
		case ext == ".jsonl":
			out[e.Name()] = readLines(t, b)
		case ext == ".parquet":
			out[e.Name()] = make([][]string, parquetRows(t, b))
		default:
			out[e.Name()] = readCSV(t, e.Name(), b)
		}
	}
	return out
}

func readSheet(t *testing.T, b []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func readLines(t *testing.T, b []byte) [][]string {
	t.Helper()
	var rows [][]string
	dec := json.NewDecoder(bytes.NewReader(b))
	for dec.More() {
		var line map[string]any
		if err := dec.Decode(&line); err != nil {
			t.Fatal(err)
		}
		var row []string
		for _, key := range journeyKeys() {
			text, _ := line[key].(string)
			row = append(row, text)
		}
		rows = append(rows, row)
	}
	return rows
}

func parquetRows(t *testing.T, b []byte) int64 {
	t.Helper()
	r, err := file.NewParquetReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if names, _ := boardColumns(); r.MetaData().Schema.NumColumns() != len(names) {
		t.Errorf("parquet has %d columns", r.MetaData().Schema.NumColumns())
	}
	return r.NumRows()
}

func readCSV(t *testing.T, name string, b []byte) [][]string {
	t.Helper()
	comma := ','
	switch {
	case strings.HasPrefix(name, "Shine"):
		if b[0] != 0xff || b[1] != 0xfe {
			t.Errorf("%s has no byte order mark", name)
		}
		var units []uint16
		for i := 2; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
		}
		b = []byte(string(utf16.Decode(units)))
	case strings.HasPrefix(name, "GCC"):
		comma = ';'
		text, err := charmap.Windows1252.NewDecoder().Bytes(b)
		if err != nil {
			t.Fatal(err)
		}
		b = text
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord = comma, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

func TestLayoutsAreWhatTheyShouldBe(t *testing.T) {
	t.Parallel()
	dir, sum := made(t, Options{Scale: 0.2})
	read := readAll(t, filepath.Join(dir, "inbox"))
	for _, f := range sum.Files {
		rows, around := len(read[f.Name]), 1
		switch ext := filepath.Ext(f.Name); {
		case strings.HasPrefix(f.Name, "TSO"):
			around = 8 // title, date, blank, two header rows, blank, total, source
		case ext == ".xlsx":
			around = 3
		case ext != ".csv":
			around = 0
		}
		if rows != f.Rows+around {
			t.Errorf("%s: %d rows read, %d written and %d around them", f.Name, rows, f.Rows, around)
		}
	}
	sheet := read["TSO caseload Feb 2025.xlsx"]
	if !slices.Contains(sheet[3], "Liberation") || !slices.Contains(sheet[4], "Gate pick-up") || sheet[1][1] != "28 February 2025" {
		t.Error("the officers' sheet has another head")
	}
	accents := false
	for _, row := range read["GCC_JSW_31-03-2024.csv"] {
		accents = accents || slices.Contains(row, "Café Calton")
	}
	if !accents {
		t.Error("no accent in Glasgow's export")
	}
}

// listed is the code lists as the reference files have them.
type listed map[string][]string

func (l listed) Has(list, code string) bool { return slices.Contains(l[list], code) }

func (l listed) List(list string) []string { return l[list] }

func codes(t *testing.T) listed {
	t.Helper()
	f, err := sqlfiles.FS.Open("reference/codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	out := listed{}
	r := csv.NewReader(f)
	for {
		row, err := r.Read()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out[row[0]] = append(out[row[0]], row[1])
	}
}

func TestContractsLoad(t *testing.T) {
	t.Parallel()
	known := codes(t)
	for _, part := range []struct {
		name string
		fsys fs.FS
		dir  string
	}{{"demo", contractFiles, "contracts"}, {"hmis", Examples, "examples/hmis"}, {"published", Examples, "examples/published"},
		{"rossi", Examples, "examples/rossi"}, {"cohorts", Examples, "examples/cohorts"}} {
		sub, err := fs.Sub(part.fsys, part.dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := contract.LoadDir(sub, known); err != nil {
			t.Errorf("%s: %v", part.name, err)
		}
	}
}

func TestEveryFileHasItsContract(t *testing.T) {
	t.Parallel()
	_, sum := made(t, Options{Scale: 0.05})
	sub, err := fs.Sub(contractFiles, "contracts")
	if err != nil {
		t.Fatal(err)
	}
	set, err := contract.LoadDir(sub, codes(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range sum.Files {
		m, err := set.Match(f.Name)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		if got := m.Supplier; got != f.Supplier && m.Contract.Supplier.Value != f.Supplier {
			t.Errorf("%s is of %s, its contract says %q", f.Name, f.Supplier, m.Contract.Supplier.Value)
		}
	}
}
