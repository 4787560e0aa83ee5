package pipeline_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/sample"
	"throughcare/ingest/source"
)

// The whole made-up caseload goes the whole way, once; what must be true of it is asked in turn.
func TestDemo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.project.Config.Threads = 0 // as people have it
	sum, err := sample.Write(t.Context(), b.project.Dir, sample.Options{})
	if err != nil {
		t.Fatal(err)
	}
	first := b.run(pipeline.Options{})
	if first.Partial || !first.ReleaseMade || first.Release != "2026-10-31.1" {
		t.Errorf("the first run: %+v", first)
	}
	t.Run("ledger", func(t *testing.T) { ledgerBalances(t, b, sum) })
	t.Run("nothing of a name", func(t *testing.T) { canaryIsNowhere(t, b) })
	t.Run("modes", func(t *testing.T) { filesAreForTheOwner(t, b) })
	t.Run("figures", func(t *testing.T) { figuresAreProtected(t, b) })
	t.Run("again", func(t *testing.T) {
		again := b.run(pipeline.Options{})
		if again.ReleaseMade || again.Release != first.Release {
			t.Errorf("the second run made release %s", again.Release)
		}
		for _, f := range again.Files {
			if f.Status != "unchanged" {
				t.Errorf("%s was %s again", f.File, f.Status)
			}
		}
	})
	t.Run("deck", func(t *testing.T) { deckMovesWithRecords(t, b, sum) })
}

func ledgerBalances(t *testing.T, b *bench, sum sample.Summary) {
	equal(t, "loads out of balance", b.one("select count(*) from ledger.loads where rows_read <> accepted + unchanged + rejected + held"), "0")
	kinds := b.one("select count(distinct kind) from ledger.loads where status = 'loaded'")
	equal(t, "kinds", kinds, "13")
	wrong := int64(0)
	for _, n := range sum.Wrong {
		wrong += int64(n)
	}
	rejected, err := strconv.ParseInt(b.one("select count(distinct (load, row_number)) from ledger.reasons where severity = 'reject' and rule <> 'superseded'"), 10, 64)
	if err != nil || rejected < wrong*8/10 || rejected > wrong*13/10 {
		t.Errorf("rows rejected %d, rows sent wrong %d (%v)", rejected, wrong, err)
	}
	for kind, n := range sum.Records {
		table := "core." + kind
		equal(t, kind, b.one("select count(*) from "+table), strconv.Itoa(n))
	}
}

