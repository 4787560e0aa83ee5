package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// outcome is how the parsing of one row of a CSV file ended.
type outcome int

const (
	rowDone   outcome = iota
	needMore          // the row may go on after the data at hand
	badQuote          // text after a closing quote
	openQuote         // the file ends inside quotes
)

// parseRow parses the row at the beginning of data into rec.cells and returns how many bytes it takes, with its line
// end. For badQuote and openQuote it returns where the fault is. It depends on nothing but data, so the same bytes give
// the same rows however they arrive: on needMore the caller brings more and starts the row again.
func parseRow(d *dialect, data []byte, last bool, rec *record) (int, outcome) {
	rec.reset()
	i := 0
	for {
		var cell []byte
		if at := quoteAt(d, data, i); at >= 0 {
			var state outcome
			if cell, i, state = quotedCell(d, data, at+1, last); state != rowDone {
				return i, state
			}
			rec.broken = rec.broken || bytes.IndexByte(data[at:i], '\n') >= 0 || bytes.IndexByte(data[at:i], '\r') >= 0
		} else {
			start := i
			i = d.nextEnd(data, i)
			// The first byte of a delimiter of several bytes can be in a text: look at all of it.
			for i < len(data) && len(d.delimiter) > 1 && data[i] == d.delimiter[0] && !bytes.HasPrefix(data[i:], d.delimiter) {
				if !last && len(data)-i < len(d.delimiter) {
					return 0, needMore
				}
				i = d.nextEnd(data, i+1)
			}
			cell = data[start:i:i]
		}
		rec.cells = append(rec.cells, cell)
		if i == len(data) {
			if !last {
				return 0, needMore
			}
			rec.unended = true
			return i, rowDone
		}
		switch data[i] {
		case '\n':
			return i + 1, rowDone
		case '\r':
			if i+1 == len(data) && !last {
				return 0, needMore
			}
			if i+1 < len(data) && data[i+1] == '\n' {
				i++
			}
			return i + 1, rowDone
		}
		i += len(d.delimiter)
		if i == len(data) && !last {
			return 0, needMore
		}
	}
}

// nextEnd is the next place from i on with the first byte of a delimiter or of a line end, else len(data). It looks at
// eight bytes at a time: x has a zero byte just where a byte of w is the one looked for, and (x-ones) &^ x & highs has
// its lowest bit there.
func (d *dialect) nextEnd(data []byte, i int) int {
	const (
		ones  = 0x0101010101010101
		highs = 0x8080808080808080
	)
	delimiter := uint64(d.delimiter[0]) * ones
	for ; i+8 <= len(data); i += 8 {
		w := binary.LittleEndian.Uint64(data[i:])
		x, lf, cr := w^delimiter, w^('\n'*ones), w^('\r'*ones)
		found := ((x-ones)&^x | (lf-ones)&^lf | (cr-ones)&^cr) & highs
		if found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for ; i < len(data); i++ {
		if c := data[i]; c == d.delimiter[0] || c == '\n' || c == '\r' {
			return i
		}
	}
	return i
}

// quoteAt is where the opening quote of a cell is, blanks before it passed over; -1 when the cell is not quoted.
func quoteAt(d *dialect, data []byte, i int) int {
	for ; d.quoting && i < len(data); i++ {
		switch c := data[i]; {
		case c == d.quote:
			return i
		case c != ' ' && c != '\t' || c == d.delimiter[0]:
			return -1
		}
	}
	return -1
}

// quotedCell parses from after the opening quote to the delimiter or line end after the closing one.
func quotedCell(d *dialect, data []byte, i int, last bool) (cell []byte, end int, state outcome) {
	start, from := i, i
	var whole []byte // the cell, once an escape made it differ from the bytes
	for {
		i = nextMark(d, data, i)
		if i < 0 {
			if last {
				return nil, start - 1, openQuote
			}
			return nil, 0, needMore
		}
		if i+1 == len(data) && !last {
			return nil, 0, needMore
		}
		next := i+1 < len(data) && (data[i+1] == d.quote || d.escape != d.quote && data[i+1] == d.escape)
		switch {
		case data[i] == d.escape && next:
			whole = append(whole, data[from:i]...)
			whole = append(whole, data[i+1])
			i += 2
			from = i
			continue
		case data[i] != d.quote:
			i++ // an escape before anything else is itself
			continue
		}
		break
	}
	cell = data[start:i:i]
	if whole != nil {
		cell = append(whole, data[from:i]...)
	}
	for i++; i < len(data) && (data[i] == ' ' || data[i] == '\t') && data[i] != d.delimiter[0]; {
		i++
	}
	switch {
	case i == len(data) && !last, !last && len(data)-i < len(d.delimiter) && bytes.HasPrefix(d.delimiter, data[i:]):
		return nil, 0, needMore
	case i == len(data), data[i] == '\n', data[i] == '\r', bytes.HasPrefix(data[i:], d.delimiter):
		return cell, i, rowDone
	}
	return nil, i, badQuote
}

// nextMark is the next quote or escape from i on, or -1.
func nextMark(d *dialect, data []byte, i int) int {
	if d.escape == d.quote {
		if at := bytes.IndexByte(data[i:], d.quote); at >= 0 {
			return i + at
		}
		return -1
	}
	for ; i < len(data); i++ {
		if data[i] == d.quote || data[i] == d.escape {
			return i
		}
	}
	return -1
}

// parseLine parses one physical line of a row that cannot be parsed as it should: quotes count only where they
// enclose a whole cell of the line. It returns 0 when the line may go on after data.
func parseLine(d *dialect, data []byte, last bool, rec *record) int {
	rec.reset()
	end := bytes.IndexAny(data, "\r\n")
	switch {
	case end < 0 && !last, end >= 0 && data[end] == '\r' && end+1 == len(data) && !last:
		return 0
	case end < 0:
		end, rec.unended = len(data), true
	}
	taken := min(end+1, len(data))
	if taken < len(data) && data[end] == '\r' && data[taken] == '\n' {
		taken++
	}
	line := data[:end:end]
	for i := 0; ; {
		var cell []byte
		state := badQuote
		if at := quoteAt(d, line, i); at >= 0 {
			var after int
			if cell, after, state = quotedCell(d, line, at+1, true); state == rowDone {
				i = after
			}
		}
		if state != rowDone {
			next := bytes.Index(line[i:], d.delimiter)
			if next < 0 {
				next = len(line) - i
			}
			cell = line[i : i+next : i+next]
			i += next
		}
		rec.cells = append(rec.cells, cell)
		if i >= len(line) {
			return taken
		}
		i += len(d.delimiter)
	}
}

// countLines counts the line ends in data: CR LF is one, and so is CR alone.
func countLines(data []byte) int64 {
	n := bytes.Count(data, []byte{'\n'})
	for {
		at := bytes.IndexByte(data, '\r')
		if at < 0 {
			return int64(n)
		}
		if data = data[at+1:]; len(data) == 0 || data[0] != '\n' {
			n++
		}
	}
}
