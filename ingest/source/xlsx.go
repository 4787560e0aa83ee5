package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"throughcare/sql/fault"
)

// openXLSX opens the workbook and reads the header of its sheet.
func (f *File) openXLSX() error {
	if err := f.openBook(); err != nil {
		return err
	}
	f.unbound = true
	rows, err := f.newSheet()
	if err != nil {
		return err
	}
	defer rows.close()
	if _, err := f.readHeading(rows); err != nil {
		return f.sheetFault(err)
	}
	f.dataFrom = int64(len(f.above) + len(f.heading) + 1)
	cover := func(int, int) string { return "" }
	if len(f.heading) > 1 {
		merged, err := f.mergedCells()
		if err != nil {
			return f.sheetFault(err)
		}
		cover = func(row, column int) string { return f.coveredBy(merged, len(f.above)+row+1, column) }
	}
	if err := f.nameColumns(cover); err != nil {
		return err
	}
	f.header = f.header[:f.named] // formatted cells without text are no columns
	return nil
}

// sheetFault makes a fault of an error in unpacking or in a sheet's XML.
func (f *File) sheetFault(err error) error {
	if err == nil || fault.As(err) != nil {
		return err
	}
	return cause(f.cutShort("the workbook is cut short or damaged"), err)
}

// scanXLSX starts at the first row of data.
func (f *File) scanXLSX() (scanner, error) {
	rows, err := f.newSheet()
	if err != nil {
		return nil, err
	}
	rows.from = f.dataFrom
	return rows, nil
}

// area is a merged range, columns from 0, rows from 1, both ends in it.
type area struct{ top, left, bottom, right int }

// mergedCells reads the merged ranges, which stand after the rows.
func (f *File) mergedCells() ([]area, error) {
	r, err := f.book.part.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	x := newXMLScanner(r)
	var all []area
	for {
		if err := x.next(); err != nil {
			if errors.Is(err, io.EOF) {
				return all, nil
			}
			return nil, err
		}
		if x.kind != startTag || string(x.name) != "mergeCell" {
			continue
		}
		ref := x.attr("ref")
		if colon := slices.Index(ref, ':'); colon > 0 {
			var a area
			a.left, a.top = splitRef(ref[:colon])
			a.right, a.bottom = splitRef(ref[colon+1:])
			all = append(all, a)
		}
	}
}

// coveredBy is the text of the merged range in which the cell of the header lies, if it begins in the cell's row.
func (f *File) coveredBy(merged []area, row, column int) string {
	for _, a := range merged {
		if cells := f.heading[row-len(f.above)-1]; a.top == row && a.left <= column && column <= a.right && a.left >= 0 && a.left < len(cells) {
			return cells[a.left]
		}
	}
	return ""
}

// sheetScanner reads the rows of a sheet. Rows that are not in the file are told as gaps.
type sheetScanner struct {
	file  *File
	book  *workbook
	part  io.ReadCloser
	xml   *xmlScanner
	row   int64 // of the last row read
	from  int64 // rows before it are passed over
	arena []byte
	spans []span
	done  bool
}

// span is the text of a cell in the arena; a cell that is not there has to < 0.
type span struct{ from, to int }

func (f *File) newSheet() (*sheetScanner, error) {
	part, err := f.book.part.Open()
	if err != nil {
		return nil, cause(f.cutShort("the sheet cannot be unpacked"), err)
	}
	return &sheetScanner{file: f, book: f.book, part: part, xml: newXMLScanner(part)}, nil
}

func (s *sheetScanner) close() { _ = s.part.Close() }

func (s *sheetScanner) scan(rec *record) error {
	if err := s.scanRow(rec); err != nil {
		if errors.Is(err, io.EOF) && s.done {
			return io.EOF
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF // the file ends before the rows do
		}
		return s.file.sheetFault(err)
	}
	return nil
}

func (s *sheetScanner) scanRow(rec *record) error {
	for !s.done {
		if err := s.xml.next(); err != nil {
			return err
		}
		name := s.xml.name
		switch {
		case s.xml.kind == textToken:
		case string(name) == "sheetData" && (s.xml.kind == endTag || s.xml.empty):
			s.done = true
		case s.xml.kind == startTag && string(name) == "row":
			if err := s.readRow(rec); err != nil {
				return err
			}
			if s.row >= s.from {
				return nil
			}
		}
	}
	// Reading to the end makes the zip reader compare the check sum.
	if _, err := io.Copy(io.Discard, s.part); err != nil {
		return err
	}
	return io.EOF
}

