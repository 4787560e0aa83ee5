package cli

import (
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"throughcare/ingest/contract"
)

// contractView is one contract in a list.
type contractView struct {
	Contract string   `json:"contract"`
	Title    string   `json:"title"`
	Supplier string   `json:"supplier,omitempty"`
	Kinds    []string `json:"kinds"`
	Pattern  string   `json:"pattern"`
	Delivery string   `json:"delivery"` // snapshot or delta
	Source   string   `json:"source"`   // the file under contracts/, or canonical/... for those of the program
}

func (a *app) contractCommand() *cobra.Command {
	return group("contract", "The layouts that files may have",
		`A contract says how one supplier's files are laid out and what each column means.
It is a YAML file in the project's folder contracts/. The program has one for the
canonical layout of every kind of record: files named like
custody_sps_2026-10-31.csv, whose headers are the field names, need no other.`,
		a.contractListCommand(), a.contractShowCommand(), a.contractCheckCommand())
}

// contracts of the project, and those of the program.
func (a *app) contracts() (*contract.Set, error) {
	_, project, err := a.open(a)
	if err != nil {
		return nil, err
	}
	codes, err := project.Config.AllCodes()
	if err != nil {
		return nil, err
	}
	return contract.LoadDir(os.DirFS(project.Contracts()), codes)
}

func (a *app) contractListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the contracts: the project's, then the program's",
		Example: `  throughcare contract list
  throughcare contract list --output csv`,
		Args: arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			set, err := a.contracts()
			if err != nil {
				return err
			}
			p := page{columns: []string{"contract", "kinds", "supplier", "delivery", "pattern", "title"}}
			views := []contractView{}
			for _, c := range set.Contracts() {
				v := contractView{
					Contract: c.ID, Title: c.Title, Supplier: c.Supplier.Value, Kinds: c.Kinds(), Pattern: c.File.Pattern,
					Delivery: string(c.Delivery.Mode), Source: c.Source,
				}
				views = append(views, v)
				p.rows = append(p.rows, []any{v.Contract, strings.Join(v.Kinds, " "), v.Supplier, v.Delivery, v.Pattern, v.Title})
			}
			p.view = views
			return a.show(p)
		},
	}
}

func (a *app) contractShowCommand() *cobra.Command {
	language := false
	c := &cobra.Command{
		Use:   "show CONTRACT",
		Short: "Say what a contract takes and where each field comes from",
		Long: `Says of a contract which files it takes, and of each field where it comes from,
what is checked and who may see it. The name of a kind shows its canonical
layout, with every code that is allowed. With --language it prints the language
that contracts are written in, with examples, instead.`,
		Example: `  throughcare contract show custody
  throughcare contract show tso-caseload
  throughcare contract show --language`,
		Args: func(c *cobra.Command, args []string) error {
			if language {
				return arguments(0, 0, "")(c, args)
			}
			return arguments(1, 1, "the id of one contract, or the name of a kind")(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if language {
				text := contract.Language()
				return a.show(page{view: text, columns: []string{"language"}, rows: [][]any{{text}},
					text: func(w io.Writer) { _, _ = io.WriteString(w, text) }})
			}
			set, err := a.contracts()
			if err != nil {
				return err
			}
			c, err := set.ByID(args[0])
			if err != nil {
				return err
			}
			view := struct {
				Contract string   `json:"contract"`
				Title    string   `json:"title"`
				Kinds    []string `json:"kinds"`
				Columns  []string `json:"columns"`
				Text     string   `json:"text"` // what --output text prints
			}{Contract: c.ID, Title: c.Title, Kinds: c.Kinds(), Columns: []string{}}
			p := page{columns: []string{"column"}}
			for _, column := range c.SourceColumns() {
				view.Columns = append(view.Columns, column.Name)
				p.rows = append(p.rows, []any{column.Name})
			}
			var text strings.Builder
			if err := a.describe(&text, c); err != nil {
				return err
			}
			view.Text = text.String()
			p.view = view
			p.text = func(w io.Writer) { _, _ = io.WriteString(w, view.Text) } // as every write to standard output
			return a.show(p)
		},
	}
	c.Flags().BoolVar(&language, "language", false, "print the language of contracts, with examples")
	return c
}

// describe a contract; a canonical one with the codes that its fields may hold.
func (a *app) describe(w io.Writer, c *contract.Contract) error {
	if !c.CanonicalKind {
		c.Describe(w)
		return nil
	}
	_, project, err := a.open(a)
	if err != nil {
		return err
	}
	codes, err := project.Config.AllCodes()
	if err != nil {
		return err
	}
	c.DescribeCodes(w, codes)
	return nil
}
