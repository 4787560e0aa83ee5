package conformance

import (
	"regexp"
	"strings"
	"unicode"
)

// needsTable tells whether a sheet holds a table, marked up or not: it uses more than column A, or is one of contents or notes.
func (s *sheet) needsTable() bool {
	if s.is("contents") || strings.EqualFold(s.name, "notes") {
		return true
	}
	beside := false
	s.filled(func(c *cell) { beside = beside || c.column > 1 })
	return beside
}

func markedUp(b *book, v *verdict) {
	for _, s := range b.sheets {
		if len(s.tables) == 0 {
			if s.needsTable() {
				v.fail(s, "", "has a table that is not marked up")
				v.looks()
			}
			continue
		}
		v.looks()
		s.filled(func(c *cell) {
			for _, t := range s.tables {
				// What touches the range on its right or below belongs to it.
				right := c.column == t.area.right+1 && c.row >= t.area.top && c.row <= t.area.bottom
				under := c.row == t.area.bottom+1 && c.column >= t.area.left && c.column <= t.area.right
				if (right || under) && !s.inTable(c) {
					v.fail(s, c.at(), "touches the table and is not in its range")
				}
			}
		})
	}
}

func (s *sheet) inTable(c *cell) bool {
	for _, t := range s.tables {
		if t.area.has(c.column, c.row) {
			return true
		}
	}
	return false
}

// eachTable calls for every table of every sheet.
func (b *book) eachTable(found func(*sheet, *table)) {
	for _, s := range b.sheets {
		for i := range s.tables {
			found(s, &s.tables[i])
		}
	}
}

var (
	givenName = regexp.MustCompile(`(?i)^table\d*$`)
	goodName  = regexp.MustCompile(`^[\pL_\\][\pL\pN._\\]*$`)
)

func tableNames(b *book, v *verdict) {
	seen := map[string]bool{}
	b.eachTable(func(s *sheet, t *table) {
		v.looks()
		name := strings.ToLower(t.name)
		switch at := cellName(t.area.left, t.area.top); {
		case seen[name]:
			v.fail(s, at, "the table has the name of another")
		case givenName.MatchString(t.name):
			v.fail(s, at, "the table has the name that the program gave it")
		case !goodName.MatchString(t.name):
			v.fail(s, at, "the table's name has signs that it may not have")
		}
		seen[name] = true
	})
}

func merged(b *book, v *verdict) {
	for _, s := range b.sheets {
		v.looks()
		for _, ref := range s.merged {
			v.fail(s, ref, "merged cells")
		}
		for i := range s.tables {
			for j := range i {
				if s.tables[i].area.meets(s.tables[j].area) {
					v.fail(s, cellName(s.tables[i].area.left, s.tables[i].area.top), "two tables share cells")
				}
			}
		}
	}
}

func blankLines(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		v.looks()
		rows, columns := map[int]bool{}, map[int]bool{}
		s.inside(t, func(c *cell) {
			if c.row >= t.first() {
				rows[c.row], columns[c.column] = true, true
			}
		})
		if len(rows) == 0 && t.area.bottom >= t.first() {
			v.fail(s, cellName(t.area.left, t.first()), "the table has no data")
			return
		}
		for r := t.first(); r <= t.area.bottom && len(rows) < t.area.bottom-t.first()+1; r++ {
			if !rows[r] {
				v.fail(s, cellName(t.area.left, r), "blank row in the table")
			}
		}
		for c := t.area.left; c <= t.area.right; c++ {
			if !columns[c] {
				v.fail(s, cellName(c, t.first()), "blank column in the table")
			}
		}
	})
}

// plain is a header's text for comparing: line breaks and spaces alike.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }

func headers(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		v.looks()
		if t.headers != 1 {
			v.fail(s, cellName(t.area.left, t.area.top), "the table has %d header rows", t.headers)
			return
		}
		seen := map[string]bool{}
		for i, name := range t.columns {
			at := cellName(t.area.left+i, t.area.top)
			c := s.cellAt(t.area.left+i, t.area.top)
			key := strings.ToLower(plain(name))
			switch {
			case c == nil || c.kind == blank:
				v.fail(s, at, "the header is empty")
			case c.kind == words && plain(c.text) != plain(name):
				v.fail(s, at, "the header is not the one that the table names")
			case seen[key]:
				v.fail(s, at, "the header is there twice")
			}
			seen[key] = true
		}
	})
}

func wraps(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		s.inside(t, func(c *cell) {
			if c.kind != words {
				return
			}
			v.looks()
			if !b.styles.of(c.style).wrap {
				v.fail(s, c.at(), "the text does not wrap")
			}
		})
	})
}

func filters(b *book, v *verdict) {
	for _, s := range b.sheets {
		v.looks()
		if s.filtered {
			v.fail(s, "", "a filter is on")
		}
		for _, t := range s.tables {
			if t.filtered {
				v.fail(s, cellName(t.area.left, t.area.top), "the table has a filter")
			}
		}
		if s.paned {
			v.fail(s, "", "panes are frozen or split")
		}
	}
}

var blankSaid = regexp.MustCompile(`(?i)\b(blank|empty)\b`)

func emptyCells(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		v.looks()
		said := false
		for _, line := range s.above(t.area.top) {
			said = said || blankSaid.MatchString(line)
		}
		if said {
			return
		}
		taken := 0
		s.inside(t, func(*cell) { taken++ })
		if taken >= (t.area.bottom-t.area.top+1)*(t.area.right-t.area.left+1) {
			return
		}
		for r := t.first(); r <= t.area.bottom; r++ {
			for column := t.area.left; column <= t.area.right; column++ {
				if c := s.cellAt(column, r); c == nil || c.kind == blank {
					v.fail(s, cellName(column, r), "the cell is empty, and nothing above the table says why")
				}
			}
		}
	})
}

func hidden(b *book, v *verdict) {
	for _, s := range b.sheets {
		v.looks()
		if s.hidden {
			v.fail(s, "", "the sheet is hidden")
		}
		if s.hiddenRows > 0 {
			v.fail(s, "", "%d rows are hidden", s.hiddenRows)
		}
		for _, c := range s.columns {
			if c.hidden {
				v.fail(s, cellName(c.from, 1), "the column is hidden")
			}
		}
	}
}

// mostWidth of a column, in widths of a digit.
const mostWidth = 60

func widths(b *book, v *verdict) {
	word := remember(func(text string) float64 {
		most := 0
		for _, w := range strings.FieldsFunc(text, breaks) {
			most = max(most, len([]rune(w)))
		}
		return float64(most)
	})
	b.eachTable(func(s *sheet, t *table) {
		v.looks()
		longest := make([]float64, t.area.right-t.area.left+1)
		s.inside(t, func(c *cell) {
			if c.kind != words {
				return
			}
			// A digit of 11 points is one unit of width; letters are about as wide.
			size := b.styles.of(c.style).font.size / 11
			longest[c.column-t.area.left] = max(longest[c.column-t.area.left], word(c.text)*size)
		})
		for i, need := range longest {
			at, has := cellName(t.area.left+i, t.area.top), s.width(t.area.left+i)
			switch {
			case has <= 0:
				v.fail(s, at, "the column has no width")
			case has > mostWidth:
				v.fail(s, at, "the column is wider than %d", mostWidth)
			case need > has+0.5:
				v.fail(s, at, "the column is %.0f wide and its longest word needs %.0f", has, need)
			}
		}
	})
}

// breaks tells where a line may be broken.
func breaks(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '/' }
