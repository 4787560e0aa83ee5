package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/config"
	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/schedule"
	"throughcare/sql/fault"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the jobs of throughcare.yaml when the clock says so, until stopped",
		Long: `Stays, and runs each job of throughcare.yaml when its schedule says so, one at a
time. What was missed while the machine was off is caught up once. When the
clocks change, a job in the missing hour of March runs once, right after it, and
a job in the doubled hour of October once, in its first pass.

It logs JSON lines to standard error and to logs/. Stop it with Ctrl-C or
SIGTERM: the running job stops at the next safe point and is done again at the
next start; the exit code is then 0. Settings are read at the start only.`,
		Example: `  throughcare -C /srv/throughcare serve`,
		Args:    arguments(0, 0, ""),
		RunE:    func(c *cobra.Command, _ []string) error { return a.serve(c.Context()) },
	}
}

func (a *app) serve(ctx context.Context) error {
	engine, project, err := a.open(a)
	if err != nil {
		return err
	}
	jobs, err := project.Config.Schedules()
	if err != nil {
		return err
	}
	settings, err := os.Stat(filepath.Join(project.Dir, config.FileName))
	if err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	log := a.serveLogger(project.Logs())
	log.Info("serve starts", "project", project.Config.Project.Name, "jobs", len(jobs))
	for _, job := range jobs {
		log.Info("job waits", "job", job.Name, "schedule", job.Spec, "next", job.Next(a.clock.Now()))
	}
	err = schedule.Loop{
		Jobs:  jobs,
		Store: ledger{engine, a.clock},
		Clock: a.clock,
		Log:   log,
		Since: settings.ModTime(), // a job cannot have been missed before it was written down
		Work: func(ctx context.Context, run schedule.DueRun) error {
			return a.answer(ctx, engine, project.Config, run)
		},
	}.Run(ctx)
	if err != nil {
		return err
	}
	log.Info("serve stops")
	return nil
}

// serveLogger writes JSON lines to standard error too: there it is a machine that reads them.
func (a *app) serveLogger(folder string) *slog.Logger {
	level := slog.LevelInfo
	if a.flags.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewMultiHandler(
		slog.NewJSONHandler(&dailyFile{folder: folder, now: a.clock.Now}, &slog.HandlerOptions{Level: slog.LevelDebug}),
		slog.NewJSONHandler(a.stderr, &slog.HandlerOptions{Level: level}),
	))
}

// work is a run, an ingest or a report.
type work func(ctx context.Context, o pipeline.Options) (pipeline.Result, error)

func steps(e engine, job config.Job) []work {
	var all []work
	for _, step := range job.Steps {
		switch step {
		case config.StepRun:
			all = append(all, e.Run)
		case config.StepIngest:
			all = append(all, e.Ingest)
		case config.StepReport:
			all = append(all, e.Report)
		}
	}
	return all
}

// answer one due run: the steps of its job, one after another.
func (a *app) answer(ctx context.Context, e engine, c config.Config, run schedule.DueRun) error {
	job, err := findJob(c, run.Job)
	if err != nil {
		return err
	}
	for _, step := range steps(e, job) {
		result, err := patiently(ctx, a.clock, func() (pipeline.Result, error) {
			return step(ctx, dueOptions(run.Job, run.Due, run.Late))
		})
		if err != nil {
			return err
		}
		if result.Partial {
			return fault.New(fault.Partial, "E005", "some files were refused, the rest went through: see throughcare runs show %s", result.Run)
		}
	}
	return nil
}

// How long a job waits for a project that a person's own run holds.
const (
	lockedPause = 30 * time.Second
	lockedTries = 60
)

// patiently tries again while another run holds the project.
func patiently[T any](ctx context.Context, clock schedule.Clock, try func() (T, error)) (T, error) {
	for n := 1; ; n++ {
		got, err := try()
		f := fault.As(err)
		if f == nil || f.Kind != fault.Locked || n == lockedTries {
			return got, err
		}
		if err := clock.Wait(ctx, clock.Now().Add(lockedPause)); err != nil {
			return got, err
		}
	}
}

// ledger is the memory of the schedule: the runs that the warehouse knows.
type ledger struct {
	engine engine
	clock  schedule.Clock
}

// Last due time that each job answered. A run that did not end, or was interrupted, answered nothing.
func (l ledger) Last(ctx context.Context) (map[string]time.Time, error) {
	runs, err := patiently(ctx, l.clock, func() ([]pipeline.RunInfo, error) { return l.engine.Runs(ctx) })
	if err != nil {
		return nil, err
	}
	last := map[string]time.Time{}
	for _, run := range runs {
		if run.Job == "" || run.Due.IsZero() || run.Finished.IsZero() || run.Status == "interrupted" || run.Status == "running" {
			continue
		}
		if run.Due.After(last[run.Job]) {
			last[run.Job] = run.Due
		}
	}
	return last, nil
}

// Done has nothing to write: each run enters itself in the ledger, with how it ended.
func (ledger) Done(context.Context, schedule.DueRun, error) error { return nil }
