package source

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// errXML is a sheet that is not well formed.
var errXML = errors.New("the sheet's XML is broken")

// maxToken is the most bytes that one tag or one text in a sheet may have; a cell's text has at most 32,767 characters.
const maxToken = 4 << 20

type tokenKind int

const (
	startTag tokenKind = iota
	endTag
	textToken
)

// xmlScanner splits a sheet's XML into tags and texts. It is written by hand because encoding/xml is several times
// slower than the rest of the reading put together. It knows no name spaces but passes over prefixes; comments,
// declarations and instructions are left out. What it returns is valid until the next call of next.
type xmlScanner struct {
	r     io.Reader
	buf   []byte
	pos   int
	end   bool
	kind  tokenKind
	name  []byte // of a tag, without prefix
	attrs []byte // of a start tag, as written
	text  []byte // of a text, as written
	cdata bool   // the text stands for itself
	empty bool   // the start tag ends the element
}

func newXMLScanner(r io.Reader) *xmlScanner { return &xmlScanner{r: r, buf: make([]byte, 0, 128<<10)} }

// next reads the next token; io.EOF after the last.
func (x *xmlScanner) next() error {
	for {
		data := x.buf[x.pos:]
		switch {
		case len(data) == 0:
			if x.end {
				return io.EOF
			}
		case data[0] != '<':
			at := bytes.IndexByte(data, '<')
			if at < 0 && x.end {
				at = len(data)
			}
			if at > 0 {
				x.kind, x.text, x.cdata = textToken, data[:at], false
				x.pos += at
				return nil
			}
		default:
			taken, ok, err := x.tag(data)
			if err != nil {
				return err
			}
			x.pos += taken
			if ok {
				return nil
			}
			if taken > 0 {
				continue
			}
		}
		if err := x.more(); err != nil {
			return err
		}
	}
}

// tag reads what begins with "<". It takes nothing when there is more to come, and is not ok for what is left out.
func (x *xmlScanner) tag(data []byte) (taken int, ok bool, err error) {
	for _, special := range []struct{ from, to string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if len(data) > 1 && data[1] != '!' && data[1] != '?' {
			break
		}
		if !bytes.HasPrefix(data, []byte(special.from)) {
			if len(data) < len(special.from) && bytes.HasPrefix([]byte(special.from), data) {
				return 0, false, nil
			}
			continue
		}
		at := bytes.Index(data[len(special.from):], []byte(special.to))
		if at < 0 {
			return 0, false, nil
		}
		x.kind, x.text, x.cdata = textToken, data[len(special.from):len(special.from)+at], true
		return len(special.from) + at + len(special.to), special.to == "]]>", nil
	}
	if len(data) > 1 && data[1] == '!' {
		return 0, false, errXML // a document type has no place in a sheet
	}
	at := tagEnd(data)
	if at < 0 {
		return 0, false, nil
	}
	inner := data[1:at]
	x.kind = startTag
	if len(inner) > 0 && inner[0] == '/' {
		x.kind, inner = endTag, inner[1:]
	}
	x.empty = len(inner) > 0 && inner[len(inner)-1] == '/'
	if x.empty {
		inner = inner[:len(inner)-1]
	}
	name := inner
	x.attrs = nil
	for i, c := range inner {
		if jsonSpace(c) {
			name, x.attrs = inner[:i], inner[i:]
			break
		}
	}
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	}
	if len(name) == 0 {
		return 0, false, errXML
	}
	x.name = name
	return at + 1, true, nil
}

// tagEnd is where the ">" of the tag is, or -1.
func tagEnd(data []byte) int {
	at := bytes.IndexByte(data, '>')
	if at < 0 || bytes.Count(data[:at], []byte{'"'})%2 == 0 && bytes.IndexByte(data[:at], '\'') < 0 {
		return at
	}
	var quote byte
	for i, c := range data {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}

func (x *xmlScanner) more() error {
	if x.end {
		return io.ErrUnexpectedEOF // in the middle of a tag
	}
	left := copy(x.buf[:cap(x.buf)], x.buf[x.pos:])
	x.buf, x.pos = x.buf[:left], 0
	if left > maxToken {
		return errXML
	}
	if left > cap(x.buf)/2 {
		x.buf = append(make([]byte, 0, 2*cap(x.buf)), x.buf...)
	}
	n, err := io.ReadFull(x.r, x.buf[left:cap(x.buf)])
	x.buf = x.buf[:left+n]
	// A zip entry that is cut off also ends with an unexpected end: what is missing then shows at the closing tags.
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		x.end = true
		return nil
	}
	return err
}

// attr is the value of an attribute as written, nil when the tag does not have it.
func (x *xmlScanner) attr(name string) []byte {
	rest := x.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		to := bytes.IndexByte(rest[1:], rest[0])
		if to < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : 1+to]
		}
		rest = rest[to+2:]
	}
}

// appendText appends the characters that XML text stands for. A line end is LF however it is written.
func appendText(to, text []byte) []byte {
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte{'\n'}), []byte{'\r'}, []byte{'\n'})
	}
	for {
		at := bytes.IndexByte(text, '&')
		if at < 0 {
			return append(to, text...)
		}
		to = append(to, text[:at]...)
		text = text[at:]
		end := bytes.IndexByte(text[:min(len(text), 12)], ';')
		if end < 0 {
			return append(to, text...)
		}
		if c, ok := entity(string(text[1:end])); ok {
			to = utf8.AppendRune(to, c)
		} else {
			to = append(to, text[:end+1]...)
		}
		text = text[end+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil
}

// unescape replaces Excel's own _xHHHH_ for characters that XML cannot have; in place.
func unescape(text []byte) []byte {
	for from := 0; ; {
		at := bytes.Index(text[from:], []byte("_x"))
		if at < 0 {
			return text
		}
		at += from
		from = at + 2
		if len(text) < at+7 || text[at+6] != '_' {
			continue
		}
		n, err := strconv.ParseUint(string(text[at+2:at+6]), 16, 16)
		if err != nil {
			continue
		}
		tail := bytes.Clone(text[at+7:])
		text = utf8.AppendRune(text[:at], rune(n))
		from = len(text)
		text = append(text, tail...)
	}
}
