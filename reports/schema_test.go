package reports

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// validator is the program that holds a workbook against the schemas of Office Open XML: the Open XML SDK of the makers of Excel,
// as an npm package has it. THROUGHCARE_OOXML names it; .ci/run installs it. The test is skipped where there is none.
func validator(t *testing.T) string {
	t.Helper()
	path := os.Getenv("THROUGHCARE_OOXML")
	if path == "" {
		t.Skip("THROUGHCARE_OOXML does not name a validator: no workbook was held against the schemas")
	}
	return path
}

// schemaFaults is what the validator finds in a workbook.
func schemaFaults(t *testing.T, validator, workbook string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), validator, workbook).Output()
	var answer struct {
		OK     bool
		Errors []struct{ Description, Path, XPath string }
	}
	if wrong := json.Unmarshal(out, &answer); wrong != nil {
		t.Fatalf("%s: %v, %v: %s", workbook, wrong, err, out)
	}
	var found []string
	for _, e := range answer.Errors {
		found = append(found, e.Path+" "+e.XPath+": "+e.Description)
	}
	if answer.OK != (len(found) == 0) {
		t.Fatalf("%s: it says %v and has %d faults", workbook, answer.OK, len(found))
	}
	return found
}

// testSchemas holds every workbook of the run, of each kind, against the schemas; Excel asks to repair one that breaks them.
func (b *bundle) testSchemas(t *testing.T) {
	program, books := validator(t), 0
	err := filepath.WalkDir(b.root, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".xlsx") {
			books++
			for _, fault := range schemaFaults(t, program, path) {
				t.Errorf("%s: %s", filepath.Base(path), fault)
			}
		}
		return err
	})
	if err != nil || books < 8 {
		t.Errorf("%d workbooks, %v", books, err)
	}
	// The validator does find faults.
	var broken bytes.Buffer
	z := zip.NewWriter(&broken)
	for name, part := range parts(t, filepath.Join(b.root, "management", "barlinnie", "management-barlinnie.xlsx")) {
		to, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(to, strings.Replace(part, "<tableColumns ", `<tableColumns wrong="1" `, 1)); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "broken.xlsx")
	if err := errors.Join(z.Close(), os.WriteFile(path, broken.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	if len(schemaFaults(t, program, path)) == 0 {
		t.Error("the validator finds nothing in a broken workbook")
	}
}
