package ingest_test

import (
	"strings"
	"testing"
)

const people = "person_ref,date_of_birth,gender,home_authority,given_name,family_name\n" +
	"P1,1990-01-31,M,Glasgow City,Zebedee,Canary\n" +
	"P2,1985-06-01,female,S12000036,Wanda,Canary\n"

func TestLoadCanonical(t *testing.T) {
	b := setup(t)
	equal(t, "first", tally(b.load("people_sps_2026-09-30.csv", people)),
		"people read 2 accepted 2 unchanged 0 rejected 0 held 0 closed 0 released 0")
	equal(t, "staging", strings.Join(b.rows("select gender, home_authority, date_of_birth, length(person_key) from staging.people order by date_of_birth"), "\n"),
		"F|S12000036|1985-06-01|32\nM|S12000049|1990-01-31|32")
	again := b.load("people_sps_2026-09-30.csv", people)
	if !again.Known || len(again.Loads) != 0 {
		t.Errorf("the same file again: %+v", again)
	}
	equal(t, "another day", tally(b.load("people_sps_2026-10-31.csv", people)),
		"people read 2 accepted 0 unchanged 2 rejected 0 held 0 closed 0 released 0")
}

func TestEveryReasonIsTold(t *testing.T) {
	b := setup(t)
	b.load("people_sps_2026-09-30.csv", people)
	r := b.load("custody_sps_2026-09-30.csv", "custody_ref,person_ref,admitted_at,legal_status,establishment,liberated_on,sentence_days\n"+
		"C1,P1,2025-01-05T10:30:00,SENTENCED,HMP Barlinnie,2025-06-06,180\n"+
		"C2,,2025-02-30T10:00,GUILTY,Azkaban,2025-06-06,1.6\n"+
		"C3,P2,2025-03-05T10:30:00,SENTENCED,BAR,2025-01-01,90\n"+
		"C4,P9,2025-03-05T10:30:00,REMAND,BAR,,\n")
	equal(t, "tally", tally(r), "custody read 4 accepted 1 unchanged 0 rejected 2 held 1 closed 0 released 0")
	got := strings.Join(b.rows("select row_number, coalesce(field, '-'), rule, severity from ledger.reasons order by all"), "\n")
	for _, want := range []string{"3|person_ref|required|reject", "3|admitted_at|not_a_date|reject", "3|legal_status|unknown_code|reject",
		"3|establishment|unknown_code|reject", "3|sentence_days|not_a_number|reject", "4|-|", "5|person_key|waiting|held"} {
		if !strings.Contains(got, want) {
			t.Errorf("no reason %q in\n%s", want, got)
		}
	}
	equal(t, "held", tally(b.load("people_sps_2026-10-01.csv", "person_ref\nP9\n")),
		"people read 1 accepted 1 unchanged 0 rejected 0 held 0 closed 0 released 1")
	equal(t, "balance", strings.Join(b.rows("select accepted, rejected, held from ledger.loads where kind = 'custody'"), "\n"), "2|2|0")
}
