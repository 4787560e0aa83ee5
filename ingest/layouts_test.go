package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughcare/ingest"
	"throughcare/sql/fault"
)

// One row of this sheet is a person, a sign-up and up to three needs; totals stand below.
const wideContract = `
contract: wide
title: A wide sheet
supplier: upside
references: shared
file:
  pattern: "wide_{date}.csv"
  delimiter: ";"
  encoding: windows-1252
  header: {row: 3}
  footer: {stop_at: [Total]}
  nulls: ["", "n/k"]
records:
  - kind: people
    fields: {person_ref: SPS No, given_name: Name}
  - kind: sign_ups
    when: "\"Signed\" is not null"
    fields:
      sign_up_ref: {expr: "\"SPS No\" || '/' || \"Signed\""}
      person_ref: SPS No
      service: {value: UPSIDE}
      response: {value: ACCEPTED}
      signed_up_on: {from: Signed, formats: ["02/01/2006"]}
  - kind: needs
    unpivot: {columns: {Housing: HOUSING, Money: FINANCE_DEBT, Santé: MENTAL_HEALTH}}
    fields:
      need_ref: {expr: "\"SPS No\" || '/' || _name"}
      person_ref: SPS No
      category: _name
      identified_on: {from: Signed, formats: ["02/01/2006"]}
`

const wideFile = "Caseload of the Canary team;;;;;\nAs at 30 September;;;;;\nName;SPS No;Signed;Housing;Money;Sant\xe9\n" +
	"Zebedee Canary;P1;01/09/2026;Y;x;\n" +
	"Wanda Canary;P2;31/02/2026;N;;maybe\n" +
	"Cuthbert Canary;P3;n/k;;;\n" +
	"Total;3;2;1;1;1\nSource: nobody;;;;;\n"

func TestOneSheetManyKinds(t *testing.T) {
	b := setup(t, wideContract)
	r := b.load("wide_2026-09-30.csv", wideFile)
	equal(t, "tally", tally(r), `people read 3 accepted 3 unchanged 0 rejected 0 held 0 closed 0
sign_ups read 2 accepted 1 unchanged 0 rejected 1 held 0 closed 0
needs read 3 accepted 2 unchanged 0 rejected 1 held 0 closed 0`)
	equal(t, "needs", strings.Join(b.rows("select category, identified_on, row_number from staging.needs order by 1"), " "),
		"FINANCE_DEBT|2026-09-01|4 HOUSING|2026-09-01|4")
	equal(t, "reasons", strings.Join(b.rows("select kind, row_number, coalesce(field, '-'), rule from ledger.reasons order by all"), " "),
		"needs|5|-|unclear_mark needs|5|identified_on|not_a_date sign_ups|5|-|accepted-has-date sign_ups|5|signed_up_on|not_a_date")
	if r.FooterRows != 2 || r.SourceRows != 3 || r.Unused != 0 {
		t.Errorf("footer %d, source %d, unused %d", r.FooterRows, r.SourceRows, r.Unused)
	}
	// The pseudonym that SQL computes for an expression is the one that the door makes of the same text.
	b.load("sign_ups_tso_2026-10-31.csv", "sign_up_ref,person_ref,service\nP1/01/09/2026,P1,UPSIDE\n")
	equal(t, "one key", strings.Join(b.rows("select count(distinct sign_up_ref) from staging.sign_ups"), ""), "1")
}

