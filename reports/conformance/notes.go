package conformance

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	noteMark  = regexp.MustCompile(`(?i)\[note (\d+)\]`)
	manyMarks = regexp.MustCompile(`(?i)\[notes? \d+\s*([,;&-]|and|to)[^\]]*\]|\[notes \d+\]`)
	badMark   = regexp.MustCompile(`\[\d+\]|[\x{00B9}\x{00B2}\x{00B3}\x{2070}-\x{2079}]|[*\x{2020}\x{2021}]+$`)
	unit      = regexp.MustCompile(`\b(c|k|d|)m[\x{00B2}\x{00B3}]`)
)

// noteUse is one place that points to a note.
type noteUse struct {
	sheet  *sheet
	cell   *cell
	number int
}

// notesTable is the sheet that lists the notes: called notes, or with a column of their numbers.
func (b *book) notesTable() (*sheet, *table) {
	for _, s := range b.sheets {
		for i := range s.tables {
			t := &s.tables[i]
			if strings.EqualFold(s.name, "notes") || s.is("note") && len(t.columns) > 0 && strings.Contains(strings.ToLower(t.columns[0]), "note") {
				return s, t
			}
		}
	}
	return nil, nil
}

// noteUses are the places that point to notes, in the order of sheets, rows and columns; the list of notes itself is left out.
func (b *book) noteUses() []noteUse {
	if b.noted {
		return b.notes
	}
	b.noted = true
	list, _ := b.notesTable()
	for _, s := range b.sheets {
		if s == list {
			continue
		}
		s.filled(func(c *cell) {
			if c.kind != words || !strings.Contains(c.text, "[") {
				return
			}
			for _, m := range noteMark.FindAllStringSubmatch(c.text, -1) {
				n, _ := strconv.Atoi(m[1])
				b.notes = append(b.notes, noteUse{s, c, n})
			}
		})
	}
	return b.notes
}

func noteSigns(b *book, v *verdict) {
	bad := remember(func(text string) bool {
		text = strings.TrimSpace(text)
		return len(text) > 1 && badMark.MatchString(unit.ReplaceAllString(text, ""))
	})
	for _, s := range b.sheets {
		s.filled(func(c *cell) {
			if c.kind != words {
				return
			}
			v.looks()
			raised := b.styles.of(c.style).font.raised
			for _, r := range c.runs {
				raised = raised || r.raised
			}
			switch {
			case raised:
				v.fail(s, c.at(), "raised text")
			case bad(c.text):
				v.fail(s, c.at(), "a symbol or bare number points to a note")
			}
		})
	}
}

func noteBrackets(b *book, v *verdict) {
	for range b.noteUses() {
		v.looks()
	}
	for _, s := range b.sheets {
		s.filled(func(c *cell) {
			if c.kind == words && strings.Contains(c.text, "[") && manyMarks.MatchString(c.text) {
				v.looks()
				v.fail(s, c.at(), "several notes in one bracket")
			}
		})
	}
}

func notesInData(b *book, v *verdict) {
	for _, use := range b.noteUses() {
		v.looks()
		for i := range use.sheet.tables {
			t := &use.sheet.tables[i]
			c := use.cell
			if !t.area.has(c.column, c.row) || c.row < t.first() || c.column == t.area.left {
				continue
			}
			if at := c.column - t.area.left; at < len(t.columns) && strings.Contains(strings.ToLower(t.columns[at]), "note") {
				continue
			}
			v.fail(use.sheet, c.at(), "a cell of data points to a note")
		}
	}
}

func notesSheet(b *book, v *verdict) {
	s, t := b.notesTable()
	if s == nil && len(b.noteUses()) == 0 {
		return
	}
	v.looks()
	if s == nil {
		v.fail(nil, "", "there are notes and no sheet that lists them")
		return
	}
	has := func(name string) bool {
		return slices.ContainsFunc(t.columns, func(c string) bool { return strings.EqualFold(plain(c), name) })
	}
	if !strings.EqualFold(s.name, "notes") {
		v.fail(s, "", "the sheet of notes is not called Notes")
	}
	if !has("note number") || !has("note text") {
		v.fail(s, cellName(t.area.left, t.area.top), "the columns are not called Note number and Note text")
	}
}

// listed are the numbers of the sheet of notes.
func (b *book) listed() []int {
	var all []int
	s, t := b.notesTable()
	if s == nil {
		return nil
	}
	for r := t.first(); r <= t.area.bottom; r++ {
		c := s.cellAt(t.area.left, r)
		if c == nil {
			continue
		}
		if c.kind == figure {
			all = append(all, int(c.value))
		} else if m := regexp.MustCompile(`\d+`).FindString(c.text); m != "" {
			n, _ := strconv.Atoi(m)
			all = append(all, n)
		}
	}
	return all
}

func notesAgree(b *book, v *verdict) {
	uses, listed := b.noteUses(), b.listed()
	for _, use := range uses {
		v.looks()
		if !slices.Contains(listed, use.number) {
			v.fail(use.sheet, use.cell.at(), "points to note %d, which is not listed", use.number)
		}
	}
	s, _ := b.notesTable()
	for _, n := range listed {
		v.looks()
		if !slices.ContainsFunc(uses, func(u noteUse) bool { return u.number == n }) {
			v.fail(s, "", "nothing points to note %d", n)
		}
	}
}

func notesOrder(b *book, v *verdict) {
	most := 0
	for _, use := range b.noteUses() {
		v.looks()
		if use.number > most+1 {
			v.fail(use.sheet, use.cell.at(), "note %d appears before note %d", use.number, most+1)
		}
		most = max(most, use.number)
	}
}

var notesSentence = regexp.MustCompile(`(?i)\bnotes?\b.*\b(sheet|worksheet|tab|page)\b`)

func notesSaid(b *book, v *verdict) {
	var seen []*sheet
	for _, use := range b.noteUses() {
		if slices.Contains(seen, use.sheet) || len(use.sheet.tables) == 0 {
			continue
		}
		seen = append(seen, use.sheet)
		v.looks()
		if !slices.ContainsFunc(use.sheet.above(use.sheet.tables[0].area.top), notesSentence.MatchString) {
			v.fail(use.sheet, "", "points to notes and does not say where they are")
		}
	}
}
