package cli

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
)

// projectView is what init answers.
type projectView struct {
	Folder    string `json:"folder"`
	Settings  string `json:"settings"`
	Inbox     string `json:"inbox"`
	Contracts string `json:"contracts"`
}

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Make an empty project",
		Long: `Makes a project in FOLDER (this one unless you name another): throughcare.yaml
with every setting explained, the folders for files and contracts, and the keys.

The keys matter: one turns people's identifiers into pseudonyms, the other
encrypts the archive of received files. They are made once, readable by you
alone; keep a copy in a safe place, and never with the data.`,
		Example: `  throughcare init justice-2026
  cp /somewhere/custody_sps_2026-10-31.csv justice-2026/inbox/
  throughcare -C justice-2026 run`,
		Args: arguments(0, 1, "one folder"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := a.flags.project
			if len(args) == 1 {
				dir = args[0]
			}
			project, err := pipeline.Create(dir)
			if err != nil {
				return err
			}
			v := projectView{
				Folder: project.Dir, Settings: filepath.Join(project.Dir, "throughcare.yaml"),
				Inbox: project.Inbox(), Contracts: project.Contracts(),
			}
			return a.show(page{
				view: v, columns: []string{"folder", "settings", "inbox", "contracts"},
				rows: [][]any{{v.Folder, v.Settings, v.Inbox, v.Contracts}},
				text: func(w io.Writer) {
					fmt.Fprintf(w, "project    %s\nsettings   %s\ninbox      %s\ncontracts  %s\n", v.Folder, v.Settings, v.Inbox, v.Contracts)
					fmt.Fprintf(w, "\nput files into the inbox, then: throughcare -C %s run\n", dir)
				},
			})
		},
	}
}