// readRow reads the row that has just begun.
func (s *sheetScanner) readRow(rec *record) error {
	rec.reset()
	number := s.row + 1
	if ref := s.xml.attr("r"); ref != nil {
		n, err := strconv.ParseInt(string(ref), 10, 64)
		if err != nil || n <= s.row || n > maxSheetRow {
			return errXML // rows out of order would not be the rows that a person sees
		}
		number = n
	}
	if gapFrom := max(s.row, s.from-1); number > gapFrom {
		rec.gap = number - gapFrom - 1
	}
	s.row, rec.number = number, number
	s.arena, s.spans = s.arena[:0], s.spans[:0]
	if s.xml.empty {
		return nil
	}
	for {
		if err := s.xml.next(); err != nil {
			return err
		}
		if s.xml.kind == endTag && string(s.xml.name) == "row" {
			break
		}
		if s.xml.kind == startTag && string(s.xml.name) == "c" {
			if err := s.readCell(rec); err != nil {
				return err
			}
		}
	}
	for _, at := range s.spans {
		if at.to < 0 {
			rec.cells = append(rec.cells, nil)
			continue
		}
		rec.cells = append(rec.cells, s.arena[at.from:at.to:at.to])
	}
	rec.doubt = !utf8.Valid(s.arena) || bytes.IndexByte(s.arena, 0) >= 0
	rec.filled = len(rec.failed) > 0
	return nil
}

// readCell reads the cell that has just begun.
func (s *sheetScanner) readCell(rec *record) error {
	column := len(s.spans)
	if ref := s.xml.attr("r"); ref != nil {
		column, _ = splitRef(ref)
	}
	if column < len(s.spans) || column >= maxSheetColumn {
		return errXML
	}
	for len(s.spans) < column {
		s.spans = append(s.spans, span{0, -1})
	}
	kind, style := s.cellType(), s.style()
	start := len(s.arena)
	var err error
	if !s.xml.empty {
		err = s.readValue(kind, style)
	}
	if err != nil {
		return err
	}
	if kind == errorCell {
		s.arena = s.arena[:start]
		rec.failed = append(rec.failed, column)
	}
	s.spans = append(s.spans, span{start, len(s.arena)})
	return nil
}

// cellType is the t attribute: what a value means.
type cellType int

const (
	numberCell cellType = iota
	sharedCell
	textCell
	boolCell
	errorCell
	dateCell
)

func (s *sheetScanner) cellType() cellType {
	switch string(s.xml.attr("t")) {
	case "s":
		return sharedCell
	case "str", "inlineStr":
		return textCell
	case "b":
		return boolCell
	case "e":
		return errorCell
	case "d":
		return dateCell
	}
	return numberCell
}

func (s *sheetScanner) style() cellFormat {
	ref := s.xml.attr("s")
	if ref == nil {
		return plainNumber
	}
	n, err := strconv.Atoi(string(ref))
	if err != nil || n < 0 || n >= len(s.book.formats) {
		return plainNumber
	}
	return s.book.formats[n]
}

// readValue appends the text of the cell to the arena, up to the cell's end tag. Formulas are passed over; what Excel
// worked out last stands in the value.
func (s *sheetScanner) readValue(kind cellType, style cellFormat) error {
	inValue := false
	for {
		if err := s.xml.next(); err != nil {
			return err
		}
		name := s.xml.name
		switch {
		case s.xml.kind == textToken:
			if inValue {
				if err := s.appendValue(kind, style); err != nil {
					return err
				}
			}
		case string(name) == "v":
			inValue = s.xml.kind == startTag && !s.xml.empty
		case s.xml.kind == startTag && string(name) == "is":
			var err error
			if s.arena, err = richText(s.xml, s.arena, "is"); err != nil {
				return err
			}
		case s.xml.kind == endTag && string(name) == "c":
			return nil
		}
	}
}

func (s *sheetScanner) appendValue(kind cellType, style cellFormat) error {
	raw := s.xml.text
	switch kind {
	case sharedCell:
		n, err := strconv.Atoi(string(trim(raw)))
		if err != nil || n < 0 || n >= len(s.book.strings) {
			return fmt.Errorf("%w: a cell has a text that the workbook does not hold", errXML)
		}
		s.arena = append(s.arena, s.book.strings[n]...)
	case boolCell:
		if string(trim(raw)) == "1" {
			s.arena = append(s.arena, "TRUE"...)
		} else {
			s.arena = append(s.arena, "FALSE"...)
		}
	case numberCell:
		s.arena = appendNumber(s.arena, trim(raw), style, s.book.date1904)
	case dateCell:
		s.arena = append(s.arena, bytes.TrimSuffix(trim(raw), []byte("T00:00:00"))...)
	default:
		start := len(s.arena)
		s.arena = appendText(s.arena, raw)
		s.arena = append(s.arena[:start], unescape(s.arena[start:])...)
	}
	return nil
}