func TestNothingOfANameIsKept(t *testing.T) {
	b := setup(t, wideContract)
	b.load("people_sps_2026-09-01.csv", people)
	b.load("wide_2026-09-30.csv", wideFile)
	for _, table := range b.rows("select schema_name || '.' || table_name from duckdb_tables() where not temporary order by 1") {
		for _, row := range b.rows("from " + table) {
			for _, canary := range []string{"Canary", "Zebedee", "P1|", "|P1", "|P1/"} {
				if strings.Contains(row, canary) && !strings.HasPrefix(table, "ref.") {
					t.Errorf("%s holds %q", table, canary)
				}
			}
		}
	}
	kept, err := filepath.Glob(filepath.Join(b.dir, "0*.csv"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("rejected rows kept: %v, %v", kept, err)
	}
	info, err := os.Stat(kept[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode of the rejected rows: %v, %v", info, err)
	}
	text, err := os.ReadFile(kept[0])
	if err != nil || !strings.Contains(string(text), "Wanda Canary,P2,31/02/2026") {
		t.Errorf("the rejected row is not as it was sent (%v)", err)
	}
}

const closuresContract = `
contract: closures
title: Closures
references: shared
supplier: tso
file: {pattern: "closures_{date}.csv", format: csv}
records:
  - kind: sign_ups
    part: true
    fields: {sign_up_ref: Ref, person_ref: Person, closed_on: Closed, close_reason: Why}
`

func TestPartOfARecord(t *testing.T) {
	b := setup(t, closuresContract)
	b.load("people_sps_2026-01-01.csv", people)
	equal(t, "before its record", tally(b.load("closures_2026-03-31.csv", "Ref,Person,Closed,Why\nS1,P1,2026-03-02,COMPLETED\n")),
		"sign_ups read 1 accepted 0 unchanged 0 rejected 0 held 1 closed 0")
	b.load("sign_ups_tso_2026-01-31.csv", "sign_up_ref,person_ref,service,response,signed_up_on\nS1,P1,TSO,ACCEPTED,2026-01-02\n")
	query := "select response, signed_up_on, coalesce(closed_on::varchar, 'open') from staging.sign_ups"
	equal(t, "together", strings.Join(b.rows(query), " "), "ACCEPTED|2026-01-02|2026-03-02")
	equal(t, "before", strings.Join(b.rowsAsAt(asAt(t, "2026-02-01"), query), " "), "ACCEPTED|2026-01-02|open")
}

func TestRefusals(t *testing.T) {
	cases := map[string]struct{ name, text, code string }{
		"missing column":  {"custody_sps_2026-09-30.csv", "custody_ref,person_ref\nC1,P1\n", "C022"},
		"empty":           {"people_sps_2026-09-30.csv", "", "S002"},
		"half-written":    {"people_sps_2026-09-30.csv", people + "P3,19", "S004"},
		"not what it is":  {"people_sps_2026-09-30.csv", "PK\x03\x04 a workbook\x00\x00", "S003"},
		"not a workbook":  {"people_sps_2026-09-30.xlsx", people, "S003"},
		"unknown name":    {"persons.csv", people, "C020"},
		"no such day":     {"people_sps_2026-02-30.csv", people, "C027"},
		"nobody sends it": {"wide_2026-09-30.csv", people, "C020"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			_, err := b.engine.Load(t.Context(), b.file(c.name, c.text), ingest.Options{})
			f := fault.As(err)
			if f == nil || f.Code != c.code {
				t.Fatalf("got %v, want %s", err, c.code)
			}
			if f.Try == "" || f.Source == "" {
				t.Errorf("source %q, try %q", f.Source, f.Try)
			}
			if strings.Contains(f.Text(), "Canary") || strings.Contains(f.Text(), "P1") {
				t.Errorf("the fault shows data: %s", f.Text())
			}
			equal(t, "ledger", strings.Join(b.rows("select status, error_code, rows_read from ledger.loads"), " "), "refused|"+c.code+"|0")
			equal(t, "rows", strings.Join(b.rows("select count(*) from raw.people"), ""), "0")
		})
	}
}

func TestLimitRefusesWhole(t *testing.T) {
	b := setup(t, strings.Replace(snapshotContract, "delivery:", "limits: {rejected: 10%}\ndelivery:", 1))
	b.load("people_sps_2026-01-01.csv", people)
	_, err := b.engine.Load(t.Context(), b.file("caseload_tso_2026-01-31.csv", "Ref,Person,Response\nS1,P1,ACCEPTED\nS2,P2,PERHAPS\n"), ingest.Options{})
	f := fault.As(err)
	if f == nil || f.Code != "C014" || f.Kind != fault.Policy {
		t.Fatalf("got %v", err)
	}
	equal(t, "rows", strings.Join(b.rows("select count(*) from raw.sign_ups"), ""), "0")
}

func TestCheckKeepsNothing(t *testing.T) {
	b := setup(t, wideContract)
	report, err := b.engine.Check(t.Context(), b.file("wide_2026-09-30.csv", wideFile), ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Loads) != 3 || len(report.Reasons) != 4 {
		t.Errorf("loads %d, reasons %v", len(report.Loads), report.Reasons)
	}
	equal(t, "kept", strings.Join(b.rows("select (select count(*) from ledger.loads) + (select count(*) from ledger.reasons) + (select count(*) from raw.people)"), ""), "0")
}

// A file that was loaded is loaded again when its contract has been mended.
func TestMendedContract(t *testing.T) {
	b := setup(t, snapshotContract)
	b.load("people_sps_2026-01-01.csv", people)
	text := "Ref,Person,Response\nS1,P1,yes please\n"
	equal(t, "first", tally(b.load("caseload_tso_2026-01-31.csv", text)), "sign_ups read 1 accepted 0 unchanged 0 rejected 1 held 0 closed 0")
	b.contracts(strings.Replace(snapshotContract, "response: Response", "response: {from: Response, codes: {yes please: ACCEPTED}}", 1))
	equal(t, "mended", tally(b.load("caseload_tso_2026-01-31.csv", text)), "sign_ups read 1 accepted 1 unchanged 0 rejected 0 held 0 closed 0")
}
