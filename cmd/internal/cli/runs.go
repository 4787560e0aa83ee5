package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
)

// runView is one run of the ledger.
type runView struct {
	Run      string     `json:"run"`
	Job      string     `json:"job,omitempty"`
	Trigger  string     `json:"trigger,omitempty"` // command line, schedule, catch-up
	Due      string     `json:"due,omitempty"`
	Started  string     `json:"started"`
	Finished string     `json:"finished,omitempty"`
	Status   string     `json:"status"` // running, done, done in part, stopped by policy, failed, interrupted
	ExitCode int        `json:"exit_code"`
	Release  string     `json:"release,omitempty"`
	Program  string     `json:"program,omitempty"`
	Detail   string     `json:"detail,omitempty"`
	Steps    []stepView `json:"steps,omitempty"`
	Files    []fileView `json:"files,omitempty"`
}

type stepView struct {
	Step     string `json:"step"`
	Started  string `json:"started"`
	Finished string `json:"finished,omitempty"`
	Status   string `json:"status"`
	Detail   string `json:"detail,omitempty"`
}

func viewRun(r pipeline.RunInfo) runView {
	v := runView{
		Run: r.Run, Job: r.Job, Trigger: r.Trigger, Due: instantText(r.Due), Started: instantText(r.Started),
		Finished: instantText(r.Finished), Status: r.Status, ExitCode: r.ExitCode, Release: r.Release, Program: r.Program,
		Detail: r.Detail, Files: viewFiles(r.Files),
	}
	for _, s := range r.Steps {
		v.Steps = append(v.Steps, stepView{
			Step: s.Step, Started: instantText(s.Started), Finished: instantText(s.Finished), Status: s.Status, Detail: s.Detail,
		})
	}
	return v
}

func (a *app) runsCommand() *cobra.Command {
	return group("runs", "What was run, when, and how it ended",
		"Every run is in the ledger: who asked for it, what it took in, how it ended.",
		a.runsListCommand(), a.runsShowCommand())
}

func (a *app) runsListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the runs, the latest first",
		Example: `  throughcare runs list
  throughcare runs list --output json`,
		Args: arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			engine, _, err := a.open(a)
			if err != nil {
				return err
			}
			runs, err := engine.Runs(c.Context())
			if err != nil {
				return err
			}
			p := page{columns: []string{"run", "started", "took", "status", "job", "trigger", "release"}, none: "nothing was run yet: throughcare run"}
			views := []runView{}
			for _, r := range runs {
				views = append(views, viewRun(r))
				p.rows = append(p.rows, []any{r.Run, londonText(r.Started), took(r.Started, r.Finished), r.Status, r.Job, r.Trigger, r.Release})
			}
			p.view = views
			return a.show(p)
		},
	}
}

func (a *app) runsShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show RUN",
		Short:   "Say what one run did, step by step and file by file",
		Example: `  throughcare runs show 01K9ZTR6Q2J6X1M6ZB3H0V5W8D`,
		Args:    arguments(1, 1, "the id of one run"),
		RunE: func(c *cobra.Command, args []string) error {
			engine, _, err := a.open(a)
			if err != nil {
				return err
			}
			run, err := engine.RunShow(c.Context(), args[0])
			if err != nil {
				return err
			}
			v := viewRun(run)
			p := page{view: v, columns: []string{"step", "started", "finished", "status", "detail"}}
			for _, s := range v.Steps {
				p.rows = append(p.rows, []any{s.Step, s.Started, s.Finished, s.Status, s.Detail})
			}
			p.text = func(w io.Writer) { runText(w, run, v) }
			return a.show(p)
		},
	}
}

func runText(w io.Writer, run pipeline.RunInfo, v runView) {
	pairs(w, []pair{
		{"run", v.Run},
		{"status", fmt.Sprintf("%s (exit code %d)", v.Status, v.ExitCode)},
		{"started", londonText(run.Started) + ", took " + took(run.Started, run.Finished)},
		{"job", v.Job},
		{"trigger", v.Trigger},
		{"due", blankFor(run.Due)},
		{"release", v.Release},
		{"program", v.Program},
		{"detail", v.Detail},
	})
	if len(v.Steps) > 0 {
		rows := make([][]any, 0, len(run.Steps))
		for _, s := range run.Steps {
			rows = append(rows, []any{s.Step, s.Status, took(s.Started, s.Finished), s.Detail})
		}
		fmt.Fprintln(w)
		writeTable(w, []string{"step", "status", "took", "detail"}, rows)
	}
	if len(v.Files) > 0 {
		fmt.Fprintln(w)
		writeTable(w, fileColumns(), fileRows(v.Files))
	}
}

// took is how long something lasted, in words.
func took(started, finished time.Time) string {
	if started.IsZero() || finished.IsZero() {
		return "-"
	}
	d := finished.Sub(started)
	if d < 10*time.Second {
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

type pair struct{ name, text string }

// pairs of a name and a text, one a line; those without a text are left out.
func pairs(w io.Writer, all []pair) {
	for _, p := range all {
		if p.text != "" {
			fmt.Fprintf(w, "%-10s %s\n", p.name, p.text)
		}
	}
}

func blankFor(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return londonText(t)
}
