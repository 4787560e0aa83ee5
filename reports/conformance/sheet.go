package conformance

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// kind of what a cell holds.
type kind uint8

const (
	blank kind = iota
	words
	figure
	other // a truth value or an error
)

// cell that holds something or has a style.
type cell struct {
	row, column int // from 1
	style       int
	kind        kind
	formula     bool
	value       float64
	*said       // words
}

func (c *cell) at() string { return cellName(c.column, c.row) }

// table object of a sheet.
type table struct {
	name     string
	area     area
	headers  int // header rows
	columns  []string
	filtered bool
}

// first row of the body.
func (t *table) first() int { return t.area.top + t.headers }

// link of a cell: to an address, or to a place in the workbook.
type link struct{ cell, address, place string }

// columnWidth of a span of columns.
type columnWidth struct {
	from, to int
	width    float64
	hidden   bool
}

// sheet is a worksheet.
type sheet struct {
	name, part  string
	hidden      bool
	rows        [][]cell // rows with cells, from the top; cells from the left
	tables      []table
	links       []link
	columns     []columnWidth
	usual       float64 // width of other columns
	merged      []string
	hiddenRows  int
	filtered    bool
	paned       bool
	cursor      string
	scrolled    string
	zoom        string
	furniture   []string // headers and footers
	conditional bool
	shapes      int
	floats      bool // comments
	pictures    []picture
	index       map[int]int
	rest        []byte // of the part: what is not read yet
}

// picture or chart, with its alternative text.
type picture struct {
	what, text string
}

// cellAt is the cell at a place, or nil.
func (s *sheet) cellAt(column, row int) *cell {
	i, ok := s.index[row]
	if !ok {
		return nil
	}
	at, found := slices.BinarySearchFunc(s.rows[i], column, func(c cell, want int) int { return c.column - want })
	if !found {
		return nil
	}
	return &s.rows[i][at]
}

// textAt is the text at a place, empty where there is none.
func (s *sheet) textAt(column, row int) string {
	if c := s.cellAt(column, row); c != nil && c.kind == words {
		return c.text
	}
	return ""
}

// filled calls for every cell that is not empty, row by row.
func (s *sheet) filled(found func(*cell)) {
	for _, row := range s.rows {
		for i := range row {
			if row[i].kind != blank {
				found(&row[i])
			}
		}
	}
}

// inside calls for every filled cell of a table: header first.
func (s *sheet) inside(t *table, found func(*cell)) {
	for _, row := range s.rows {
		if len(row) == 0 || row[0].row < t.area.top || row[0].row > t.area.bottom {
			continue
		}
		for i := range row {
			if c := &row[i]; c.kind != blank && t.area.has(c.column, c.row) {
				found(c)
			}
		}
	}
}

