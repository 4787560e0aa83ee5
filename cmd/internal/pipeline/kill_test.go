package pipeline_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/sample"
)

// childProject names the project that a process of this test binary runs instead of the tests, telling every event.
const childProject = "THROUGHCARE_TEST_RUN"

func TestMain(m *testing.M) {
	dir := os.Getenv(childProject)
	if dir == "" {
		os.Exit(m.Run())
	}
	project, err := pipeline.OpenProject(dir)
	if err == nil {
		runner := &pipeline.Runner{Project: project, Log: slog.New(slog.DiscardHandler), Program: "test", Now: testDay,
			Events: func(e pipeline.Event) { fmt.Println(e.Step, e.Message, e.Done) }}
		_, err = runner.Run(context.Background(), forScotland())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// forScotland is a run that writes the reports of one place: reports of more would only take longer to be killed among.
func forScotland() pipeline.Options { return pipeline.Options{Bodies: []string{"scotland"}} }

// testDay is the time of day on the day of the tests' own clock: the days from extract to load are figures too.
func testDay() time.Time {
	now := time.Now().UTC()
	return time.Date(2026, 11, 2, now.Hour(), now.Minute(), now.Second(), now.Nanosecond(), time.UTC)
}

// smallCaseload fills the inbox with a few suppliers' files of a small made-up caseload.
func smallCaseload(t *testing.T, dir string) {
	t.Helper()
	if _, err := sample.Write(t.Context(), dir, sample.Options{Scale: 0.05}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "inbox", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasPrefix(name, "people_") || strings.HasPrefix(name, "custody_") || strings.HasPrefix(name, "licences_") ||
			strings.HasPrefix(name, "recalls_") || strings.HasPrefix(name, "TSO caseload") {
			continue
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}

// killAt starts a run of the project in a process of its own and kills it at its nth event, or at the event told; false: it ended
// before that.
func killAt(t *testing.T, dir string, n int, told string) bool {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childProject+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var last string
	for i := 0; lines.Scan(); i++ {
		last = lines.Text()
		if i == n || told != "" && strings.HasPrefix(last, told) {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = child.Wait()
			return true
		}
	}
	if err := child.Wait(); err != nil {
		t.Fatalf("the run ended by itself: %v: %s", err, last)
	}
	return false
}

// A run that is killed anywhere loses and doubles nothing: the next run finishes the work, and what stands at the end is
// what a run without any accident leaves.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	reference := setup(t)
	smallCaseload(t, reference.project.Dir)
	want := reference.run(forScotland())

	b := setup(t)
	for _, folder := range []string{b.project.Keys(), b.project.Inbox(), b.project.Contracts()} {
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"keys", "inbox", "contracts"} {
		if err := os.CopyFS(filepath.Join(b.project.Dir, folder), os.DirFS(filepath.Join(reference.project.Dir, folder))); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := filepath.Glob(filepath.Join(b.project.Keys(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if err := os.Chmod(key, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	killed := 0
	for n := 3; killAt(t, b.project.Dir, n, ""); n = n*3 + 1 {
		killed++
		// killed among the files; now when all are in, and what waited for them has not been tried again
		if n == 10 && !killAt(t, b.project.Dir, -1, "ingest held rows") {
			t.Error("held rows were not tried again")
		}
		if _, err := os.Stat(filepath.Join(b.project.Published(), "throughcare.duckdb")); err == nil {
			b.ask("select count(*) from release.figures", false) // the published copy is whole
		}
	}
	if killed < 3 {
		t.Errorf("killed only %d times", killed)
	}
	got := b.run(forScotland())
	equal(t, "release", got.Release, want.Release)
	for _, query := range []string{
		"select figures_sha256, figures from release.releases",
		"select file, kind, rows_read, accepted, unchanged, rejected, held from ledger.loads order by all",
		"select count(*), count(distinct (scope_id, person_key, extract_date)) from raw.people where known_to is null",
		"select count(*) from raw.sign_ups where known_to is null",
		"select row_number, rule, count(*) from ledger.reasons group by all order by all",
	} {
		equal(t, query, b.one(query), reference.one(query))
	}
	equal(t, "runs that were killed", b.one("select count(*) >= 3 from ledger.runs where status = 'interrupted' and exit_code = 130"), "true")
}
