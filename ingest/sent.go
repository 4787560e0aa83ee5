package ingest

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/ingest/source"
)

// RowsSent is a file's rows as they were sent: its header, and a pass over the wanted rows, whose cells are valid until the next.
type RowsSent struct {
	Header []string
	Each   func(ctx context.Context, want map[int64][]int, each func(row int64, cells []string) error) error
}

// KeptRows are the rejected rows of a file from the restricted folder, as writeRejected left them. fs.ErrNotExist: they were
// removed since.
func KeptRows(path string) (*RowsSent, error) {
	header, err := readKept(path, nil)
	if err != nil {
		return nil, err
	}
	return &RowsSent{Header: header, Each: func(ctx context.Context, want map[int64][]int, each func(int64, []string) error) error {
		_, err := readKept(path, func(row int64, cells []string) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if want[row] == nil {
				return nil
			}
			return each(row, cells)
		})
		return err
	}}, nil
}

// ownKept are the columns before the supplier's in a file of rejected rows: row and reasons.
const ownKept = 2

// readKept reads the header alone where each is nil. The same number may stand there twice, where a file repeats it.
func readKept(path string, each func(row int64, cells []string) error) ([]string, error) {
	file, err := os.Open(path) //nolint:gosec // the project's own path
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // read only
	r := csv.NewReader(file)
	r.FieldsPerRecord, r.ReuseRecord = -1, each != nil
	line, err := r.Read()
	if err != nil || len(line) < ownKept {
		return nil, fmt.Errorf("the file of rejected rows has no header: %w", err)
	}
	header := slices.Clone(line[ownKept:])
	for each != nil {
		line, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.New("the file of rejected rows is damaged") // csv's own error may show a row
		}
		row, err := strconv.ParseInt(line[0], 10, 64)
		if err != nil || len(line) < ownKept {
			return nil, errors.New("the file of rejected rows is damaged")
		}
		if err := each(row, line[ownKept:]); err != nil {
			return nil, err
		}
	}
	return header, nil
}

// RowsOf reads a file again, as it was received, by the contract that it was loaded with. path is where it lies now.
func (e *Engine) RowsOf(path string, a Aside) (*RowsSent, error) {
	match, err := e.find(a.File, Options{})
	if err != nil || match.Contract.ID != a.Contract {
		if match, err = e.find(a.File, Options{Kind: a.Kind}); err != nil {
			return nil, err
		}
	}
	if match.Contract.ID != a.Contract {
		return nil, errors.New("its contract is gone")
	}
	layout := layoutOf(match.Contract, match)
	file, err := source.Open(path, layout)
	if err != nil {
		return nil, err
	}
	header := slices.Clone(file.Header())
	return &RowsSent{Header: header, Each: func(ctx context.Context, want map[int64][]int, each func(int64, []string) error) error {
		numbers := make(map[int64]bool, len(want))
		for row := range want {
			numbers[row] = true
		}
		_, err := source.Rows(ctx, path, layout, numbers, each)
		return err
	}}, file.Close()
}

// Find says of everything that is wrong which columns of the file feed it, as far as the contract of today knows.
func (e *Engine) Find(s *SetAside, a Aside, header []string) {
	c, err := e.Contracts.ByID(a.Contract)
	if err != nil {
		return
	}
	found, err := c.Columns(header)
	r := recordOf(c, a)
	if err != nil || r == nil {
		return
	}
	for i := range s.Wrong {
		w := &s.Wrong[i]
		w.find(r, found)
		w.clear = clearCell(c, r, w.Rule)
	}
}

// recordOf the contract that a load is of: its scope says which, where several are of one kind.
func recordOf(c *contract.Contract, a Aside) *contract.Record {
	nth := 1
	if _, n, ok := strings.Cut(a.Scope, "#"); ok {
		nth, _ = strconv.Atoi(n) // written by delivery
	}
	for i := range c.Records {
		if c.Records[i].Kind.Name != a.Kind {
			continue
		}
		if nth--; nth == 0 {
			return &c.Records[i]
		}
	}
	return nil
}

// find fills in the columns of what is wrong.
func (w *Wrong) find(r *contract.Record, found contract.Resolved) {
	fields := []string{w.Field}
	switch {
	case w.Rule == "unclear_mark":
		fields = nil
	case w.Rule == "duplicate_key":
		fields = r.Kind.Key
	case w.Field == "":
		fields = r.RuleFields(w.Rule)
	}
	if f := r.Field(w.Field); f != nil && w.Rule == "unknown_code" {
		w.List, w.Spellings = f.Def.List, f.Codes
	}
	unpivoted := map[int]bool{}
	if r.Unpivot != nil {
		for _, c := range r.Unpivot.Columns {
			unpivoted[found.Index(c.Header)] = true
		}
	}
	add := func(i int) {
		to := &w.columns
		if unpivoted[i] {
			to = &w.entries
		}
		if i >= 0 && !slices.Contains(*to, i) {
			*to = append(*to, i)
		}
	}
	for _, field := range fields {
		for _, name := range r.Feeds(field) {
			add(found.Index(name))
		}
	}
	if w.Rule == "unclear_mark" {
		for _, c := range r.Unpivot.Columns {
			add(found.Index(c.Header))
		}
	}
	if w.Rule == "duplicate_key" && len(w.columns) > 0 {
		w.entries = nil // which of the ticks it is says nothing more
	}
}

// clearCell tells the cells of an unpivot that cannot be the ones: they make no record, or none that is wrong.
func clearCell(c *contract.Contract, r *contract.Record, rule string) func(string) bool {
	if r.Unpivot == nil {
		return func(string) bool { return false }
	}
	none := slices.Concat(r.Unpivot.Absent, c.File.Nulls, []string{""})
	if rule == "unclear_mark" {
		none = append(none, r.Unpivot.Present...)
	}
	return func(cell string) bool {
		spelled := strings.ToLower(strings.Join(strings.Fields(cell), " "))
		return slices.ContainsFunc(none, func(word string) bool { return strings.ToLower(word) == spelled })
	}
}

// Cells are the places of a row's cells, from 0, in which the thing is wrong, or may be: none where it is the row as a whole.
func (w *Wrong) Cells(cells []string, columns int) []int {
	marked := slices.Clone(w.columns)
	for _, i := range w.entries {
		if i < len(cells) && !w.clear(cells[i]) {
			marked = append(marked, i)
		}
	}
	switch w.Rule {
	case source.CellsExtra:
		for i := columns; i < len(cells); i++ {
			marked = append(marked, i)
		}
	case source.CellsMissing:
		for i := len(cells); cells != nil && i < columns; i++ {
			marked = append(marked, i)
		}
	}
	slices.Sort(marked)
	return marked
}
