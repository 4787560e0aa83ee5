package worklist_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughcare/marts/worklists"
	"throughcare/reports/worklist"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// core is the part of the core tables that the lists read.
const core = `
create table core.people (person_key varchar, home_authority varchar);
create table core.custody (custody_ref varchar, person_key varchar, admitted_at timestamp, liberated_on date, sentenced_on date,
  sentence_class varchar, establishment varchar, earliest_liberation_on date, destination_authority varchar, absent_from date,
  supplier varchar, load_id varchar, row_number bigint);
create table core.sign_ups (sign_up_ref varchar, person_key varchar, service varchar, establishment varchar, authority varchar, offered_on date,
  response varchar, signed_up_on date, left_on date, supplier varchar, load_id varchar, row_number bigint);
create table core.needs (need_ref varchar, person_key varchar, category varchar, identified_on date, referred_on date, accepted_on date,
  outcome_on date, state varchar, is_referred boolean, sign_up_ref varchar, licence_ref varchar, service varchar, establishment varchar,
  authority varchar, absent_from date, supplier varchar, load_id varchar, row_number bigint);
create table core.assessments (sign_up_ref varchar, assessed_on date);
create table core.case_conferences (custody_ref varchar, kind varchar, held_on date);
create table core.contacts (person_key varchar, contact_at timestamp, attended varchar, supplier varchar);
create table core.liberation_support (person_key varchar, supported_on date, attended boolean);
create table core.liberations (custody_ref varchar, person_key varchar, liberated_on date, establishment varchar, authority varchar,
  service varchar, sign_up_ref varchar);
create table core.licences (licence_ref varchar, person_key varchar, licence_type varchar, started_on date, ended_on date, expires_on date,
  absent_from date, supplier varchar, load_id varchar, row_number bigint);
create table core.clocks (rule_id varchar, subject_ref varchar, person_key varchar, authority varchar, started_at timestamp, due_on date,
  stopped_at timestamp, state varchar);
insert into ledger.loads (load, seq, file, sha256, rows_read, accepted, unchanged, rejected, held, started_at, finished_at, status) values ('L1', 1, 'custody_sps_2026-10-31.csv', 'ab', 1, 1, 0, 0, 0, now()::timestamp, now()::timestamp, 'loaded');
insert into core.custody (custody_ref, person_key, admitted_at, sentenced_on, sentence_class, establishment, earliest_liberation_on, supplier, load_id, row_number) values
  ('c1', 'pseudonym-one', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'BAR', '2026-11-20', 'sps', 'L1', 17),
  ('c2', 'pseudonym-two', '2026-02-01 10:00', '2026-02-01', 'SHORT_TERM', 'BAR', '2026-11-10', 'sps', 'L1', 18),
  ('c3', 'pseudonym-three', '2026-02-01 10:00', '2026-02-01', 'DET4', 'EDI', '2026-11-10', 'sps', 'L1', 19),
  ('c4', 'pseudonym-late', '2026-02-01 10:00', '2026-02-01', 'DET4', 'BAR', '2027-11-10', 'sps', 'L1', 20);
insert into core.sign_ups (sign_up_ref, person_key, service, offered_on, response, signed_up_on, supplier, load_id, row_number) values
  ('s2', 'pseudonym-two', 'TSO', '2026-09-01', 'DECLINED', null, 'tso', 'L1', 3), ('s5', 'pseudonym-five', 'UPSIDE', '2026-07-01', 'ACCEPTED', '2026-07-01', 'upside', 'L1', 4);
insert into core.liberations values ('c5', 'pseudonym-five', '2026-10-20', 'BAR', 'S12000049', 'UPSIDE', 's5');
insert into core.contacts values ('pseudonym-other', '2026-10-20 10:00', 'Y', 'upside');
insert into core.licences (licence_ref, person_key, licence_type, started_on, supplier, load_id, row_number) values ('l6', 'pseudonym-six', 'NONPAR', '2026-10-28', 'glasgow', 'L1', 5);
insert into core.clocks values ('ST11b', 'l6', 'pseudonym-six', 'S12000049', '2026-10-28', '2026-10-29', null, 'MISSED');
insert into core.needs (need_ref, person_key, category, identified_on, state, is_referred, service, establishment, supplier, load_id, row_number) values
  ('n7', 'pseudonym-seven', 'HOUSING', '2026-10-01', 'OPEN', false, 'UPSIDE', 'BAR', 'upside', 'L1', 6),
  ('n8', 'pseudonym-eight', 'HOUSING', '2026-10-30', 'OPEN', false, 'UPSIDE', 'BAR', 'upside', 'L1', 7);
insert into core.needs (need_ref, person_key, category, identified_on, referred_on, state, is_referred, supplier) values ('n9', 'p9', 'DRUGS', '2026-10-01', '2026-10-02', 'OPEN', true, 'upside');
`

var asAt = time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC)

