package reports

import (
	"slices"
	"strings"
	"testing"
	"time"

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
	head := []string{"Supplier", "Kind of record", "Due for", "What became of it", "Came on", "Days after it was due"}
	late := [][]string{head, {"sps-tso", "Liberation support", "30 Sep 2026", "Missing", "[z]", "31"}, {"sps-tso", "Needs", "30 Sep 2026", "Late", "20 Oct 2026", "20"}}
	if diff := cmp.Diff(late, onPage["not-on-time"]); diff != "" {
		t.Errorf("not on time (-want +got):\n%s", diff)
	}
	if !strings.Contains(page, "Of 3 deliveries due in the last two years, 1 came late and 1 is missing") {
		t.Error("the page does not say how many deliveries came on time")
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

// What is said where no delivery was late, and where nothing is known.
func TestNothingLate(t *testing.T) {
	w, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	on := func(day string) time.Time {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	b := &builder{words: w, place: &place{Type: supplier, Code: "tso"}, release: Release{AsAt: on("2026-10-31"), Deliveries: []Delivery{
		{Supplier: "tso", Kind: "needs", Due: on("2026-09-30"), Received: on("2026-10-02"), State: "ON_TIME"},
		{Supplier: "tso", Kind: "needs", Due: on("2026-10-31"), State: "PENDING"}, {Supplier: "sps", Kind: "custody", Due: on("2026-09-30"), State: "MISSING"}}}}
	if got := b.notOnTime(); got.Table != nil || got.Empty != "The one delivery that was due in the last two years came on time." {
		t.Errorf("got %+v", got)
	}
	b.release.Deliveries = b.release.Deliveries[1:]
	if got := b.notOnTime(); got.Table != nil || !strings.HasPrefix(got.Empty, "Nothing can be said of deliveries") {
		t.Errorf("got %+v", got)
	}
}
