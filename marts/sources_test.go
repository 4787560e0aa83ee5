package marts_test

import (
	"strings"
	"testing"
)

// TestSources: a measure's kinds of record are those that its facts are made of, through shared facts and models of core; what is
// only looked up beside a record is none of them.
func TestSources(t *testing.T) {
	b := setup(t, "2026-09-30", manyNeeds)
	b.build()
	got := map[string]string{}
	for _, row := range b.rows("select measure, string_agg(kind, ' ' order by kind) from mart.sources group by measure") {
		measure, kinds, _ := strings.Cut(row, "|")
		got[measure] = kinds
	}
	for measure, want := range map[string]string{
		"signups":               "sign_ups",
		"needs_identified":      "needs",
		"supported_on_day":      "liberation_support",
		"supported_on_day_rate": "custody liberation_support sign_ups",
		"breach_rate":           "breaches licences",
		"validity":              "",
		"timeliness":            "",
	} {
		if got[measure] != want {
			t.Errorf("%s counts %q, want %q", measure, got[measure], want)
		}
	}
	for _, m := range b.catalogue {
		if deliveries := strings.HasPrefix(m.Source, "ledger."); deliveries != (got[m.ID] == "") {
			t.Errorf("%s of %s counts %q", m.ID, m.Source, got[m.ID])
		}
	}
}

// TestUndated: records without the date that decides their period are in no figure, and the release says how many; not of few.
func TestUndated(t *testing.T) {
	b := setup(t, "2026-09-30", manyNeeds).only("needs_identified", "needs_met_rate")
	b.exec("update core.needs set identified_on = null where need_ref in ('n1', 'n2', 'n3')")
	b.build()
	few := b.release(5)
	b.exec("update core.needs set identified_on = null where need_ref in ('n4', 'n5')")
	b.build()
	many := b.release(5)
	for release, want := range map[string]string{few.ID: "|[c]", many.ID: "5|"} {
		if got := b.rows("select facts, marker from release.undated where measure = 'needs_identified' and release = '" + release + "'"); len(got) != 1 || got[0] != want {
			t.Errorf("undated of %s: got %q, want %q", release, got, want)
		}
	}
}
