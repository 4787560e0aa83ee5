package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
)

// releaseView is one release: a numbered, frozen set of figures.
type releaseView struct {
	Release         string   `json:"release"`
	AsAt            string   `json:"as_at"`
	Made            string   `json:"made"`
	Figures         int64    `json:"figures"`
	Suppressed      int64    `json:"suppressed"`
	Comparisons     int64    `json:"comparisons"`                // places in funnel plots
	ControlPoints   int64    `json:"control_points"`             // points of control charts
	ConferenceClock string   `json:"conference_clock,omitempty"` // sentence or admission: the setting that it was made with
	Run             string   `json:"run,omitempty"`
	Program         string   `json:"program,omitempty"`
	Outputs         []string `json:"outputs,omitempty"`

	Revisions []revisionView `json:"revisions,omitempty"`
}

// revisionView is how many figures a release shows otherwise than the one before it, for one reason.
type revisionView struct {
	Earlier string `json:"earlier"`
	Why     string `json:"why"`
	Reason  string `json:"reason"`
	Figures int64  `json:"figures"`
}

func viewRelease(r pipeline.ReleaseInfo) releaseView {
	var revisions []revisionView
	for _, v := range r.Revisions {
		revisions = append(revisions, revisionView(v))
	}
	return releaseView{
		Revisions: revisions, Release: r.Release, AsAt: dateText(r.AsAt), Made: instantText(r.Made), Figures: r.Figures, Suppressed: r.Suppressed,
		Comparisons: r.Comparisons, ControlPoints: r.ControlPoints, ConferenceClock: r.ConferenceClock,
		Run: r.Run, Program: r.Program, Outputs: r.Outputs,
	}
}

func (a *app) releaseCommand() *cobra.Command {
	return group("release", "The releases: numbered sets of figures that never change",
		`A release is a set of figures that may be seen: checked, with small counts
suppressed, numbered, and never changed. Reports read nothing else.`,
		a.releaseListCommand(), a.releaseShowCommand())
}

func (a *app) releaseListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the releases, the latest first",
		Example: "  throughcare release list",
		Args:    arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			engine, _, err := a.open(a)
			if err != nil {
				return err
			}
			releases, err := engine.Releases(c.Context())
			if err != nil {
				return err
			}
			p := page{columns: []string{"release", "as at", "made", "figures", "suppressed"}, none: "nothing was released yet: throughcare run"}
			views := []releaseView{}
			for _, r := range releases {
				v := viewRelease(r)
				views = append(views, v)
				p.rows = append(p.rows, []any{v.Release, v.AsAt, londonText(r.Made), v.Figures, v.Suppressed})
			}
			p.view = views
			return a.show(p)
		},
	}
}

func (a *app) releaseShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show RELEASE",
		Short: "Say what one release holds, what it revises and where its reports are",
		Long: `Says what a release holds, where its reports are, and how many figures it shows
otherwise than the release before it, by reason. The figures themselves are in
release.revisions; what the editions of official statistics say otherwise is in
release.published_revisions, and beside our own figures in release.published.`,
		Example: `  throughcare release show 2026-10-31.1
  throughcare query "from release.figures where release = '2026-10-31.1' limit 20"
  throughcare query "select place, measure, category, was, became, reason from release.revisions
                     where release = '2026-10-31.1' and period_type = 'financial_year'"`,
		Args: arguments(1, 1, "one release"),
		RunE: func(c *cobra.Command, args []string) error {
			engine, _, err := a.open(a)
			if err != nil {
				return err
			}
			release, err := engine.ReleaseShow(c.Context(), args[0])
			if err != nil {
				return err
			}
			v := viewRelease(release)
			return a.show(page{
				view: v, columns: []string{"release", "as_at", "made", "figures", "suppressed", "comparisons", "control_points", "conference_clock", "run", "program"},
				rows: [][]any{{v.Release, v.AsAt, v.Made, v.Figures, v.Suppressed, v.Comparisons, v.ControlPoints, v.ConferenceClock, v.Run, v.Program}},
				text: func(w io.Writer) {
					pairs(w, []pair{
						{"release", v.Release},
						{"as at", v.AsAt},
						{"made", londonText(release.Made)},
						{"figures", thousands(v.Figures) + ", " + thousands(v.Suppressed) + " suppressed"},
						{"compared", thousands(v.Comparisons) + " places in funnel plots, " + thousands(v.ControlPoints) + " points of control charts"},
						{"conferences", conferencesText(v.ConferenceClock)},
						{"run", v.Run},
						{"program", v.Program},
						{"reports", strings.Join(v.Outputs, "\n           ")},
					})
					revisionsText(w, v.Revisions)
				},
			})
		},
	}
}

// conferencesText is from where the first case conferences were counted; blank where the release does not say.
func conferencesText(clock string) string {
	if clock == "" {
		return ""
	}
	return "the first one is due six months after " + clock
}

// revisionsText says below a release what it shows otherwise than the one before.
func revisionsText(w io.Writer, revisions []revisionView) {
	if len(revisions) == 0 {
		return
	}
	rows := make([][]any, len(revisions))
	for i, v := range revisions {
		rows[i] = []any{v.Figures, v.Why, v.Reason}
	}
	fmt.Fprintf(w, "\nfigures that are not as in release %s\n", revisions[0].Earlier)
	writeTable(w, []string{"figures", "why", "reason"}, rows)
}
