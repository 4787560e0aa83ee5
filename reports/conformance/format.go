package conformance

import (
	"regexp"
	"slices"
	"strings"
)

var (
	documentTarget = regexp.MustCompile(`(?i)\.(pdf|ods|odt|xlsx?|csv|docx?|zip|json|parquet)(\?|#|$)`)
	sized          = regexp.MustCompile(`(?i)\((pdf|ods|odt|xlsx?|csv|docx?|zip|json|parquet|excel|word)[^)]*\d\s*(bytes|b|kb|mb|gb)\)`)
)

func linkTexts(b *book, v *verdict) {
	empty := []string{"here", "click here", "link", "this link", "read more", "more", "download", "website", "url", "this"}
	for _, s := range b.sheets {
		for _, l := range s.links {
			v.looks()
			column, row, _ := parseCell(l.cell)
			text := strings.ToLower(strings.Trim(s.textAt(column, row), " .\n"))
			switch {
			case s.cellAt(column, row) == nil || s.cellAt(column, row).kind == blank:
				v.fail(s, l.cell, "the link has no text")
			case slices.Contains(empty, text):
				v.fail(s, l.cell, "the link's text does not say where it leads")
			case strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "www."):
				v.fail(s, l.cell, "the link's text is a web address")
			case documentTarget.MatchString(l.address) && !sized.MatchString(text):
				v.fail(s, l.cell, "the link leads to a file and does not say its type and size")
			}
		}
	}
}

// fonts calls for every font of a cell that is not empty: of its style and of its runs.
func (b *book) fonts(found func(*sheet, *cell, font)) {
	for _, s := range b.sheets {
		s.filled(func(c *cell) {
			own := b.styles.of(c.style).font
			if len(c.runs) == 0 {
				found(s, c, own)
			}
			for _, r := range c.runs {
				if r.name == "" {
					r.name = own.name
				}
				found(s, c, r)
			}
		})
	}
}

// sans are fonts without serifs that are on desks; others are, when they say so in their name.
func sans() []string {
	return []string{"arial", "helvetica", "calibri", "carlito", "verdana", "tahoma", "aptos", "segoe", "trebuchet", "roboto", "lato", "gill", "franklin",
		"futura", "univers", "inter", "corbel", "candara", "century gothic", "dejavu"}
}

func fontNames(b *book, v *verdict) {
	known := map[string]bool{}
	told := map[string]bool{}
	b.fonts(func(s *sheet, c *cell, f font) {
		v.looks()
		name := strings.ToLower(f.name)
		fine, seen := known[name]
		if !seen {
			fine = strings.Contains(name, "sans") || slices.ContainsFunc(sans(), func(n string) bool { return strings.HasPrefix(name, n) })
			known[name] = fine
		}
		if !fine && !told[s.name+"\x00"+name] {
			told[s.name+"\x00"+name] = true
			v.fail(s, c.at(), "the font is not known to be sans serif")
		}
	})
}

// The sizes, in points.
const (
	leastSize = 12
	titleSize = 16
)

func fontSizes(b *book, v *verdict) {
	small := map[*sheet]bool{}
	b.fonts(func(s *sheet, c *cell, f font) {
		v.looks()
		if f.size < leastSize && !small[s] {
			small[s] = true
			v.fail(s, c.at(), "text of %g points (the first of this sheet)", f.size)
		}
	})
	for _, s := range b.sheets {
		if c := s.cellAt(1, 1); c != nil && c.kind == words {
			if f := b.styles.of(c.style).font; f.size < titleSize || !f.bold {
				v.fail(s, "A1", "the title is not bold and %d points", titleSize)
			}
		}
	}
}

func plainLook(b *book, v *verdict) {
	for _, s := range b.sheets {
		linked := map[string]bool{}
		for _, l := range s.links {
			linked[l.cell] = true
		}
		told := map[string]bool{}
		tell := func(c *cell, what string) {
			if !told[what] {
				told[what] = true
				v.fail(s, c.at(), "%s (the first of this sheet)", what)
			}
		}
		s.filled(func(c *cell) {
			v.looks()
			look := b.styles.of(c.style)
			if look.font.tint && !linked[c.at()] {
				tell(c, "coloured text")
			}
			if look.filled {
				tell(c, "a filled cell")
			}
			if look.font.italic {
				tell(c, "slanted text")
			}
			if look.rotation != 0 {
				tell(c, "turned text")
			}
			for _, r := range c.runs {
				if r.italic {
					tell(c, "slanted text")
				}
				if r.tint && !linked[c.at()] {
					tell(c, "coloured text")
				}
			}
		})
	}
}

func titles(b *book, v *verdict) {
	for _, s := range b.sheets {
		v.looks()
		if strings.TrimSpace(s.textAt(1, 1)) == "" {
			v.fail(s, "A1", "the sheet has no title")
		}
	}
}

