package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"unicode/utf8"
)

// keysWithin is how many lines give the header of a JSON lines file.
const keysWithin = 1000

// openJSONL collects the keys of the first lines, in the order in which they first appear.
func (f *File) openJSONL() error {
	if err := f.sniffText(); err != nil {
		return err
	}
	f.unbound = true
	rows, err := f.newJSONL(blockSize)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	objects := 0
	for range keysWithin {
		line, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return f.readFault(err)
		}
		if rows.line == 2 && bytes.HasPrefix(line, []byte("[")) {
			return f.fault(codeNotAsNamed, "the file is one JSON array, not one JSON object a line",
				"Ask the supplier for JSON lines (one object a line), or for CSV.")
		}
		if !isObject(line) {
			continue
		}
		objects++
		for key := range members(line) {
			if !known[key.name] {
				known[key.name] = true
				f.header = append(f.header, key.name)
			}
		}
	}
	if objects == 0 {
		return f.fault(codeNotAsNamed, "no line among the first ones is a JSON object",
			"Ask the supplier for JSON lines (one object a line), or name the file's real format in the contract.")
	}
	f.named = len(f.header)
	return nil
}

func (f *File) scanJSONL(wanted []string) (scanner, error) {
	rows, err := f.newJSONL(blockSize)
	if err != nil {
		return nil, err
	}
	rows.wanted = make(map[string]int, len(wanted))
	for i, name := range wanted {
		rows.wanted[name] = i
	}
	return rows, nil
}

// jsonScanner reads the wanted members of the object on each line.
type jsonScanner struct {
	lines   *lineReader
	wanted  map[string]int
	line    int64 // of the next line, from 1
	decoded bool
	seen    map[string]bool
}

func (f *File) newJSONL(block int) (*jsonScanner, error) {
	r, decoded, err := f.text()
	if err != nil {
		return nil, err
	}
	return &jsonScanner{lines: &lineReader{file: f, r: r, buf: make([]byte, 0, block)}, line: 1, decoded: decoded, seen: map[string]bool{}}, nil
}

func (s *jsonScanner) close() {}

func (s *jsonScanner) next() ([]byte, error) {
	line, err := s.lines.next(s.line)
	if err == nil {
		s.line++
	}
	return trim(line), err
}

func (s *jsonScanner) scan(rec *record) error {
	line, err := s.next()
	if err != nil {
		return err
	}
	rec.reset()
	rec.number = s.line - 1
	if len(line) == 0 {
		return nil
	}
	// An escape can make a character that is none, such as half of a pair.
	rec.doubt = !utf8.Valid(line) || s.decoded && bytes.Contains(line, replacement) || bytes.Contains(line, []byte(`\u`))
	rec.cells = slices.Grow(rec.cells, len(s.wanted))[:len(s.wanted)]
	clear(rec.cells)
	clear(s.seen)
	if !isObject(line) {
		rec.problem, rec.line, rec.unended = BadJSON, line, s.lines.unended
		return nil
	}
	for m := range members(line) {
		if s.seen[m.name] {
			rec.problem, rec.line = BadJSON, line
		}
		s.seen[m.name] = true
		text := jsonText(m.value)
		rec.filled = rec.filled || len(text) > 0
		if at, ok := s.wanted[m.name]; ok {
			rec.cells[at] = text
		}
	}
	return nil
}

// isObject tells whether the line is one whole JSON object.
func isObject(line []byte) bool { return len(line) > 0 && line[0] == '{' && json.Valid(line) }

// member is one member of an object: its name and its value as written.
type member struct {
	name  string
	value []byte
}

// members yields the members of a JSON object, which is known to be valid.
func members(line []byte) iter.Seq[member] {
	return func(yield func(member) bool) {
		i := 1
		for {
			for i < len(line) && (jsonSpace(line[i]) || line[i] == ',') {
				i++
			}
			if i >= len(line) || line[i] == '}' {
				return
			}
			start := i
			i = jsonEnd(line, i)
			name := string(jsonText(line[start:i]))
			for jsonSpace(line[i]) || line[i] == ':' {
				i++
			}
			start = i
			i = jsonEnd(line, i)
			if !yield(member{name, line[start:i]}) {
				return
			}
		}
	}
}

func jsonSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// jsonEnd is where the value that begins at i ends. The JSON is known to be valid.
func jsonEnd(line []byte, i int) int {
	depth := 0
	for ; i < len(line); i++ {
		switch line[i] {
		case '"':
			for i++; line[i] != '"'; i++ {
				if line[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n', ':':
			if depth == 0 {
				return i
			}
		}
	}
	return i
}

// jsonText is the text of a JSON value: of a string its characters, null is nothing, everything else as written, with
// the white space between the parts of an object or array taken out.
func jsonText(value []byte) []byte {
	switch {
	case len(value) == 0 || value[0] == 'n':
		return nil
	case value[0] == '"':
		if bytes.IndexByte(value, '\\') < 0 {
			return value[1 : len(value)-1]
		}
		var text string
		if json.Unmarshal(value, &text) != nil {
			return value
		}
		return []byte(text)
	case value[0] == '{' || value[0] == '[':
		var b bytes.Buffer
		if json.Compact(&b, value) != nil {
			return value
		}
		return b.Bytes()
	}
	return value
}

// lineReader reads lines that end in LF or CR LF.
type lineReader struct {
	file    *File
	r       io.Reader
	buf     []byte
	pos     int
	end     bool
	unended bool // the last line has no line end
}

// next returns the line without its line end, valid until the next call.
func (l *lineReader) next(number int64) ([]byte, error) {
	for {
		data := l.buf[l.pos:]
		if at := bytes.IndexByte(data, '\n'); at >= 0 {
			l.pos += at + 1
			return data[:at], nil
		}
		if l.end {
			if len(data) == 0 {
				return nil, io.EOF
			}
			l.pos, l.unended = len(l.buf), true
			return data, nil
		}
		if len(data) > maxRow {
			return nil, l.file.tooLong(number)
		}
		left := copy(l.buf[:cap(l.buf)], data)
		l.buf, l.pos = l.buf[:left], 0
		if left > cap(l.buf)/2 {
			l.buf = append(make([]byte, 0, 2*cap(l.buf)), l.buf...)
		}
		n, err := io.ReadFull(l.r, l.buf[left:cap(l.buf)])
		l.buf = l.buf[:left+n]
		l.end = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !l.end {
			return nil, err
		}
	}
}
