package pipeline_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
)

// caseloadContract is of a snapshot whose rows are a person, an offer, and a need for every tick.
const caseloadContract = `
contract: bar-caseload
supplier: sps-bar
file: {pattern: "caseload*.csv"}
extract_date: {from: value, value: 2026-10-30}
delivery: {mode: snapshot, absent: closed}
records:
  - kind: people
    fields: {person_ref: SPS number, gender: {from: Sex, codes: {gent: M, lady: F}}}
  - kind: sign_ups
    fields:
      sign_up_ref: Case no
      person_ref: SPS number
      service: {value: TSO}
      delivering_establishment: {value: BAR}
      offered_on: {from: Offered, formats: ["02/01/2006"], required: true}
      response: {from: Answer, codes: {"yes": ACCEPTED, "no": DECLINED}}
      signed_up_on: {from: Signed up, formats: ["02/01/2006"]}
    rules:
      - {id: after-the-offer, check: "signed_up_on >= offered_on", message: "Signed up before it was offered", severity: reject}
  - kind: needs
    unpivot: {columns: {Housing: HOUSING, Money: FINANCE_DEBT}, present: [y], absent: [n]}
    fields:
      need_ref: {expr: "\"Case no\" || '/' || _name"}
      person_ref: SPS number
      sign_up_ref: Case no
      category: {from: _name}
      identified_on: {from: Signed up, formats: ["02/01/2006"]}
`

const caseloadHeader = "Case no,SPS number,Sex,Offered,Answer,Signed up,Housing,Money,Note\n"

// caseloadRows: two are right; the others have each something wrong of their own.
const caseloadRows = `C1,000901,gent,01/09/2026,yes,03/09/2026,y,n,
C2,000902,lady,02/09/2026,no,,,,
C3,000903,gent,2026-09-11,yes,14/09/2026,y,n,  =cmd|' /C calc'!A0
C4,000904,gent,12/09/2026,perhaps,,,,"two
lines"
C5,000905,gent,13/09/2026,yes,02/09/2026,,y,
C6,000906,gent,,yes,02/09/2026,,,
C7,000907,them,14/09/2026,yes,15/09/2026,maybe,n,
C8,000908,robot,15/09/2026,yes,16/09/2026,n,n,a,b,c
C9,000909,gent,15/09/2026,yes,16/09/2026,n,n,
C9,000909,gent,15/09/2026,no,,n,n,
`

// mendedRows are the same, right.
const mendedRows = `C1,000901,gent,01/09/2026,yes,03/09/2026,y,n,
C2,000902,lady,02/09/2026,no,,,,
C3,000903,gent,11/09/2026,yes,14/09/2026,y,n,
C4,000904,gent,12/09/2026,no,,,,
C5,000905,gent,13/09/2026,yes,14/09/2026,,y,
C6,000906,gent,14/09/2026,yes,15/09/2026,,,
C7,000907,lady,14/09/2026,yes,15/09/2026,y,n,
C8,000908,gent,15/09/2026,yes,16/09/2026,n,n,abc
C9,000909,gent,15/09/2026,yes,16/09/2026,n,n,
`

// setAside takes in a caseload with mistakes, contacts that wait for a sign-up, and a file that nobody knows.
func setAside(t *testing.T) *bench {
	t.Helper()
	b := setup(t)
	if err := os.WriteFile(filepath.Join(b.project.Contracts(), "caseload.yaml"), []byte(caseloadContract), 0o600); err != nil {
		t.Fatal(err)
	}
	b.inbox("caseload.csv", caseloadHeader+caseloadRows)
	b.inbox("people_tso_2026-10-31.csv", "person_ref,gender\nP1,M\n")
	b.inbox("contacts_tso_2026-10-31.csv", "contact_ref,person_ref,sign_up_ref,contact_at,kind\nK1,P1,S-000777,2026-10-01T10:00,PHONE\n")
	b.inbox("contacts_tso_2026-09-31.csv", "contact_ref,person_ref,contact_at,kind\nK1,P1,2026-09-01T10:00,PHONE\n")
	if r, err := b.runner.Ingest(t.Context(), pipeline.Options{}); err != nil || !r.Partial {
		t.Fatalf("%+v, %v", r, err)
	}
	return b
}

