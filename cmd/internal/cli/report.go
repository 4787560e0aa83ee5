package cli

import (
	"github.com/spf13/cobra"

	"throughcare/sql/fault"
)

func (a *app) reportCommand() *cobra.Command {
	var bodies []string
	var release string
	var restricted bool
	c := &cobra.Command{
		Use:   "report [NAME...]",
		Short: "Write the reports of a release: all of them, or those named",
		Long: `Writes reports again from a release: a web page, a workbook, and the data files,
for Scotland and for each body. Reports read nothing but the release, so a
report of an old release has exactly the figures that it had.

The reports are inspection, management and statistics, and those that the project
adds (throughcare report definition). A body is a
local authority, an establishment or a service, by its code or its name.

With --restricted it writes no report but the lists of people behind the counts
of "this week", for each body, into the project's restricted/worklists: from the
records as they are now, with pseudonyms and the row of the supplier's file. The
ledger keeps who asked. They are marked on every page: do not pass them on.`,
		Example: `  throughcare report
  throughcare report inspection
  throughcare report management --body GLW --body "City of Edinburgh"
  throughcare report --release 2026-09.1
  throughcare report check tables.xlsx
  throughcare report preview management --body Barlinnie
  throughcare report --restricted --body Barlinnie`,
		Args: arguments(0, -1, "names of reports"),
	}
	c.AddCommand(a.reportCheckCommand(), a.reportPreviewCommand(), a.reportDefinitionCommand())
	c.Flags().StringArrayVar(&bodies, "body", nil, "for this `body` only; may be given again")
	c.Flags().StringVar(&release, "release", "", "from this `release` (the last one, unless you say)")
	c.Flags().BoolVar(&restricted, "restricted", false, "the lists of people, and no report")
	c.RunE = func(c *cobra.Command, args []string) error {
		o, err := a.options(fileFlags{})
		if err != nil {
			return err
		}
		o.Reports, o.Bodies, o.Release, o.Restricted = args, bodies, release, restricted
		if restricted && (len(args) > 0 || release != "" || !o.AsAt.Date.IsZero()) {
			f := fault.New(fault.Usage, "U022", "the restricted edition is of no report, release or earlier date: it lists people as they are now")
			f.Effect, f.Try = "nothing was written", "throughcare report --restricted --body Barlinnie"
			return f
		}
		engine, _, err := a.open(a)
		if err != nil {
			return err
		}
		result, err := engine.Report(c.Context(), o)
		return a.showReports(result, err)
	}
	return c
}