func floating(b *book, v *verdict) {
	for _, s := range b.sheets {
		v.looks()
		if len(s.furniture) > 0 {
			v.fail(s, "", "the sheet has a header or footer")
		}
		if s.shapes > 0 {
			v.fail(s, "", "%d shapes or text boxes float over the sheet", s.shapes)
		}
		if s.floats {
			v.fail(s, "", "comments float over the sheet")
		}
	}
}

func pictures(b *book, v *verdict) {
	for _, s := range b.sheets {
		v.looks()
		for _, p := range s.pictures {
			if p.text == "" {
				v.fail(s, "", "a %s without alternative text", p.what)
			}
			if len(s.tables) > 0 {
				v.fail(s, "", "a %s on a sheet with a table", p.what)
			}
		}
	}
}

func macros(b *book, v *verdict) {
	v.looks()
	if b.macros {
		v.fail(nil, "", "the workbook has macros")
	}
	for _, s := range b.sheets {
		count, first := 0, ""
		for _, row := range s.rows {
			for i := range row {
				if row[i].formula {
					if count++; count == 1 {
						first = row[i].at()
					}
				}
			}
		}
		if count > 0 {
			v.fail(s, first, "%d cells with a formula; the first is here", count)
		}
	}
}

// header of a cell of a table, in small letters.
func (t *table) header(c *cell) string {
	if i := c.column - t.area.left; i >= 0 && i < len(t.columns) {
		return strings.ToLower(t.columns[i])
	}
	return ""
}

var (
	namesYears = regexp.MustCompile(`\b(year|years|date|period|from|to)\b`)
	namesThing = regexp.MustCompile(`\b(code|codes|id|reference|version|release|row|sha|(note|row|release) number)\b`)
)

func separators(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		s.inside(t, func(c *cell) {
			if c.kind != figure || c.row < t.first() || c.value < 1000 && c.value > -1000 {
				return
			}
			v.looks()
			format := strings.ToLower(b.styles.of(c.style).format)
			commas, header := strings.Contains(format, ","), t.header(c)
			year := namesYears.MatchString(header) && c.value == float64(int(c.value)) && c.value > 1800 && c.value < 2200
			switch {
			case strings.ContainsAny(format, "ymd") && !strings.Contains(format, "#"):
			case year && commas:
				v.fail(s, c.at(), "a year with a comma")
			case !commas && !year && !namesThing.MatchString(header):
				v.fail(s, c.at(), "thousands are not set apart")
			}
		})
	})
}

var numeric = regexp.MustCompile(`^[-\x{2212}]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\s*%?$`)

func numbersAsText(b *book, v *verdict) {
	reads := remember(func(text string) bool { return numeric.MatchString(strings.TrimSpace(text)) })
	b.eachTable(func(s *sheet, t *table) {
		s.inside(t, func(c *cell) {
			if c.row < t.first() || c.column == t.area.left {
				return
			}
			v.looks()
			if c.kind == words && reads(c.text) && !namesThing.MatchString(t.header(c)) {
				v.fail(s, c.at(), "a number stored as text")
			}
		})
	})
}

func alignment(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		figures := b.numberColumns(s, t)
		s.inside(t, func(c *cell) {
			v.looks()
			align := b.styles.of(c.style).align
			switch {
			case c.kind == figure:
				if align != "" && align != "general" && align != "right" {
					v.fail(s, c.at(), "a number that does not stand to the right")
				}
			case c.kind == words && figures[c.column] && (len(marked(c)) > 0 && c.row >= t.first() || c.row < t.first()):
				if align != "right" {
					v.fail(s, c.at(), "a marker or header of a column of numbers that does not stand to the right")
				}
			case c.kind == words && (align == "right" || align == "center") && !figures[c.column] && len(marked(c)) == 0:
				v.fail(s, c.at(), "a text that does not stand to the left")
			}
		})
	})
}

// numberColumns are those with a number, or with nothing but markers under a header that stands to the right.
func (b *book) numberColumns(s *sheet, t *table) map[int]bool {
	figures, signs, texts := map[int]bool{}, map[int]bool{}, map[int]bool{}
	s.inside(t, func(c *cell) {
		switch {
		case c.row < t.first():
		case c.kind == figure:
			figures[c.column] = true
		case len(marked(c)) > 0:
			signs[c.column] = true
		default:
			texts[c.column] = true
		}
	})
	for column := range signs {
		head := s.cellAt(column, t.area.top)
		figures[column] = figures[column] || !texts[column] && head != nil && b.styles.of(head.style).align == "right"
	}
	return figures
}

func colourSignals(b *book, v *verdict) {
	for _, s := range b.sheets {
		v.looks()
		if s.conditional {
			v.unsureOf("there are rules of conditional formatting: whether a text says the same, a person must see")
		}
		s.filled(func(c *cell) {
			if b.styles.of(c.style).filled {
				v.unsureOf("there are filled cells: whether a text says what their colour says, a person must see")
			}
		})
	}
}
