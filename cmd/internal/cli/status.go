package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/schedule"
)

// statusView is where a project stands.
type statusView struct {
	Project   string       `json:"project"`
	Folder    string       `json:"folder"`
	Warehouse bool         `json:"warehouse"` // whether there is one yet
	LastRun   *runView     `json:"last_run,omitempty"`
	Release   *releaseView `json:"last_release,omitempty"`
	Loads     []loadsView  `json:"loads"`
	Held      int64        `json:"held"`     // rows that wait for a record they refer to
	Rejected  int64        `json:"rejected"` // rows that were rejected and not mended
	NextJob   string       `json:"next_job,omitempty"`
	NextDue   string       `json:"next_due,omitempty"`
}

// loadsView is what one supplier sent of one kind.
type loadsView struct {
	Supplier string `json:"supplier"`
	Kind     string `json:"kind"`
	Loads    int64  `json:"loads"`
	Latest   string `json:"latest_extract,omitempty"`
	NextDue  string `json:"next_due,omitempty"` // when the next extract is expected
	Late     bool   `json:"late"`
	Held     int64  `json:"held"`
	Rejected int64  `json:"rejected"`
}

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say where the project stands: last run, last release, what came from whom, what is late",
		Long: `Says what was run and released last, what each supplier sent of each kind and how
recent it is, how many rows wait or were rejected, and when the next job is due.
It changes nothing.`,
		Example: `  throughcare status
  throughcare status --output json`,
		Args: arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			engine, project, err := a.open(a)
			if err != nil {
				return err
			}
			status, err := engine.Status(c.Context())
			if err != nil {
				return err
			}
			jobs, err := project.Config.Schedules()
			if err != nil {
				return err
			}
			next := schedule.Upcoming(jobs, a.clock.Now())
			v := viewStatus(status, project, next)
			return a.show(page{
				view: v, columns: loadsColumns(), rows: loadsRows(v.Loads),
				text: func(w io.Writer) { statusText(w, status, v, next) },
			})
		},
	}
}

func viewStatus(s pipeline.Status, project *pipeline.Project, next schedule.DueRun) statusView {
	v := statusView{
		Project: project.Config.Project.Name, Folder: project.Dir, Warehouse: s.Warehouse, Held: s.Held, Rejected: s.Rejected,
		Loads: []loadsView{}, NextJob: next.Job, NextDue: instantText(next.Due),
	}
	if s.LastRun != nil {
		run := viewRun(*s.LastRun)
		v.LastRun = &run
	}
	if s.LastRelease != nil {
		release := viewRelease(*s.LastRelease)
		v.Release = &release
	}
	for _, l := range s.Loads {
		v.Loads = append(v.Loads, loadsView{
			Supplier: l.Supplier, Kind: l.Kind, Loads: l.Loads, Latest: dateText(l.Latest), NextDue: dateText(l.NextDue), Late: l.Late,
			Held: l.Held, Rejected: l.Rejected,
		})
	}
	return v
}

func loadsColumns() []string {
	return []string{"supplier", "kind", "files", "latest extract", "next due", "held", "rejected"}
}

func loadsRows(loads []loadsView) [][]any {
	rows := make([][]any, 0, len(loads))
	for _, l := range loads {
		due := l.NextDue
		if l.Late {
			due += " LATE"
		}
		rows = append(rows, []any{l.Supplier, l.Kind, l.Loads, l.Latest, due, l.Held, l.Rejected})
	}
	return rows
}

func statusText(w io.Writer, s pipeline.Status, v statusView, next schedule.DueRun) {
	lines := []pair{{"project", v.Project}, {"folder", v.Folder}}
	if s.LastRun != nil {
		lines = append(lines, pair{"last run", fmt.Sprintf("%s, %s (%s)", londonText(s.LastRun.Started), s.LastRun.Status, s.LastRun.Run)})
	}
	if s.LastRelease != nil {
		lines = append(lines, pair{"release", fmt.Sprintf("%s, as at %s, %s figures", v.Release.Release, v.Release.AsAt, thousands(v.Release.Figures))})
	}
	if next.Job != "" {
		lines = append(lines, pair{"next job", next.Job + ", " + londonText(next.Due) + ", when throughcare serve runs"})
	}
	set := thousands(v.Held) + " held, " + thousands(v.Rejected) + " rejected"
	if v.Held+v.Rejected > 0 {
		set += ": throughcare rejects list says why"
	}
	lines = append(lines, pair{"rows", set})
	pairs(w, lines)
	if len(v.Loads) == 0 {
		fmt.Fprintln(w, "\nno files were taken in yet: put some into the inbox, then throughcare run")
		return
	}
	fmt.Fprintln(w)
	writeTable(w, loadsColumns(), loadsRows(v.Loads))
}
