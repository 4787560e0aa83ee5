package reports

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughcare/sql/warehouse"
)

// TestSourceOf: a table says whose extracts it is from and how old they are, and what is in no figure since it has no date.
func TestSourceOf(t *testing.T) {
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
	b := &builder{release: Release{ID: "2026-10-31.1", Loads: []Load{
		{Kind: "sign_ups", Supplier: "upside", ExtractDate: day(6, 30)}, {Kind: "sign_ups", Supplier: "upside", ExtractDate: day(9, 30)},
		{Kind: "sign_ups", Supplier: "sps-tso", ExtractDate: day(10, 31)}, {Kind: "custody", Supplier: "sps", ExtractDate: day(10, 1)},
		{Kind: "recalls", Supplier: "parole-board", ExtractDate: day(10, 29)},
	}}, words: &words{label: map[string]string{"SIGN_UPS": "Sign-ups"}}, catalogue: map[string]Measure{
		"signups":     {Version: 2, Kinds: []string{"sign_ups"}, Undated: 1234},
		"signup_lead": {Version: 1, Kinds: []string{"custody", "sign_ups"}},
		"recalls":     {Version: 1, Kinds: []string{"recalls"}},
		"validity":    {Version: 1},
		"reviews":     {Version: 1, Kinds: []string{"record_reviews"}},
	}}
	for _, c := range []struct {
		want     string
		measures []string
	}{
		{"Source: throughcare release 2026-10-31.1, signups (version 2). Records of sign-ups from 2 suppliers, newest extracts 30 Sep 2026 to 31 Oct 2026. Without a date, and so in no period: 1,234 of signups (Scotland)", []string{"signups"}},
		{"Source: throughcare release 2026-10-31.1, signup_lead (version 1). Records of custody and sign-ups from 3 suppliers, newest extracts 30 Sep 2026 to 31 Oct 2026", []string{"signup_lead"}},
		{"Source: throughcare release 2026-10-31.1, recalls (version 1). Records of recalls from 1 supplier, newest extract 29 Oct 2026", []string{"recalls"}},
		{"Source: throughcare release 2026-10-31.1, recalls (version 1), validity (version 1). Records of recalls from 1 supplier, newest extract 29 Oct 2026", []string{"recalls", "validity"}},
		{"Source: throughcare release 2026-10-31.1, reviews (version 1)", []string{"reviews"}},
	} {
		if got := b.sourceOf(c.measures...); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// TestOlderCopy: a copy that an earlier version of the program published lacks tables of this one, and reports are made of it all
// the same; what stands in those tables is not said.
func TestOlderCopy(t *testing.T) {
	db := openRelease(t)
	err := db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, "drop table release.curve_times; drop table release.undated; drop table release.deliveries; alter table release.loads drop column received_on")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	write(t, db, Options{Out: out, Reports: []string{"inspection"}, Bodies: []string{"scotland"}})
	page := parts(t, filepath.Join(out, made, "inspection", "scotland", "index.html"))["index.html"]
	if !strings.Contains(page, "Source: throughcare release") || strings.Contains(page, "newest extract") {
		t.Error("the page says nothing of its source, or what the copy does not know")
	}
}
