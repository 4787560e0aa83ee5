package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
)

// watchEvery is how often the definition is looked at.
const watchEvery = 300 * time.Millisecond

func (a *app) reportPreviewCommand() *cobra.Command {
	var body, release string
	var watch bool
	c := &cobra.Command{
		Use:   "preview NAME",
		Short: "Write one report for one body, marked as a preview",
		Long: `Writes the page and the workbook of one report for one body from the newest
release, marked as a preview, into out/preview, and prints their paths. It reads
the published copy: it waits for no run and is in no list, index or manifest.

With --watch it writes them again whenever a file in the project's reports
folder changes, and tells mistakes, until you stop it with Ctrl-C.`,
		Example: `  throughcare report preview management
  throughcare report preview management --body Barlinnie
  throughcare report preview inspection --body S12000033 --watch`,
		Args: arguments(1, 1, "the name of one report"),
	}
	c.Flags().StringVar(&body, "body", "", "the `body`, by its code or name (Scotland, unless you say)")
	c.Flags().StringVar(&release, "release", "", "from this `release` (the newest, unless you say)")
	c.Flags().BoolVar(&watch, "watch", false, "write again when the definition changes")
	c.RunE = func(c *cobra.Command, args []string) error {
		engine, project, err := a.open(a)
		if err != nil {
			return err
		}
		o := pipeline.Options{Reports: args, Release: release}
		if body != "" {
			o.Bodies = []string{body}
		}
		work := func() error {
			result, err := engine.Preview(c.Context(), o)
			return a.showReports(result, err)
		}
		if watch {
			return a.watch(c.Context(), project.Definitions(), work)
		}
		return work()
	}
	return c
}

// watch does the work, and again whenever a file of the folder changes, until the context ends. A mistake is told and waited out.
func (a *app) watch(ctx context.Context, folder string, work func() error) error {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for seen := "none yet"; ; {
		if now := stamps(folder); now != seen {
			seen = now
			if err := work(); err != nil && a.finish(ctx, err) == codeInterrupted {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// stamps tell one state of a folder's files from another.
func stamps(folder string) string {
	text := ""
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err.Error()
	}
	for _, e := range entries {
		if info, err := os.Stat(filepath.Join(folder, e.Name())); err == nil {
			text += fmt.Sprintln(e.Name(), info.Size(), info.ModTime().UnixNano())
		}
	}
	return text
}
