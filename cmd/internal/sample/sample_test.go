package sample

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// made is a caseload in a folder of its own.
func made(t *testing.T, o Options) (string, Summary) {
	t.Helper()
	dir := t.TempDir()
	sum, err := Write(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return dir, sum
}

// fingerprints of all files below a folder.
func fingerprints(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, sub := range []string{"inbox", "contracts"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			b, err := os.ReadFile(filepath.Join(dir, sub, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			h := sha256.Sum256(b)
			out[sub+"/"+e.Name()] = hex.EncodeToString(h[:])
		}
	}
	return out
}

func TestSameOptionsSameBytes(t *testing.T) {
	t.Parallel()
	small := Options{Scale: 0.1}
	one, sumOne := made(t, small)
	two, sumTwo := made(t, small)
	if diff := cmp.Diff(fingerprints(t, one), fingerprints(t, two)); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
	if diff := cmp.Diff(sumOne, sumTwo); diff != "" {
		t.Errorf("two summaries differ:\n%s", diff)
	}
	other, _ := made(t, Options{Scale: 0.1, Seed: 7})
	if cmp.Equal(fingerprints(t, one), fingerprints(t, other)) {
		t.Error("another seed gives the same files")
	}
}

func TestFilesAreForTheOwner(t *testing.T) {
	t.Parallel()
	dir, sum := made(t, Options{Scale: 0.05})
	for _, f := range sum.Files {
		info, err := os.Stat(filepath.Join(dir, "inbox", f.Name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name, info.Mode())
		}
	}
}

func TestDeckComesFromTheRecords(t *testing.T) {
	t.Parallel()
	var full, half, other Summary
	count := func(o Options) (sum Summary) {
		if err := o.Validate(); err != nil {
			t.Fatal(err)
		}
		sum.Records = map[string]int{}
		simulate(o).count(&sum)
		return sum
	}
	full, half, other = count(Options{}), count(Options{Scale: 0.5}), count(Options{Seed: 7})
	if d := full.Deck; d.SignedUp < 345 || d.NeedsReferred < 595 || d.SupportedOnTheDay < 179 {
		t.Errorf("the deck has at least 345, 595 and 179, the caseload %+v", d)
	}
	if d := full.Deck; d.SignedUp > 690 || d.NeedsReferred > 1190 || d.SupportedOnTheDay > 358 {
		t.Errorf("the caseload is more than twice the deck's: %+v", d)
	}
	if half.Deck.SignedUp >= full.Deck.SignedUp || half.Deck.SupportedOnTheDay >= full.Deck.SupportedOnTheDay {
		t.Errorf("half the people give %+v, all give %+v", half.Deck, full.Deck)
	}
	if other.Deck == full.Deck {
		t.Error("other lives give the same three counts")
	}
}

func TestRecordsAreInOrder(t *testing.T) {
	t.Parallel()
	o := Options{Scale: 0.4}
	if err := o.Validate(); err != nil {
		t.Fatal(err)
	}
	w := simulate(o)
	check := func(what, ref string, days ...day) {
		last := day(-20000)
		for _, d := range days {
			if d == 0 {
				continue
			}
			if d < last {
				t.Errorf("%s %s: dates out of order: %v", what, ref, days)
				return
			}
			last = d
		}
	}
	for _, c := range w.custody {
		check("custody", c.ref, c.p.born, c.admitted, c.sentenced, c.liberated)
	}
	for _, s := range w.signUps {
		check("sign-up", s.ref, s.c.admitted, s.offered, s.signed, s.left())
		check("sign-up before liberation", s.ref, s.signed, s.c.liberated)
		for _, n := range s.needs {
			check("need", n.ref, s.signed, n.identified, n.referred, n.accepted)
			check("outcome", n.ref, n.referred, n.outcomeOn)
		}
	}
	for _, l := range w.licences {
		check("licence", l.ref, l.started, l.ended)
		check("licence runs out", l.ref, l.started, l.expires)
	}
	for _, b := range w.breaches {
		check("breach", b.ref, b.l.started, b.occurred, b.identified, b.reported)
	}
	for _, c := range w.recalls {
		check("recall", c.ref, c.b.reported, c.referred, c.decided, c.returned, c.dossier, c.reviewed, c.released)
	}
	for _, p := range w.people {
		for i := 1; i < len(p.periods); i++ {
			a, b := p.periods[i-1], p.periods[i]
			if a.admitted < b.liberated && b.admitted < a.liberated {
				t.Errorf("person %s is in custody twice at once: %s and %s", p.ref, a.ref, b.ref)
			}
		}
	}
}

func TestWrongRowsAreFew(t *testing.T) {
	t.Parallel()
	_, sum := made(t, Options{Scale: 0.3})
	rows, wrong := 0, 0
	for supplier, n := range sum.Rows {
		rows += n
		wrong += sum.Wrong[supplier]
	}
	if share := float64(wrong) / float64(rows); share < 0.01 || share > 0.04 {
		t.Errorf("%d of %d rows are wrong", wrong, rows)
	}
	for _, s := range []string{"sps", "sps-tso", "upside", "glasgow-jsw", "jsw-return", "new-routes"} {
		if sum.Wrong[s] == 0 {
			t.Errorf("%s sent no wrong row", s)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Options{
		"backwards": {From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)},
		"no people": {Scale: -1},
	} {
		if _, err := Write(context.Background(), t.TempDir(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Write(ctx, t.TempDir(), Options{Scale: 0.02}); err == nil {
		t.Error("a cancelled context goes on writing")
	}
}

func TestAreasDiffer(t *testing.T) {
	t.Parallel()
	o := Options{}
	if err := o.Validate(); err != nil {
		t.Fatal(err)
	}
	w := simulate(o)
	rate := func(prison string) float64 {
		all, met := 0, 0
		for _, s := range w.signUps {
			if s.service != "TSO" || s.signed == 0 || s.c.liberatedFrom != prison || s.left().before(s.c.liberated) {
				continue
			}
			all++
			for _, v := range s.supports {
				if v.result == "ATTENDED" && v.on == s.c.liberated {
					met++
					break
				}
			}
		}
		return float64(met) / float64(max(all, 1))
	}
	if low, usual := rate("KIL"), rate("BAR"); low > usual-0.2 {
		t.Errorf("supported on the day: Kilmarnock %.2f, Barlinnie %.2f", low, usual)
	}
	days := map[string]int{}
	for _, c := range w.custody {
		days[c.liberated.time().Weekday().String()]++
	}
	if days["Saturday"]+days["Sunday"] > 0 && days["Saturday"] > days["Friday"]/20 {
		t.Errorf("liberations at weekends: %v", days)
	}
	if days["Friday"] < 2*days["Tuesday"] {
		t.Error("Fridays are not busy: " + fmt.Sprint(days))
	}
}

func TestCanaryIsInSeveralFilesAndInAWrongRow(t *testing.T) {
	t.Parallel()
	dir, _ := made(t, Options{Scale: 0.5})
	found := map[string]bool{}
	wrong := false
	for name, rows := range readAll(t, filepath.Join(dir, "inbox")) {
		for _, row := range rows {
			line := strings.Join(row, "\x1f")
			if strings.Contains(line, CanaryRef) && strings.Contains(line, CanaryName) {
				found[name] = true
				wrong = wrong || strings.Contains(line, "31/02/") || strings.Contains(line, "-02-31")
			}
		}
	}
	if len(found) < 2 || !wrong {
		t.Errorf("canary in %v, in a row with an impossible date: %v", found, wrong)
	}
}
