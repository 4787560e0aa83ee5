package contract

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"throughcare/sql/fault"
)

func day(text string) time.Time {
	d, err := time.Parse(defaultDateLayout, text)
	if err != nil {
		return time.Time{}
	}
	return d
}

// project is a set of contracts with one record each, written as id and pattern.
func project(t *testing.T, patterns ...string) *Set {
	t.Helper()
	files := fstest.MapFS{}
	for _, p := range patterns {
		id, pattern, _ := strings.Cut(p, " ")
		files[id+".yaml"] = &fstest.MapFile{Data: []byte("contract: " + id + "\nfile: {pattern: \"" + pattern + "\"}\nextends: needs\n")}
	}
	s, err := LoadDir(files, testCodes())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMatch(t *testing.T) {
	s := project(t, "upside Upside {part} {date:02-01-2006}*.xlsx", "windows {kind}_{supplier}_{date}_eu.{csv,txt}", "odd in(1)+.dat",
		"named needs-{supplier}-{date:2Jan06}.csv")
	for base, want := range map[string]Match{
		"people_sps_2026-10-31.csv":                      {Kind: "people", Supplier: "sps", Date: day("2026-10-31"), Format: CSV},
		"PEOPLE_SPS_2026-10-31.XLSX":                     {Kind: "people", Supplier: "sps", Date: day("2026-10-31"), Format: XLSX},
		"liberation_support_sps-tso_2026-10-31_v2.jsonl": {Kind: "liberation_support", Supplier: "sps-tso", Date: day("2026-10-31"), Format: JSONL},
		"case_conferences_a1_2026-10-31 (copy).parquet":  {Kind: "case_conferences", Supplier: "a1", Date: day("2026-10-31"), Format: Parquet},
		"upside north 31-10-2026 final.xlsx":             {Kind: "needs", Part: "north", Date: day("2026-10-31"), Format: XLSX},
		"needs_glasgow_2026-10-31_eu.txt":                {Kind: "needs", Supplier: "glasgow", Date: day("2026-10-31"), Format: CSV},
		"needs_glasgow_2026-10-31_EU.csv":                {Kind: "needs", Supplier: "glasgow", Date: day("2026-10-31"), Format: CSV},
		"in(1)+.dat":                                     {Kind: "needs"},
		"needs-abc-3oct26.csv":                           {Kind: "needs", Supplier: "abc", Date: day("2026-10-03"), Format: CSV},
	} {
		got, err := s.Match(base)
		if err != nil {
			t.Errorf("%s: %v", base, err)
			continue
		}
		got.Contract = nil
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", base, got, want)
		}
	}
}

func TestProjectGoesBeforeCanonical(t *testing.T) {
	s := project(t, "mine needs_{supplier}_{date}.csv")
	for base, want := range map[string]string{
		"needs_sps_2026-10-31.csv": "mine", "needs_sps_2026-10-31_b.csv": "canonical-needs", "people_sps_2026-10-31.csv": "canonical-people",
	} {
		m, err := s.Match(base)
		if err != nil || m.Contract.ID != want {
			t.Errorf("%s: %v, want contract %s", base, err, want)
		}
	}
}

func TestNoMatch(t *testing.T) {
	s := project(t, "one needs_{supplier}*.csv", "two needs_upside_{date}.csv")
	for base, want := range map[string]struct{ code, text string }{
		"needs_upside_2026-10-31.csv":  {codeTwoMatch, "one and two"},
		"people_sps.csv":               {codeNoMatch, `"people_SUPPLIER_2026-10-31.csv"`},
		"poeple_sps_2026-10-31.csv":    {codeNoMatch, `did you mean kind "people"?`},
		"sign_up_sps_2026-10-31.csv":   {codeNoMatch, `did you mean kind "sign_ups"?`},
		"book.csv":                     {codeNoMatch, `"people_SUPPLIER_2026-10-31.csv"`},
		"people_sps_2026-10-311.csv":   {codeNoMatch, `"people_SUPPLIER_2026-10-31.csv"`},
		"custody_sps_2026-02-30.csv":   {codeName, "no day"},
		"custody_sps_2026-02-30.docx":  {codeNoMatch, "custody_SUPPLIER"},
		"x/people_sps_2026-10-31.csv":  {codeNoMatch, "people_SUPPLIER"},
		"people_s.p.s_2026-10-31.csv":  {codeNoMatch, "people_SUPPLIER"},
		"people_sps_2026-10-31.csv.gz": {codeNoMatch, "people_SUPPLIER"},
	} {
		_, err := s.Match(base)
		f := fault.As(err)
		if f == nil || f.Code != want.code || !strings.Contains(f.Text(), strings.ReplaceAll(want.text, "no day", "not a day")) {
			t.Errorf("%s: got %v, want %s with %q", base, err, want.code, want.text)
		}
	}
}

func TestLoadDirReadsContractsOnly(t *testing.T) {
	files := fstest.MapFS{
		"b/two.yml":     {Data: []byte("contract: two\nfile: {pattern: \"b*\"}\nextends: needs\n")},
		"one.yaml":      {Data: []byte("contract: one\nfile: {pattern: \"a*\"}\nextends: needs\n")},
		"README.md":     {Data: []byte("# not a contract")},
		".hidden.yaml":  {Data: []byte("broken: [")},
		"notes/old.txt": {Data: []byte("contract: old")},
	}
	s, err := LoadDir(files, testCodes())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range s.Contracts() {
		if !c.CanonicalKind {
			ids = append(ids, c.ID)
		}
	}
	if got := strings.Join(ids, " "); got != "two one" {
		t.Errorf("got %q", got)
	}
	if n := len(s.Contracts()); n != 15 {
		t.Errorf("%d contracts, want 15", n)
	}
	if _, err := s.ByID("canonical-needs"); err != nil {
		t.Error(err)
	}
	if _, err := s.ByID("oen"); fault.As(err) == nil || fault.As(err).Try != `did you mean "one"?` {
		t.Errorf("got %v", err)
	}
}

func TestLoadDirGathersFaultsOfAllFiles(t *testing.T) {
	_, err := LoadDir(fstest.MapFS{"a.yaml": {Data: []byte("contract: [")}, "b.yaml": {Data: []byte("contract: b\nx: y\n")}}, testCodes())
	if err == nil || !strings.Contains(err.Error(), "a.yaml:1") || !strings.Contains(err.Error(), "b.yaml:2:1") {
		t.Errorf("got %v", err)
	}
	same := fstest.MapFS{}
	for _, name := range []string{"a.yaml", "b.yaml"} {
		same[name] = &fstest.MapFile{Data: []byte("contract: canonical-x\nfile: {pattern: x}\nextends: needs\n")}
	}
	if _, err := LoadDir(same, testCodes()); fault.As(err) == nil || fault.As(err).Code != codeSameID {
		t.Errorf("got %v", err)
	}
}
