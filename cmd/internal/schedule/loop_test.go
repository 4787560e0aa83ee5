package schedule

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeClock jumps to whatever is waited for, until its stop, where it ends the context.
type fakeClock struct {
	mu   sync.Mutex
	now  time.Time
	stop time.Time
	end  context.CancelFunc
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *fakeClock) Wait(ctx context.Context, until time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.After(c.stop) {
		c.now = c.stop
		c.end()
		return ctx.Err()
	}
	c.now = until
	return ctx.Err()
}

// memory is a store that outlives loops.
type memory struct {
	last   map[string]time.Time
	failed []string
	broken error
}

func (m *memory) Last(context.Context) (map[string]time.Time, error) { return m.last, m.broken }

func (m *memory) Done(_ context.Context, run DueRun, err error) error {
	if m.last == nil {
		m.last = map[string]time.Time{}
	}
	m.last[run.Job] = run.Due
	if err != nil {
		m.failed = append(m.failed, run.Job)
	}
	return nil
}

// bundle is a loop over a fake clock, and what it ran.
type bundle struct {
	clock *fakeClock
	store *memory
	log   bytes.Buffer
	ran   []string
}

func (b *bundle) record(run DueRun) {
	text := run.Job + " " + run.Due.UTC().Format("2006-01-02T15:04Z")
	if run.Late {
		text += " late"
	}
	b.ran = append(b.ran, text)
}

// run drives a loop from one instant to another; work nil records only.
func (b *bundle) run(t testing.TB, jobs []Job, from, to time.Time, work func(context.Context, DueRun) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b.clock = &fakeClock{now: from, stop: to, end: cancel}
	if b.store == nil {
		b.store = &memory{}
	}
	loop := Loop{
		Jobs: jobs, Store: b.store, Clock: b.clock, Log: slog.New(slog.NewJSONHandler(&b.log, nil)),
		Work: func(ctx context.Context, run DueRun) error {
			b.record(run)
			if work == nil {
				return nil
			}
			return work(ctx, run)
		},
	}
	if err := loop.Run(ctx); err != nil {
		t.Fatalf("loop: %v", err)
	}
}

func (b *bundle) want(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, b.ran); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

func TestLoopRunsEachDueTimeOnce(t *testing.T) {
	var b bundle
	daily := parse(t, "daily", "0 6 * * *", true)
	b.run(t, []Job{daily}, at(t, "2027-01-10T05:00:00Z"), at(t, "2027-01-12T12:00:00Z"), nil)
	b.want(t, "daily 2027-01-10T06:00Z", "daily 2027-01-11T06:00Z", "daily 2027-01-12T06:00Z")
}

func TestLoopOnTheOddDays(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"March", "2027-03-28T00:00:00Z", "2027-03-28T12:00:00Z", "night 2027-03-28T01:00Z"},
		{"October", "2027-10-31T00:00:00Z", "2027-10-31T12:00:00Z", "night 2027-10-31T00:30Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bundle
			b.run(t, []Job{parse(t, "night", "30 1 * * *", true)}, at(t, c.from), at(t, c.to), nil)
			b.want(t, c.want)
		})
	}
}

func TestLoopRestartedInTheSecondPassOfTheDoubledHour(t *testing.T) {
	var b bundle
	jobs := []Job{parse(t, "night", "30 1 * * *", true)}
	b.run(t, jobs, at(t, "2027-10-31T00:00:00Z"), at(t, "2027-10-31T01:00:00Z"), nil)
	b.run(t, jobs, at(t, "2027-10-31T01:05:00Z"), at(t, "2027-10-31T12:00:00Z"), nil)
	b.want(t, "night 2027-10-31T00:30Z")
}

func TestLoopCatchesUpOnceUnlessNever(t *testing.T) {
	b := bundle{store: &memory{last: map[string]time.Time{
		"once": at(t, "2027-01-01T06:00:00Z"), "never": at(t, "2027-01-01T06:00:00Z"),
	}}}
	jobs := []Job{parse(t, "once", "0 6 * * *", true), parse(t, "never", "0 6 * * *", false)}
	b.run(t, jobs, at(t, "2027-01-10T09:00:00Z"), at(t, "2027-01-11T09:00:00Z"), nil)
	b.want(t, "once 2027-01-10T06:00Z late", "once 2027-01-11T06:00Z", "never 2027-01-11T06:00Z")
}

func TestLoopCountsANewJobFromSince(t *testing.T) {
	monthly := parse(t, "monthly", "0 6 1,4 * *", true)
	for _, c := range []struct {
		name, since string
		want        []string
	}{
		{"known before the first of the month", "2027-01-20T00:00:00Z", []string{"monthly 2027-02-01T06:00Z late", "monthly 2027-02-04T06:00Z"}},
		{"known since after it", "2027-02-02T00:00:00Z", []string{"monthly 2027-02-04T06:00Z"}},
		{"a since to come counts as now", "2027-03-02T00:00:00Z", []string{"monthly 2027-02-04T06:00Z"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bundle
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			loop := Loop{
				Jobs: []Job{monthly}, Store: &memory{}, Log: slog.New(slog.DiscardHandler), Since: at(t, c.since),
				Clock: &fakeClock{now: at(t, "2027-02-03T00:00:00Z"), stop: at(t, "2027-02-04T12:00:00Z"), end: cancel},
				Work:  func(_ context.Context, run DueRun) error { b.record(run); return nil },
			}
			if err := loop.Run(ctx); err != nil {
				t.Fatal(err)
			}
			b.want(t, c.want...)
		})
	}
}

