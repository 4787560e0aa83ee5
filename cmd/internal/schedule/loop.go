package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"time"
)

// Clock tells the time and waits for it.
type Clock interface {
	Now() time.Time
	// Wait returns nil once Now is not before until, or the context's error.
	Wait(ctx context.Context, until time.Time) error
}

// Store remembers, beyond this process, which instant each job answered last.
type Store interface {
	// Last answered instant by job; a run that was interrupted does not count as answered.
	Last(ctx context.Context) (map[string]time.Time, error)
	// Done is told of every run that ended, with its error. It is not told of a run that the loop's end interrupted.
	Done(ctx context.Context, run DueRun, err error) error
}

// Loop is what the daemon does.
type Loop struct {
	Jobs  []Job
	Store Store
	Clock Clock
	Log   *slog.Logger
	// Since is the instant from which a job counts that the store does not know: what fell due before it is not
	// missed. Zero means the start of the loop.
	Since time.Time
	// Work does one due run. Its error is remembered and does not stop the loop; it should return soon after its
	// context ends.
	Work func(ctx context.Context, run DueRun) error
}

// Run answers due jobs one at a time until the context ends, which is no error. It returns an error when the store
// cannot be read at the start or two jobs share a name.
func (l Loop) Run(ctx context.Context) error {
	last, start, err := l.begin(ctx)
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		due := Due(l.Jobs, last, l.Clock.Now())
		if len(due) > 0 {
			run := due[0]
			run.Late = run.Due.Before(start)
			last[run.Job] = run.Due
			l.answer(ctx, run)
			continue
		}
		next := Upcoming(l.Jobs, l.Clock.Now())
		if next.Due.IsZero() { // no jobs: there is nothing to wait for but the end
			<-ctx.Done()
			return nil
		}
		l.Log.Debug("waiting", "job", next.Job, "due", next.Due)
		_ = l.Clock.Wait(ctx, next.Due) // its only error is the context's, at which the loop looks next
	}
	return nil
}

// begin gives, for each job, the instant after which it is due, and the loop's start.
func (l Loop) begin(ctx context.Context) (map[string]time.Time, time.Time, error) {
	stored, err := l.Store.Last(ctx)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("read what the jobs answered last: %w", err)
	}
	start := l.Clock.Now()
	since := l.Since
	if since.IsZero() || since.After(start) {
		since = start
	}
	last := maps.Clone(stored)
	if last == nil {
		last = map[string]time.Time{}
	}
	named := map[string]bool{}
	for _, job := range l.Jobs {
		if named[job.Name] {
			return nil, time.Time{}, fmt.Errorf("two jobs are named %s", job.Name)
		}
		named[job.Name] = true
		at, known := last[job.Name]
		if !known {
			at = since
		}
		if !job.CatchUp && at.Before(start) {
			at = start
		}
		last[job.Name] = at
	}
	return last, start, nil
}

// answer runs one job and remembers how it ended.
func (l Loop) answer(ctx context.Context, run DueRun) {
	log := l.Log.With("job", run.Job, "due", run.Due)
	log.Info("job starts", "late", run.Late)
	err := l.work(ctx, run)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		log.Info("job interrupted")
		return
	}
	if err != nil {
		log.Error("job failed", "error", err.Error())
	} else {
		log.Info("job done")
	}
	if err := l.Store.Done(context.WithoutCancel(ctx), run, err); err != nil {
		log.Error("job not remembered", "error", err.Error())
	}
}

// work turns a panic into an error: one job's fault must not end the others. The value of a panic is not told, as it
// may quote data.
func (l Loop) work(ctx context.Context, run DueRun) (err error) {
	defer func() {
		if recover() != nil {
			l.Log.Error("job panicked", "job", run.Job, "stack", string(debug.Stack()))
			err = errors.New("the job broke off: a fault in the program")
		}
	}()
	return l.Work(ctx, run)
}

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now is the current instant.
func (SystemClock) Now() time.Time { return time.Now() }

// longestNap bounds one wait: timers stand still while a machine sleeps, and the clock can be set.
const longestNap = 30 * time.Second

// Wait looks at the clock again at least every half minute.
func (c SystemClock) Wait(ctx context.Context, until time.Time) error {
	for {
		left := until.Round(0).Sub(c.Now().Round(0)) // Round drops the monotonic reading: wall time counts
		if left <= 0 {
			return ctx.Err()
		}
		timer := time.NewTimer(min(left, longestNap))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}
