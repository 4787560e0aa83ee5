package pipeline_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughcare/cmd/internal/pipeline"
)

// TestRestricted takes in twelve people in custody who will soon go home, asks for the restricted edition, and looks for what is in it
// everywhere else.
func TestRestricted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	people, custody := "person_ref,gender,home_authority\n", "custody_ref,person_ref,admitted_at,legal_status,sentenced_on,sentence_class,establishment,earliest_liberation_on\n"
	for i := range 12 {
		people += fmt.Sprintf("P%d,M,S12000049\n", i)
		custody += fmt.Sprintf("C%d,P%d,2026-03-01T10:00,SENTENCED,2026-03-02,SHORT_TERM,BAR,2026-11-%02d\n", i, i, 3+i)
	}
	b.inbox("people_sps_2026-10-31.csv", people)
	b.inbox("custody_sps_2026-10-31.csv", custody)
	b.inbox("sign_ups_tso_2026-10-31.csv", "sign_up_ref,person_ref,service,delivering_establishment,offered_on,response\nS1,P1,TSO,BAR,2026-10-01,DECLINED\n")
	b.run(pipeline.Options{})
	manifest := filepath.Join(b.project.Out(), "2026-10-31.1", "manifest.json")
	before, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	result, err := b.runner.Report(t.Context(), pipeline.Options{Restricted: true})
	if err != nil {
		t.Fatal(err)
	}
	if result.ReleaseMade || result.Release != "" || len(result.Outputs) != 6 {
		t.Errorf("release %q, %d files", result.Release, len(result.Outputs))
	}
	for _, path := range result.Outputs {
		if !strings.HasPrefix(path, filepath.Join(b.project.Restricted(), "worklists", "2026-10-31")+string(filepath.Separator)) {
			t.Errorf("%s is not in its place", path)
		}
	}
	after, err := os.ReadFile(manifest)
	if err != nil || !bytes.Equal(before, after) {
		t.Error("the manifest of the ordinary edition has changed")
	}
	equal(t, "who asked", b.one("select count(*) from ledger.steps where step = 'restricted' and status = 'done' and detail like 'lists of people as at 2026-10-31, asked for by _%'"), "1")
	keys := b.rows("select distinct person_key from core.people")
	listed := map[string]bool{}
	count := func(root string, note bool) (pages, hits int) {
		known := map[string]bool{}
		for _, k := range keys {
			known[k] = true
		}
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			pages++
			text := contents(t, path)
			// a pseudonym is 32 hexadecimal digits
			for i := 0; i+32 <= len(text); i++ {
				if known[text[i:i+32]] {
					hits++
					if note {
						listed[text[i:i+32]] = true
					}
					i += 31
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return pages, hits
	}
	if pages, hits := count(filepath.Join(b.project.Restricted(), "worklists"), true); hits == 0 {
		t.Errorf("%d files of the restricted edition list nobody: the search below would mean nothing", pages)
	}
	if pages, hits := count(b.project.Out(), false); hits > 0 || pages < 6 {
		t.Errorf("the ordinary edition, %d files, has pseudonyms %d times", pages, hits)
	}
	if len(listed) != 12 {
		t.Errorf("%d people are listed", len(listed))
	}
	due := b.one(`select value::integer from mart.figures where measure = 'liberations_due' and breakdown = 'readiness' and category = 'NO_SIGN_UP'
  and place_type = 'scotland' and period_type = 'financial_year' and period_start = '2026-04-01'`)
	equal(t, "the count of the same people", due, "12")
}

// contents of a file; of a workbook, of all its parts.
func contents(t *testing.T, path string) string {
	t.Helper()
	if !strings.HasSuffix(path, ".xlsx") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all strings.Builder
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, part); err != nil {
			t.Fatal(err)
		}
		if err := part.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
