package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"throughcare/cmd/internal/pipeline"
	"throughcare/ingest"
	"throughcare/sql/fault"
)

// asideView is what is to be mended of one kind of record of one file.
type asideView struct {
	Supplier    string            `json:"supplier,omitempty"`
	File        string            `json:"file"`
	Kind        string            `json:"kind,omitempty"`
	ExtractDate string            `json:"extract_date,omitempty"`
	Load        string            `json:"load"`
	Status      string            `json:"status"` // loaded, refused
	Newest      bool              `json:"newest"` // false: the file came again for the same day
	Read        int64             `json:"read"`
	Rejected    int64             `json:"rejected"`
	Held        int64             `json:"held"`
	Error       string            `json:"error,omitempty"` // the code for which the whole file was refused
	Reasons     []asideReasonView `json:"reasons"`
}

type asideReasonView struct {
	Severity string `json:"severity"` // reject, held, refused
	Field    string `json:"field,omitempty"`
	Rule     string `json:"rule,omitempty"`
	Message  string `json:"message"`
	Rows     int64  `json:"rows"`
	Mend     string `json:"mend"`
}

func (a *app) rejectsCommand() *cobra.Command {
	return group("rejects", "Which rows were rejected or held, why, and how to mend them",
		`Rows that break a rule of their contract are rejected, and rows that refer to a
record that has not come are held. "list" counts them by reason; "export" writes
them, as they were sent, into a workbook that can go back to the supplier.`,
		a.rejectsListCommand(), a.rejectsExportCommand())
}

func (a *app) rejectsListCommand() *cobra.Command {
	var o pipeline.RejectsFilter
	c := &cobra.Command{
		Use:   "list",
		Short: "Count the rows to mend, by file and reason, the newest first",
		Long: `Counts the rejected and held rows of each file, by what is wrong with them. Of a
file that came again for the same day, or in whose place a whole snapshot of the
day came, only the newest load counts: what is mended there is mended. A file that
was refused whole has a line too, until a file of its name, or the same file under
another, is taken in.

It prints no value of a row. Its counts are exact, small ones too, as those of
"query --restricted" are: like the warehouse it is for those who may see single
people. Do not pass them on; the report data-quality, which may be passed on,
holds small ones back.

"rejected" and "held" count records, of which a row may hold several; a reason
counts rows, and a row may have several reasons.`,
		Example: `  throughcare rejects list
  throughcare rejects list --supplier sps --kind custody
  throughcare rejects list --all --output csv`,
		Args: arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			engine, _, err := a.open(a)
			if err != nil {
				return err
			}
			list, err := engine.RejectsList(c.Context(), o)
			if err != nil {
				return err
			}
			return a.showAsides(viewAsides(list))
		},
	}
	c.Flags().StringVar(&o.Supplier, "supplier", "", "of this supplier only (its `id`, as in sps)")
	c.Flags().StringVar(&o.Kind, "kind", "", "of this `kind` of record only (custody, needs, ...)")
	c.Flags().BoolVar(&o.All, "all", false, "every load, not the newest of each file alone")
	return c
}

func (a *app) rejectsExportCommand() *cobra.Command {
	var supplier, to string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write the rows to mend into a workbook for each supplier",
		Long: `Writes an Excel workbook for each supplier, to be sent back: every rejected or
held row as it was sent, with its number in the file, what is wrong, how to mend
it, and the cells marked; a first sheet says how to send the file again. It goes
into the project's restricted/rejects, in a folder of the day, for the owner
only. Rows of a file that came again for the same day are in it only as they were
rejected last.

The workbooks name people. They are marked on every sheet and printed page, and
the ledger keeps who asked. Send them by a secure way, and delete them when the
rows are mended. Rejected rows come from the project's restricted, and where they
were removed from it they stand by their numbers alone; held rows come from the
archive.`,
		Example: `  throughcare rejects export
  throughcare rejects export --supplier sps
  throughcare rejects export --supplier sps --to /media/stick`,
		Args: arguments(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			o, err := a.options(fileFlags{})
			if err != nil {
				return err
			}
			o.Supplier, o.To = supplier, to
			engine, _, err := a.open(a)
			if err != nil {
				return err
			}
			result, err := engine.ExportRejects(c.Context(), o)
			if err != nil {
				return err
			}
			if err := a.showReports(result, nil); err != nil {
				return err
			}
			for _, note := range result.Notes {
				a.say("note  %s", note)
			}
			if len(result.Outputs) == 0 {
				a.say("nothing is to be mended: no row of the newest files was rejected or is held")
			}
			return nil
		},
	}
	c.Flags().StringVar(&supplier, "supplier", "", "of this supplier only (its `id`, as in sps)")
	c.Flags().StringVar(&to, "to", "", "into this `folder`, outside of what may be published")
	return c
}

