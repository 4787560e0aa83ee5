package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
)

// fileColumns of the ledger lines, one a kind of record in a file.
func fileColumns() []string {
	return []string{"file", "kind", "supplier", "extract", "status", "read", "accepted", "unchanged", "rejected", "held"}
}

func fileRows(files []fileView) [][]any {
	rows := make([][]any, 0, len(files))
	for _, f := range files {
		rows = append(rows, []any{
			f.File, f.Kind, f.Supplier, f.ExtractDate, f.Status, f.Read, f.Accepted, f.Unchanged, f.Rejected, f.Held,
		})
	}
	return rows
}

// showResult of a run, with the error that ended it, if any: what was done is shown even so.
func (a *app) showResult(r pipeline.Result, failed error) error {
	v := viewResult(r)
	if failed != nil && r.Run == "" && len(r.Files) == 0 {
		return failed
	}
	err := a.show(page{
		view: v, columns: fileColumns(), rows: fileRows(v.Files),
		text: func(w io.Writer) { resultText(w, v) },
	})
	if err != nil {
		return err
	}
	a.sayNotes(v.Files)
	if failed != nil {
		return failed
	}
	if !r.Partial {
		return nil
	}
	for _, f := range r.Files {
		if f.Fault != nil {
			fmt.Fprint(a.stderr, a.paint(f.Fault.Text()))
		}
	}
	return quiet{fault.Partial.ExitCode()}
}

func resultText(w io.Writer, v resultView) {
	if len(v.Files) == 0 {
		fmt.Fprintln(w, "no new files")
	} else {
		writeFiles(w, v.Files)
	}
	switch {
	case v.ReleaseMade:
		fmt.Fprintf(w, "\nrelease %s: %s figures, %s suppressed\n", v.Release, thousands(v.Figures), thousands(v.Suppressed))
	case v.Release != "":
		fmt.Fprintf(w, "\nrelease %s stands\n", v.Release)
	}
	if len(v.Outputs) == 0 {
		return
	}
	fmt.Fprintln(w, "\nreports:")
	shown := v.Outputs
	if len(shown) > mostOutputs {
		shown = slices.DeleteFunc(slices.Clone(shown), func(path string) bool { return !strings.Contains(filepath.ToSlash(path), "/scotland/") })
	}
	for _, path := range shown {
		fmt.Fprintln(w, "  "+path)
	}
	if left := len(v.Outputs) - len(shown); left > 0 {
		fmt.Fprintf(w, "  and %d for single bodies, beside them (throughcare release show %s lists all)\n", left, v.Release)
	}
}

// writeFiles lists what became of the files. An inbox keeps its old files: of many that are known already only the number is said.
func writeFiles(w io.Writer, files []fileView) {
	isKnown := func(f fileView) bool { return f.Status == "unchanged" }
	fresh := slices.DeleteFunc(slices.Clone(files), isKnown)
	known := len(files) - len(fresh)
	if known <= mostKnown {
		fresh, known = files, 0
	}
	if len(fresh) > 0 {
		writeTable(w, fileColumns(), fileRows(fresh))
	}
	if known > 0 {
		fmt.Fprintf(w, "%d files were taken in before and have not changed\n", known)
	}
}

// A person reads so many paths, notes and names of files; --output json has all.
const (
	mostOutputs = 12
	mostNotes   = 12
	mostKnown   = 5
)

// sayNotes tells each note once, with how many files have it.
func (a *app) sayNotes(files []fileView) {
	var notes []string
	of := map[string][]string{}
	for _, f := range files {
		for _, note := range f.Notes {
			if of[note] == nil {
				notes = append(notes, note)
			}
			of[note] = append(of[note], f.File)
		}
	}
	for i, note := range notes {
		if i == mostNotes && !a.flags.verbose {
			a.say("note  and %d more: -v tells all", len(notes)-i)
			return
		}
		where := of[note][0]
		if more := len(of[note]) - 1; more > 0 {
			where += fmt.Sprintf(" and %d more", more)
		}
		a.say("note  %s: %s", where, note)
	}
}

// thousands are set apart by commas.
func thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// showReports lists what a report verb wrote: there are no files in its result.
func (a *app) showReports(r pipeline.Result, failed error) error {
	if failed != nil {
		return failed
	}
	v := viewResult(r)
	rows := make([][]any, 0, len(v.Outputs))
	for _, path := range v.Outputs {
		rows = append(rows, []any{path})
	}
	err := a.show(page{
		view: v, columns: []string{"output"}, rows: rows,
		text: func(w io.Writer) {
			for _, path := range v.Outputs {
				fmt.Fprintln(w, path)
			}
		},
	})
	if err == nil && r.Partial {
		return quiet{fault.Partial.ExitCode()}
	}
	return err
}
