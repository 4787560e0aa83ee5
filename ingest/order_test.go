package ingest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughcare/ingest"
)

const markedContract = `
contract: caseload
title: A caseload
references: shared
file: {pattern: "caseload_{supplier}_{date}.csv", format: csv}
delivery: {mode: snapshot, absent: %s, deleted: {column: Deleted, values: [y]}}
records:
  - kind: assessments
    fields:
      assessment_ref: History
      person_ref: Person
      instrument: {value: Star}
      stage: {value: "1"}
      assessed_on: {value: "2026-01-15", formats: ["2006-01-02"]}
      domain: History
      score: Score
`

// histories are all that four snapshots can say of a record: nothing, one thing, another, or that it is withdrawn.
func histories(months int) []string {
	if months == 0 {
		return []string{""}
	}
	var all []string
	for _, h := range histories(months - 1) {
		for _, said := range []string{"-", "A", "B", "D"} {
			all = append(all, h+said)
		}
	}
	return all
}

// snapshots are the files of months in which each record, named by its history, does what its name says. Of every third record
// the person comes late.
func snapshots(months []string) []string {
	files := make([]string, len(months))
	for m := range months {
		var b strings.Builder
		b.WriteString("History,Person,Score,Deleted\n")
		for i, h := range histories(len(months)) {
			person := []string{"P1", "P2", "LATE"}[i%3]
			switch h[m] {
			case 'A':
				fmt.Fprintf(&b, "%s,%s,1,\n", h, person)
			case 'B':
				fmt.Fprintf(&b, "%s,%s,2,\n", h, person)
			case 'D':
				fmt.Fprintf(&b, "%s,%s,,y\n", h, person)
			}
		}
		files[m] = b.String()
	}
	return files
}

// seen is what must be known of a record as at a month of its history, "" being nothing.
func seen(history string, month int, absent string) string {
	for m := month; m >= 0; m-- {
		switch said := history[m]; {
		case said == 'D':
			return ""
		case said != '-' && m == month:
			return map[byte]string{'A': "1.0", 'B': "2.0"}[said] + "|there"
		case said != '-' && absent == "closed":
			return fmt.Sprintf("%s|%s", map[byte]string{'A': "1.0", 'B': "2.0"}[said], caseloadMonths()[m+1])
		case said != '-':
			return ""
		}
	}
	return ""
}

func caseloadMonths() []string {
	return []string{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"}
}

// Whatever happens to a record in four snapshots, whichever comes when, and whenever the person that it is about comes: what is
// known as at each of their dates is what they say, and the versions that stand are the same.
func TestAnyHistoryInAnyOrder(t *testing.T) {
	t.Parallel()
	months := caseloadMonths()
	files := snapshots(months)
	for n, absent := range []string{"closed", "withdrawn"} {
		var versions []string
		for i, order := range append([][]int{{0, 1, 2, 3}}, everyThird(permutations(len(months))[n:])...) {
			b := setup(t, fmt.Sprintf(markedContract, absent))
			b.load("people_sps_2026-01-01.csv", people)
			for place, m := range append(order, -1) {
				if place == i%5 {
					b.load("people_sps_2026-01-02.csv", "person_ref\nLATE\n")
				}
				if m >= 0 {
					b.load("caseload_tso_"+months[m]+".csv", files[m])
				}
			}
			what := fmt.Sprintf("absent is %s, order %v, person at %d", absent, order, i%5)
			for m, month := range months {
				var want []string
				for _, h := range histories(len(months)) {
					if known := seen(h, m, absent); known != "" {
						want = append(want, h+"|"+known)
					}
				}
				slices.Sort(want)
				got := b.rowsAsAt(asAt(t, month), "select domain, score, coalesce(absent_from::varchar, 'there') from staging.assessments order by all")
				same(t, what+", as at "+month, got, want)
			}
			stand := b.rows("select domain, extract_date, state, score from raw.assessments where known_to is null and state <> 'withdrawn' order by all")
			if i == 0 {
				versions = stand
			}
			same(t, what+", versions", stand, versions)
			equal(t, what+", balance", strings.Join(b.rows("select count(*) from ledger.loads where rows_read <> accepted + unchanged + rejected + held or held > 0"), ""), "0")
		}
	}
}

// same compares lists, and tells the first place where they part.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		line := func(list []string) string {
			if i < len(list) {
				return list[i]
			}
			return "nothing"
		}
		if line(got) != line(want) {
			t.Errorf("%s: %d and %d lines, the first that differs:\n got %s\nwant %s", what, len(got), len(want), line(got), line(want))
			return
		}
	}
}