func TestLoopGoesOnAfterFailureAndPanic(t *testing.T) {
	var b bundle
	work := func(_ context.Context, run DueRun) error {
		switch len(b.ran) {
		case 1:
			return errors.New("disk full")
		case 2:
			panic("canary-value")
		}
		return nil
	}
	b.run(t, []Job{parse(t, "daily", "0 6 * * *", true)}, at(t, "2027-01-10T05:00:00Z"), at(t, "2027-01-12T12:00:00Z"), work)
	b.want(t, "daily 2027-01-10T06:00Z", "daily 2027-01-11T06:00Z", "daily 2027-01-12T06:00Z")
	if diff := cmp.Diff([]string{"daily", "daily"}, b.store.failed); diff != "" {
		t.Errorf("failures remembered (-want +got):\n%s", diff)
	}
	if log := b.log.String(); !strings.Contains(log, "disk full") || strings.Contains(log, "canary-value") {
		t.Errorf("the log must tell the failure and not the panic's value:\n%s", log)
	}
}

func TestLoopRunsOneAtATime(t *testing.T) {
	var b bundle
	long := func(_ context.Context, run DueRun) error {
		if run.Job == "long" {
			b.clock.pass(150 * time.Minute) // over two times of the hourly job
		}
		return nil
	}
	jobs := []Job{parse(t, "hourly", "30 * * * *", true), parse(t, "long", "0 6 * * *", true)}
	b.run(t, jobs, at(t, "2027-01-10T05:45:00Z"), at(t, "2027-01-10T10:00:00Z"), long)
	b.want(t, "long 2027-01-10T06:00Z", "hourly 2027-01-10T08:30Z", "hourly 2027-01-10T09:30Z")
}

func TestLoopEndsWithTheRunningJobAndForgetsIt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	store := &memory{}
	started := make(chan struct{})
	loop := Loop{
		Jobs: []Job{parse(t, "daily", "0 6 * * *", true)}, Store: store, Log: slog.New(slog.DiscardHandler),
		Clock: &fakeClock{now: at(t, "2027-01-10T05:00:00Z"), stop: at(t, "2027-01-20T05:00:00Z"), end: cancel},
		Work: func(ctx context.Context, _ DueRun) error {
			close(started)
			<-ctx.Done()
			return ctx.Err()
		},
	}
	ended := make(chan error)
	go func() { ended <- loop.Run(ctx) }()
	<-started
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("stopping is no error, got %v", err)
	}
	if len(store.last) != 0 {
		t.Errorf("an interrupted run must be due again, the store has %v", store.last)
	}
}

func TestLoopWithoutJobsWaitsForTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	loop := Loop{Store: &memory{}, Clock: SystemClock{}, Log: slog.New(slog.DiscardHandler)}
	if err := loop.Run(ctx); err != nil {
		t.Error(err)
	}
}

func TestLoopRefuses(t *testing.T) {
	job := parse(t, "daily", "0 6 * * *", true)
	unread := errors.New("unreadable")
	loop := Loop{Jobs: []Job{job}, Store: &memory{broken: unread}, Clock: SystemClock{}, Log: slog.New(slog.DiscardHandler)}
	if err := loop.Run(t.Context()); !errors.Is(err, unread) {
		t.Errorf("got %v, want the store's error", err)
	}
	loop.Jobs, loop.Store = []Job{job, job}, &memory{}
	if err := loop.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "two jobs") {
		t.Errorf("got %v, want a refusal of two jobs of one name", err)
	}
}

func TestSystemClockWaits(t *testing.T) {
	clock := SystemClock{}
	if err := clock.Wait(t.Context(), clock.Now().Add(-time.Hour)); err != nil {
		t.Errorf("the past: %v", err)
	}
	until := clock.Now().Add(5 * time.Millisecond)
	if err := clock.Wait(t.Context(), until); err != nil || clock.Now().Before(until) {
		t.Errorf("came back before its time, error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := clock.Wait(ctx, clock.Now().Add(time.Hour)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
}

// The law: however often the program stops and starts, no due time is answered twice, and whenever it runs, the latest
// due time is answered.
func TestRestartsAnswerNothingTwice(t *testing.T) {
	daily := parse(t, "daily", "30 1 * * *", true)
	rapid.Check(t, func(r *rapid.T) {
		var b bundle
		now := at(t, "2027-03-20T00:00:00Z").AddDate(0, rapid.SampledFrom([]int{0, 7}).Draw(r, "months"), 0)
		for range rapid.IntRange(1, 12).Draw(r, "starts") {
			until := now.Add(time.Duration(rapid.IntRange(1, 60*50).Draw(r, "up")) * time.Minute)
			b.run(t, []Job{daily}, now, until, nil)
			if last, known := b.store.last["daily"]; known && !last.Before(until) && !last.Equal(until) {
				r.Fatalf("answered %s before it was due", last)
			}
			if missed := Due([]Job{daily}, b.store.last, until); len(missed) > 0 {
				r.Fatalf("%s stands unanswered at %s", missed[0].Due, until)
			}
			now = until.Add(time.Duration(rapid.IntRange(0, 60*72).Draw(r, "down")) * time.Minute)
		}
		var dues []string
		for _, text := range b.ran {
			dues = append(dues, strings.TrimSuffix(text, " late"))
		}
		if slices.Sort(dues); len(slices.Compact(slices.Clone(dues))) != len(dues) {
			r.Fatalf("answered twice: %v", b.ran)
		}
	})
}
