package contract

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughcare/sql/fault"
)

const caseload = `
contract: caseload
file: {pattern: "a*.csv"}
delivery: {deleted: {column: Status, values: [D]}}
records:
  - kind: needs
    when: "\"Need?\" = 'Y'"
    unpivot: {columns: {Housing: HOUSING, Debt: FINANCE_DEBT}}
    fields:
      need_ref: {expr: "\"SPS number\" || '\"/' || _name || \"_name\" || coalesce(\"sps NUMBER\", '')"}
      person_ref: {from: SPS number, aliases: [Prisoner number, SPIN]}
      category: {from: _name}
      identified_on: Assessed
      referred_to: Referred  to
`

func TestSourceColumns(t *testing.T) {
	got := load(t, caseload).SourceColumns()
	want := []SourceColumn{
		{"Need?", nil, true, []string{"when"}},
		{"SPS number", []string{"Prisoner number", "SPIN"}, true, []string{"need_ref", "person_ref"}},
		{"Assessed", nil, true, []string{"identified_on"}},
		{"Referred  to", nil, false, []string{"referred_to"}},
		{"Housing", nil, true, []string{"unpivot"}},
		{"Debt", nil, true, []string{"unpivot"}},
		{"Status", nil, true, []string{"deleted"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestColumnsAreFound(t *testing.T) {
	c := load(t, caseload)
	r, err := c.Columns([]string{"\ufeffSPIN", " debt ", "HOUSING", "assessed", "Need?", "", "Notes", "Refered to", "status", "Status"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{
		"SPS number": 0, "sps number": 0, "Debt": 1, "Housing": 2, "Assessed": 3, "Need?": 4, "Status": 9, "Referred  to": -1, "Notes": -1,
	} {
		if got := r.Index(name); got != want {
			t.Errorf("%s is column %d, want %d", name, got, want)
		}
	}
	want := []string{
		`column "Referred  to" is not in the file: referred_to not recorded; did you mean "Refered to"?`,
		`column "Notes" is not read`, `column "Refered to" is not read`, `column "status" is not read`,
	}
	if diff := cmp.Diff(want, r.Notes); diff != "" {
		t.Error(diff)
	}
}

func TestTheContractsNameGoesBeforeAliases(t *testing.T) {
	r, err := load(t, caseload).Columns([]string{"SPIN", "Prisoner number", "SPS  Number", "Debt", "Housing", "Assessed", "Need?", "Status"})
	if err != nil || r.Index("SPS number") != 2 {
		t.Errorf("column %d, %v", r.Index("SPS number"), err)
	}
}

func TestMissingAndDoubledColumns(t *testing.T) {
	_, err := load(t, caseload).Columns([]string{"SPS no", "Debt", "debt", "Assessed", "Need?", "status", "STATUS"})
	var got []string
	for _, one := range err.(interface{ Unwrap() []error }).Unwrap() {
		f := fault.As(one)
		got = append(got, f.Code+": "+f.What+" | "+f.Try)
	}
	want := []string{
		codeTwoColumn + `: column "status" is in the file more than once | give the columns different headers, or name the one to read under from`,
		codeNoColumn + `: column "SPS number" (also known as "Prisoner number", "SPIN") is not in the file; it has "SPS no", "Debt", "debt", "Assessed", ` +
			`"Need?", "status", "STATUS" | did you mean "SPS no"? add it under aliases`,
		codeNoColumn + `: column "Housing" is not in the file; it has "SPS no", "Debt", "debt", "Assessed", "Need?", "status", "STATUS" | ` +
			`if a column has a new name, add it under aliases; else ask the supplier for it`,
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A file without a header shows a row of data where the header should be: no text of it may be in the error.
func TestARowOfDataInPlaceOfTheHeaderIsNotShown(t *testing.T) {
	_, err := Canonical("people").Columns([]string{"A123456", "1980-02-03", "M", "Morag", "Canary"})
	f := fault.As(err)
	if f == nil || f.Code != codeNoColumn {
		t.Fatalf("got %v", err)
	}
	for _, value := range []string{"A123456", "1980", "Morag", "Canary"} {
		if strings.Contains(f.Text(), value) {
			t.Errorf("the error shows %s:\n%s", value, f.Text())
		}
	}
}

func TestAnyOrderOfACanonicalHeaderResolves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kindOrder()).Draw(t, "kind")
		c := Canonical(kind)
		k := c.Records[0].Kind
		header := rapid.Permutation(k.FieldNames()).Draw(t, "header")
		dropped := rapid.IntRange(0, len(header)-1).Draw(t, "dropped")
		lost := header[dropped]
		if rapid.Bool().Draw(t, "drop one") {
			header = slices.Delete(slices.Clone(header), dropped, dropped+1)
		}
		written := make([]string, len(header))
		for i, h := range header {
			written[i] = rapid.SampledFrom([]string{h, strings.ToUpper(h), " " + h + "\n", "\u00a0" + h}).Draw(t, "written")
		}
		r, err := c.Columns(written)
		if !slices.Contains(header, lost) && k.Field(lost).Required {
			if f := fault.As(err); f == nil || f.Code != codeNoColumn || !strings.Contains(f.What, lost) {
				t.Fatalf("without %s: got %v", lost, err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range k.FieldNames() {
			if got, want := r.Index(name), slices.Index(header, name); got != want {
				t.Fatalf("%s is column %d, want %d", name, got, want)
			}
		}
	})
}

func TestScanSQL(t *testing.T) {
	for expr, want := range map[string]string{
		`"A" || 'x"y"' || "B"`:      "A|B",
		`"a ""b"" c" > 'it''s "q"'`: `a "b" c`,
		`lower(x)`:                  "",
		`"A" = "A"`:                 "A",
	} {
		names, err := scanSQL(expr)
		if got := strings.Join(names, "|"); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", expr, got, err, want)
		}
	}
	for _, bad := range []string{`"A`, `'A`, `(a`, `a)`, `)(`, `a; b`, `a -- b`, `a /* b */`, `"A""`} {
		if _, err := scanSQL(bad); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
