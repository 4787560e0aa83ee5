package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughcare/cmd/internal/config"
	"throughcare/cmd/internal/pipeline"
	"throughcare/marts"
)

func at(text string) time.Time {
	t, _ := time.Parse(time.RFC3339, text) // a constant of this file
	return t
}

func TestStatus(t *testing.T) {
	b := setup(t)
	b.config.Jobs = []config.Job{{Name: "daily", Schedule: "0 6 * * *", Steps: []string{"run"}}}
	b.engine.status = pipeline.Status{
		Warehouse: true, Held: 3, Rejected: 1200,
		LastRun:     &pipeline.RunInfo{Run: "01RUN", Status: "done in part", ExitCode: 5, Started: at("2026-07-01T05:00:00Z")},
		LastRelease: &pipeline.ReleaseInfo{Release: "2026-06.1", AsAt: at("2026-06-30T00:00:00Z"), Figures: 54321},
		Loads: []pipeline.SupplierLoads{
			{Supplier: "sps", Kind: "custody", Loads: 3, Latest: at("2026-06-30T00:00:00Z"), NextDue: at("2026-07-31T00:00:00Z"), Late: true, Held: 3},
			{Supplier: "upside", Kind: "needs", Loads: 12, Latest: at("2026-06-30T00:00:00Z"), Rejected: 1200},
		},
	}
	if code := b.run(t.Context(), "status"); code != 0 {
		t.Fatal(b.stderr.String())
	}
	got := b.stdout.String()
	for _, want := range []string{
		"last run   2026-07-01 06:00, done in part (01RUN)\n", // as the clock in Scotland said
		"release    2026-06.1, as at 2026-06-30, 54,321 figures\n",
		"rows       3 held, 1,200 rejected: throughcare rejects list says why\n",
		"next job   daily, ",
		"supplier  kind     files  latest extract  next due         held  rejected\n",
		"sps       custody      3  2026-06-30      2026-07-31 LATE     3         0\n",
		"upside    needs       12  2026-06-30                          0      1200\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	b.run(t.Context(), "status", "--output", "json")
	for _, want := range []string{`"started": "2026-07-01T05:00:00Z"`, `"exit_code": 5`, `"late": true`, `"next_job": "daily"`, `"latest_extract": "2026-06-30"`} {
		if !strings.Contains(b.stdout.String(), want) {
			t.Errorf("%s is not in\n%s", want, b.stdout.String())
		}
	}
}

func TestRunsAndReleases(t *testing.T) {
	b := setup(t)
	for _, verb := range []string{"runs", "release"} {
		if b.run(t.Context(), verb, "list"); b.stdout.Len() > 0 || !strings.Contains(b.stderr.String(), "throughcare run") {
			t.Errorf("%s list of nothing: %q, %q", verb, b.stdout.String(), b.stderr.String())
		}
		if b.run(t.Context(), verb, "list", "--output", "json"); b.stdout.String() != "[]\n" {
			t.Errorf("%s list of nothing as JSON: %q", verb, b.stdout.String())
		}
	}
	b.engine.runs = []pipeline.RunInfo{{
		Run: "01RUN", Job: "daily", Trigger: "schedule", Status: "done", Due: at("2026-07-01T05:00:00Z"), Started: at("2026-07-01T05:00:01Z"),
		Finished: at("2026-07-01T05:00:03.5Z"), Release: "2026-06.1", Program: "throughcare v1",
		Steps: []pipeline.StepInfo{{Step: "ingest", Status: "done", Started: at("2026-07-01T05:00:01Z"), Finished: at("2026-07-01T05:00:02Z"), Detail: "2 files"}},
	}}
	b.run(t.Context(), "runs", "list")
	want := `run    started           took  status  job    trigger   release
01RUN  2026-07-01 06:00  2.5s  done    daily  schedule  2026-06.1
`
	if diff := cmp.Diff(want, b.stdout.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.run(t.Context(), "runs", "show", "01RUN")
	want = `run        01RUN
status     done (exit code 0)
started    2026-07-01 06:00, took 2.5s
job        daily
trigger    schedule
due        2026-07-01 06:00
release    2026-06.1
program    throughcare v1

step    status  took  detail
ingest  done    1s    2 files
`
	if diff := cmp.Diff(want, b.stdout.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.engine.releases = []pipeline.ReleaseInfo{{
		Release: "2026-06.1", AsAt: at("2026-06-30T00:00:00Z"), Made: at("2026-07-01T05:00:03Z"), Figures: 5000, Suppressed: 12, Run: "01RUN",
		Comparisons: 480, ControlPoints: 1290,
		Outputs:   []string{"out/a.html", "out/b.xlsx"},
		Revisions: []marts.Revision{{Earlier: "2026-05.1", Why: "CORRECTED", Reason: "1 corrected or late file of needs", Figures: 41}},
	}}
	b.run(t.Context(), "release", "show", "2026-06.1")
	want = `release    2026-06.1
as at      2026-06-30
made       2026-07-01 06:00
figures    5,000, 12 suppressed
compared   480 places in funnel plots, 1,290 points of control charts
run        01RUN
reports    out/a.html
           out/b.xlsx

figures that are not as in release 2026-05.1
figures  why        reason
     41  CORRECTED  1 corrected or late file of needs
`
	if diff := cmp.Diff(want, b.stdout.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestProgressLines(t *testing.T) {
	var out bytes.Buffer
	p := &progress{w: &out}
	p.event(pipeline.Event{Step: "ingest", Message: "2 files", Started: true})
	p.event(pipeline.Event{Step: "ingest", Message: "a.csv", Done: 1, Total: 2})
	p.event(pipeline.Event{Step: "ingest", Finished: true})
	p.close()
	if want := "ingest     2 files\ningest     done\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

// On a terminal the bar is gone when the step is done: what stays is a line.
func TestProgressBar(t *testing.T) {
	var out bytes.Buffer
	p := &progress{w: &out, live: true}
	p.event(pipeline.Event{Step: "ingest", Message: "a.csv", Done: 1, Total: 4, Started: true})
	if !strings.Contains(out.String(), "ingest     a.csv") {
		t.Errorf("no bar: %q", out.String())
	}
	p.event(pipeline.Event{Step: "ingest", Message: "4 files", Finished: true})
	if !strings.HasSuffix(out.String(), "\ringest     4 files\n") {
		t.Errorf("the bar stands beside the line: %q", out.String())
	}
	p.event(pipeline.Event{Step: "marts", Message: "figures", Started: true})
	p.close()
	if !strings.HasSuffix(out.String(), "\r") {
		t.Errorf("the unfinished bar stays: %q", out.String())
	}
}

func TestDailyFileTurnsAtMidnight(t *testing.T) {
	now := at("2026-11-21T23:59:59Z")
	d := &dailyFile{folder: t.TempDir(), now: func() time.Time { return now }}
	for _, line := range []string{"one\n", "two\n", "three\n"} {
		if _, err := d.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
		if line == "two\n" {
			now = now.Add(time.Second)
		}
	}
	for day, want := range map[string]string{"2026-11-21": "one\ntwo\n", "2026-11-22": "three\n"} {
		path := filepath.Join(d.folder, day+".jsonl")
		got, err := os.ReadFile(path)
		if err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v; want %q", day, got, err, want)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want 0600", day, info.Mode(), err)
		}
	}
}
