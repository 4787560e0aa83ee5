package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"throughcare/sql/fault"
)

// tokens reads all rows of the bytes as text, and the fault at the end.
func tokens(f *File, r io.Reader, block int) string {
	rows := newCSVScanner(f, r, false, block, 1<<10)
	var b strings.Builder
	var rec record
	for {
		err := rows.scan(&rec)
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			return b.String() + fault.As(err).Text()
		}
		fmt.Fprintf(&b, "row %d %s %v %v %q\n", rec.number, rec.problem, rec.doubt, rec.unended, rec.cells)
	}
}

// FuzzCSV holds the law of the tokenizer: for any bytes there is no panic, and rows and faults are the same however the
// bytes arrive, and no line becomes two rows.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "\r\n\r", "a,b\r\n1,2", "\"a\"\"b\",c\n", "\"open\n1,2\n", "a\"b,c\n", "\"x\"y,\"z\nw\",1\n2\n",
		"1,\"\n2,\"x\"\n3,y\n", "\xff,\x00\n", ", \"a\" ,\t\"b\"\t\n", "\"a\\\"b\"\n", "a¦b\xc2\n", "\"a\"\r\"b\"\r\n", "\"\"\"", "\"a\" ",
	} {
		for kind := range uint8(4) {
			f.Add([]byte(seed), kind, uint8(3))
		}
	}
	dialects := []dialect{
		{delimiter: []byte(","), quoting: true, quote: '"', escape: '"'},
		{delimiter: []byte(";"), quoting: true, quote: '\'', escape: '\\'},
		{delimiter: []byte("¦"), quoting: true, quote: '"', escape: '"'},
		{delimiter: []byte("\t")},
	}
	f.Fuzz(func(t *testing.T, data []byte, kind, block uint8) {
		file := &File{dialect: dialects[int(kind)%len(dialects)]}
		whole := tokens(file, bytes.NewReader(data), 64<<10)
		if small := tokens(file, bytes.NewReader(data), int(block)+1); small != whole {
			t.Errorf("blocks of %d give\n%s\none block gives\n%s", int(block)+1, small, whole)
		}
		if slow := tokens(file, iotest.OneByteReader(bytes.NewReader(data)), 16); slow != whole {
			t.Errorf("byte by byte gives\n%s\none block gives\n%s", slow, whole)
		}
		if rows, lines := strings.Count(whole, "\nrow "), countLines(data)+1; int64(rows) > lines {
			t.Errorf("%d rows of %d lines\n%s", rows, lines, whole)
		}
	})
}
