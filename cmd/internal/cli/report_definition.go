package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"throughcare/reports"
	"throughcare/sql/fault"
)

func (a *app) reportDefinitionCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "definition",
		Short: "List, show or copy what reports are made of",
		Long: `A report is a text file: its titles, sections, tables, texts, messages, contact,
logo and colours. The program has its own; a file of the same name in the
project's reports folder stands in for it, and one of another name adds a report.`,
		Args: arguments(0, 0, "list, show or copy"),
	}
	c.AddCommand(a.definitionListCommand(), a.definitionShowCommand(), a.definitionCopyCommand())
	return c
}

// ownDefinitions is the project's folder, or nil outside of a project.
func (a *app) ownDefinitions() (files fs.FS, folder string, err error) {
	_, project, err := a.open(a)
	if err != nil {
		return nil, "", err
	}
	return os.DirFS(project.Definitions()), project.Definitions(), nil
}

// definitionView is one report's definition.
type definitionView struct {
	Report string `json:"report"`
	Title  string `json:"title"`
	From   string `json:"from"` // program; project; project, in place of the program's
	Fault  string `json:"fault,omitempty"`
}

func (a *app) definitionListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the reports, and whose their definitions are",
		Example: "  throughcare report definition list",
		Args:    arguments(0, 0, "nothing"),
		RunE: func(*cobra.Command, []string) error {
			own, _, err := a.ownDefinitions()
			if err != nil {
				return err
			}
			all, err := reports.Definitions(own)
			if err != nil {
				return err
			}
			var views []definitionView
			var rows [][]any
			var wrong []error
			for _, d := range all {
				v := definitionView{Report: d.ID, Title: d.Title, From: "program"}
				switch {
				case d.Own && d.Program:
					v.From = "project, in place of the program's"
				case d.Own:
					v.From = "project"
				}
				if d.Fault != nil {
					v.Fault = d.Fault.Error()
					wrong = append(wrong, d.Fault)
				}
				views = append(views, v)
				rows = append(rows, []any{v.Report, v.Title, v.From})
			}
			return errors.Join(append([]error{a.show(page{view: views, columns: []string{"report", "title", "from"}, rows: rows})}, wrong...)...)
		},
	}
}

func (a *app) definitionShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME",
		Short:   "Print the definition of a report that is in force",
		Example: "  throughcare report definition show management",
		Args:    arguments(1, 1, "the name of one report"),
		RunE: func(_ *cobra.Command, args []string) error {
			own, _, err := a.ownDefinitions()
			if err != nil {
				return err
			}
			text, err := reports.DefinitionText(own, args[0])
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
}

func (a *app) definitionCopyCommand() *cobra.Command {
	var as string
	c := &cobra.Command{
		Use:   "copy NAME",
		Short: "Copy a report's definition into the project, to change it",
		Long: `Copies a definition into the project's reports folder and prints its path. Under
its own name the copy stands in for the program's report; with --as it is a
report of its own. A file that is there is not written over.`,
		Example: `  throughcare report definition copy management
  throughcare report definition copy management --as women`,
		Args: arguments(1, 1, "the name of one report"),
	}
	c.Flags().StringVar(&as, "as", "", "the `name` of the copy (the same, unless you say)")
	c.RunE = func(_ *cobra.Command, args []string) error {
		own, folder, err := a.ownDefinitions()
		if err != nil {
			return err
		}
		name := args[0]
		if as != "" {
			name = as
		}
		text, err := reports.CopyDefinition(own, args[0], as)
		if err != nil {
			return err
		}
		path, err := writeDefinition(folder, name, text)
		if err != nil {
			return err
		}
		return a.show(page{view: map[string]string{"path": path}, columns: []string{"path"}, rows: [][]any{{path}},
			text: func(w io.Writer) { fmt.Fprintln(w, path) }})
	}
	return c
}

// writeDefinition puts a definition into the folder, unless it is there already.
func writeDefinition(folder, name string, text []byte) (string, error) {
	if name != filepath.Base(name) || strings.HasPrefix(name, ".") || name == "labels" {
		f := fault.New(fault.Usage, "U020", "a report cannot be named %q", name)
		f.Try = "small letters, digits and hyphens"
		return "", f
	}
	path := filepath.Join(folder, name+".yaml")
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		f := fault.New(fault.Usage, "U021", "the project has a definition of %s already", name)
		f.Source, f.Effect = path, "nothing was changed"
		f.Try = "change it, or throughcare report definition copy " + name + " --as ANOTHER-NAME"
		return "", f
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder of definitions: %w", err)
	}
	if err := renameio.WriteFile(path, text, 0o600); err != nil {
		return "", fmt.Errorf("write the definition: %w", err)
	}
	return path, nil
}
