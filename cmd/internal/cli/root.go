package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"throughcare/ingest/contract"
	"throughcare/sql/fault"
)

const rootLong = `Throughcare takes in the extracts that prisons, local authorities and support
services send about people before and after their liberation, checks every row,
and makes from them the figures and reports that managers and inspectors read.

Start with

  throughcare demo

which builds everything from made-up data and prints where the reports are.
A project of your own is a folder: "throughcare init FOLDER" makes one.

Answers go to standard output, as text, JSON or CSV (--output); messages,
progress and errors go to standard error.`

const rootFooter = `
Exit codes:
  0  done (rows rejected within a contract's limit included)
  1  technical failure
  2  usage or configuration
  3  data policy: a contract, check or limit stopped it; the last release stands
  4  another run holds the project
  5  done in part: some files were refused, the rest went through
  6  differences found
  130  interrupted
`

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:               "throughcare",
		Short:             "Figures and reports on throughcare, from the extracts that suppliers send",
		Long:              rootLong,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.begin() },
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetIn(a.stdin)
	root.SetUsageTemplate(root.UsageTemplate() + "{{if not .HasParent}}" + rootFooter + "{{end}}")
	f := root.PersistentFlags()
	f.SortFlags = false
	f.StringVarP(&a.flags.project, "project", "C", ".", "the project's `folder`, or one inside it")
	f.StringVar(&a.flags.asAt, "as-at", "", "count events up to this `date` only (2026-10-31)")
	f.StringVar(&a.flags.knownAt, "known-at", "", "use only what had been received by this `date or time` (2026-10-31T09:00:00Z)")
	f.StringVar(&a.flags.output, "output", "text", "text, json or csv")
	f.BoolVarP(&a.flags.quiet, "quiet", "q", false, "say nothing but errors")
	f.BoolVarP(&a.flags.verbose, "verbose", "v", false, "say everything")
	f.BoolVar(&a.flags.noColor, "no-color", false, "no colours (NO_COLOR in the environment says the same)")
	f.BoolVar(&a.flags.yes, "yes", false, "do it without asking")
	root.AddCommand(
		a.demoCommand(), a.initCommand(), a.contractCommand(), a.ingestCommand(), a.rejectsCommand(), a.runCommand(), a.reportCommand(),
		a.releaseCommand(), a.measuresCommand(), a.queryCommand(), a.statusCommand(), a.runsCommand(), a.serveCommand(), a.versionCommand(),
	)
	return root
}

// begin checks the shared flags and sets up what they govern.
func (a *app) begin() error {
	if outputs := []string{"text", "json", "csv"}; !slices.Contains(outputs, a.flags.output) {
		f := fault.New(fault.Usage, "U002", "--output cannot be %q", a.flags.output)
		f.Try = strings.Join(outputs, ", ")
		return f
	}
	if a.flags.quiet && a.flags.verbose {
		return fault.New(fault.Usage, "U003", "-q says nothing and -v says everything: choose one")
	}
	if _, err := a.asAt(); err != nil {
		return err
	}
	if !a.flags.quiet {
		a.progress = &progress{w: a.stderr, live: terminal(a.stderr) && a.env("TERM") != "dumb", colour: a.colour(a.stderr)}
	}
	a.began = true
	return nil
}

// group of verbs: alone it shows its help, with a word that it does not know it says so.
func group(use, short, long string, verbs ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{
		Use: use, Short: short, Long: long,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			f := fault.New(fault.Usage, "U001", "%s has no verb %q", c.CommandPath(), args[0])
			f.Try = c.CommandPath() + " --help"
			if near := c.SuggestionsFor(args[0]); len(near) > 0 {
				f.Try = c.CommandPath() + " " + strings.Join(near, ", ")
			}
			return f
		},
	}
	c.SuggestionsMinimumDistance = 2
	c.AddCommand(verbs...)
	return c
}

// arguments of a verb: at least and at most so many (-1: any number), named for the person who left them out.
func arguments(least, most int, names string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		what := fmt.Sprintf("%s takes %s", c.CommandPath(), names)
		if most == 0 {
			what = c.CommandPath() + " takes no arguments"
		}
		f := fault.New(fault.Usage, "U001", "%s", what)
		f.Try = c.CommandPath() + " --help"
		return f
	}
}

// fileFlags say of a file what its name and content do not.
type fileFlags struct{ supplier, date, kind string }

func (o *fileFlags) bind(c *cobra.Command) {
	c.Flags().StringVar(&o.supplier, "supplier", "", "who sent it, when the file does not say (its `id`, as in sps)")
	c.Flags().StringVar(&o.date, "date", "", "the `date` at which the extract was made, when the file does not say (2026-10-31)")
	c.Flags().StringVar(&o.kind, "kind", "", "the `kind` of its rows, when its name does not say (custody, needs, ...)")
}

func (o *fileFlags) override() (contract.Override, error) {
	date, err := midnight(o.date)
	if err != nil {
		f := fault.New(fault.Usage, "U004", "--date %q is not a date", o.date)
		f.Try = "--date 2026-10-31"
		return contract.Override{}, f
	}
	return contract.Override{Supplier: o.supplier, ExtractDate: date}, nil
}
