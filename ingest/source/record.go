package source

// scanner is one pass over the rows of a file.
type scanner interface {
	// scan fills rec with the next row, blank ones too. io.EOF comes after the last; a fault refuses the file.
	scan(rec *record) error
	// close lets go of what the pass holds, but not of the file.
	close()
}

// record is one row of a file as sent.
type record struct {
	number  int64    // as a person sees it, from 1
	cells   [][]byte // valid until the next scan; nil where the row has none
	problem string   // why the row as a whole is not as it should be
	doubt   bool     // some cell may hold bytes that are no text
	failed  []int    // columns with an Excel error
	unended bool     // the last line has no line end
	broken  bool     // csv: a cell has a line end inside
	filled  bool     // the row has text, though the cells may not show it (jsonl and parquet bring the wanted ones only)
	line    []byte   // the line itself where it could not be made cells
	gap     int64    // sheets: how many rows are left out of the file right before this one, being blank
}

// reset empties the record, keeping its memory.
func (r *record) reset() {
	r.cells, r.failed = r.cells[:0], r.failed[:0]
	r.problem, r.line, r.gap = "", nil, 0
	r.doubt, r.unended, r.broken, r.filled = false, false, false, false
}
