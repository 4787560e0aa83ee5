package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/config"
	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
)

func (a *app) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run [JOB]",
		Short: "Do everything: take files in, make the figures, release them, write the reports",
		Long: `Takes in the inbox, brings the records and figures up to date, makes a release
when something has changed and every check passes, and writes the reports. With
JOB, does what that job of throughcare.yaml does when the clock says so.

When a check stops it (exit code 3), the last release and its reports stand as
they are. When some files were refused and the rest went through, the exit code
is 5. Run it again whenever you like: what is done already is not done twice.`,
		Example: `  throughcare run
  throughcare run --as-at 2026-10-31     the figures as they stood at the end of October
  throughcare run daily                  the job named daily
  throughcare run --output json          for another program`,
		Args: arguments(0, 1, "one job"),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := a.options(fileFlags{})
			if err != nil {
				return err
			}
			engine, project, err := a.open(a)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				result, err := engine.Run(c.Context(), o)
				return a.showResult(result, err)
			}
			job, err := findJob(project.Config, args[0])
			if err != nil {
				return err
			}
			o.Job = job.Name
			for _, work := range steps(engine, job) {
				result, err := work(c.Context(), o)
				if err := a.showResult(result, err); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func findJob(c config.Config, name string) (config.Job, error) {
	var names []string
	for _, job := range c.Jobs {
		if job.Name == name {
			return job, nil
		}
		names = append(names, job.Name)
	}
	f := fault.New(fault.Usage, "U012", "there is no job %q", name)
	f.Source = config.FileName
	f.Try = "add it under jobs:"
	if len(names) > 0 {
		f.Try = "one of: " + strings.Join(slices.Sorted(slices.Values(names)), ", ")
	}
	return config.Job{}, f
}

// dueOptions of a run that answers the clock.
func dueOptions(job string, due time.Time, late bool) pipeline.Options {
	trigger := "schedule"
	if late {
		trigger = "catch-up"
	}
	return pipeline.Options{Job: job, Due: due, Trigger: trigger}
}
