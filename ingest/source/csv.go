package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

const (
	blockSize = 256 << 10
	maxRow    = 8 << 20 // bytes; a longer row is a quote that was never closed
	sampled   = 100     // rows looked at to learn whether rows end in blank cells
)

// openCSV reads the header of a CSV file and looks at the first rows after it.
func (f *File) openCSV() error {
	var err error
	if f.dialect, err = f.newDialect(); err != nil {
		return err
	}
	if err := f.sniffText(); err != nil {
		return err
	}
	rows, err := f.newCSV(blockSize)
	if err != nil {
		return err
	}
	if f.dataFrom, err = f.readHeading(rows); err != nil {
		return f.readFault(err)
	}
	if err := f.nameColumns(f.leftOf); err != nil {
		return err
	}
	if err := f.headingIsText(); err != nil {
		return err
	}
	return f.lookAhead(rows)
}

// scanCSV starts at the first row of data.
func (f *File) scanCSV() (scanner, error) {
	rows, err := f.newCSV(blockSize)
	if err != nil {
		return nil, err
	}
	var rec record
	for range f.dataFrom {
		if err := rows.scan(&rec); err != nil {
			return nil, f.readFault(err)
		}
	}
	return rows, nil
}

// lookAhead learns from the first rows of data how many cells a row has, where that is not plain from the header (a
// delimiter at the end of each line; unnamed columns that some programs leave out), and whether the delimiter is
// another. Faults in these rows are for the stream to tell.
func (f *File) lookAhead(rows *csvScanner) error {
	f.least, f.most = f.named, len(f.header)
	var rec record
	var lines [][]byte
	widths, seen := map[int]int{}, 0
	for seen < sampled && rows.scan(&rec) == nil {
		if firstText(rec.cells) < 0 {
			continue
		}
		seen++
		if n := len(rec.cells); n <= len(f.header) || firstText(rec.cells[len(f.header):]) < 0 {
			widths[n]++
		}
		if len(lines) < 20 && len(rec.cells) == 1 {
			lines = append(lines, bytes.Clone(rec.cells[0]))
		}
	}
	for width, count := range widths {
		// What nearly all rows have is what a row has: another number of cells means that cells may have moved.
		if width >= f.named && count*10 >= seen*9 {
			f.least, f.most = width, width
		}
	}
	if len(f.header) != 1 {
		return nil
	}
	lines = append([][]byte{[]byte(f.heading[len(f.heading)-1][0])}, lines...)
	own := string(f.dialect.delimiter)
	if other := otherDelimiter(own, f.dialect, lines); other != "" {
		e := f.fault(codeDelimiter, fmt.Sprintf("the header is one column, but the rows have the delimiter %q all through", other),
			"Put "+asDelimiter(other)+" under file: in the contract, or have the file saved with "+asDelimiter(own)+".")
		e.Rule = asDelimiter(own)
		return e
	}
	return nil
}

// csvScanner reads the rows of a CSV file.
type csvScanner struct {
	file    *File
	dialect *dialect
	r       io.Reader
	decoded bool // bytes come from a decoder, which leaves U+FFFD for what it cannot decode
	buf     []byte
	pos     int // of the next row in buf
	end     bool
	plain   bool  // all of buf is ASCII without NUL
	line    int64 // of the next row, from 1
	limit   int   // bytes a row may have

	// After a bad quote, physical lines are read on their own: as many as the row reached into, and then each line that
	// has an odd number of quotes. So no text is taken for a row that it is not, and no neighbour is swallowed.
	badLeft  int
	mistrust bool
}

func (f *File) newCSV(block int) (*csvScanner, error) {
	r, decoded, err := f.text()
	if err != nil {
		return nil, err
	}
	return newCSVScanner(f, r, decoded, block, maxRow), nil
}

func newCSVScanner(f *File, r io.Reader, decoded bool, block, limit int) *csvScanner {
	return &csvScanner{file: f, dialect: &f.dialect, r: r, decoded: decoded, buf: make([]byte, 0, block), line: 1, limit: limit}
}

func (s *csvScanner) close() {}

func (s *csvScanner) scan(rec *record) error {
	for {
		data := s.buf[s.pos:]
		if len(data) == 0 && s.end {
			return io.EOF
		}
		taken, state := 0, needMore
		switch {
		case len(data) == 0:
		case s.badLeft > 0 || s.mistrust:
			if taken = parseLine(s.dialect, data, s.end, rec); taken > 0 {
				state = badQuote
			}
		default:
			taken, state = parseRow(s.dialect, data, s.end, rec)
		}
		if taken > s.limit || state == needMore && len(data) > s.limit {
			return s.file.neverEnds(s.line)
		}
		switch state {
		case needMore:
			if err := s.more(); err != nil {
				return err
			}
			continue
		case openQuote:
			return s.file.neverEnds(s.line)
		case badQuote:
			if s.badLeft == 0 && !s.mistrust {
				s.badLeft = max(taken, 1) // as far as the fault: read it again by lines
				continue
			}
			if !s.trusted(data[:taken]) {
				rec.problem = BadQuote
			} else {
				continue
			}
		}
		s.pass(data[:taken], rec)
		return nil
	}
}

// trusted counts a physical line after a bad quote, and tells whether it is one to be read as usual again.
func (s *csvScanner) trusted(line []byte) bool {
	if s.badLeft > 0 {
		s.badLeft = max(s.badLeft-len(line), 0)
		s.mistrust = true
		return false
	}
	s.mistrust = bytes.Count(line, []byte{s.dialect.quote})%2 == 1
	return !s.mistrust
}

// pass finishes the row that takes the bytes.
func (s *csvScanner) pass(row []byte, rec *record) {
	rec.number = s.line
	s.line++
	if rec.broken && !rec.unended {
		s.line += countLines(row) - 1
	}
	s.pos += len(row)
	switch {
	case s.plain:
	case s.decoded:
		rec.doubt = bytes.Contains(row, replacement) || bytes.IndexByte(row, 0) >= 0
	default:
		rec.doubt = !utf8.Valid(row) || bytes.IndexByte(row, 0) >= 0
	}
}

// more brings the next block after the bytes that are left. Cells of earlier rows are gone then.
func (s *csvScanner) more() error {
	left := copy(s.buf[:cap(s.buf)], s.buf[s.pos:])
	s.buf, s.pos = s.buf[:left], 0
	if left > cap(s.buf)/2 {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	n, err := io.ReadFull(s.r, s.buf[left:cap(s.buf)])
	s.buf = s.buf[:left+n]
	s.plain = isPlain(s.buf)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		s.end = true
		return nil
	}
	return err
}

// isPlain tells whether data is ASCII without NUL, so that its rows need no closer look.
func isPlain(data []byte) bool {
	const high = 0x8080808080808080
	const ones = 0x0101010101010101
	for ; len(data) >= 16; data = data[16:] {
		v, w := binary.LittleEndian.Uint64(data), binary.LittleEndian.Uint64(data[8:])
		if (v|(v-ones)|w|(w-ones))&high != 0 {
			return false
		}
	}
	for _, c := range data {
		if c == 0 || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (f *File) neverEnds(line int64) error {
	e := f.cutShort(fmt.Sprintf("a quoted cell that begins in the row at line %d never ends", line))
	e.Try = "Either the file is half-written, or a cell in that row has a quote too many. Ask the supplier to save and send it again."
	return e
}
