package contract

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughcare/sql/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

// lists is a small stand-in for the reference data.
type lists map[string][]string

func (l lists) Has(list, code string) bool { return slices.Contains(l[list], code) }
func (l lists) List(list string) []string  { return l[list] }

func testCodes() lists {
	words := map[string]string{
		"GENDER": "M F O N", "ETHNICITY": "WHITE ASIAN BLACK MIXED OTHER NOT_KNOWN", "AUTHORITY": "S12000049 S12000036",
		"YES_NO": "Y N U", "LEGAL_STATUS": "REMAND SENTENCED RECALL", "SENTENCE_CLASS": "SHORT_TERM DET4 LIFE OLR",
		"ESTABLISHMENT": "BAR EDI LOW", "LIBERATION_TYPE": "SENTENCE_SERVED PAROLE HDC", "HOUSING": "OWN_TENANCY HOSTEL",
		"SERVICE": "TSO UPSIDE NEW_ROUTES SHINE", "SIGN_UP_RESPONSE": "ACCEPTED DECLINED NO_RESPONSE PENDING",
		"CLOSE_REASON": "COMPLETED RECALLED FURTHER_CUSTODY", "NEED": "HOUSING BENEFITS FINANCE_DEBT GP_REGISTRATION",
		"NEED_OUTCOME": "MET PARTLY_MET NOT_MET OPEN", "SUPPORT": "GATE_PICKUP TRANSPORT", "SUPPORT_RESULT": "ATTENDED DECLINED",
		"CONTACT_KIND": "OFFICE PHONE", "MISSED_REASON": "ILL OTHER", "LICENCE": "LIFE PAROLE NONPAR",
		"BREACH_REASON": "ADDRESS NO_CONTACT_EXCLUSION", "BREACH_RESPONSE": "WARNING NONE", "MORE_COULD": "Y N PARTLY U",
		"RECALL_ROUTE": "BOARD MINISTERS COURT", "RECALL_OUTCOME": "RECALLED PENDING", "CONFERENCE_KIND": "INITIAL ANNUAL",
		"RE_RELEASE_OUTCOME": "IMMEDIATE LATER",
	}
	out := lists{}
	for list, codes := range words {
		out[list] = strings.Fields(codes)
	}
	return out
}

// cases are the YAML files of a folder of testdata.
func cases(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata/%s: %v", folder, err)
	}
	return files
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	file = strings.TrimSuffix(file, ".yaml") + ".golden"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func load(t *testing.T, src string) *Contract {
	t.Helper()
	c, err := Load("test.yaml", []byte(src), testCodes())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestValidContractsAreUnderstood(t *testing.T) {
	for _, file := range cases(t, "valid") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := Load(filepath.Base(file), src, testCodes())
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			c.Describe(&b)
			golden(t, file, b.String())
		})
	}
}

func TestInvalidContractsAreExplained(t *testing.T) {
	for _, file := range cases(t, "invalid") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Load(filepath.Base(file), src, testCodes())
			if err == nil {
				t.Fatal("the contract was taken")
			}
			golden(t, file, faultTexts(t, err))
		})
	}
}

// faultTexts of every fault in an error; anything else in it fails the test.
func faultTexts(t *testing.T, err error) string {
	t.Helper()
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var b strings.Builder
		for _, one := range joined.Unwrap() {
			b.WriteString(faultTexts(t, one))
		}
		return b.String()
	}
	f := fault.As(err)
	if f == nil {
		t.Fatalf("not a fault: %v", err)
	}
	if f.Kind != fault.Usage {
		t.Errorf("%s: kind %d, want usage", f.Code, f.Kind)
	}
	return f.Text()
}

func TestEveryCanonicalContractIsDescribedWithItsCodes(t *testing.T) {
	kinds, err := Kinds()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, k := range kinds {
		Canonical(k.Name).DescribeCodes(&b, testCodes())
		b.WriteString("\n")
	}
	golden(t, "testdata/canonical.yaml", b.String())
}

// codeLists that are named by a kind but not by the test's reference data would make the tests above say less than they
// seem to.
func TestEveryListOfTheKindsIsInTheTestCodes(t *testing.T) {
	kinds, err := Kinds()
	if err != nil {
		t.Fatal(err)
	}
	codes := testCodes()
	for _, k := range kinds {
		for _, f := range k.Fields {
			if f.List != "" && len(codes.List(f.List)) == 0 {
				t.Errorf("%s.%s uses the list %s, which has no codes", k.Name, f.Name, f.List)
			}
		}
	}
}

func TestHugeAndDeepFilesAreRefusedAtOnce(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat("# x\n", maxSource): "larger than 64 KB", strings.Repeat("[", maxSource): "more than 100 brackets",
	} {
		_, err := Load("big.yaml", []byte(text), testCodes())
		if f := fault.As(err); f == nil || f.Code != codeSyntax || !strings.Contains(f.What, want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, folder := range []string{"valid", "invalid"} {
		files, _ := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	f.Add([]byte("contract: &a [*a]\nfile: {<<: *a}\n"))
	f.Add([]byte("records: [{kind: needs, fields: {need_ref: !!binary x}, unpivot: {columns: [~]}}]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Load("fuzz.yaml", src, testCodes())
		if err != nil {
			for _, one := range err.(interface{ Unwrap() []error }).Unwrap() {
				if fault.As(one) == nil {
					t.Errorf("not a fault: %v", one)
				}
			}
			return
		}
		var b bytes.Buffer
		c.Describe(&b)
		if _, err := NewSet(c); err != nil && fault.As(err) == nil {
			t.Errorf("not a fault: %v", err)
		}
		_, _ = c.Columns([]string{"SPS number"})
		_, _, _ = c.Match("people_sps_2026-10-31.csv")
	})
}