// listed is one line a reason: file, kind, severity, rule, field, rows.
func (b *bench) listed(o pipeline.RejectsFilter) []string {
	b.t.Helper()
	list, err := b.runner.RejectsList(b.t.Context(), o)
	if err != nil {
		b.t.Fatal(err)
	}
	var lines []string
	for _, a := range list {
		if a.Refused != "" {
			lines = append(lines, a.File+" refused "+a.Refused)
		}
		for _, r := range a.Reasons {
			lines = append(lines, strings.Join([]string{a.File, a.Kind, r.Severity, r.Rule, r.Field, fmt.Sprint(r.Rows)}, " "))
		}
	}
	slices.Sort(lines)
	return lines
}

func (b *bench) export(o pipeline.Options) pipeline.Result {
	b.t.Helper()
	r, err := b.runner.ExportRejects(b.t.Context(), o)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func TestRejectsList(t *testing.T) {
	b := setAside(t)
	want := []string{
		"caseload.csv needs held waiting sign_up_ref 2",
		"caseload.csv needs reject unclear_mark  1",
		"caseload.csv people reject cells_extra  1",
		"caseload.csv people reject duplicate_key  1",
		"caseload.csv people reject unknown_code gender 2",
		"caseload.csv sign_ups held waiting person_ref 1",
		"caseload.csv sign_ups reject after-the-offer  1",
		"caseload.csv sign_ups reject duplicate_key  2",
		"caseload.csv sign_ups reject not_a_date offered_on 1",
		"caseload.csv sign_ups reject required offered_on 1",
		"caseload.csv sign_ups reject unknown_code response 1",
		"contacts_tso_2026-09-31.csv refused C027",
		"contacts_tso_2026-10-31.csv contacts held waiting sign_up_ref 1",
	}
	got := b.listed(pipeline.RejectsFilter{})
	equal(t, "list", strings.Join(got, "\n"), strings.Join(want, "\n"))
	equal(t, "one supplier and kind", strings.Join(b.listed(pipeline.RejectsFilter{Supplier: "tso", Kind: "contacts"}), "\n"), want[len(want)-1])
	status, err := b.runner.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, err := b.runner.RejectsList(t.Context(), pipeline.RejectsFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var rejected, held int64
	for _, a := range list {
		rejected, held = rejected+a.Rejected, held+a.Held
	}
	if status.Rejected != rejected || status.Held != held || rejected == 0 {
		t.Errorf("status counts %d rejected and %d held, the list %d and %d", status.Rejected, status.Held, rejected, held)
	}
	for _, o := range []pipeline.RejectsFilter{{Supplier: "nobody"}, {Kind: "nothing"}} {
		if _, err := b.runner.RejectsList(t.Context(), o); fault.As(err) == nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// sheetOf gives the rows of a sheet under its header, by their number in the file, as heading -> text.
func sheetOf(t *testing.T, f *excelize.File, sheet string) (rows map[string]map[string]string, places map[string]string) {
	t.Helper()
	all, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	head := slices.IndexFunc(all, func(row []string) bool { return len(row) > 0 && row[0] == "Row in the file" })
	if head < 0 {
		t.Fatalf("sheet %s has no header", sheet)
	}
	rows, places = map[string]map[string]string{}, map[string]string{}
	for i, row := range all[head+1:] {
		one := map[string]string{}
		for j, text := range row {
			one[all[head][j]] = text
		}
		for j, name := range all[head] {
			cell, err := excelize.CoordinatesToCellName(j+1, head+2+i)
			if err != nil {
				t.Fatal(err)
			}
			places[row[0]+" "+name] = cell
		}
		rows[row[0]] = one
	}
	return rows, places
}

// TestRejectsExport reads the workbook as a supplier would.
func TestRejectsExport(t *testing.T) {
	b := setAside(t)
	r := b.export(pipeline.Options{})
	folder := filepath.Join(b.project.Restricted(), "rejects", "2026-11-02")
	own := filepath.Join(folder, "rows-to-mend-sps-bar-2026-11-02.xlsx")
	equal(t, "workbooks", strings.Join(r.Outputs, "\n"), strings.Join([]string{
		filepath.Join(folder, "rows-to-mend-supplier-not-known-2026-11-02.xlsx"), own, filepath.Join(folder, "rows-to-mend-tso-2026-11-02.xlsx")}, "\n"))
	for path, mode := range map[string]os.FileMode{folder: 0o700, own: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
	equal(t, "who asked", b.one("select count(*) from ledger.steps where step = 'rejects' and status = 'done' and detail like 'rows to mend of every supplier, 3 workbooks in %, asked for by _%'"), "1")
	if left, err := filepath.Glob(filepath.Join(b.project.Restricted(), ".opened-*")); err != nil || len(left) > 0 {
		t.Errorf("taken out of the archive and left: %v, %v", left, err)
	}
	f, err := excelize.OpenFile(own)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	equal(t, "sheets", strings.Join(f.GetSheetList(), "|"), "What to mend|people 2026-10-30|sign_ups 2026-10-30|needs 2026-10-30|Codes")
	for _, sheet := range f.GetSheetList() {
		mark, err := f.GetCellValue(sheet, "A2")
		if err != nil || !strings.HasPrefix(mark, "RESTRICTED: names people") {
			t.Errorf("%s is marked %q, %v", sheet, mark, err)
		}
		if printed, err := f.GetHeaderFooter(sheet); err != nil || !strings.Contains(printed.OddHeader, mark) || !strings.Contains(printed.OddFooter, mark) {
			t.Errorf("%s is printed under %+v, %v", sheet, printed, err)
		}
		if panes, err := f.GetPanes(sheet); sheet != "What to mend" && (err != nil || !panes.Freeze || panes.YSplit == 0) {
			t.Errorf("%s is not frozen: %+v, %v", sheet, panes, err)
		}
	}
	t.Run("cells", func(t *testing.T) { theCells(t, f) })
	t.Run("schemas", func(t *testing.T) { againstSchemas(t, r.Outputs) })
	if log := b.log.String(); strings.Contains(log, "0009") || strings.Contains(log, "S-000777") {
		t.Error("a value of a row is in the log")
	}
	for _, value := range []string{"000903", "perhaps", "2026-09-11"} {
		if n := b.one("select count(*) from ledger.reasons where message like '%" + value + "%'"); n != "0" {
			t.Errorf("%q stands in a reason", value)
		}
	}
}

// theCells are as they were sent, are texts, and those to mend are marked and named.
func theCells(t *testing.T, f *excelize.File) {
	const sheet = "sign_ups 2026-10-30"
	rows, places := sheetOf(t, f, sheet)
	for row, want := range map[string][2]string{
		"4":  {`"Offered" (offered_on) is not a real date written as DD/MM/YYYY.`, "Offered"},
		"5":  {`"Answer" (response) is not in the list SIGN_UP_RESPONSE.`, "Answer"},
		"7":  {"Signed up before it was offered.", "Offered; Signed up"},
		"8":  {`"Offered" (offered_on) is blank, and must be filled.`, "Offered (blank)"},
		"11": {"Another row of the file has the same reference and says something else: neither is taken.", "Case no"},
		"12": {"Another row of the file has the same reference and says something else: neither is taken.", "Case no"},
	} {
		if got := rows[row]; got["What is wrong"] != want[0] || got["Cells to mend"] != want[1] || got["Rejected or held"] != "Rejected" || got["How to mend it"] == "" {
			t.Errorf("row %s: %q", row, got)
		}
	}
	for place, want := range map[string]string{"4 SPS number": "000903", "4 Offered": "2026-09-11", "4 Note": "  =cmd|' /C calc'!A0", "5 Note": "two\nlines"} {
		row, name, _ := strings.Cut(place, " ")
		if rows[row][name] != want {
			t.Errorf("%s is %q", place, rows[row][name])
		}
		if kind, err := f.GetCellType(sheet, places[place]); err != nil || kind != excelize.CellTypeInlineString {
			t.Errorf("%s is of the type %v, %v", place, kind, err)
		}
		if formula, err := f.GetCellFormula(sheet, places[place]); err != nil || formula != "" {
			t.Errorf("%s has the formula %q, %v", place, formula, err)
		}
	}
	for place, marked := range map[string]bool{"4 Offered": true, "4 Case no": false, "4 Answer": false, "8 Offered": true, "7 Signed up": true, "7 Offered": true, "11 Case no": true, "11 Answer": false} {
		id, err := f.GetCellStyle(sheet, places[place])
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil || style.NumFmt != 49 || (len(style.Fill.Color) > 0) != marked || style.Font.Bold != marked {
			t.Errorf("%s (%s): %+v, %v", place, places[place], style, err)
		}
	}
	people, _ := sheetOf(t, f, "people 2026-10-30")
	if got := people["10"]; got["Cells to mend"] != "cell 10, beyond the header; cell 11, beyond the header" || got["cell 11, beyond the header"] != "c" ||
		!strings.HasPrefix(got["What is wrong"], "The row has more cells than the header, so its cells may stand in the wrong columns") || got["Sex"] != "robot" {
		t.Errorf("a row with more cells than the header: %q", got)
	}
	needs, _ := sheetOf(t, f, "needs 2026-10-30")
	if got := needs["9"]; got["Cells to mend"] != "Housing" || !strings.HasPrefix(got["What is wrong"], "A cell is neither blank") {
		t.Errorf("an unclear tick: %q", got)
	}
	// C3 and C5 have ticks whose sign-up was rejected: their needs wait for it.
	for _, row := range []string{"4", "7"} {
		got := needs[row]
		if got["Rejected or held"] != "Held" || got["Cells to mend"] != "none here" || got["How to mend it"] != "Nothing here: mend the same row as it stands among the sign ups, and this record follows by itself." ||
			!strings.Contains(got["What is wrong"], "the record of sign_ups that sign_up_ref refers to") || got["SPS number"] == "" {
			t.Errorf("a held row: %q", got)
		}
	}
	signUps, _ := sheetOf(t, f, sheet)
	if got := signUps["9"]; got["Rejected or held"] != "Held" || !strings.HasPrefix(got["What is wrong"], "Waits for the record of people that person_ref refers to") {
		t.Errorf("a held sign-up: %q", got)
	}
	codes, err := f.GetRows("Codes")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, row := range codes {
		found[strings.Join(row[:min(len(row), 2)], " ")] = true
		if len(row) > 3 && row[1] == "F" && !strings.Contains(row[3], "lady") {
			t.Errorf("the contract's own word is not in %q", row)
		}
	}
	if !found["GENDER F"] || !found["SIGN_UP_RESPONSE DECLINED"] || found["ESTABLISHMENT BAR"] {
		t.Errorf("the codes are %v", codes)
	}
}

// againstSchemas asks the validator of the format's makers, where there is one.
func againstSchemas(t *testing.T, paths []string) {
	validator := os.Getenv("THROUGHCARE_OOXML")
	if validator == "" {
		t.Skip("THROUGHCARE_OOXML does not name a validator: no workbook was held against the schemas")
	}
	for _, path := range paths {
		out, err := exec.CommandContext(t.Context(), validator, path).CombinedOutput() //nolint:gosec // the tester names it
		if err != nil || !strings.Contains(string(out), `"ok": true`) {
			t.Errorf("%s: %v\n%s", filepath.Base(path), err, out)
		}
	}
}

// TestRejectsAreMended does what the workbook asks for: what it promises is so.
func TestRejectsAreMended(t *testing.T) {
	b := setAside(t)
	b.export(pipeline.Options{})
	left := filepath.Join(b.project.Restricted(), ".opened-1") // as an export that was killed leaves it
	if err := os.WriteFile(left, []byte(caseloadRows), 0o600); err != nil {
		t.Fatal(err)
	}
	b.inbox("caseload.csv", caseloadHeader+mendedRows)
	r, err := b.runner.Ingest(t.Context(), pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Files {
		if f.File == "caseload.csv" && (f.Read != f.Accepted+f.Unchanged || f.Unchanged == 0 || f.Accepted == 0) {
			t.Errorf("%+v", f)
		}
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was taken out of the archive is left: %v", err)
	}
	equal(t, "unchanged rows of the whole file", b.one("select unchanged from ledger.loads where file = 'caseload.csv' and kind = 'sign_ups' order by seq desc limit 1"), "2")
	equal(t, "sign-ups that are there now", b.one("select count(*) from staging.sign_ups where absent_from is null"), "9")
	for _, line := range b.listed(pipeline.RejectsFilter{}) {
		if strings.HasPrefix(line, "caseload.csv") {
			t.Errorf("still to be mended: %s", line)
		}
	}
	if all := b.listed(pipeline.RejectsFilter{All: true}); len(all) < 8 {
		t.Errorf("all loads: %v", all)
	}
	if r := b.export(pipeline.Options{Supplier: "sps-bar"}); len(r.Outputs) != 0 {
		t.Errorf("mended rows are exported: %v", r.Outputs)
	}
	b.export(pipeline.Options{})
	if left, err := filepath.Glob(filepath.Join(b.project.Rejects(), "*", "*sps-bar*")); err != nil || len(left) > 0 {
		t.Errorf("the workbook of what is mended is left: %v, %v", left, err)
	}
	// The record that the contact waits for comes; the name of the refused file is mended.
	b.inbox("sign_ups_tso_2026-10-31.csv", "sign_up_ref,person_ref,service,delivering_establishment,offered_on,response\nS-000777,P1,TSO,BAR,2026-10-01,DECLINED\n")
	if err := os.Rename(filepath.Join(b.project.Inbox(), "contacts_tso_2026-09-31.csv"), filepath.Join(b.project.Inbox(), "contacts_tso_2026-09-30.csv")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.runner.Ingest(t.Context(), pipeline.Options{}); err != nil {
		t.Fatal(err)
	}
	equal(t, "what is left", strings.Join(b.listed(pipeline.RejectsFilter{}), "\n"), "")
}

// TestACorrectedFileUnderAnotherName: a whole snapshot stands in the place of the one of its day, whatever it is called.
func TestACorrectedFileUnderAnotherName(t *testing.T) {
	b := setAside(t)
	b.inbox("caseload corrected.csv", caseloadHeader+mendedRows)
	if _, err := b.runner.Ingest(t.Context(), pipeline.Options{}); err != nil {
		t.Fatal(err)
	}
	equal(t, "what is left", strings.Join(b.listed(pipeline.RejectsFilter{Supplier: "sps-bar"}), "\n"), "")
	status, err := b.runner.Status(t.Context())
	if err != nil || status.Rejected != 0 || status.Held != 1 {
		t.Errorf("%+v, %v", status, err)
	}
}

// TestAPartOfASnapshotIsNotSent: what the workbook warns of is so.
func TestAPartOfASnapshotIsNotSent(t *testing.T) {
	b := setAside(t)
	b.inbox("caseload.csv", caseloadHeader+"C4,000904,gent,12/09/2026,no,,,,\n")
	if _, err := b.runner.Ingest(t.Context(), pipeline.Options{}); err != nil {
		t.Fatal(err)
	}
	equal(t, "closed", b.one("select closed from ledger.loads where file = 'caseload.csv' and kind = 'sign_ups' order by seq desc limit 1"), "2")
}

// TestRejectsWithoutTheirRows: what was removed from the project's folders is listed by its numbers, and the workbook says so.
func TestRejectsWithoutTheirRows(t *testing.T) {
	b := setAside(t)
	for _, pattern := range []string{filepath.Join(b.project.Restricted(), "*.csv"), filepath.Join(b.project.Archive(), "*.age")} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatal(paths, err)
		}
		for _, path := range paths {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	to := filepath.Join(t.TempDir(), "a", "stick")
	r := b.export(pipeline.Options{Supplier: "sps-bar", To: to})
	if len(r.Outputs) != 1 || filepath.Dir(r.Outputs[0]) != to || len(r.Notes) != 2 {
		t.Fatalf("%+v", r)
	}
	f, err := excelize.OpenFile(r.Outputs[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, _ := sheetOf(t, f, "sign_ups 2026-10-30")
	if got := rows["5"]; got["What is wrong"] == "" || got["How to mend it"] == "" || len(rows) < 6 {
		t.Errorf("%q of %d", got, len(rows))
	}
	said := false
	for row := 1; row < 8; row++ {
		text, err := f.GetCellValue("sign_ups 2026-10-30", fmt.Sprintf("A%d", row))
		said = said || err == nil && strings.Contains(text, "removed from the project's folder restricted")
	}
	if !said {
		t.Error("the sheet does not say that the rows were removed")
	}
	for _, to := range []string{b.project.Out(), filepath.Join(b.project.Published(), "x"), b.project.Inbox()} {
		var x *fault.Fault
		if _, err := b.runner.ExportRejects(t.Context(), pipeline.Options{To: to}); !errors.As(err, &x) || x.Code != "P015" {
			t.Errorf("into %s: %v", to, err)
		}
	}
}

// TestNamesOfWorkbooks: long suppliers, and several files of one kind and day.
func TestNamesOfWorkbooks(t *testing.T) {
	b := setup(t)
	long := strings.Repeat("council of a very long name ", 12)
	const rows = "support_ref,person_ref,supported_on,kind,result\nL1,P1,soon,HOUSING,?\n"
	for i, supplier := range []string{long + "one", long + "two", strings.Repeat("x", 60)} {
		for _, name := range []string{"liberation_support_x_2026-10-31.csv", "liberation_support_x_2026-10-31_late.csv"} {
			o := pipeline.Options{Files: []string{filepath.Join(b.project.Inbox(), name)}}
			o.Override.Supplier = supplier
			b.inbox(name, rows+fmt.Sprintf("L2,P%d,%s,HOUSING,?\n", i, name))
			if _, err := b.runner.Ingest(t.Context(), o); err != nil {
				t.Fatal(err)
			}
		}
	}
	r := b.export(pipeline.Options{})
	if len(r.Outputs) != 3 || r.Outputs[0] == r.Outputs[1] || len(filepath.Base(r.Outputs[0])) > 100 {
		t.Fatalf("%q", r.Outputs)
	}
	f, err := excelize.OpenFile(r.Outputs[1])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	equal(t, "sheets", strings.Join(f.GetSheetList(), "|"), "What to mend|liberation_support 2026-10-31|liberation_support 2026-10-31 2|Codes")
	link, target, err := f.GetCellHyperLink("What to mend", "A12")
	if err != nil || !link || target != "'liberation_support 2026-10-31 2'!A1" {
		t.Errorf("the second sheet is linked %t to %q, %v", link, target, err)
	}
}

// TestNothingToMend: a project without a warehouse, and one in which everything is right.
func TestNothingToMend(t *testing.T) {
	b := setup(t)
	if list := b.listed(pipeline.RejectsFilter{}); len(list) > 0 {
		t.Errorf("%v", list)
	}
	b.inbox("people_tso_2026-10-31.csv", "person_ref,gender\nP1,M\n")
	if _, err := b.runner.Ingest(t.Context(), pipeline.Options{}); err != nil {
		t.Fatal(err)
	}
	if r := b.export(pipeline.Options{}); len(r.Outputs)+len(r.Notes) > 0 {
		t.Errorf("%+v", r)
	}
}
