package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/config"
	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/sample"
	"throughcare/sql/fault"
)

// demoMark is the file that says that a folder is a demo and may be replaced.
const demoMark = ".throughcare-demo"

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo [FOLDER]",
		Short: "Build everything from a made-up caseload and print where the reports are",
		Long: `Makes a project in FOLDER (throughcare-demo unless you name another), fills its
inbox with the extracts of a made-up caseload, and runs everything: the files
are checked and loaded, the figures made, small counts suppressed, the reports
written. No person in it is real.

The reports are web pages and workbooks: open the paths that are printed.
The folder is a project like any other: every verb works in it.`,
		Example: `  throughcare demo
  throughcare demo /tmp/look
  throughcare demo --yes          replace the demo that is there`,
		Args: arguments(0, 1, "one folder"),
		RunE: func(c *cobra.Command, args []string) error {
			dir := "throughcare-demo"
			if len(args) == 1 {
				dir = args[0]
			}
			return a.demo(c, dir)
		},
	}
}

func (a *app) demo(c *cobra.Command, dir string) error {
	if err := a.clearDemo(dir); err != nil {
		return err
	}
	if _, err := pipeline.Create(dir); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, demoMark), []byte("A made-up caseload: throughcare demo --yes may replace this folder.\n"), 0o600); err != nil {
		return fmt.Errorf("mark the demo: %w", err)
	}
	settings := filepath.Join(dir, config.FileName)
	text := bytes.Replace(config.DefaultText("Demonstration: a made-up caseload, nobody in it is real"),
		[]byte("suppliers: {}\n"), []byte(sample.Suppliers), 1)
	if err := os.WriteFile(settings, text, 0o600); err != nil {
		return fmt.Errorf("write the demo's settings: %w", err)
	}
	project, err := pipeline.OpenProject(dir)
	if err != nil {
		return err
	}
	a.say("made-up caseload: nobody in it is real")
	made, err := sample.Write(c.Context(), dir, sample.Options{})
	if err != nil {
		return fmt.Errorf("write the made-up caseload: %w", err)
	}
	arrived := map[string]time.Time{}
	for _, f := range made.Files {
		arrived[filepath.Join(project.Inbox(), f.Name)] = f.Arrived
	}
	if err := project.Came(arrived); err != nil {
		return err
	}
	result, err := a.runner(project).Run(c.Context(), pipeline.Options{Trigger: "command line"})
	if err := a.showResult(result, err); err != nil {
		return err
	}
	a.say("\ntry next:")
	for _, next := range []string{
		`status`,
		`query "select measure, place, period_end, value, marker from release.figures limit 20"`,
		`runs list`,
	} {
		a.say("  throughcare -C %s %s", dir, next)
	}
	return nil
}

// clearDemo makes room: an absent or empty folder is fine, a demo is emptied when --yes says so, anything else is not
// touched.
func (a *app) clearDemo(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the demo's folder: %w", err)
	}
	mark, err := os.Lstat(filepath.Join(dir, demoMark))
	if err != nil || !mark.Mode().IsRegular() {
		f := fault.New(fault.Usage, "U010", "the folder is not empty, and it is not a demo")
		f.Source, f.Effect, f.Try = dir, "nothing was changed", "throughcare demo ANOTHER-FOLDER"
		return f
	}
	if !a.flags.yes {
		f := fault.New(fault.Usage, "U011", "there is a demo already")
		f.Source, f.Effect = dir, "nothing was changed"
		f.Try = "throughcare demo --yes " + dir + " to replace it, or throughcare -C " + dir + " status to use it"
		return f
	}
	for _, entry := range entries {
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return fmt.Errorf("clear the demo: %w", err)
		}
	}
	return nil
}
