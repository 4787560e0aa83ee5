package reports

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
)

// week makes the stocks of the Monday lists. Those of the year in progress are of the as-at date, and provisional for the year.
func (k *maker) week() {
	places := madePlaces()
	at := func(code string) madePlace {
		return places[slices.IndexFunc(places, func(p madePlace) bool { return p.code == code })]
	}
	year := madePeriod{"financial_year", time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC), 1}
	last := madePeriod{"financial_year", year.start.AddDate(-1, 0, 0), year.end.AddDate(-1, 0, 0), 1}
	for _, c := range []struct {
		measure, place, breakdown, category, value, marker string
		period                                             madePeriod
	}{
		{"liberations_due", scotland, "all", "all", "519", "[p]", year},
		{"liberations_due", scotland, "readiness", "NO_SIGN_UP", "187", "[p]", year},
		{"liberations_due", scotland, "readiness", "NO_PLAN", "67", "[p]", year},
		{"liberations_due", scotland, "readiness", "PLANNED", "265", "[p]", year},
		{"liberations_due", scotland, "all", "all", "480", "", last},
		{"liberations_due", scotland, "readiness", "NO_SIGN_UP", "240", "", last},
		{"liberations_due", "BAR", "all", "all", "30", "[p]", year},
		{"liberations_due", "BAR", "readiness", "NO_SIGN_UP", "null", "[c]", year},
		{"liberations_due", "BAR", "readiness", "NO_PLAN", "null", "[c]", year},
		{"liberations_due", "BAR", "readiness", "PLANNED", "20", "[p]", year},
	} {
		k.row(c.measure, "records", "stock", c.period, at(c.place), c.breakdown, c.category, c.value+",null,null,null,null", "liberations", c.marker)
	}
}

// testWeek looks at the stocks of the as-at date: 31 October, though the year goes on to March.
func (b *bundle) testWeek(t *testing.T) {
	whole := string(b.read(t, "management", "scotland", "index.html"))
	for _, want := range []string{
		"187 of 519 (36.0%) liberations due in the next 12 weeks had no sign-up at 31 Oct 2026.",
		"67 of 519 (12.9%) liberations due in the next 12 weeks had no plan recorded at 31 Oct 2026.",
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("no message %q", want)
		}
	}
	table := tables(t, whole)["liberations-due"]
	if diff := cmp.Diff([][]string{{"Planned", "265"}, {"No plan", "67"}, {"No sign up", "187"}, {"All", "519"}}, table[1:]); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(strings.Join(slices.Concat(table...), " "), "[p]") {
		t.Errorf("a stock of the as-at date is called provisional: %v", table)
	}
	prison := string(b.read(t, "management", "barlinnie", "index.html"))
	if strings.Contains(prison, "had no sign-up at") || !strings.Contains(prison, "of those shown, 20 of 30 (66.7%) at 31 Oct 2026") {
		t.Error("a part that is withheld is spoken of, or the rest is not")
	}
	// An earlier period shows the stock of an earlier day.
	out := t.TempDir()
	write(t, b.db, Options{Out: out, Reports: []string{"management"}, Bodies: []string{"scotland"}, Period: "2026-Q2"})
	early := parts(t, filepath.Join(out, made, "management", "scotland", "index.html"))["index.html"]
	if strings.Contains(early, "at 31 Oct 2026.") || !strings.Contains(early, "240 of 480 (50.0%) liberations due in the next 12 weeks had no sign-up at 31 Mar 2026.") {
		t.Error("an earlier period does not show the stock of its day")
	}
}

func TestLate(t *testing.T) {
	day := func(text string) time.Time {
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	w, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{words: w, release: Release{ID: made, AsAt: day("2026-10-31"), Loads: []Load{
		{Supplier: "tso", Kind: "needs", ExtractDate: day("2026-08-31")}, {Supplier: "tso", Kind: "needs", ExtractDate: day("2026-09-28")},
		{Supplier: "tso", Kind: "sign_ups", ExtractDate: day("2026-10-01")}, {Supplier: "shine", Kind: "needs", ExtractDate: day("2024-01-01")},
		{Supplier: "sps", Kind: "custody", ExtractDate: day("2026-07-31")}}}}
	if got := b.late(); !strings.HasPrefix(got.Empty, "Nothing can be called late") {
		t.Errorf("without due dates: %+v", got)
	}
	b.release.Suppliers = marts.Suppliers{{ID: "tso", Due: "monthly", Within: 2}, {ID: "sps", Due: "monthly"}, {ID: "shine"}}
	got := b.late()
	var rows []string
	for _, r := range got.Table.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.String())
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	// needs: due on 28 October, and on time until the 30th; sign-ups: due on 1 November, not late; Shine is due on no day.
	want := []string{"sps|Custody|31 Jul 2026|31 Aug 2026|61", "tso|Needs|28 Sep 2026|28 Oct 2026|3"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	if got.Finding != "2 of 3 supplies with a due date are late; the longest, custody of sps, by 61 days" {
		t.Errorf("finding: %s", got.Finding)
	}
	b.release.AsAt = day("2026-08-01")
	if got := b.late(); got.Empty != "No data is late: the extracts of all 3 supplies that have a due date came in time for 1 Aug 2026." {
		t.Errorf("nothing late: %+v", got)
	}
}
