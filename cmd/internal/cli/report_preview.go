package cli

import (
	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
)

func (a *app) reportPreviewCommand() *cobra.Command {
	var place, release string
	c := &cobra.Command{
		Use:   "preview NAME",
		Short: "Write one report for one place, marked as a preview",
		Long: `Writes the page and the workbook of one report for one place from the newest
release, marked as a preview, into out/preview, and prints their paths. It reads
the published copy: it waits for no run and is in no list, index or manifest.`,
		Example: `  throughcare report preview management
  throughcare report preview management --place Barlinnie
  throughcare report preview inspection --place S12000033`,
		Args: arguments(1, 1, "the name of one report"),
	}
	c.Flags().StringVar(&place, "place", "", "the `place`, by its code or name (Scotland, unless you say)")
	c.Flags().StringVar(&release, "release", "", "from this `release` (the newest, unless you say)")
	c.RunE = func(c *cobra.Command, args []string) error {
		engine, _, err := a.open(a)
		if err != nil {
			return err
		}
		o := pipeline.Options{Reports: args, Release: release}
		if place != "" {
			o.Bodies = []string{place}
		}
		result, err := engine.Preview(c.Context(), o)
		return a.showReports(result, err)
	}
	return c
}
