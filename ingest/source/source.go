package source

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/apache/arrow-go/v18/arrow/array"

	"throughcare/sql/fault"
)

// The formats a file can have.
const (
	CSV     = "csv"
	XLSX    = "xlsx"
	Parquet = "parquet"
	JSONL   = "jsonl"
)

// Layout is how a file is laid out. The zero value of every field but Format is the usual layout.
type Layout struct {
	Format     string   // csv, xlsx, parquet or jsonl
	Encoding   string   // csv and jsonl: utf-8 (default), utf-16, latin-1, windows-1252; a byte order mark is always honoured
	Delimiter  string   // csv: one character, default ","
	Quote      string   // csv: one character, default `"`; "none" where quotes mean nothing
	Escape     string   // csv: the character before a quote inside quotes; default the quote itself
	Sheet      string   // xlsx: name, or 1-based number among the visible worksheets; default the first visible one
	HeaderRow  int      // csv and xlsx: the first row of the header, from 1; default 1
	HeaderRows int      // csv and xlsx: rows in the header; default 1
	HeaderJoin string   // what joins the texts of several header rows; default " / "
	HeaderFind string   // csv and xlsx: the header starts at the first row that has this cell; overrules HeaderRow
	FooterStop []string // a row whose first non-blank cell starts with one of these, and all after it, is not data
	Nulls      []string // cell texts (trimmed, any case) that mean blank; "" always does
}

// Stats counts the rows of a file after its stream is drained.
type Stats struct {
	Rows       int64 // rows in the stream, those with a problem too
	Problems   int64 // rows in the stream that have a problem code
	FooterRows int64 // rows from the footer on, blank ones not counted
	BlankRows  int64 // rows without any text, between or after the data
}

// File is a supplier's file whose header has been read. It is not safe for use by several goroutines at once.
type File struct {
	path   string
	layout Layout
	file   *os.File
	size   int64

	above    [][]string // rows above the header
	heading  [][]string // the rows of the header
	header   []string   // names, never blank, as sent
	named    int        // columns up to the last that has a name
	least    int        // csv: fewer cells than this are missing cells
	most     int        // csv: more cells than this are extra cells
	unbound  bool       // a row may be as wide as it likes: no cells are missing or extra
	dataFrom int64      // xlsx: the first row number of data; csv: rows to pass over before the data
	book     *workbook  // xlsx only
	dialect  dialect    // csv only

	stats Stats
}

// Open reads the header of a file. The error is a *fault.Fault (Policy) when the file cannot be read, is not what its
// layout says, or is visibly incomplete.
func Open(path string, l Layout) (*File, error) {
	f := &File{path: path, layout: l}
	if err := f.open(); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) open() error {
	file, err := os.Open(f.path)
	if err != nil {
		return f.unreadable(err)
	}
	f.file = file
	info, err := file.Stat()
	if err != nil {
		return f.unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return f.fault(codeUnreadable, "this is a folder or a device, not a file", "Name a file.")
	}
	if f.size = info.Size(); f.size == 0 {
		return f.empty()
	}
	return f.guard(f.readHeader)
}

// readHeader does what the format needs so that Header and Cell can answer.
func (f *File) readHeader() error {
	switch f.layout.Format {
	case CSV:
		return f.openCSV()
	case JSONL:
		return f.openJSONL()
	case XLSX:
		return f.openXLSX()
	case Parquet:
		return f.openParquet()
	}
	return fault.New(fault.Usage, codeNotAsNamed, "the format %q is not one of csv, xlsx, parquet, jsonl", f.layout.Format)
}

// Header is the names of the columns as sent: trimmed, inner white space folded to one space. A column without a name
// is "column N" (from 1). A name that occurs twice is there twice: Records refuses it when it is wanted.
func (f *File) Header() []string { return f.header }

// Preamble is the cells of the rows above the header, trimmed; a row without cells is empty.
func (f *File) Preamble() [][]string { return f.above }

// Cell is the trimmed text of a cell above or in the header, by its Excel reference ("B2"); "" when there is none.
// A CSV file's columns and rows are counted as Excel would.
func (f *File) Cell(ref string) string {
	column, row := splitRef([]byte(strings.ToUpper(strings.TrimSpace(ref))))
	if row < 1 || column < 0 {
		return ""
	}
	rows := f.above
	if row > len(rows) {
		row -= len(rows)
		rows = f.heading
	}
	if row > len(rows) || column >= len(rows[row-1]) {
		return ""
	}
	return rows[row-1][column]
}

// Records streams the file in batches with a text column for each wanted header, in the wanted order and under the
// header's name (null when the cell is blank or means blank), then "_row" (int64, from 1: the physical line where the
// row starts, or the sheet's row) and "_problem" (text: null or one of the Problem codes). A row with a problem carries
// the cells that could be read.
//
// It returns a fault when a wanted name is not in the header or is there twice. The stream's Err is a fault when the
// file turns out to be cut short or unreadable: then nothing of it may be used. Release stops the reading.
func (f *File) Records(ctx context.Context, wanted []string) (array.RecordReader, error) {
	columns, err := f.columns(wanted)
	if err != nil {
		return nil, err
	}
	rows, err := f.scanner(wanted)
	if err != nil {
		return nil, err
	}
	if f.layout.Format != JSONL && f.layout.Format != Parquet {
		return f.stream(ctx, rows, wanted, columns), nil
	}
	for i := range columns {
		columns[i] = i // these two bring the wanted columns only, in order
	}
	return f.stream(ctx, rows, wanted, columns), nil
}

// scanner starts one pass over the data rows. Only jsonl and parquet mind what is wanted.
func (f *File) scanner(wanted []string) (rows scanner, err error) {
	err = f.guard(func() error {
		switch f.layout.Format {
		case JSONL:
			rows, err = f.scanJSONL(wanted)
		case XLSX:
			rows, err = f.scanXLSX()
		case Parquet:
			rows, err = f.scanParquet(wanted)
		default:
			rows, err = f.scanCSV()
		}
		return err
	})
	return rows, err
}

// Stats counts the rows; right after the stream of Records is drained.
func (f *File) Stats() Stats { return f.stats }

// Close lets go of the file. Streams of it must be released first.
func (f *File) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// name is the file's base name, all that a message says of where it lies.
func (f *File) name() string { return filepath.Base(f.path) }

// fold trims s and makes each run of white space inside it one space, as headers are compared.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
	}), " ")
}
