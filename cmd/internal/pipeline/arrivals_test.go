package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughcare/cmd/internal/config"
	"throughcare/cmd/internal/pipeline"
)

// index is the archive's.
func (b *bench) index() string {
	return filepath.Join(b.project.Archive(), "index.jsonl")
}

// A warehouse that is made again from the files and the archive's index gives the release again, to the last figure: also those of
// the days on which files came.
func TestAWarehouseMadeAgainKnowsWhenFilesCame(t *testing.T) {
	b := setup(t)
	b.project.Config.Threads = 1
	b.project.Config.Suppliers = map[string]config.Supplier{"tso": {Due: "monthly"}}
	for _, file := range []struct{ extract, came string }{{"2026-07-31", "2026-08-03"}, {"2026-08-31", "2026-09-20"}, {"2026-09-30", "2026-10-05"}} {
		b.clock, _ = time.Parse(time.DateOnly, file.came)
		b.inbox("sign_ups_tso_"+file.extract+".csv", "sign_up_ref,person_ref,service,response,offered_on,signed_up_on\nS1,P1,TSO,ACCEPTED,2026-05-01,2026-05-02\nS"+file.extract+",P2,TSO,ACCEPTED,"+file.extract[:8]+"01,"+file.extract[:8]+"02\n")
		b.run(pipeline.Options{Reports: []string{"data-quality"}, Bodies: []string{"scotland"}})
	}
	const deliveries = "select due_on, received_on, state from mart.deliveries_due order by due_on"
	const came = "2026-08-31|2026-09-20|LATE\n2026-09-30|2026-10-05|ON_TIME"
	const release = "select figures_sha256 from release.releases where as_at = '2026-09-30' order by number desc limit 1"
	equal(t, "deliveries", b.one(deliveries), came)
	first := b.one(release)

	b.clock = time.Date(2027, 3, 1, 6, 0, 0, 0, time.UTC)
	if err := os.Remove(b.project.Warehouse()); err != nil {
		t.Fatal(err)
	}
	b.run(pipeline.Options{Reports: []string{"data-quality"}, Bodies: []string{"scotland"}})
	equal(t, "deliveries, made again", b.one(deliveries), came)
	equal(t, "release, made again", b.one(release), first)

	// Without the index, as an earlier version had none, the ledger knows; the next run writes it down.
	before, err := os.ReadFile(b.index())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(b.index()); err != nil {
		t.Fatal(err)
	}
	b.run(pipeline.Options{Reports: []string{"data-quality"}, Bodies: []string{"scotland"}})
	after, err := os.ReadFile(b.index())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "index", string(after), string(before))
}

// A line of the index that a kill cut short is passed over, and the next begins a line of its own. The file is for its owner only.
func TestTornIndex(t *testing.T) {
	b := setup(t)
	b.project.Config.Threads = 1
	b.inbox("people_sps_2026-09-30.csv", peopleFile)
	if err := b.project.Came(map[string]time.Time{filepath.Join(b.project.Inbox(), "people_sps_2026-09-30.csv"): time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(b.index())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.index(), append(text, `{"sha256":"abc","rec`...), 0o600); err != nil {
		t.Fatal(err)
	}
	b.inbox("sign_ups_tso_2026-09-30.csv", "sign_up_ref,person_ref,service,response,offered_on\nS1,P1,TSO,ACCEPTED,2026-05-01\n")
	b.run(pipeline.Options{Reports: []string{"data-quality"}, Bodies: []string{"scotland"}})
	text, err = os.ReadFile(b.index())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], "2026-10-01T08:00:00Z") || !strings.HasSuffix(lines[2], `"file":"sign_ups_tso_2026-09-30.csv"}`) {
		t.Errorf("index: %q", lines)
	}
	equal(t, "ledger", b.one("select count(*), min(received_at)::date from ledger.arrivals"), "2|2026-10-01")
	if info, err := os.Stat(b.index()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the index has mode %v, %v", info.Mode(), err)
	}
}

// Of people alone nothing is counted but their file: that is a release, not an error.
func TestPeopleAlone(t *testing.T) {
	b := setup(t)
	b.project.Config.Threads = 1
	b.inbox("people_sps_2026-09-30.csv", peopleFile)
	r := b.run(pipeline.Options{Reports: []string{"data-quality"}})
	if !r.ReleaseMade {
		t.Errorf("got %+v", r)
	}
	equal(t, "files", b.one("select value from release.figures where measure = 'timeliness' and statistic = 'records' and breakdown = 'all' and period_type = 'month'"), "1")
}
