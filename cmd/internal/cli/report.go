package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
)

func (a *app) reportCommand() *cobra.Command {
	var bodies, periods []string
	var release string
	var restricted bool
	c := &cobra.Command{
		Use:   "report [NAME...]",
		Short: "Write the reports of a release: all of them, or those named",
		Long: `Writes reports again from a release: a web page, a workbook, and the data files,
for Scotland and for each body. Reports read nothing but the release, so a
report of an old release has exactly the figures that it had.

The reports are inspection, management, statistics and data-quality, and those
that the project adds (throughcare report definition). A body is a local
authority, an establishment, a service or a supplier, by its code or its name.

With --period FROM..TO the reports have a period of your own, both days included;
FROM alone is one day. A release never changes, so one is made, or found, that has
the period beside those of throughcare.yaml, and beside those asked for so before
of the same date: only what is released together is kept from giving away the few
days between. out/latest stays as it is. A period for every release belongs into
throughcare.yaml, under periods.

With --restricted it writes no report but the lists of people behind the counts
of "this week", for each body, into the project's restricted/worklists: from the
records as they are now, with pseudonyms and the row of the supplier's file. The
ledger keeps who asked. They are marked on every page: do not pass them on.`,
		Example: `  throughcare report
  throughcare report inspection
  throughcare report management --body GLW --body "City of Edinburgh"
  throughcare report --release 2026-09.1
  throughcare report --period 2026-05-01..2026-06-30
  throughcare report check tables.xlsx
  throughcare report preview management --body Barlinnie
  throughcare report --restricted --body Barlinnie`,
		Args: arguments(0, -1, "names of reports"),
	}
	c.AddCommand(a.reportCheckCommand(), a.reportPreviewCommand(), a.reportDefinitionCommand())
	c.Flags().StringArrayVar(&bodies, "body", nil, "for this `body` only; may be given again")
	c.Flags().StringVar(&release, "release", "", "from this `release` (the last one, unless you say)")
	c.Flags().StringArrayVar(&periods, "period", nil, "with this `period` of your own, FROM..TO; may be given again")
	c.Flags().BoolVar(&restricted, "restricted", false, "the lists of people, and no report")
	c.RunE = func(c *cobra.Command, args []string) error {
		o, err := a.options(fileFlags{})
		if err != nil {
			return err
		}
		o.Reports, o.Bodies, o.Release, o.Restricted = args, bodies, release, restricted
		if o.Periods, err = periodsOf(periods); err != nil {
			return err
		}
		if restricted && (len(args) > 0 || release != "" || len(periods) > 0 || !o.AsAt.Date.IsZero()) {
			f := fault.New(fault.Usage, "U022", "the restricted edition is of no report, release, period or earlier date: it lists people as they are now")
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

// periodsOf reads --period: FROM..TO, or one day.
func periodsOf(texts []string) (periods []pipeline.Period, err error) {
	for _, text := range texts {
		from, to, both := strings.Cut(text, "..")
		if !both {
			to = from
		}
		first, err := time.Parse(time.DateOnly, from)
		last, lastErr := time.Parse(time.DateOnly, to)
		if err != nil || lastErr != nil || last.Before(first) {
			f := fault.New(fault.Usage, "U023", "--period %q is not from a day to a day", text)
			f.Effect, f.Try = "nothing was written", "--period 2026-05-01..2026-06-30"
			return nil, f
		}
		if one := (pipeline.Period{From: from, To: to}); !slices.Contains(periods, one) {
			periods = append(periods, one)
		}
	}
	return periods, nil
}
