package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// openParquet reads the names of the columns.
func (f *File) openParquet() error {
	head, err := f.head(1 << 10)
	if err != nil {
		return err
	}
	if bytes.HasPrefix(head, []byte("PARE")) {
		return f.fault(codeEncrypted, "the Parquet file is encrypted", "Ask the supplier for a file without encryption of its own.")
	}
	if !bytes.HasPrefix(head, magicParqu) {
		what := whatIs(head)
		if what == "" {
			what = "something else"
		}
		return f.fault(codeNotAsNamed, "the file should be Parquet, but it is "+what, "Name the file's real format in the contract.")
	}
	tail := make([]byte, 4)
	if _, err := f.file.ReadAt(tail, f.size-4); err != nil || !bytes.Equal(tail, magicParqu) {
		return f.cutShort("the Parquet file has no end mark")
	}
	f.unbound = true
	columns, err := f.parquetColumns()
	if err != nil {
		return f.damaged(err)
	}
	defer columns.close()
	for _, field := range columns.schema.Fields() {
		f.header = append(f.header, field.Name)
	}
	f.named = len(f.header)
	return nil
}

// damaged is the fault for what the Parquet library cannot read.
func (f *File) damaged(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return cause(f.fault(codeUnreadable, "the Parquet file is damaged, or written in a way that cannot be read",
		"Ask the supplier to write it again without encryption and with ordinary column types, or as CSV."), err)
}

// parquetScanner reads the wanted columns of a Parquet file, batch by batch.
//
// It drives the library's column readers itself: the library's own record reader starts goroutines, and a panic in one
// of those, which damaged files cause, would end the program. (For a struct column it still does.)
type parquetScanner struct {
	file    *File
	in      *file.Reader
	reader  *pqarrow.FileReader
	schema  *arrow.Schema
	leaves  []int                   // the file's columns that are read
	readers []*pqarrow.ColumnReader // of the wanted columns
	columns []arrow.Array           // this batch of them
	checked bool
	row     int   // in the batch
	rows    int   // of the batch
	number  int64 // of the last row
	arena   []byte
	spans   []span
}

func (f *File) parquetColumns() (*parquetScanner, error) {
	// The library reads in this goroutine only, so that guard catches its panics on damaged files.
	in, err := file.NewParquetReader(io.NewSectionReader(f.file, 0, f.size))
	if err != nil {
		return nil, err
	}
	reader, err := pqarrow.NewFileReader(in, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	s := &parquetScanner{file: f, in: in, reader: reader}
	if s.schema, err = reader.Schema(); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return s, nil
}

func (f *File) scanParquet(wanted []string) (scanner, error) {
	s, err := f.parquetColumns()
	if err != nil {
		return nil, f.damaged(err)
	}
	if err := s.openColumns(wanted); err != nil {
		s.close()
		return nil, f.damaged(err)
	}
	return s, nil
}

func (s *parquetScanner) openColumns(wanted []string) error {
	schema := s.in.MetaData().Schema
	included := map[int]bool{}
	for i := range schema.NumColumns() {
		if slices.Contains(wanted, schema.ColumnRoot(i).Name()) {
			s.leaves = append(s.leaves, i)
			included[i] = true
		}
	}
	groups := make([]int, s.in.NumRowGroups())
	for i := range groups {
		groups[i] = i
	}
	for _, name := range wanted {
		at := s.schema.FieldIndices(name)
		if len(at) != 1 {
			return fmt.Errorf("no reader for column %q", name)
		}
		reader, err := s.reader.GetFieldReader(context.Background(), at[0], included, groups)
		if err != nil {
			return err
		}
		s.readers = append(s.readers, reader)
	}
	return nil
}

func (s *parquetScanner) close() {
	s.release()
	for _, reader := range s.readers {
		reader.Release()
	}
	_ = s.in.Close() // nothing was written
}

// release lets go of the batch.
func (s *parquetScanner) release() {
	for _, column := range s.columns {
		column.Release()
	}
	s.columns = s.columns[:0]
}

// nextBatch reads the next rows of every column; io.EOF when the file says that there are no more.
func (s *parquetScanner) nextBatch() error {
	if !s.checked {
		s.checked = true
		if err := s.checkPages(s.leaves); err != nil {
			return err
		}
	}
	s.release()
	s.row, s.rows = 0, int(min(batchRows, s.in.NumRows()-s.number))
	if s.rows <= 0 {
		return io.EOF
	}
	for _, reader := range s.readers {
		chunks, err := reader.NextBatch(int64(s.rows))
		if err != nil {
			return err
		}
		column, err := oneArray(chunks)
		chunks.Release()
		if err != nil {
			return err
		}
		s.columns = append(s.columns, column)
		if column.Len() != s.rows {
			return errors.New("a column has fewer rows than the file says")
		}
	}
	return nil
}

// oneArray makes one array of the chunks of a column.
func oneArray(chunks *arrow.Chunked) (arrow.Array, error) {
	switch len(chunks.Chunks()) {
	case 0:
		return nil, errors.New("a column has no rows")
	case 1:
		chunks.Chunk(0).Retain()
		return chunks.Chunk(0), nil
	}
	return array.Concatenate(chunks.Chunks(), memory.DefaultAllocator)
}

func (s *parquetScanner) scan(rec *record) error {
	if s.row == s.rows {
		if err := s.nextBatch(); err != nil {
			if errors.Is(err, io.EOF) && s.number == s.in.NumRows() {
				return io.EOF
			}
			return s.file.damaged(err)
		}
	}
	rec.reset()
	s.number++
	rec.number, rec.filled = s.number, true
	s.arena, s.spans = s.arena[:0], s.spans[:0]
	for _, column := range s.columns {
		from := len(s.arena)
		if column.IsNull(s.row) {
			s.spans = append(s.spans, span{0, -1})
			continue
		}
		var err error
		if s.arena, err = appendArrow(s.arena, column, s.row); err != nil {
			return s.file.damaged(err)
		}
		s.spans = append(s.spans, span{from, len(s.arena)})
	}
	for _, at := range s.spans {
		if at.to < 0 {
			rec.cells = append(rec.cells, nil)
			continue
		}
		rec.cells = append(rec.cells, s.arena[at.from:at.to:at.to])
	}
	rec.doubt = !utf8.Valid(s.arena) || bytes.IndexByte(s.arena, 0) >= 0
	s.row++
	return nil
}
