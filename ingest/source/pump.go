package source

import (
	"bytes"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"
)

// pump takes rows as sent and puts the wanted cells into batches: trimmed, nulls as null, with the row's problem.
type pump struct {
	file    *File
	rows    scanner
	columns []int // of each wanted header
	out     *batcher
	nulls   [][]byte
	maybe   [256]bool // first bytes of cells that may be one of the nulls
	stops   [][]byte
	footer  bool
	again   bool // the header came again: nothing after it is sure to be of this table
	passed  int64
	stats   Stats
}

func newPump(f *File, rows scanner, wanted []string, columns []int) *pump {
	p := &pump{file: f, rows: rows, columns: columns, out: newBatcher(wanted)}
	for _, text := range f.layout.Nulls {
		if text = fold(text); text != "" {
			p.nulls = append(p.nulls, []byte(text))
			p.markFirst(text)
		}
	}
	for _, text := range f.layout.FooterStop {
		if text = fold(text); text != "" && (f.layout.Format == CSV || f.layout.Format == XLSX) {
			p.stops = append(p.stops, []byte(text))
		}
	}
	return p
}

// take takes one row.
func (p *pump) take(rec *record) error {
	p.stats.BlankRows += rec.gap
	first := firstText(rec.cells)
	if first < 0 && rec.problem == "" && !rec.filled {
		p.stats.BlankRows++
		return nil
	}
	if !p.footer && first >= 0 && len(p.stops) > 0 {
		p.footer = p.isFooter(rec.cells[first])
	}
	if p.footer {
		p.stats.FooterRows++
		return nil
	}
	problem, err := p.problem(rec)
	if err != nil {
		return err
	}
	p.stats.Rows++
	if p.append(rec) && problem == "" {
		problem = BadEncoding
	}
	if problem == "" && len(rec.failed) > 0 && slices.ContainsFunc(p.columns, func(c int) bool { return slices.Contains(rec.failed, c) }) {
		problem = CellError
	}
	if problem != "" {
		p.stats.Problems++
	}
	p.out.end(rec.number, problem)
	return nil
}

// problem is what is wrong with the shape of the row. A last line that stops short refuses the file.
func (p *pump) problem(rec *record) (string, error) {
	f := p.file
	if rec.unended && (rec.problem == BadJSON || !f.unbound && len(rec.cells) < f.least) {
		return "", f.cutShort(fmt.Sprintf("the last line, line %d, stops in the middle", rec.number))
	}
	if !p.again && p.repeatsHeader(rec.cells) {
		p.again = true
	}
	switch {
	case rec.problem != "":
		return rec.problem, nil
	case p.again:
		return HeaderAgain, nil
	case f.unbound:
		return "", nil
	case len(rec.cells) < f.least:
		return CellsMissing, nil
	case len(rec.cells) > f.most:
		return CellsExtra, nil
	}
	// Between the two, cells beyond the header are blank in nearly all rows; a text there has moved.
	if len(rec.cells) > len(f.header) && firstText(rec.cells[len(f.header):]) >= 0 {
		return CellsExtra, nil
	}
	return "", nil
}

// append appends the wanted cells and tells whether one of them is no text.
func (p *pump) append(rec *record) (invalid bool) {
	size, cells, columns := 0, rec.cells, p.out.columns[:len(p.columns)]
	for i, c := range p.columns {
		var cell []byte
		if c < len(cells) {
			cell = cells[c]
		}
		if len(cell) > 0 && !isTight(cell) {
			cell = bytes.TrimSpace(cell)
		}
		column := &columns[i]
		if len(cell) == 0 || p.maybe[cell[0]] && p.isNull(cell) {
			column.appendNull()
			continue
		}
		if rec.doubt && !isText(cell) {
			invalid = true
			cell = mend(cell)
		}
		size += len(cell)
		column.append(cell)
	}
	p.out.bytes += size
	return invalid
}

// isText tells whether a cell is text: valid UTF-8 without NUL and without the mark that a decoder leaves for bytes
// that the file's encoding does not have.
func isText(cell []byte) bool {
	return utf8.Valid(cell) && bytes.IndexByte(cell, 0) < 0 && !bytes.Contains(cell, replacement)
}

var replacement = []byte("\ufffd")

// mend replaces what is no text.
func mend(cell []byte) []byte {
	return bytes.ReplaceAll(bytes.ToValidUTF8(cell, replacement), []byte{0}, replacement)
}

func (p *pump) isNull(cell []byte) bool {
	return slices.ContainsFunc(p.nulls, func(text []byte) bool { return bytes.EqualFold(cell, text) })
}

// markFirst marks the bytes with which a cell that equals text in any case may begin.
func (p *pump) markFirst(text string) {
	first, _ := utf8.DecodeRuneInString(text)
	for c := unicode.SimpleFold(first); ; c = unicode.SimpleFold(c) {
		p.maybe[string(c)[0]] = true
		if c == first {
			return
		}
	}
}

func (p *pump) isFooter(cell []byte) bool {
	cell = trim(cell)
	return slices.ContainsFunc(p.stops, func(text []byte) bool { return bytes.HasPrefix(cell, text) })
}

// repeatsHeader tells whether the cells are those of the last row of the header, two texts or more: no record can be.
func (p *pump) repeatsHeader(cells [][]byte) bool {
	if len(p.file.heading) == 0 {
		return false
	}
	texts := 0
	for i, text := range p.file.heading[len(p.file.heading)-1] {
		if i >= len(cells) && text != "" || i < len(cells) && string(trim(cells[i])) != text {
			return false
		}
		if text != "" {
			texts++
		}
	}
	return texts > 1
}

// firstText is the first cell that is not blank, or -1.
func firstText(cells [][]byte) int {
	for i, cell := range cells {
		if len(cell) > 0 && (cell[0] > ' ' && cell[0] < utf8.RuneSelf || len(trim(cell)) > 0) {
			return i
		}
	}
	return -1
}

// trim cuts white space off both ends.
func trim(cell []byte) []byte {
	if len(cell) == 0 || isTight(cell) {
		return cell
	}
	return bytes.TrimSpace(cell)
}

// isTight tells whether a cell plainly has no white space at its ends.
func isTight(cell []byte) bool {
	const graphic = 0x80 - '!' // bytes from '!' on, one comparison each as the subtraction wraps
	return cell[0]-'!' < graphic && cell[len(cell)-1]-'!' < graphic
}