// above are the lines of column A above a row, without the title.
func (s *sheet) above(row int) []string {
	var lines []string
	for r := 2; r < row; r++ {
		if text := s.textAt(1, r); strings.TrimSpace(text) != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// width of a column.
func (s *sheet) width(column int) float64 {
	for _, c := range s.columns {
		if column >= c.from && column <= c.to {
			return c.width
		}
	}
	return s.usual
}

// loadSheet reads a worksheet, its tables and its drawings.
func (b *book) loadSheet(s *sheet) error {
	s.usual = 9.14
	related, err := b.relations(s.part)
	if err != nil {
		return err
	}
	part := s.rest
	s.rest = nil
	row := 0
	err = eachOf(s.part, bytes.NewReader(part), func(e *element) error {
		switch e.name {
		case "row":
			if n, err := strconv.Atoi(e.attr("r")); err == nil {
				row = n
			} else {
				row++
			}
			if e.on("hidden", false) {
				s.hiddenRows++
			}
			s.index[row] = len(s.rows)
			s.rows = append(s.rows, nil)
		case "c":
			return b.loadCell(s, e, row)
		default:
			return s.feature(e, related)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range related {
		switch r.kind {
		case "table":
			err = b.loadTable(s, r.target)
		case "drawing":
			err = b.loadDrawing(s, r.target)
		case "comments", "threadedComment":
			s.floats = true
		}
		if err != nil {
			return err
		}
	}
	for _, cells := range s.rows {
		slices.SortStableFunc(cells, func(x, y cell) int { return x.column - y.column })
	}
	slices.SortFunc(s.tables, func(x, y table) int { return x.area.top - y.area.top })
	return nil
}

// feature notes what a sheet has beside its cells.
func (s *sheet) feature(e *element, related []relation) error {
	switch e.name {
	case "sheetFormatPr":
		if w, err := strconv.ParseFloat(e.attr("defaultColWidth"), 64); err == nil {
			s.usual = w
		}
	case "sheetView":
		s.zoom, s.scrolled = e.attr("zoomScale"), e.attr("topLeftCell")
	case "pane":
		s.paned = true
	case "selection":
		s.cursor = e.attr("activeCell")
	case "col":
		from, _ := strconv.Atoi(e.attr("min"))
		to, _ := strconv.Atoi(e.attr("max"))
		w, err := strconv.ParseFloat(e.attr("width"), 64)
		if err != nil {
			w = s.usual
		}
		s.columns = append(s.columns, columnWidth{from, to, w, e.on("hidden", false)})
	case "mergeCell":
		s.merged = append(s.merged, e.attr("ref"))
	case "autoFilter":
		s.filtered = true
	case "conditionalFormatting":
		s.conditional = true
	case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
		text, err := e.text()
		if strings.TrimSpace(text) != "" {
			s.furniture = append(s.furniture, e.name)
		}
		return err
	case "hyperlink":
		l := link{cell: strings.Split(e.attr("ref"), ":")[0], place: e.attr("location")}
		for _, r := range related {
			if r.id == e.attr("id") && r.external {
				l.address = r.target
			}
		}
		s.links = append(s.links, l)
	}
	return nil
}

// loadCell reads one cell, whatever way its text is kept.
func (b *book) loadCell(s *sheet, e *element, row int) error {
	c := cell{row: row, said: b.nothing}
	if column, _, ok := parseCell(e.attr("r")); ok {
		c.column = column
	} else if last := s.rows[len(s.rows)-1]; len(last) > 0 {
		c.column = last[len(last)-1].column + 1
	} else {
		c.column = 1
	}
	c.style, _ = strconv.Atoi(e.attr("s"))
	how := e.attr("t")
	text, rich := "", (*said)(nil)
	for depth := 1; depth > 0; {
		token, err := e.decoder.RawToken()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			inner := &element{name: t.Name.Local, attrs: t.Attr, decoder: e.decoder}
			switch inner.name {
			case "v":
				text, err = inner.text()
			case "is":
				if rich, err = readText(inner); err == nil {
					text, how = rich.text, "str"
				}
			case "f":
				var formula string
				formula, err = inner.text()
				c.formula = !strings.HasPrefix(strings.ToUpper(strings.TrimSpace(formula)), "HYPERLINK(")
			default:
				depth++
			}
			if err != nil {
				return err
			}
		}
	}
	if b.hold(&c, how, text); rich != nil && len(rich.runs) > 0 && c.kind == words {
		c.said = rich
	}
	s.rows[len(s.rows)-1] = append(s.rows[len(s.rows)-1], c)
	return nil
}

func (b *book) loadTable(s *sheet, part string) error {
	t := table{headers: 1}
	err := b.each(part, func(e *element) error {
		switch e.name {
		case "table":
			t.name = e.attr("displayName")
			if n, err := strconv.Atoi(e.attr("headerRowCount")); err == nil {
				t.headers = n
			}
			from, to, _ := strings.Cut(e.attr("ref"), ":")
			left, top, ok := parseCell(from)
			right, bottom, also := parseCell(to)
			if !ok {
				return fmt.Errorf("a table has no range")
			}
			if !also {
				right, bottom = left, top
			}
			t.area = area{left, top, right, bottom}
		case "tableColumn":
			t.columns = append(t.columns, unescape(e.attr("name")))
		case "autoFilter":
			t.filtered = true
		}
		return nil
	})
	s.tables = append(s.tables, t)
	return err
}

// unescape the breaks of a line in a header's name, as spreadsheet programs write them.
func unescape(name string) string {
	return strings.NewReplacer("_x000a_", "\n", "_x000A_", "\n", "_x000d_", "\r", "_x000D_", "\r").Replace(name)
}

func (b *book) loadDrawing(s *sheet, part string) error {
	open := "" // what the next description belongs to
	return b.each(part, func(e *element) error {
		switch e.name {
		case "sp", "cxnSp":
			s.shapes++
			open = ""
		case "pic":
			open = "picture"
		case "graphicFrame":
			open = "chart"
		case "cNvPr":
			if open != "" {
				s.pictures = append(s.pictures, picture{open, strings.TrimSpace(e.attr("descr"))})
				open = ""
			}
		}
		return nil
	})
}

// is tells whether the sheet's name has one of the words.
func (s *sheet) is(names ...string) bool {
	name := strings.ToLower(strings.TrimSpace(path.Base(s.name)))
	return slices.ContainsFunc(names, func(n string) bool { return strings.Contains(name, n) })
}