// canaryIsNowhere looks for the names and references that no output may have, in every file that the run wrote. What was
// sent (inbox, and rejected rows as they were sent) has them, or the test would look for nothing.
func canaryIsNowhere(t *testing.T, b *bench) {
	found := map[string]int{}
	err := filepath.WalkDir(b.project.Dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(b.project.Dir, path)
		if err != nil {
			return err
		}
		room, _, _ := strings.Cut(rel, string(filepath.Separator))
		for _, word := range []string{sample.CanaryName, sample.CanaryRef} {
			if bytes.Contains(text, []byte(word)) {
				found[room]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room, n := range found {
		if room != "inbox" && room != "restricted" {
			t.Errorf("%s has the canary %d times", room, n)
		}
	}
	if found["inbox"] == 0 || found["restricted"] == 0 {
		t.Errorf("the canary was not sent: %v", found)
	}
	if strings.Contains(b.log.String(), sample.CanaryName) || strings.Contains(b.log.String(), sample.CanaryRef) {
		t.Error("the log has the canary")
	}
}

func filesAreForTheOwner(t *testing.T, b *bench) {
	err := filepath.WalkDir(b.project.Dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func figuresAreProtected(t *testing.T, b *bench) {
	published := func(query string) string { return strings.Join(b.ask(query, false), "\n") }
	const ofPeople = "in (select measure from release.measures where confidential)"
	equal(t, "small counts shown", published(`select count(*) from release.figures
where statistic in ('records', 'people') and value between 1 and 4 and measure `+ofPeople), "0")
	equal(t, "small numerators shown", published(`select count(*) from release.figures
where statistic in ('rate', 'rate_per_100_years') and (numerator between 1 and 4 or (statistic = 'rate' and denominator between 1 and 4)) and measure `+ofPeople), "0")
	equal(t, "of files alone", published("select string_agg(measure, ' ' order by measure) from release.measures where not confidential"), "deliveries deliveries_on_time_rate timeliness")
	equal(t, "suppressed and shown", published("select count(*) from release.figures where marker like '%[c]%' and (value is not null or lower is not null)"), "0")
	equal(t, "groups", published("select count(distinct measure) >= 20 from release.figures"), "true")
	equal(t, "places", published("select count(distinct place_code) from release.figures where place_type = 'authority' and place_code like 'S12%'"), "32")
	equal(t, "people in the copy", published("select count(*) from duckdb_tables() where schema_name in ('raw', 'core', 'held', 'staging', 'mart')"), "0")
}

// deckMovesWithRecords counts the window of the throughcare support officers' deck from records, then withdraws some and
// counts again. The program knows none of the three numbers.
func deckMovesWithRecords(t *testing.T, b *bench, sum sample.Summary) {
	from, to := sample.DeckFrom().Format(time.DateOnly), sample.DeckTo().Format(time.DateOnly)
	window := func(column string) string { return fmt.Sprintf("%s between date '%s' and date '%s'", column, from, to) }
	counts := func(schema string) string {
		return b.one(fmt.Sprintf(`select
  (select count(distinct person_key) from %[1]s.sign_ups where service = 'TSO' and response = 'ACCEPTED' and %[2]s),
  (select count(*) from %[1]s.needs as n join %[1]s.sign_ups as s using (sign_up_ref) where s.service = 'TSO' and n.referred_on is not null and %[3]s),
  (select count(distinct l.person_key) from %[1]s.liberation_support as l join %[1]s.sign_ups as s using (sign_up_ref)
    join %[1]s.custody as c on c.person_key = l.person_key and c.liberated_on = l.supported_on
    where s.service = 'TSO' and l.result = 'ATTENDED' and %[4]s)`,
			schema, window("signed_up_on"), window("n.identified_on"), window("l.supported_on")))
	}
	before := counts("core")
	var people, needs, supported int
	if _, err := fmt.Sscanf(strings.ReplaceAll(before, "|", " "), "%d %d %d", &people, &needs, &supported); err != nil {
		t.Fatal(err)
	}
	t.Logf("signed up %d, needs identified and referred %d, supported on the day %d; sent %+v", people, needs, supported, sum.Deck)
	if people < 345 || needs < 595 || supported < 179 {
		t.Errorf("the deck's window has %s, less than at least 345, 595, 179", before)
	}
	figure := func(measure, statistic string) string {
		return b.one(fmt.Sprintf(`select sum(value)::integer from mart.figures where measure = '%s' and statistic = '%s' and period_type = 'month'
and place_type = 'service' and place_code = 'TSO' and breakdown = 'all' and %s`, measure, statistic, window("period_start")))
	}
	equal(t, "figures of sign-ups", figure("signups", "records"), b.one("select count(*) from core.sign_ups where service = 'TSO' and response = 'ACCEPTED' and "+window("signed_up_on")))
	// A later file says that ten of the window's sign-ups had been declined after all.
	b.inbox("sign_ups_sps-tso_2026-11-01.csv", declined(t, b, 10))
	if _, err := b.runner.Ingest(t.Context(), pipeline.Options{}); err != nil {
		t.Fatal(err)
	}
	after := counts("staging")
	var fewer int
	if _, err := fmt.Sscanf(after, "%d|", &fewer); err != nil || fewer >= people {
		t.Errorf("the counts did not move: %s before, %s after (%v)", before, after, err)
	}
}

// declined takes accepted sign-ups of the deck's window out of a caseload as it was sent, and says that they were declined.
func declined(t *testing.T, b *bench, n int) string {
	t.Helper()
	book, err := source.Open(filepath.Join(b.project.Inbox(), "TSO caseload Mar 2025.xlsx"),
		source.Layout{Format: source.XLSX, Sheet: "Caseload", HeaderRow: 4, HeaderRows: 2, FooterStop: []string{"Total", "Source:"}})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	reader, err := book.Records(t.Context(), []string{"Case / Case no", "Person / SPS number", "Offer / Response", "Offer / Signed up"})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Release()
	text := "sign_up_ref,person_ref,service,response\n"
	for reader.Next() && n > 0 {
		batch := reader.RecordBatch()
		cell := func(column, row int) string { return batch.Column(column).ValueStr(row) }
		for row := 0; row < int(batch.NumRows()) && n > 0; row++ {
			if strings.EqualFold(cell(2, row), "accepted") && (strings.HasSuffix(cell(3, row), "/02/2025") || strings.HasPrefix(cell(3, row), "2025-02")) {
				text += cell(0, row) + "," + cell(1, row) + ",TSO,DECLINED\n"
				n--
			}
		}
	}
	if n > 0 {
		t.Fatalf("%d more sign-ups wanted", n)
	}
	return text
}
