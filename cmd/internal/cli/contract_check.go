package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"throughcare/ingest"
	"throughcare/sql/fault"
)

// checkView is what would become of a file.
type checkView struct {
	File        string        `json:"file"`
	Contract    string        `json:"contract,omitempty"`
	Supplier    string        `json:"supplier,omitempty"`
	ExtractDate string        `json:"extract_date,omitempty"`
	Known       bool          `json:"known"` // the same file was loaded before: nothing would happen
	SourceRows  int64         `json:"source_rows"`
	Unused      int64         `json:"unused"` // rows that feed no kind of record
	Kinds       []kindView    `json:"kinds"`
	Problems    []problemView `json:"problems"`
	Notes       []string      `json:"notes,omitempty"`
}

type kindView struct {
	Kind      string `json:"kind"`
	Read      int64  `json:"read"` // = accepted + unchanged + rejected + held
	Accepted  int64  `json:"accepted"`
	Unchanged int64  `json:"unchanged"`
	Rejected  int64  `json:"rejected"`
	Held      int64  `json:"held"`
	Closed    int64  `json:"closed"`
	Warned    int64  `json:"warned"`
}

// problemView is one thing that is wrong, with the rows in which it is: never with their values.
type problemView struct {
	Kind     string  `json:"kind"`
	Severity string  `json:"severity"` // reject, held, warn
	Field    string  `json:"field,omitempty"`
	Rule     string  `json:"rule"`
	Message  string  `json:"message"`
	Count    int     `json:"count"`
	Rows     []int64 `json:"rows"` // as a spreadsheet counts them
}

func (a *app) contractCheckCommand() *cobra.Command {
	var file fileFlags
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "Say what would happen to every row of a file, and load nothing",
		Long: `Reads a file as ingest would, and says how many rows would be accepted, rejected
or held, and every problem with the numbers of its rows. Nothing is loaded and
nothing is kept. No value of the file is printed: look the rows up by number.

Exit code 3 when a row would be rejected or the file refused.`,
		Example: `  throughcare contract check custody_sps_2026-10-31.csv
  throughcare contract check --kind custody --supplier sps --date 2026-10-31 export.csv`,
		Args: arguments(1, 1, "one file"),
	}
	file.bind(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		o, err := a.options(file)
		if err != nil {
			return err
		}
		engine, _, err := a.open(a)
		if err != nil {
			return err
		}
		report, err := engine.Check(c.Context(), args[0], o)
		if err != nil {
			return refused(err)
		}
		return a.showCheck(viewCheck(report))
	}
	return c
}

// refused says of a fault that stops the whole file that nothing was kept.
func refused(err error) error {
	for _, one := range flatten(err) {
		if f := fault.As(one); f != nil && f.Effect == "" {
			f.Effect = "the whole file would be refused"
		}
	}
	return err
}

func viewCheck(r ingest.CheckReport) checkView {
	v := checkView{
		File: r.File, Contract: r.Contract, Supplier: r.Supplier, ExtractDate: dateText(r.ExtractDate), Known: r.Known,
		SourceRows: r.SourceRows, Unused: r.Unused, Kinds: []kindView{}, Problems: problems(r.Reasons), Notes: r.Notes,
	}
	for _, l := range r.Loads {
		v.Kinds = append(v.Kinds, kindView{
			Kind: l.Kind, Read: l.Read, Accepted: l.Accepted, Unchanged: l.Unchanged, Rejected: l.Rejected, Held: l.Held,
			Closed: l.Closed, Warned: l.Warned,
		})
	}
	return v
}

// problems gathers the reasons that are the same but for the row; the worst first, then the most frequent.
func problems(reasons []ingest.Reason) []problemView {
	at := map[ingest.Reason]int{}
	out := []problemView{}
	for _, r := range reasons {
		same := r
		same.Row = 0
		i, known := at[same]
		if !known {
			i = len(out)
			at[same] = i
			out = append(out, problemView{Kind: r.Kind, Severity: r.Severity, Field: r.Field, Rule: r.Rule, Message: r.Message})
		}
		out[i].Count++
		out[i].Rows = append(out[i].Rows, r.Row)
	}
	worst := []string{"reject", "held", "warn"}
	slices.SortStableFunc(out, func(x, y problemView) int {
		return cmp.Or(
			cmp.Compare(slices.Index(worst, x.Severity), slices.Index(worst, y.Severity)),
			cmp.Compare(y.Count, x.Count),
		)
	})
	return out
}

func (a *app) showCheck(v checkView) error {
	p := page{
		view: v, columns: []string{"severity", "kind", "field", "rule", "message", "row"},
		text: func(w io.Writer) { checkText(w, v) },
	}
	for _, problem := range v.Problems {
		for _, row := range problem.Rows {
			p.rows = append(p.rows, []any{problem.Severity, problem.Kind, problem.Field, problem.Rule, problem.Message, row})
		}
	}
	if err := a.show(p); err != nil {
		return err
	}
	for _, k := range v.Kinds {
		if k.Rejected > 0 {
			return quiet{fault.Policy.ExitCode()}
		}
	}
	return nil
}

func checkText(w io.Writer, v checkView) {
	fmt.Fprintf(w, "%s: contract %s, supplier %s, extract of %s\n", v.File, v.Contract, v.Supplier, v.ExtractDate)
	if v.Known {
		fmt.Fprintln(w, "this very file was loaded before: nothing would happen")
		return
	}
	fmt.Fprintln(w)
	rows := make([][]any, 0, len(v.Kinds))
	for _, k := range v.Kinds {
		rows = append(rows, []any{k.Kind, k.Read, k.Accepted, k.Unchanged, k.Rejected, k.Held})
	}
	writeTable(w, []string{"kind", "read", "accepted", "unchanged", "rejected", "held"}, rows)
	if v.Unused > 0 {
		fmt.Fprintf(w, "\n%s of %s rows feed no kind of record\n", thousands(v.Unused), thousands(v.SourceRows))
	}
	for _, note := range v.Notes {
		fmt.Fprintln(w, "note: "+note)
	}
	if len(v.Problems) == 0 {
		fmt.Fprintln(w, "\nno problems")
		return
	}
	for _, p := range v.Problems {
		fmt.Fprintf(w, "\n%s  %s", inWords(p.Severity), p.Kind)
		if p.Field != "" {
			fmt.Fprintf(w, ".%s", p.Field)
		}
		fmt.Fprintf(w, ": %s\n  rule %s, %s: %s\n", p.Message, p.Rule, rowCount(p.Count), ranges(p.Rows))
	}
}

func inWords(severity string) string {
	switch severity {
	case "reject":
		return "rejected"
	case "warn":
		return "odd     "
	}
	return "held    "
}

func rowCount(n int) string {
	if n == 1 {
		return "1 row"
	}
	return thousands(int64(n)) + " rows"
}

// mostRanges of row numbers that a line shows.
const mostRanges = 20

// ranges of row numbers: 5, 7-9, 12 and so on.
func ranges(rows []int64) string {
	rows = slices.Compact(slices.Sorted(slices.Values(rows)))
	var parts []string
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
			j++
		}
		if len(parts) == mostRanges {
			parts = append(parts, fmt.Sprintf("and %s more", thousands(int64(len(rows)-i))))
			break
		}
		part := strconv.FormatInt(rows[i], 10)
		if j > i {
			part += fmt.Sprintf("-%d", rows[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ", ")
}
