package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"throughcare/ingest"
	"throughcare/ingest/contract"
	"throughcare/ingest/source"
	"throughcare/reports/rejects"
	sqlfiles "throughcare/sql"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// export is one supplier's workbook in the making. Rejected rows come from the restricted folder, where they are kept as they were
// sent. Held rows are not kept there, since most are taken in soon: they come from the archive, which has the file as received.
type export struct {
	*session
	tx    *warehouse.Tx
	book  *rejects.Book
	out   map[string]string            // files taken out of the archive, by SHA-256
	lists map[string]map[string]string // code lists that some text is not in, with the contracts' own spellings
}

// close removes what was taken out of the archive.
func (e *export) close() {
	for _, path := range e.out {
		if err := os.Remove(path); err != nil {
			e.Log.Error("remove what was taken out of the archive", "error", err)
		}
	}
}

// add a part, unless a later file of the same day took the place of all its rows.
func (e *export) add(ctx context.Context, a ingest.Aside) error {
	p := rejects.Part{File: a.File, Kind: a.Kind, ExtractDate: a.ExtractDate, Rejected: a.Rejected, Held: a.Held}
	if a.Refused != "" {
		p.Refused, p.Mend = fault.Refusal(a.Refused)
		e.book.Parts = append(e.book.Parts, p)
		return nil
	}
	aside, err := ingest.RowsAside(ctx, e.tx, a)
	if err != nil {
		return err
	}
	if p.Count = len(aside.Rejected) + len(aside.Held); p.Count == 0 {
		return nil
	}
	for _, r := range a.Reasons {
		if r.Rule == "superseded" {
			p.Rejected -= r.Rows
		}
	}
	p.Typed = slices.Contains([]string{".xlsx", ".parquet"}, strings.ToLower(filepath.Ext(a.File)))
	p.Whole, p.Amended = a.Delivery == "snapshot", a.Delivery == "amend"
	if c, err := e.engine.Contracts.ByID(a.Contract); err == nil && !p.Amended {
		p.Whole = c.Delivery.Mode == contract.Snapshot
	}
	rejected, held, err := e.sources(a, aside, &p)
	if err != nil {
		return err
	}
	e.engine.Find(aside, a, p.Header)
	for i := range aside.Wrong {
		if w := &aside.Wrong[i]; w.List != "" {
			if e.lists[w.List] == nil {
				e.lists[w.List] = map[string]string{}
			}
			maps.Copy(e.lists[w.List], w.Spellings)
		}
	}
	if p.Columns, err = widest(ctx, rejected, aside); err != nil {
		return err
	}
	p.Rows = func(ctx context.Context, each func(rejects.Row) error) error {
		t := teller{part: &p, aside: aside, each: each}
		return errors.Join(t.pass(ctx, rejected, aside.Rejected, false), t.pass(ctx, held, aside.Held, true))
	}
	e.book.Parts = append(e.book.Parts, p)
	return nil
}

// sources are where the rejected and the held rows can be read; nil where there are none, or they are gone, which the part says.
func (e *export) sources(a ingest.Aside, aside *ingest.SetAside, p *rejects.Part) (rejected, held *ingest.RowsSent, err error) {
	if len(aside.Rejected) > 0 {
		rejected, err = ingest.KeptRows(filepath.Join(e.Project.Restricted(), a.First+".csv"))
		if errors.Is(err, fs.ErrNotExist) {
			e.missing(p, a, "The rejected rows of this file were removed from the project's folder restricted: they stand here by their numbers in the file alone.")
		} else if err != nil {
			return nil, nil, err
		}
	}
	if len(aside.Held) > 0 {
		if held, err = e.received(a); err != nil {
			e.missing(p, a, "The file as it was received cannot be read from the archive any more: its held rows stand here by their numbers in the file alone.")
		}
	}
	switch {
	case rejected != nil:
		p.Header = rejected.Header
	case held != nil:
		p.Header = held.Header
	}
	return rejected, held, nil
}

func (e *export) missing(p *rejects.Part, a ingest.Aside, words string) {
	p.Missing = strings.TrimSpace(p.Missing + " " + words)
	if note := a.File + ": " + words; !slices.Contains(e.result.Notes, note) {
		e.result.Notes = append(e.result.Notes, note)
	}
}

// received is the file as it was received, taken out of the archive once.
func (e *export) received(a ingest.Aside) (*ingest.RowsSent, error) {
	path := e.out[a.SHA256]
	if path == "" {
		var err error
		if path, err = e.Project.takeOut(a.SHA256); err != nil {
			return nil, err
		}
		e.out[a.SHA256] = path
	}
	return e.engine.RowsOf(path, a)
}

