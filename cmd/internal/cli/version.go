package cli

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"throughcare/sql/warehouse"
)

// versionView is what version answers.
type versionView struct {
	Version string `json:"version"`
	Commit  string `json:"commit,omitempty"`
	Changed bool   `json:"changed"` // built from files that the commit does not have
	Go      string `json:"go"`
	DuckDB  string `json:"duckdb"`
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the versions of the program, of Go and of DuckDB",
		Example: "  throughcare version --output json",
		Args:    arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			v := buildVersion()
			var err error
			if v.DuckDB, err = duckDBVersion(c.Context()); err != nil {
				return err
			}
			return a.show(page{
				view: v, columns: []string{"version", "commit", "go", "duckdb"},
				rows: [][]any{{v.Version, v.Commit, v.Go, v.DuckDB}},
				text: func(w io.Writer) { versionText(w, v) },
			})
		},
	}
}

func versionText(w io.Writer, v versionView) {
	commit := v.Commit
	switch {
	case commit == "":
		commit = "not recorded"
	case v.Changed:
		commit += ", with changes"
	}
	fmt.Fprintf(w, "throughcare %s\ncommit      %s\nGo          %s\nDuckDB      %s\n", v.Version, commit, v.Go, v.DuckDB)
}

// buildVersion is what the Go linker knows; go run and go test record no commit.
func buildVersion() versionView {
	v := versionView{Version: "(devel)", Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = s.Value
		case "vcs.modified":
			v.Changed = s.Value == "true"
		}
	}
	return v
}

// programVersion is what the ledger keeps of the program that did a run.
func programVersion() string {
	v := buildVersion()
	if v.Version != "(devel)" || v.Commit == "" {
		return "throughcare " + v.Version // which names the commit, and whether there were changes
	}
	return "throughcare " + v.Commit
}

// duckDBVersion asks the engine that is linked in.
func duckDBVersion(ctx context.Context) (string, error) {
	db, err := warehouse.Open(ctx, warehouse.Config{Threads: 1, MemoryLimit: "64MB"})
	if err != nil {
		return "", fmt.Errorf("open an empty warehouse: %w", err)
	}
	defer db.Close()
	return db.Version(ctx)
}
