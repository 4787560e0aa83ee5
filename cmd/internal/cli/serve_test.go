package cli

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughcare/cmd/internal/config"
	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
)

// jumpingClock goes to whatever is waited for; past its end it stops the program.
type jumpingClock struct {
	now, end time.Time
	stop     context.CancelFunc
}

func (c *jumpingClock) Now() time.Time { return c.now }

func (c *jumpingClock) Wait(ctx context.Context, until time.Time) error {
	if until.After(c.end) {
		c.stop()
		return context.Canceled
	}
	c.now = until
	return ctx.Err()
}

// serve from one instant to another over a fake engine.
func (b *bundle) serve(t *testing.T, from, to string, args ...string) int {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	clock := &jumpingClock{now: instantOf(t, from), end: instantOf(t, to), stop: cancel}
	b.app = newApp(strings.NewReader(""), &b.stdout, &b.stderr, func(string) string { return "" })
	b.app.clock = clock
	b.app.open = func(*app) (engine, *pipeline.Project, error) {
		return b.engine, &pipeline.Project{Dir: b.dir, Config: b.config}, nil
	}
	// The settings were written before everything: jobs count from then.
	if err := os.Chtimes(filepath.Join(b.dir, config.FileName), time.Time{}, instantOf(t, "2026-01-01T00:00:00Z")); err != nil {
		t.Fatal(err)
	}
	return b.app.main(ctx, append([]string{"serve"}, args...))
}

func instantOf(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// answeredBefore leaves nothing to catch up on 21 November.
func answeredBefore(t *testing.T) pipeline.RunInfo {
	t.Helper()
	return pipeline.RunInfo{
		Job: "daily", Due: instantOf(t, "2026-11-20T06:00:00Z"), Finished: instantOf(t, "2026-11-20T06:10:00Z"), Status: "done",
	}
}

// answered are the runs that the engine was asked for.
func (b *bundle) answered() []string {
	var out []string
	for i, o := range b.engine.options {
		out = append(out, strings.Join([]string{b.engine.asked[i], o.Job, o.Trigger, o.Due.UTC().Format("2006-01-02T15:04Z")}, " "))
	}
	return out
}

func TestServeRunsJobsAndCatchesUp(t *testing.T) {
	b := setup(t)
	b.config.Jobs = []config.Job{
		{Name: "daily", Schedule: "0 6 * * *", Steps: []string{"run"}, CatchUp: "once"},
		{Name: "writing", Schedule: "0 8 * * *", Steps: []string{"ingest", "report"}, CatchUp: "never"},
	}
	b.engine.runs = []pipeline.RunInfo{
		{Job: "daily", Due: instantOf(t, "2026-11-19T06:00:00Z"), Finished: instantOf(t, "2026-11-19T06:10:00Z"), Status: "done"},
		{Job: "daily", Due: instantOf(t, "2026-11-20T06:00:00Z"), Finished: instantOf(t, "2026-11-20T06:10:00Z"), Status: "interrupted"},
		{Job: "daily", Due: instantOf(t, "2026-11-21T06:00:00Z"), Status: "running"}, // killed: it never ended
		{Job: "writing", Due: instantOf(t, "2026-11-18T08:00:00Z"), Finished: instantOf(t, "2026-11-18T08:10:00Z"), Status: "failed"},
	}
	if code := b.serve(t, "2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z"); code != 0 {
		t.Errorf("exit code %d: %s", code, b.stderr.String())
	}
	want := []string{
		"run daily catch-up 2026-11-21T06:00Z",
		"run daily schedule 2026-11-22T06:00Z",
		"ingest writing schedule 2026-11-22T08:00Z",
		"report writing schedule 2026-11-22T08:00Z",
	}
	if diff := cmp.Diff(want, b.answered()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if b.stdout.Len() > 0 {
		t.Errorf("standard output: %s", b.stdout.String())
	}
}

func TestServeLogsJSONLinesToBothPlaces(t *testing.T) {
	b := setup(t)
	b.config.Jobs = []config.Job{{Name: "daily", Schedule: "0 6 * * *", Steps: []string{"run"}, CatchUp: "once"}}
	b.engine.work = func(context.Context) error { return errors.New("disk full") }
	b.engine.runs = []pipeline.RunInfo{answeredBefore(t)}
	b.serve(t, "2026-11-21T05:00:00Z", "2026-11-22T07:00:00Z")
	for _, day := range []string{"2026-11-21", "2026-11-22"} {
		text, err := os.ReadFile(filepath.Join(b.dir, "logs", day+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		for _, log := range []string{string(text), b.stderr.String()} {
			if !strings.Contains(log, `"error":"disk full"`) || !strings.Contains(log, `"due":"`+day+`T06:00:00Z"`) {
				t.Errorf("%s: the failure is not in the log:\n%s", day, log)
			}
			for line := range strings.Lines(log) {
				if !json.Valid([]byte(line)) {
					t.Errorf("not JSON: %s", line)
				}
			}
		}
	}
}

func TestServeWaitsForAProjectThatIsHeld(t *testing.T) {
	b := setup(t)
	b.config.Jobs = []config.Job{{Name: "daily", Schedule: "0 6 * * *", Steps: []string{"run"}, CatchUp: "once"}}
	b.engine.runs = []pipeline.RunInfo{answeredBefore(t)}
	b.engine.work = func(context.Context) error {
		if len(b.engine.asked) < 3 {
			return fault.New(fault.Locked, "W002", "another run holds this project")
		}
		return nil
	}
	b.serve(t, "2026-11-21T05:00:00Z", "2026-11-21T07:00:00Z")
	if got := b.answered(); len(got) != 3 {
		t.Errorf("asked %d times, want 3: %v", len(got), got)
	}
	if strings.Contains(b.stderr.String(), "job failed") || !strings.Contains(b.stderr.String(), "job done") {
		t.Errorf("log:\n%s", b.stderr.String())
	}
}

func TestServeGivesUpOnAProjectThatStaysHeld(t *testing.T) {
	b := setup(t)
	b.config.Jobs = []config.Job{{Name: "daily", Schedule: "0 6 * * *", Steps: []string{"run"}, CatchUp: "once"}}
	b.engine.runs = []pipeline.RunInfo{answeredBefore(t)}
	b.engine.work = func(context.Context) error { return fault.New(fault.Locked, "W002", "another run holds this project") }
	b.serve(t, "2026-11-21T05:00:00Z", "2026-11-21T07:00:00Z")
	if got := len(b.engine.asked); got != lockedTries {
		t.Errorf("asked %d times, want %d", got, lockedTries)
	}
	if !strings.Contains(b.stderr.String(), "job failed") {
		t.Errorf("log:\n%s", b.stderr.String())
	}
}
