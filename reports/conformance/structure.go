package conformance

import (
	"regexp"
	"slices"
	"strings"
)

func sheetNames(b *book, v *verdict) {
	seen := map[string]bool{}
	for _, s := range b.sheets {
		v.looks()
		key := strings.ToLower(strings.TrimSpace(s.name))
		switch {
		case seen[key]:
			v.fail(s, "", "another sheet has this name")
		case s.name != strings.TrimSpace(s.name) || s.name == "":
			v.fail(s, "", "the name begins or ends with a space")
		case len([]rune(s.name)) > 31:
			v.fail(s, "", "the name has more than 31 letters")
		}
		seen[key] = true
	}
}

func blankSheets(b *book, v *verdict) {
	for _, s := range b.sheets {
		v.looks()
		any := false
		s.filled(func(*cell) { any = true })
		if !any && len(s.pictures) == 0 {
			v.fail(s, "", "the sheet is blank")
		}
	}
}

var (
	countSaid = regexp.MustCompile(`(?i)\bcontains? (\w+) tables?\b`)
	inDigits  = regexp.MustCompile(`^\d+$`)
)

// inWords are the numbers of tables that a sheet may have.
func inWords() []string {
	return []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
}

func columnA(b *book, v *verdict) {
	for _, s := range b.sheets {
		if len(s.tables) == 0 {
			continue
		}
		v.looks()
		top := s.tables[0].area.top
		lines := s.above(top)
		if len(lines) == 0 {
			v.fail(s, "A2", "nothing stands between the title and the table")
		}
		for _, line := range lines {
			m := countSaid.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			n := slices.Index(inWords(), strings.ToLower(m[1]))
			if inDigits.MatchString(m[1]) {
				v.fail(s, "A2", "the number of tables is not in words")
			} else if n >= 0 && n != len(s.tables) {
				v.fail(s, "A2", "the number of tables that is said is not right")
			}
		}
		s.filled(func(c *cell) {
			if c.row < top && c.column > 1 {
				v.fail(s, c.at(), "stands above the table and not in column A")
			}
		})
	}
}

func leftEdge(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		v.looks()
		if t.area.left != 1 {
			v.fail(s, cellName(t.area.left, t.area.top), "the table does not begin in column A")
		}
	})
}

func below(b *book, v *verdict) {
	for _, s := range b.sheets {
		if len(s.tables) == 0 {
			continue
		}
		v.looks()
		bottom, told := 0, false
		for _, t := range s.tables {
			bottom = max(bottom, t.area.bottom)
		}
		s.filled(func(c *cell) {
			if c.row > bottom && !told {
				told = true
				v.fail(s, c.at(), "stands below the table")
			}
		})
	}
}

func onePerSheet(b *book, v *verdict) {
	for _, s := range b.sheets {
		if len(s.tables) > 0 {
			v.looks()
		}
		if len(s.tables) > 1 {
			v.fail(s, "", "the sheet has %d tables", len(s.tables))
		}
	}
}

// contents is the sheet that lists the others, or nil.
func (b *book) contents() *sheet {
	for i, s := range b.sheets {
		if i < 3 && s.is("contents", "index") {
			return s
		}
	}
	return nil
}

func order(b *book, v *verdict) {
	v.looks()
	if len(b.sheets[0].tables) > 0 || b.sheets[0].is("contents", "note") {
		v.fail(b.sheets[0], "", "the first sheet is not a cover")
	}
	if b.contents() == nil || len(b.sheets) < 2 || b.sheets[1] != b.contents() {
		v.fail(nil, "", "the second sheet does not list the contents")
	}
	if notes, _ := b.notesTable(); notes != nil && (len(b.sheets) < 3 || b.sheets[2] != notes) {
		v.fail(notes, "", "the notes are not the third sheet")
	}
	for i, s := range b.sheets {
		if i > 1 && s.is("table of contents") || i > 0 && strings.EqualFold(s.name, "cover") {
			v.fail(s, "", "there is a second cover or list of contents")
		}
	}
}

func contentsComplete(b *book, v *verdict) {
	list := b.contents()
	if list == nil {
		v.note = "no sheet lists the contents"
		return
	}
	v.looks()
	count := map[string]int{}
	for _, l := range list.links {
		name, cell, found := cutLast(l.place, "!")
		name = strings.ReplaceAll(strings.Trim(name, "'"), "''", "'")
		if found && strings.EqualFold(strings.ReplaceAll(cell, "$", ""), "A1") {
			count[strings.ToLower(name)]++
		}
	}
	for i, s := range b.sheets {
		if i == 0 || s == list {
			continue
		}
		if n := count[strings.ToLower(s.name)]; n != 1 {
			v.fail(s, "", "%d lines of the contents lead here", n)
		}
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func sources(b *book, v *verdict) {
	onCover := false
	for _, line := range b.sheets[0].above(1 << 20) {
		onCover = onCover || strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "source")
	}
	notes, _ := b.notesTable()
	for _, s := range b.sheets {
		if len(s.tables) == 0 || s == notes || s == b.contents() {
			continue
		}
		v.looks()
		said := slices.ContainsFunc(s.above(s.tables[0].area.top), func(line string) bool {
			return strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "source")
		})
		if !said && !onCover {
			v.fail(s, "", "neither this sheet nor the cover says the source")
		}
	}
}
