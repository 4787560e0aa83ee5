package sample

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// csvText is a CSV file in UTF-8 with line feeds. Rows may be longer than the header.
func csvText(header []string, rows [][]string, comma rune) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	if err := w.Write(header); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("rows: %w", err)
	}
	return b.Bytes(), nil
}

// windows1252 turns UTF-8 text into the encoding of old desktop exports.
func windows1252(text []byte) ([]byte, error) {
	out, err := charmap.Windows1252.NewEncoder().Bytes(text)
	if err != nil {
		return nil, fmt.Errorf("encode in Windows-1252: %w", err)
	}
	return out, nil
}

// utf16LE turns UTF-8 text into little-endian UTF-16 with a byte order mark.
func utf16LE(text []byte) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(string(text))) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}
