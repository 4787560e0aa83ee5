package conformance

import (
	"bytes"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"
)

// Most of a workbook is cells of a number, or of a text by its number in the list: nine tenths of the time of a check went into
// reading them as XML. Where the cells of a sheet are written as plainly as that they are read here; at the first thing that is
// not, the whole sheet is read as XML.

// loadPlain reads the cells of all sheets that are plain, several sheets at once: they take nothing but numbers, and texts of the
// list, which is there already.
func (b *book) loadPlain() error {
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range b.sheets {
		all.Go(func() (err error) {
			s.index = map[int]int{}
			if s.rest, err = b.partOf(s.part); err != nil {
				return err
			}
			if rest, numbers, rows, plain := b.plainRows(s.rest); plain {
				s.rest, s.rows = rest, rows
				for i, n := range numbers {
					s.index[n] = i
				}
			}
			return nil
		})
	}
	return all.Wait()
}

// plainRows are the rows of a sheet whose cells are plain. What is returned besides is the part without them.
func (b *book) plainRows(part []byte) (rest []byte, numbers []int, rows [][]cell, ok bool) {
	before, body, found := bytes.Cut(part, []byte("<sheetData>"))
	body, after, ended := bytes.Cut(body, []byte("</sheetData>"))
	// In a comment or as unparsed text the words could stand anywhere; with a prefix they would not be found.
	if !found || !ended || bytes.Contains(before, []byte("<!")) || bytes.Contains(body, []byte("<!")) {
		return nil, nil, nil, false
	}
	cells := make([]cell, 0, bytes.Count(body, []byte("<c ")))
	row := 0
	for s := (scanner{rest: body}); len(s.rest) > 0; {
		if !s.open("<row") {
			return nil, nil, nil, false
		}
		empty, plain := s.attributes(func(name, value []byte) bool {
			if string(name) == "r" {
				n, err := strconv.Atoi(string(value))
				row = n
				return err == nil
			}
			return string(name) != "hidden"
		})
		if !plain || row == 0 {
			return nil, nil, nil, false
		}
		first := len(cells)
		for !empty && !s.take("</row>") {
			c, plain := b.plainCell(&s)
			if !plain || c.row != row || len(cells) > first && c.column <= cells[len(cells)-1].column {
				return nil, nil, nil, false
			}
			cells = append(cells, c)
		}
		numbers, rows = append(numbers, row), append(rows, cells[first:len(cells):len(cells)])
		row = 0
	}
	return slices.Concat(before, after), numbers, rows, true
}

// plainCell reads a cell that has a place, and a number or the number of a text.
func (b *book) plainCell(s *scanner) (c cell, plain bool) {
	c.said = b.nothing
	if !s.open("<c") {
		return c, false
	}
	how, placed := "", false
	empty, plain := s.attributes(func(name, value []byte) bool {
		var err error
		switch string(name) {
		case "r":
			c.column, c.row, placed = parseCell(string(value))
		case "s":
			c.style, err = strconv.Atoi(string(value))
		case "t":
			if how = "n"; string(value) == "s" {
				how = "s"
			}
			return how == string(value)
		default:
			return false
		}
		return err == nil
	})
	if !plain || !placed || empty {
		return c, plain && placed
	}
	if !s.take("<v>") {
		return c, s.take("</c>")
	}
	end := bytes.IndexByte(s.rest, '<')
	if end < 0 || bytes.IndexByte(s.rest[:end], '&') >= 0 {
		return c, false
	}
	b.hold(&c, how, string(s.rest[:end]))
	s.rest = s.rest[end:]
	return c, s.take("</v></c>")
}

// scanner goes through a part from the front.
type scanner struct{ rest []byte }

// take a text that stands next.
func (s *scanner) take(text string) bool {
	rest, found := bytes.CutPrefix(s.rest, []byte(text))
	s.rest = rest
	return found
}

// open a start tag up to its attributes.
func (s *scanner) open(tag string) bool {
	return s.take(tag) && len(s.rest) > 0 && (s.rest[0] == ' ' || s.rest[0] == '>' || s.rest[0] == '/')
}

// attributes calls for each attribute, which may have neither a prefix nor signs that stand for others, up to the end of the
// start tag; empty: the element ends with it.
func (s *scanner) attributes(found func(name, value []byte) bool) (empty, plain bool) {
	for {
		switch {
		case s.take("/>"):
			return true, true
		case s.take(">"):
			return false, true
		case !s.take(" "):
			return false, false
		}
		name, rest, ok := bytes.Cut(s.rest, []byte(`="`))
		if !ok {
			return false, false
		}
		value, rest, ok := bytes.Cut(rest, []byte(`"`))
		if !ok || bytes.ContainsAny(name, "<>:/ '\"") || bytes.ContainsAny(value, "<&") || !found(name, value) {
			return false, false
		}
		s.rest = rest
	}
}
