package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"throughcare/cmd/internal/pipeline"
	"throughcare/ingest"
)

func asides() []ingest.Aside {
	return []ingest.Aside{
		{Load: "01A", Supplier: "sps", File: "custody_sps_2026-10-31.csv", Kind: "custody", ExtractDate: time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC), Read: 5000, Rejected: 1234, Held: 1, Newest: true,
			Reasons: []ingest.AsideReason{
				{Severity: "reject", Field: "admitted_at", Rule: "not_a_date", Message: "admitted_at is not a real date and time written as A or B or C or D", Rows: 1233},
				{Severity: "reject", Rule: "after", Message: "Liberated before being admitted", Rows: 1},
				{Severity: "held", Field: "person_ref", Rule: "waiting", Message: "waits for the record of people", Rows: 1}}},
		{Load: "01B", Supplier: "sps", File: "custody_sps_2026-10-31.csv", Kind: "custody", ExtractDate: time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC), Rejected: 2},
		{Load: "01C", File: "unknown.csv", Refused: "C020", Newest: true},
	}
}

func TestRejectsListText(t *testing.T) {
	b := setup(t)
	b.engine.aside = asides()
	if code := b.run(t.Context(), "rejects", "list", "--supplier", "sps", "--kind", "custody", "--all"); code != 0 {
		t.Fatalf("exit %d: %s", code, b.stderr.String())
	}
	if got := b.engine.filters[0]; got != (pipeline.RejectsFilter{Supplier: "sps", Kind: "custody", All: true}) {
		t.Errorf("asked for %+v", got)
	}
	want := `custody_sps_2026-10-31.csv, custody, sps, extract of 2026-10-31: 1,234 rejected, 1 held
  rejected  1,233 rows: admitted_at is not a real date and time written as A, B or 2 other forms
  rejected  1 row: Liberated before being admitted
  held      1 row: waits for the record of people

custody_sps_2026-10-31.csv, custody, sps, extract of 2026-10-31: 2 rejected, 0 held (the file came again since)

unknown.csv, supplier not known, the day of its extract is not known: refused whole
  C020: No contract knows a file of this name.
  mend   Name the file as it was agreed, or write a contract for it.
`
	if got := b.stdout.String(); got != want {
		t.Errorf("got\n%s", got)
	}
	if !strings.Contains(b.stderr.String(), "not to be passed on") || !strings.Contains(b.stderr.String(), "throughcare rejects export") {
		t.Errorf("said %q", b.stderr.String())
	}
	b.engine.aside = nil
	if code := b.run(t.Context(), "rejects", "list"); code != 0 || b.stdout.String() != "" || !strings.Contains(b.stderr.String(), "nothing is to be mended") {
		t.Errorf("exit %d: %s%s", code, b.stdout.String(), b.stderr.String())
	}
}

func TestRejectsListForPrograms(t *testing.T) {
	b := setup(t)
	b.engine.aside = asides()
	if code := b.run(t.Context(), "rejects", "list", "--output", "json"); code != 0 {
		t.Fatalf("exit %d: %s", code, b.stderr.String())
	}
	var got []map[string]any
	if err := json.Unmarshal(b.stdout.Bytes(), &got); err != nil || len(got) != 3 {
		t.Fatalf("%v: %s", err, b.stdout.String())
	}
	for name, want := range map[string]any{"supplier": "sps", "kind": "custody", "extract_date": "2026-10-31", "status": "loaded", "newest": true, "read": 5000.0, "rejected": 1234.0, "held": 1.0} {
		if got[0][name] != want {
			t.Errorf("%s is %v", name, got[0][name])
		}
	}
	reason := got[0]["reasons"].([]any)[0].(map[string]any)
	if reason["field"] != "admitted_at" || reason["rows"] != 1233.0 || !strings.HasPrefix(reason["mend"].(string), "Write the date") || !strings.HasSuffix(reason["message"].(string), "C or D") {
		t.Errorf("a reason is %v", reason)
	}
	if got[2]["status"] != "refused" || got[2]["error"] != "C020" {
		t.Errorf("a refused file is %v", got[2])
	}
	if code := b.run(t.Context(), "rejects", "list", "--output", "csv"); code != 0 || strings.Count(b.stdout.String(), "\n") != 5 ||
		!strings.HasPrefix(b.stdout.String(), "supplier,file,kind,extract,status,rejected,held,what,field,rule,message,rows,mend\nsps,custody_sps_2026-10-31.csv,custody,2026-10-31,loaded,1234,1,reject,admitted_at,not_a_date,") {
		t.Errorf("exit %d: %s", code, b.stdout.String())
	}
}

func TestRejectsExportVerb(t *testing.T) {
	b := setup(t)
	b.engine.result = pipeline.Result{Run: "01RUN", Outputs: []string{"restricted/rejects/x.xlsx"}, Notes: []string{"custody.csv: its rows were removed"}}
	if code := b.run(t.Context(), "rejects", "export", "--supplier", "sps", "--to", "stick"); code != 0 {
		t.Fatalf("exit %d: %s", code, b.stderr.String())
	}
	if o := b.engine.options[0]; b.engine.asked[0] != "rejects export" || o.Supplier != "sps" || o.To != "stick" || o.Trigger != "command line" {
		t.Errorf("asked for %+v", o)
	}
	if b.stdout.String() != "restricted/rejects/x.xlsx\n" || !strings.Contains(b.stderr.String(), "note  custody.csv: its rows were removed\n") {
		t.Errorf("%q %q", b.stdout.String(), b.stderr.String())
	}
	b.engine.result = pipeline.Result{Run: "01RUN"}
	if code := b.run(t.Context(), "rejects", "export"); code != 0 || b.stdout.String() != "" || !strings.Contains(b.stderr.String(), "nothing is to be mended") {
		t.Errorf("exit %d: %q %q", code, b.stdout.String(), b.stderr.String())
	}
}