// A breach waits for its licence, the licence waits for its person. In every order, tried after every file or only after the
// last, all are placed at the end, nothing is doubled, and the ledger balances; trying again changes nothing.
func TestChainOfHeldRows(t *testing.T) {
	t.Parallel()
	files := []struct{ name, text string }{
		{"people_sps_2026-01-31.csv", "person_ref\nP1\n"},
		{"licences_sps_2026-01-31.csv", "licence_ref,person_ref,licence_type,started_on\nL1,P1,PAROLE,2026-01-05\n"},
		{"breaches_sps_2026-01-31.csv", "breach_ref,licence_ref,person_ref,identified_on\nB1,L1,P1,2026-01-20\nB2,L9,P1,2026-01-21\n"},
	}
	const ledger = "select kind, rows_read, accepted, unchanged, rejected, held from ledger.loads order by kind"
	for i, order := range permutations(len(files)) {
		for _, each := range []bool{false, true} {
			if each && i%2 == 0 {
				continue // half of the orders are enough to see that it is the same
			}
			b := setup(t)
			for _, n := range order {
				if _, err := b.engine.Load(t.Context(), b.file(files[n].name, files[n].text), ingest.Options{}); err != nil {
					t.Fatal(err)
				}
				if each {
					b.place()
				}
			}
			b.place()
			what := fmt.Sprintf("order %v, after each %t", order, each)
			state := func() string {
				return strings.Join(slices.Concat(b.rows(ledger),
					b.rows("select (select count(*) from raw.licences), (select count(*) from raw.breaches), (select count(*) from held.licences), (select count(*) from held.breaches)"),
					b.rows("select kind, row_number, field, severity from ledger.reasons order by all")), " ")
			}
			want := "breaches|2|1|0|0|1 licences|1|1|0|0|0 people|1|1|0|0|0 1|1|0|1 breaches|3|licence_ref|held"
			equal(t, what, state(), want)
			b.place()
			equal(t, what+", again", fmt.Sprint(b.placed, " ", state()), "0 "+want)
		}
	}
}

// contract check places within its file what waits there, and says of rows that it would hold that it would.
func TestCheckCountsWhatIsPlaced(t *testing.T) {
	b := setup(t, strings.NewReplacer("caseload", "sheet", "kind: assessments", "kind: sign_ups\n    fields: {sign_up_ref: History, person_ref: Person, service: {value: TSO}, response: {value: ACCEPTED}}\n  - kind: people\n    fields: {person_ref: Person}\n  - kind: assessments").
		Replace(fmt.Sprintf(markedContract, "closed")))
	report, err := b.engine.Check(t.Context(), b.file("sheet_tso_2026-01-31.csv", "History,Person,Score,Deleted\nS1,P1,1,\n"), ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "check", tally(report.Result)+fmt.Sprint(" reasons ", len(report.Reasons)), `sign_ups read 1 accepted 1 unchanged 0 rejected 0 held 0 closed 0
people read 1 accepted 1 unchanged 0 rejected 0 held 0 closed 0
assessments read 1 accepted 1 unchanged 0 rejected 0 held 0 closed 0 reasons 0`)
	equal(t, "nothing is kept", strings.Join(b.rows("select count(*) from ledger.loads"), ""), "0")
}
