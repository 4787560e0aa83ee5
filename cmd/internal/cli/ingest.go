package cli

import (
	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
)

func (a *app) ingestCommand() *cobra.Command {
	var file fileFlags
	var amend bool
	c := &cobra.Command{
		Use:   "ingest [FILE...]",
		Short: "Check files and load them: those in the inbox, or those named",
		Long: `Takes in the files of the inbox, or the files you name. Each file is matched to
a contract by its name, every row is checked, and each ends in exactly one place:

  accepted    a new record, or a new version of a known one
  unchanged   the same as what is known already
  rejected    something in it is wrong; kept aside with the reasons
  held        it refers to a record that has not been received yet

read = accepted + unchanged + rejected + held, for every file. The same file
twice changes nothing. A file that is broken, or has too many wrong rows for its
contract, is refused whole, and the others go on (exit code 5).

To see what would happen without loading anything: throughcare contract check FILE
To see which rows were rejected or are held, and why: throughcare rejects list`,
		Example: `  throughcare ingest
  throughcare ingest custody_sps_2026-10-31.csv
  throughcare ingest --supplier sps --date 2026-10-31 --kind custody export.csv
  throughcare ingest --amend custody_sps_2026-10-31_late.csv`,
		Args: arguments(0, -1, "files"),
	}
	file.bind(c)
	c.Flags().BoolVar(&amend, "amend", false, "the file adds to what is known of its date: records that it does not have stay")
	c.RunE = func(c *cobra.Command, args []string) error {
		o, err := a.options(file)
		if err != nil {
			return err
		}
		if len(args) == 0 && (file != fileFlags{} || amend) {
			f := fault.New(fault.Usage, "U001", "--supplier, --date, --kind and --amend are of a file that is named, and none is")
			f.Effect = "nothing was read; the inbox is as it was"
			f.Try = "throughcare ingest --date 2026-10-31 inbox/FILE"
			return f
		}
		o.Files, o.Amend = args, amend
		engine, _, err := a.open(a)
		if err != nil {
			return err
		}
		result, err := engine.Ingest(c.Context(), o)
		return a.showResult(result, err)
	}
	return c
}

// options of the pipeline from the flags that verbs share.
func (a *app) options(file fileFlags) (pipeline.Options, error) {
	asAt, err := a.asAt()
	if err != nil {
		return pipeline.Options{}, err
	}
	override, err := file.override()
	if err != nil {
		return pipeline.Options{}, err
	}
	return pipeline.Options{AsAt: asAt, Override: override, Kind: file.kind, Trigger: "command line"}, nil
}