// widest is how many cells the widest rejected row has, where some have more than the header.
func widest(ctx context.Context, rejected *ingest.RowsSent, aside *ingest.SetAside) (n int, err error) {
	extra := slices.ContainsFunc(aside.Wrong, func(w ingest.Wrong) bool { return w.Rule == source.CellsExtra })
	if rejected == nil || !extra {
		return 0, nil
	}
	err = rejected.Each(ctx, aside.Rejected, func(_ int64, cells []string) error {
		n = max(n, len(cells))
		return nil
	})
	return n, err
}

// teller puts what is wrong beside the rows.
type teller struct {
	part  *rejects.Part
	aside *ingest.SetAside
	each  func(rejects.Row) error
}

// pass gives every wanted row once; those that cannot be read any more come last, without their cells.
func (t *teller) pass(ctx context.Context, from *ingest.RowsSent, want map[int64][]int, held bool) error {
	seen := map[int64]bool{}
	if from != nil {
		err := from.Each(ctx, want, func(row int64, cells []string) error {
			if seen[row] {
				return nil
			}
			seen[row] = true
			return t.each(t.row(row, want[row], cells, held))
		})
		if err != nil {
			return err
		}
	}
	if len(seen) == len(want) {
		return nil
	}
	for _, row := range slices.Sorted(maps.Keys(want)) {
		if !seen[row] {
			if err := t.each(t.row(row, want[row], nil, held)); err != nil {
				return err
			}
		}
	}
	return nil
}

// moved are the rules by which a row's cells may stand in other columns than theirs: what else is wrong may come of that. A row
// that cannot be read at all has nothing else that is wrong.
func moved(rule string) bool {
	return slices.Contains([]string{source.CellsExtra, source.CellsMissing, source.BadQuote, source.HeaderAgain}, rule)
}

func garbled(rule string) bool {
	return slices.Contains([]string{source.BadJSON, "unreadable_row"}, rule)
}

func (t *teller) row(number int64, reasons []int, cells []string, held bool) rejects.Row {
	r := rejects.Row{Number: number, Held: held, Cells: cells}
	first := slices.IndexFunc(reasons, func(i int) bool { return moved(t.aside.Wrong[i].Rule) || garbled(t.aside.Wrong[i].Rule) })
	if first >= 0 && len(reasons) > 1 {
		w := t.aside.Wrong[reasons[first]]
		if moved(w.Rule) {
			w.Message += ", so its cells may stand in the wrong columns; what else is wrong with them may come of that"
		}
		t.tell(&r, &w)
	} else {
		for _, i := range reasons {
			t.tell(&r, &t.aside.Wrong[i])
		}
	}
	if kind := t.aside.Doubled[number]; held && kind != "" {
		r.Mend = "Nothing here: mend the same row as it stands among the " + strings.ReplaceAll(kind, "_", " ") + ", and this record follows by itself."
		r.Marked = nil
	}
	slices.Sort(r.Marked)
	r.Marked = slices.Compact(r.Marked)
	r.Wrong += "."
	return r
}

// tell adds one thing that is wrong to a row.
func (t *teller) tell(r *rejects.Row, w *ingest.Wrong) {
	words := fault.Briefly(w.Message)
	if (w.Field == "" || w.Rule == "waiting") && r.Wrong == "" { // else it begins with a heading, which stays as it is
		words = strings.ToUpper(words[:1]) + words[1:]
	}
	if r.Wrong != "" {
		r.Wrong += "; "
	}
	r.Wrong += words
	if mend := fault.Mending(w.Rule); !strings.Contains(r.Mend, mend) {
		r.Mend = strings.TrimSpace(r.Mend + " " + mend)
	}
	r.Marked = append(r.Marked, w.Cells(r.Cells, len(t.part.Header))...)
}

// codes of the lists that some text is not in, with what the program and the contracts take for them.
func (e *export) codes(ctx context.Context) error {
	if len(e.lists) == 0 {
		return nil
	}
	text, err := fs.ReadFile(sqlfiles.FS, "rejects/codes.sql")
	if err != nil {
		return err
	}
	rows, err := e.tx.Query(ctx, string(text), strings.Join(slices.Sorted(maps.Keys(e.lists)), " "))
	if err != nil {
		return fmt.Errorf("codes of the lists: %w", err)
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		var c rejects.Code
		if err := rows.Scan(&c.List, &c.Code, &c.Label, &c.Also); err != nil {
			return err
		}
		var own []string
		for spelling, code := range e.lists[c.List] {
			if code == c.Code && !slices.Contains(strings.Split(c.Also, "; "), spelling) {
				own = append(own, spelling)
			}
		}
		slices.Sort(own)
		c.Also = strings.Join(slices.DeleteFunc(append(own, c.Also), func(s string) bool { return s == "" }), "; ")
		e.book.Codes = append(e.book.Codes, c)
	}
	return rows.Err()
}
