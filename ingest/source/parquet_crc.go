package source

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// errChecksum is a page of a Parquet file whose bytes are not those that were written.
var errChecksum = errors.New("a page's checksum does not match its bytes")

// checkPages compares the checksums of the pages of some columns, where the writer put any: the library does not, and
// a changed bit would come in as another number. What cannot be followed is left for the library to judge.
func (s *parquetScanner) checkPages(leaves []int) error {
	for g := range s.in.NumRowGroups() {
		for _, leaf := range leaves {
			chunk, err := s.in.MetaData().RowGroup(g).ColumnChunk(leaf)
			if err != nil {
				return err
			}
			from := chunk.DataPageOffset()
			if at := chunk.DictionaryPageOffset(); chunk.HasDictionaryPage() && at > 0 && at < from {
				from = at
			}
			if err := checkChunk(io.NewSectionReader(s.file.file, from, chunk.TotalCompressedSize())); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkChunk checks the pages of one column chunk.
func checkChunk(chunk io.Reader) error {
	r := bufio.NewReaderSize(chunk, 64<<10)
	sum := crc32.NewIEEE()
	for {
		page, err := readPageHeader(r)
		if err != nil {
			return nil
		}
		sum.Reset()
		if n, err := io.CopyN(sum, r, int64(page.size)); err != nil || n != int64(page.size) {
			return nil
		}
		if page.summed && sum.Sum32() != page.crc {
			return errChecksum
		}
	}
}

// pageHeader is what the check needs of a Parquet PageHeader.
type pageHeader struct {
	size   int32 // bytes after the header
	summed bool
	crc    uint32
}

var errThrift = errors.New("not a page header")

// readPageHeader reads a PageHeader in Thrift's compact protocol.
func readPageHeader(r *bufio.Reader) (page pageHeader, err error) {
	var field int64
	for {
		head, err := r.ReadByte()
		if err != nil || head == 0 {
			return page, err
		}
		if delta := int64(head >> 4); delta > 0 {
			field += delta
		} else if field, err = binary.ReadVarint(r); err != nil {
			return page, err
		}
		if kind := head & 15; kind == 5 && (field == 3 || field == 4) {
			n, err := binary.ReadVarint(r)
			if err != nil {
				return page, err
			}
			if field == 3 {
				page.size = int32(n)
			} else {
				page.crc, page.summed = uint32(n), true
			}
		} else if err := skipThrift(r, kind, 0); err != nil {
			return page, err
		}
	}
}

// skipThrift passes over a value of a field, by its type in the compact protocol.
func skipThrift(r *bufio.Reader, kind byte, depth int) error {
	if depth > 16 {
		return errThrift
	}
	switch kind {
	case 1, 2: // true, false: the type is the value
		return nil
	case 3: // byte
		_, err := r.Discard(1)
		return err
	case 4, 5, 6: // whole numbers
		_, err := binary.ReadVarint(r)
		return err
	case 7: // double
		_, err := r.Discard(8)
		return err
	case 8: // bytes
		n, err := binary.ReadUvarint(r)
		if err != nil || n > maxToken {
			return errThrift
		}
		_, err = r.Discard(int(n))
		return err
	case 12: // struct
		return skipStruct(r, depth)
	}
	return errThrift // page headers have no lists or maps
}

func skipStruct(r *bufio.Reader, depth int) error {
	for {
		head, err := r.ReadByte()
		if err != nil || head == 0 {
			return err
		}
		if head>>4 == 0 {
			if _, err := binary.ReadVarint(r); err != nil {
				return err
			}
		}
		if err := skipThrift(r, head&15, depth+1); err != nil {
			return err
		}
	}
}
