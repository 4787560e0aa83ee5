package conformance

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"throughcare/sql/fault"
)

// fixture is a file of the public fixtures; the test is skipped where they are not.
func fixture(t *testing.T, path string) []byte {
	t.Helper()
	folder := os.Getenv("THROUGHCARE_FIXTURES")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	content, err := os.ReadFile(filepath.Join(folder, path))
	if os.IsNotExist(err) {
		t.Skipf("the public fixture %s is not here: it was not checked", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// The catalogue is the public list: the same checks, with the same weight.
func TestCatalogue(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(fixture(t, "spreadsheets/conformance_checks.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]Level{"essential": Essential, "desirable": Desirable, "best": Best, "package": Custom}
	want := map[string]Level{}
	for _, r := range rows[1:] {
		want[r[0]] = levels[r[1]]
	}
	if len(want) != 52 || len(Checks()) != len(want) {
		t.Errorf("%d checks, the list has %d", len(Checks()), len(want))
	}
	for _, c := range Checks() {
		if want[c.ID] == "" || want[c.ID] != c.Level {
			t.Errorf("%s is %q, the list says %q", c.ID, c.Level, want[c.ID])
		}
		for _, text := range []string{c.Rule, c.How, c.Mend} {
			if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "...") {
				t.Errorf("%s: %q is no sentence", c.ID, text)
			}
		}
	}
}

// The shorthand that government agreed on is the public list's.
func TestAgreed(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(fixture(t, "spreadsheets/shorthand_codes.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, r := range rows[1:] {
		want = append(want, r[0])
	}
	if !slices.Equal(agreed(), want) {
		t.Errorf("%v, the list has %v", agreed(), want)
	}
}

// The workbook that gptables calls expected lacks a title and a language, and nothing else that is essential.
func TestExpectedWorkbook(t *testing.T) {
	r, err := Run("gptables_expected_workbook.xlsx", fixture(t, "spreadsheets/gptables_expected_workbook.xlsx"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, one := range r.Failed(Essential) {
		got = append(got, one.ID)
	}
	if !slices.Equal(got, []string{"M1", "M2"}) {
		t.Errorf("essential checks that fail: %v", got)
	}
	for id, want := range map[string]State{"T1": Pass, "T7": Pass, "N5": Pass, "S1": NotApplicable, "S4": Undecided, "N4": Fail, "F11": Fail, "M3": Fail} {
		if got := state(r, id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

// A workbook that was published, which was not made to these rules: filters, hidden rows, unexplained shorthand.
func TestPublishedWorkbook(t *testing.T) {
	r, err := Run("Prison_Population_Stats_2023.xlsx", fixture(t, "scottish-published/Prison_Population_Stats_2023.xlsx"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Sheets != 33 {
		t.Errorf("%d sheets", r.Sheets)
	}
	for id, want := range map[string]State{"T3": Pass, "T7": Fail, "T9": Fail, "S1": Fail, "M1": Fail, "M2": Fail, "M4": Fail, "W4": Pass, "F8": Fail, "U2": Fail} {
		if got := state(r, id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	for _, one := range r.Results {
		if len(one.Findings) > mostFindings || one.Found < len(one.Findings) || (one.State == Fail) != (one.Found > 0) {
			t.Errorf("%s: %s with %d findings of %d", one.ID, one.State, len(one.Findings), one.Found)
		}
	}
}

// Files that break readers are read or refused; none stops the program.
func TestOddWorkbooks(t *testing.T) {
	fixture(t, "messy/xlsx/readxl/types.xlsx")
	root := filepath.Join("..", "..", "..", "shared", "fixtures", "messy", "xlsx")
	if own := os.Getenv("THROUGHCARE_FIXTURES"); own != "" {
		root = filepath.Join(own, "messy", "xlsx")
	}
	files, err := filepath.Glob(filepath.Join(root, "*", "*.xlsx"))
	if err != nil || len(files) < 40 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Run(filepath.Base(path), content, nil)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(path), err)
			continue
		}
		if r.Sheets == 0 || r.Count(Pass) == 0 || len(r.Failed(Essential)) == 0 {
			t.Errorf("%s: %d sheets, %d checks pass, %d essential ones fail", filepath.Base(path), r.Sheets, r.Count(Pass), len(r.Failed(Essential)))
		}
	}
}

func TestNotWorkbooks(t *testing.T) {
	var empty bytes.Buffer
	if err := zip.NewWriter(&empty).Close(); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"text": []byte("a,b\n1,2\n"), "nothing": nil, "empty zip": empty.Bytes(),
		"broken part": pack(t, map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet name="A" r:id="rId1"`})} {
		if _, err := Run("a.xlsx", content, nil); err == nil || fault.As(err) == nil || fault.As(err).Code != "K001" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func state(r *Report, id string) State {
	i := slices.IndexFunc(r.Results, func(one Result) bool { return one.ID == id })
	if i < 0 {
		return ""
	}
	return r.Results[i].State
}

func pack(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
