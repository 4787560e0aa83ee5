package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughcare/sql/fault"
)

// testDataQuality looks at one supplier's report on its data: its own files alone, with the reasons, and no small count by reason.
func (b *bundle) testDataQuality(t *testing.T) {
	page := string(b.read(t, "data-quality", "sps-tso", "index.html"))
	onPage := tables(t, page)
	deliveries := onPage["deliveries"]
	if len(deliveries) != 4 || slices.ContainsFunc(deliveries[1:], func(r []string) bool { return r[0] != "sps-tso" }) {
		t.Errorf("deliveries of the supplier: %v", deliveries)
	}
	if files := onPage["files"]; len(files) != 4 {
		t.Errorf("files of the supplier: %v", files)
	}
	const file = "liberation_support_sps-tso_2026-10-31.csv"
	want := [][]string{
		{"Supplier", "File", "Kind of record", "What became of the row", "Field", "What is wrong", "Rows", "How to mend it"},
		{"sps-tso", file, "Liberation support", "Rejected", "on_date", "On_date is not a real date written as DD/MM/YYYY", "190", fault.Mending("not_a_date")},
		{"sps-tso", file, "Liberation support", "Rejected", "[z]", "Support dated before the sign-up", "[c]", fault.Mending("before-the-gate")},
		{"sps-tso", file, "Liberation support", "Rejected", "kind", "Kind is not in the list SUPPORT", "[c]", fault.Mending("unknown_code")},
	}
	if diff := cmp.Diff(want, onPage["rows-to-mend"]); diff != "" {
		t.Errorf("rows to mend (-want +got):\n%s", diff)
	}
	for _, text := range []string{"219 of 7,808 rows delivered (2.8%) were rejected or held: 216 rejected and 3 held", "throughcare rejects export", "One of the newest files has rows that were rejected or held; most often: on_date is not a real date (190 rows)"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	all := tables(t, string(b.read(t, "data-quality", "scotland", "index.html")))
	if len(all["deliveries"]) != 6 || len(all["rows-to-mend"]) != 4 {
		t.Errorf("for all suppliers: %d deliveries, %d reasons", len(all["deliveries"])-1, len(all["rows-to-mend"])-1)
	}
	for _, body := range []string{"sps-tso", "scotland"} {
		book := b.open(t, "data-quality", body)
		for id, rows := range tables(t, string(b.read(t, "data-quality", body, "index.html"))) {
			sheet := strings.ToUpper(id[:1]) + strings.ReplaceAll(id[1:], "-", "_")
			list, err := book.GetTables(sheet)
			if err != nil || len(list) != 1 {
				t.Fatalf("%s: sheet %s: %d tables, %v", body, sheet, len(list), err)
			}
			if got := sheetRows(t, book, sheet, list[0].Range); !cmp.Equal(got, rows) {
				t.Errorf("%s: sheet %s is not the page's table: %s", body, sheet, cmp.Diff(rows, got))
			}
		}
	}
}
