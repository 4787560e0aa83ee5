package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"throughcare/ingest"
	"throughcare/sql/warehouse"
)

const people = "person_ref,date_of_birth,gender,home_authority,given_name,family_name\n" +
	"P1,1990-01-31,M,Glasgow City,Zebedee,Canary\n" +
	"P2,1985-06-01,female,S12000036,Wanda,Canary\n"

func TestLoadCanonical(t *testing.T) {
	b := setup(t)
	equal(t, "first", tally(b.load("people_sps_2026-09-30.csv", people)),
		"people read 2 accepted 2 unchanged 0 rejected 0 held 0 closed 0")
	equal(t, "staging", strings.Join(b.rows("select gender, home_authority, date_of_birth, length(person_key) from staging.people order by date_of_birth"), "\n"),
		"F|S12000036|1985-06-01|32\nM|S12000049|1990-01-31|32")
	again := b.load("people_sps_2026-09-30.csv", people)
	if !again.Known || len(again.Loads) != 0 {
		t.Errorf("the same file again: %+v", again)
	}
	equal(t, "another day", tally(b.load("people_sps_2026-10-31.csv", people)),
		"people read 2 accepted 0 unchanged 2 rejected 0 held 0 closed 0")
}

func TestEveryReasonIsTold(t *testing.T) {
	b := setup(t)
	b.load("people_sps_2026-09-30.csv", people)
	r := b.load("custody_sps_2026-09-30.csv", "custody_ref,person_ref,admitted_at,legal_status,establishment,liberated_on,sentence_days\n"+
		"C1,P1,2025-01-05T10:30:00,SENTENCED,HMP Barlinnie,2025-06-06,180\n"+
		"C2,,2025-02-30T10:00,GUILTY,Azkaban,2025-06-06,1.6\n"+
		"C3,P2,2025-03-05T10:30:00,SENTENCED,BAR,2025-01-01,90\n"+
		"C4,P9,2025-03-05T10:30:00,REMAND,BAR,,\n")
	equal(t, "tally", tally(r), "custody read 4 accepted 1 unchanged 0 rejected 2 held 1 closed 0")
	got := strings.Join(b.rows("select row_number, coalesce(field, '-'), rule, severity from ledger.reasons order by all"), "\n")
	for _, want := range []string{"3|person_ref|required|reject", "3|admitted_at|not_a_date|reject", "3|legal_status|unknown_code|reject",
		"3|establishment|unknown_code|reject", "3|sentence_days|not_a_number|reject", "4|-|", "5|person_key|waiting|held"} {
		if !strings.Contains(got, want) {
			t.Errorf("no reason %q in\n%s", want, got)
		}
	}
	equal(t, "held", tally(b.load("people_sps_2026-10-01.csv", "person_ref\nP9\n")),
		"people read 1 accepted 1 unchanged 0 rejected 0 held 0 closed 0")
	equal(t, "placed", fmt.Sprint(b.placed), "1")
	equal(t, "balance", strings.Join(b.rows("select accepted, rejected, held from ledger.loads where kind = 'custody'"), "\n"), "2|2|0")
}

// Rows that the snapshots of one supplier say, by month; "" is not there.
const snapshotContract = `
contract: caseload
title: A caseload
references: shared
file: {pattern: "caseload_{supplier}_{date}.csv", format: csv}
delivery: {mode: snapshot}
records:
  - kind: sign_ups
    fields:
      sign_up_ref: Ref
      person_ref: Person
      service: {value: TSO}
      response: Response
`