func viewAsides(list []ingest.Aside) []asideView {
	views := make([]asideView, 0, len(list))
	for _, a := range list {
		v := asideView{Supplier: a.Supplier, File: a.File, Kind: a.Kind, ExtractDate: dateText(a.ExtractDate), Load: a.Load, Status: "loaded",
			Newest: a.Newest, Read: a.Read, Rejected: a.Rejected, Held: a.Held, Error: a.Refused, Reasons: []asideReasonView{}}
		if a.Refused != "" {
			what, mend := fault.Refusal(a.Refused)
			v.Status = "refused"
			v.Reasons = append(v.Reasons, asideReasonView{Severity: "refused", Rule: a.Refused, Message: what, Mend: mend})
		}
		for _, r := range a.Reasons {
			v.Reasons = append(v.Reasons, asideReasonView{Severity: r.Severity, Field: r.Field, Rule: r.Rule, Message: r.Message, Rows: r.Rows, Mend: fault.Mending(r.Rule)})
		}
		views = append(views, v)
	}
	return views
}

func (a *app) showAsides(views []asideView) error {
	p := page{view: views, columns: []string{"supplier", "file", "kind", "extract", "status", "rejected", "held", "what", "field", "rule", "message", "rows", "mend"}}
	for _, v := range views {
		for _, r := range v.Reasons {
			p.rows = append(p.rows, []any{v.Supplier, v.File, v.Kind, v.ExtractDate, v.Status, v.Rejected, v.Held, r.Severity, r.Field, r.Rule, r.Message, r.Rows, r.Mend})
		}
	}
	if len(views) == 0 {
		p.none = "nothing is to be mended: no row of the newest files was rejected or is held"
		return a.show(p)
	}
	p.text = func(w io.Writer) { asidesText(w, views) }
	if err := a.show(p); err != nil {
		return err
	}
	if a.flags.output == "text" {
		a.say("exact counts, for those who may see single people: not to be passed on")
		a.say("throughcare rejects export writes the rows, as they were sent, into a workbook for each supplier")
	}
	return nil
}

// asidesText is a heading for each kind of record of each file, and a line for each reason.
func asidesText(w io.Writer, views []asideView) {
	for i, v := range views {
		if i > 0 {
			fmt.Fprintln(w)
		}
		extract := "the day of its extract is not known"
		if v.ExtractDate != "" {
			extract = "extract of " + v.ExtractDate
		}
		if v.Status == "refused" {
			fmt.Fprintf(w, "%s, %s, %s: refused whole\n  %s: %s\n  mend   %s\n", v.File, orUnknown(v.Supplier), extract, v.Reasons[0].Rule, v.Reasons[0].Message, v.Reasons[0].Mend)
			continue
		}
		fmt.Fprintf(w, "%s, %s, %s, %s: %s rejected, %s held", v.File, v.Kind, orUnknown(v.Supplier), extract, thousands(v.Rejected), thousands(v.Held))
		if !v.Newest {
			fmt.Fprint(w, " (the file came again since)")
		}
		fmt.Fprintln(w)
		for _, r := range v.Reasons {
			fmt.Fprintf(w, "  %s  %s: %s\n", inWords(r.Severity), rowCount(int(r.Rows)), fault.Briefly(r.Message))
		}
	}
}

func orUnknown(supplier string) string {
	if supplier == "" {
		return "supplier not known"
	}
	return supplier
}
