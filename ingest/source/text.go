package source

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

var (
	bomUTF8    = []byte("\xef\xbb\xbf")
	bomLittle  = []byte("\xff\xfe")
	bomBig     = []byte("\xfe\xff")
	magicZip   = []byte("PK\x03\x04")
	magicOLE   = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	magicPDF   = []byte("%PDF")
	magicGzip  = []byte("\x1f\x8b")
	magicParqu = []byte("PAR1")
)

// head is the first bytes of the file.
func (f *File) head(n int64) ([]byte, error) {
	b := make([]byte, min(n, f.size))
	if _, err := f.file.ReadAt(b, 0); err != nil {
		return nil, f.unreadable(err)
	}
	return b, nil
}

// whatIs says what kind of file begins with head, when that is plain to see and it is no table of text.
func whatIs(head []byte) string {
	start := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head[:min(len(head), 512)], bomUTF8))))
	switch {
	case bytes.HasPrefix(head, magicZip):
		return "an Excel workbook or another zip file"
	case bytes.HasPrefix(head, magicOLE):
		return "an old Excel workbook (.xls) or a protected one"
	case bytes.HasPrefix(head, magicPDF):
		return "a PDF"
	case bytes.HasPrefix(head, magicGzip):
		return "a compressed (gzip) file"
	case bytes.HasPrefix(head, magicParqu):
		return "a Parquet file"
	case slices.ContainsFunc([]string{"<!doctype html", "<html", "<table", "<head"}, func(p string) bool { return strings.HasPrefix(start, p) }):
		return "a web page (HTML)"
	case strings.HasPrefix(start, "<?xml"):
		return "an XML file"
	}
	return ""
}

// sniffText refuses a file that is not text in the layout's encoding, as far as its beginning shows.
func (f *File) sniffText() error {
	head, err := f.head(64 << 10)
	if err != nil {
		return err
	}
	if what := whatIs(head); what != "" {
		return f.fault(codeNotAsNamed, fmt.Sprintf("the file should be %s, but it is %s", f.layout.Format, what),
			"Open it in Excel and save it as \"CSV UTF-8\", or name its real format in the contract.")
	}
	name, err := f.encodingName(head)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(head, bomUTF8))) == 0 && f.size <= int64(len(head)) ||
		name == "utf-16" && f.size <= 2 {
		return f.empty()
	}
	nul := bytes.IndexByte(head, 0) >= 0
	if name == "utf-16" {
		if f.size%2 == 1 {
			return f.cutShort("the file ends in the middle of a character")
		}
		if !nul && !bytes.HasPrefix(head, bomLittle) && !bytes.HasPrefix(head, bomBig) {
			return f.fault(codeEncoding, "the file is not UTF-16", "Correct encoding: in the contract; utf-8 is the usual one.")
		}
		return nil
	}
	if !nul {
		return nil
	}
	if looksUTF16(head) {
		return f.fault(codeEncoding, "the file is in UTF-16 (\"Unicode text\"), not "+name,
			"Put encoding: utf-16 under file: in the contract, or save the file as \"CSV UTF-8\" in Excel.")
	}
	return f.fault(codeNotAsNamed, "the file is not text", "Open it in the program that made it and save it as \"CSV UTF-8\".")
}

// looksUTF16 tells whether every second byte of the first line is NUL, as in Latin text in UTF-16.
func looksUTF16(head []byte) bool {
	head = head[:min(len(head), 64)]
	even, odd := 0, 0
	for i, b := range head {
		switch {
		case b == 0 && i%2 == 0:
			even++
		case b == 0:
			odd++
		}
	}
	return max(even, odd) > len(head)/3 && min(even, odd) <= len(head)/16
}

// encodingName is the encoding that a byte order mark names, else the layout's.
func (f *File) encodingName(head []byte) (string, error) {
	switch {
	case bytes.HasPrefix(head, bomUTF8):
		return "utf-8", nil
	case bytes.HasPrefix(head, bomLittle), bytes.HasPrefix(head, bomBig):
		return "utf-16", nil
	}
	switch name := strings.ToLower(f.layout.Encoding); name {
	case "":
		return "utf-8", nil
	case "utf-8", "utf-16", "latin-1", "windows-1252":
		return name, nil
	}
	return "", f.fault(codeEncoding, fmt.Sprintf("the encoding %q is not known", f.layout.Encoding),
		"Name utf-8, utf-16, latin-1 or windows-1252 in the contract.")
}

// text reads the file from its beginning as UTF-8. decoded says that a decoder stands before the file, which leaves
// U+FFFD for bytes it does not know.
func (f *File) text() (r io.Reader, decoded bool, err error) {
	head, err := f.head(16)
	if err != nil {
		return nil, false, err
	}
	name, err := f.encodingName(head)
	if err != nil {
		return nil, false, err
	}
	raw := io.NewSectionReader(f.file, 0, f.size)
	var e encoding.Encoding
	switch name {
	case "utf-8":
		if bytes.HasPrefix(head, bomUTF8) {
			_, _ = raw.Seek(int64(len(bomUTF8)), io.SeekStart) // a seek in a section does no reading
		}
		return raw, false, nil
	case "utf-16":
		order := unicode.LittleEndian
		if head[0] == 0 {
			order = unicode.BigEndian
		}
		e = unicode.UTF16(order, unicode.UseBOM)
	case "latin-1":
		return transform.NewReader(raw, transform.Chain(charmap.ISO8859_1.NewDecoder(), noControls{})), true, nil
	case "windows-1252":
		e = charmap.Windows1252
	}
	return transform.NewReader(raw, e.NewDecoder()), true, nil
}

// noControls replaces U+0080 to U+009F. In a file said to be latin-1 these bytes are the quotes and dashes of
// windows-1252, so the row has to be flagged and not to be kept with invisible characters.
type noControls struct{ transform.NopResetter }

func (noControls) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if !utf8.FullRune(src[nSrc:]) && !atEOF {
			return nDst, nSrc, transform.ErrShortSrc
		}
		c, size := utf8.DecodeRune(src[nSrc:])
		if c >= 0x80 && c <= 0x9f {
			c = utf8.RuneError
		}
		if nDst+utf8.RuneLen(c) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], c)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// headingIsText refuses a header that is not text in the encoding: the whole file is in another one then.
func (f *File) headingIsText() error {
	for _, row := range f.heading {
		for _, text := range row {
			if strings.ContainsRune(text, utf8.RuneError) || strings.ContainsRune(text, 0) {
				return f.fault(codeEncoding, "the header has letters that the file's encoding does not know",
					"The file is probably in windows-1252 (\"CSV\" in Excel): put encoding: windows-1252 under file: in the contract, or save it as \"CSV UTF-8\".")
			}
		}
	}
	return nil
}