// TestAnyHistoryInAnyOrder has what may come otherwise than here.
func TestSnapshotsInOrder(t *testing.T) {
	months := []string{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"}
	files := map[string]string{}
	for i, m := range months {
		text := "Ref,Person,Response\n"
		// S1 stays, S2 changes in February and back in March, S3 is away in February, S4 leaves in March, S5 comes in April.
		text += "S1,P1,ACCEPTED\n"
		text += "S2,P1," + []string{"PENDING", "DECLINED", "PENDING", "PENDING"}[i] + "\n"
		if i != 1 {
			text += "S3,P2,ACCEPTED\n"
		}
		if i < 2 {
			text += "S4,P2,ACCEPTED\n"
		}
		if i == 3 {
			text += "S5,P2,PENDING\n"
		}
		files[m] = text
	}
	b := setup(t, snapshotContract)
	b.load("people_sps_2026-01-01.csv", people)
	for _, m := range months {
		b.load("caseload_tso_"+m+".csv", files[m])
	}
	for i, line := range []string{
		"2026-01-31: ACCEPTED|there ACCEPTED|there ACCEPTED|there PENDING|there",
		"2026-02-28: ACCEPTED|2026-02-28 ACCEPTED|there ACCEPTED|there DECLINED|there",
		"2026-03-31: ACCEPTED|2026-03-31 ACCEPTED|there ACCEPTED|there PENDING|there",
		"2026-04-30: ACCEPTED|2026-03-31 ACCEPTED|there ACCEPTED|there PENDING|there PENDING|there",
	} {
		at := warehouse.AsAt{Date: day(t, months[i])}
		equal(t, "as at", months[i]+": "+strings.Join(b.rowsAsAt(at, "select response, coalesce(absent_from::varchar, 'there') from staging.sign_ups order by all"), " "), line)
	}
}

// everyThird keeps the test short: eight orders of four files.
func everyThird(orders [][]int) [][]int {
	var some [][]int
	for i := 0; i < len(orders); i += 3 {
		some = append(some, orders[i])
	}
	return some
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return all
}

func TestAnyOrderOfDeltas(t *testing.T) {
	files := []struct{ name, text string }{
		{"sign_ups_tso_2026-01-31.csv", "sign_up_ref,person_ref,service,response\nS1,P1,TSO,PENDING\n"},
		{"sign_ups_tso_2026-02-28.csv", "sign_up_ref,person_ref,service,response\nS1,P1,TSO,DECLINED\n"},
		{"sign_ups_tso_2026-03-31.csv", "sign_up_ref,person_ref,service,response\nS1,P1,TSO,PENDING\n"},
		{"people_sps_2026-01-01.csv", people},
	}
	for _, order := range everyThird(permutations(len(files))) {
		b := setup(t)
		for _, i := range order {
			b.load(files[i].name, files[i].text)
		}
		got := ""
		for _, m := range []string{"2026-01-31", "2026-02-28", "2026-03-31"} {
			got += strings.Join(b.rowsAsAt(warehouse.AsAt{Date: day(t, m)}, "select response from staging.sign_ups"), " ") + " "
		}
		equal(t, fmt.Sprint("order ", order), got, "PENDING DECLINED PENDING ")
		equal(t, "balance", strings.Join(b.rows("select count(*) from ledger.loads where rows_read <> accepted + unchanged + rejected + held or held > 0"), ""), "0")
	}
}

func TestCorrectionChangesItsOwnRows(t *testing.T) {
	b := setup(t)
	b.load("people_sps_2026-09-30.csv", people)
	b.clock = b.clock.Add(time.Hour)
	before := b.clock
	corrected := strings.Replace(people, "1985-06-01", "1986-06-01", 1)
	equal(t, "corrected", tally(b.load("people_sps_2026-09-30.csv", corrected)),
		"people read 2 accepted 1 unchanged 1 rejected 0 held 0 closed 0")
	query := "select date_of_birth from staging.people order by 1"
	equal(t, "now", strings.Join(b.rows(query), " "), "1986-06-01 1990-01-31")
	equal(t, "as known before", strings.Join(b.rowsAsAt(warehouse.AsAt{Known: before}, query), " "), "1985-06-01 1990-01-31")
}

// Mended rows of a snapshot, sent again by themselves, do not close what they leave out.
func TestAmend(t *testing.T) {
	b := setup(t, snapshotContract)
	b.load("people_sps_2026-01-01.csv", people)
	b.load("caseload_tso_2026-01-31.csv", "Ref,Person,Response\nS1,P1,ACCEPTED\nS2,P2,PERHAPS\n")
	r, err := b.engine.Load(t.Context(), b.file("caseload_tso_2026-01-31.csv", "Ref,Person,Response\nS2,P2,DECLINED\n"), ingest.Options{Amend: true})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "amended", tally(r), "sign_ups read 1 accepted 1 unchanged 0 rejected 0 held 0 closed 0")
	equal(t, "there", strings.Join(b.rows("select response, coalesce(absent_from::varchar, 'there') from staging.sign_ups order by all"), " "),
		"ACCEPTED|there DECLINED|there")
}

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A field that a newer definition has is added to the tables of an older warehouse, and its rows stay.
func TestPrepareAddsFields(t *testing.T) {
	b := setup(t)
	b.load("people_sps_2026-09-30.csv", people)
	err := b.db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		if _, err := tx.Exec(ctx, "drop view staging.people; alter table raw.people drop column ethnicity"); err != nil {
			return err
		}
		return ingest.Prepare(ctx, tx, b.engine.Kinds)
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rows", strings.Join(b.rows("select count(*), count(ethnicity) from staging.people"), ""), "2|0")
}

// A list that grows moves the columns to an enumeration that has its new codes too; rows that are there stay, also after the
// file is opened again.
func TestPrepareAddsCodes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	const kept = "people_sps_2026-09-30.csv"
	for round, want := range []string{"G1", "G1 G2"} {
		b := setupAt(t, path, fmt.Sprintf("insert into ref.codes by name select 'GENDER' as list, 'G%d' as code, 'Made up' as label", round+1))
		if round == 0 {
			b.load(kept, strings.Replace(people, ",female,", ",G1,", 1))
		} else {
			b.load("people_sps_2026-10-31.csv", "person_ref,date_of_birth,gender\nPNEW,1990-01-01,G2\n")
		}
		equal(t, "codes", strings.Join(b.rows("select gender from staging.people where gender like 'G%' order by all"), " "), want)
		replayed(t, path, "select string_agg(gender, ' ' order by gender) from staging.people where gender like 'G%'", want)
		if err := b.db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// replayed opens a copy of a warehouse with its log as they are now, as after a crash, and asks it.
func replayed(t *testing.T, path, query, want string) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy.duckdb")
	for _, end := range []string{"", ".wal"} {
		content, err := os.ReadFile(path + end)
		if err == nil {
			err = os.WriteFile(copied+end, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := warehouse.Open(t.Context(), warehouse.Config{Path: copied, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	var got string
	err = db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error { return tx.QueryRow(ctx, query).Scan(&got) })
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	equal(t, "after a crash", got, want)
}