// inside runs fn as at the day over the tables.
func inside(t *testing.T, fn func(context.Context, *warehouse.Tx) error) error {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Config{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db.Tx(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: asAt}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, core); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

// TestLists reads every list and holds it to the rows that should be on it, worked out by hand.
func TestLists(t *testing.T) {
	var got []string
	err := inside(t, func(ctx context.Context, tx *warehouse.Tx) error {
		lists, err := worklists.Read(ctx, tx)
		if err != nil {
			return err
		}
		for _, l := range lists {
			for _, r := range l.Rows {
				line := []string{l.ID, r.Establishment, r.Authority, r.Service}
				for _, c := range r.Cells {
					if day, ok := c.(time.Time); ok {
						c = day.Format(time.DateOnly)
					}
					line = append(line, fmt.Sprint(c))
				}
				got = append(got, strings.Join(line, "|"))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"liberations_due|EDI|||pseudonym-three|2026-11-10|10|No plan recorded|<nil>|Edinburgh|<nil>|sps|custody_sps_2026-10-31.csv|19",
		"liberations_due|BAR||TSO|pseudonym-two|2026-11-10|10|No sign-up: declined, no response, or support ended|Throughcare Support Officers|Barlinnie|<nil>|sps|custody_sps_2026-10-31.csv|18",
		"liberations_due|BAR|||pseudonym-one|2026-11-20|20|No sign-up: no offer recorded|<nil>|Barlinnie|<nil>|sps|custody_sps_2026-10-31.csv|17",
		"first_contacts_due|BAR|S12000049|UPSIDE|pseudonym-five|2026-10-20|11|Over a week|Upside|Barlinnie|Glasgow City|upside|custody_sps_2026-10-31.csv|4",
		"first_meetings_due||S12000049||pseudonym-six|2026-10-28|3|Over the limit|Non-parole licence|Glasgow City|glasgow|custody_sps_2026-10-31.csv|5",
		"needs_not_referred|BAR||UPSIDE|pseudonym-seven|Housing|2026-10-01|30|Upside|Barlinnie|<nil>|upside|custody_sps_2026-10-31.csv|6",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestRestrictedEdition writes it all, and looks at places, permissions, and the mark on pages, paper and sheets.
func TestRestrictedEdition(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "restricted", "worklists")
	o := worklist.Options{Folder: folder, AsAt: asAt, MadeAt: asAt, Made: "test"}
	stale := filepath.Join(folder, "2026-10-31", "somewhere-else", "index.html")
	if err := os.MkdirAll(filepath.Dir(stale), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stale, []byte("of an earlier run"), 0o600); err != nil {
		t.Fatal(err)
	}
	var paths []string
	if err := inside(t, func(ctx context.Context, tx *warehouse.Tx) (err error) {
		paths, err = worklist.Write(ctx, tx, o)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for _, p := range paths {
		if strings.HasSuffix(p, ".html") {
			bodies = append(bodies, filepath.Base(filepath.Dir(p)))
		}
	}
	want := []string{"authority-glasgow-city-s12000049", "establishment-barlinnie-bar", "establishment-edinburgh-edi", "service-throughcare-support-officers-tso", "service-upside"}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("people on an earlier run's lists are still there")
	}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[entry.IsDir()]; err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	prison := filepath.Join(folder, "2026-10-31", "establishment-barlinnie-bar")
	page, err := os.ReadFile(filepath.Join(prison, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, want := range []string{`<p class="mark">` + worklist.Mark, "pseudonym-one", "pseudonym-two", "pseudonym-five", "pseudonym-seven", "Nobody is on this list."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, not := range []string{"pseudonym-three", "pseudonym-six", "pseudonym-eight", "pseudonym-late", "Small counts are withheld", "<th scope=\"col\">Held in"} {
		if strings.Contains(text, not) {
			t.Errorf("the page has %s", not)
		}
	}
	checkPaper(t, filepath.Join(prison, "index.html"))
	checkSheets(t, filepath.Join(prison, "worklist-establishment-barlinnie-bar.xlsx"))
}

func checkSheets(t *testing.T, path string) {
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	people := false
	for _, sheet := range book.GetSheetList() {
		cell, err := book.GetCellValue(sheet, "A2")
		if err != nil || cell != worklist.Mark {
			t.Errorf("sheet %s: %q stands where its mark should be, %v", sheet, cell, err)
		}
		header, err := book.GetHeaderFooter(sheet)
		if err != nil || !strings.Contains(header.OddHeader, worklist.Mark) || !strings.Contains(header.OddFooter, worklist.Mark) {
			t.Errorf("sheet %s: its header is not marked, %v", sheet, err)
		}
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		people = people || strings.Contains(fmt.Sprint(rows), "pseudonym-one")
	}
	if !people {
		t.Error("the workbook does not list the person")
	}
}

// checkPaper prints the page: every sheet of paper is marked at its head and foot.
func checkPaper(t *testing.T, page string) {
	chromium, err := exec.LookPath("chromium")
	reader, missing := exec.LookPath("pdftotext")
	if err != nil || missing != nil {
		t.Log("chromium or pdftotext is not on the PATH: no page was printed")
		return
	}
	paper := filepath.Join(t.TempDir(), "page.pdf")
	if out, err := exec.CommandContext(t.Context(), chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+t.TempDir(), "--print-to-pdf="+paper, "file://"+page).CombinedOutput(); err != nil {
		t.Fatalf("print: %v: %s", err, out)
	}
	text, err := exec.CommandContext(t.Context(), reader, "-layout", paper, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
	for i, p := range pages {
		if strings.Count(strings.Join(strings.Fields(p), " "), worklist.Mark) < 2 {
			t.Errorf("printed page %d of %d is not marked at its head and foot", i+1, len(pages))
		}
	}
}

func TestAPlaceWithoutAnybody(t *testing.T) {
	err := inside(t, func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := worklist.Write(ctx, tx, worklist.Options{Folder: t.TempDir(), AsAt: asAt, Bodies: []string{"Barlinnie", "Atlantis"}})
		return err
	})
	if f := fault.As(err); f == nil || f.Code != "L001" || f.Kind != fault.Usage {
		t.Errorf("got %v", err)
	}
}
