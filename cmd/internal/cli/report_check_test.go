package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The workbook of the public fixtures has exactly two failures that are essential, and they end the program with code 3.
func TestReportCheck(t *testing.T) {
	folder := os.Getenv("THROUGHCARE_FIXTURES")
	if folder == "" {
		folder = filepath.Join(houseRoot, "..", "shared", "fixtures")
	}
	path := filepath.Join(folder, "spreadsheets", "gptables_expected_workbook.xlsx")
	if _, err := os.Stat(path); os.IsNotExist(err) {
		t.Skip("the public fixtures are not here: no workbook of others was checked")
	}
	check := func(args ...string) (string, int) {
		var out, problems bytes.Buffer
		code := Main(t.Context(), append([]string{"report", "check", path}, args...), nil, &out, &problems, func(string) string { return "" })
		if problems.Len() > 0 {
			t.Errorf("%v: %s", args, problems.String())
		}
		return out.String(), code
	}
	out, code := check("--output", "json")
	var v conformanceView
	if err := json.Unmarshal([]byte(out), &v); err != nil || code != 3 {
		t.Fatalf("exit code %d, %v", code, err)
	}
	failed := ""
	for _, c := range v.Checks {
		if c.Level == "essential" && c.State == "fail" {
			failed += c.ID + " "
		}
		if c.State == "fail" && (len(c.Places) == 0 || c.Mend == "") {
			t.Errorf("%s does not say where, or how to mend it", c.ID)
		}
	}
	if failed != "M1 M2 " || v.EssentialFailed != 2 || len(v.Checks) != 52 || v.Passed+v.Failed+v.NotApplicable+v.Undecided != 52 {
		t.Errorf("essential failures %q, %+v", failed, v)
	}
	text, _ := check()
	for _, want := range []string{"2 of them essential", "fails  M2 (essential): The document has a language.\n  workbook: the document has no language\n  mend: ", "cannot be decided by a program"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not say %q", want)
		}
	}
	if i, j := strings.Index(text, "fails  M1"), strings.Index(text, "fails  N4"); i > j {
		t.Error("what is essential does not come first")
	}
	lines, _ := check("--output", "csv")
	if !strings.Contains(lines, "N4,desirable,fail,Notes table,,") {
		t.Errorf("the CSV has no line of N4: %s", lines)
	}
}

func TestReportCheckRefuses(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text.xlsx")
	if err := os.WriteFile(text, []byte("a,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{text: "error[K001]", filepath.Join(folder, "none.xlsx"): "error[K002]"} {
		var out, problems bytes.Buffer
		if code := Main(t.Context(), []string{"report", "check", path}, nil, &out, &problems, func(string) string { return "" }); code != 2 || !strings.HasPrefix(problems.String(), want) || out.Len() > 0 {
			t.Errorf("%s: exit code %d, %s", filepath.Base(path), code, problems.String())
		}
	}
}
