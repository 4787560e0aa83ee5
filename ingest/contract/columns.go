package contract

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SourceColumn is a column that a contract reads from the file.
type SourceColumn struct {
	Name     string   // as the contract first writes it
	Aliases  []string // other headers for it
	Required bool     // the file is refused without it
	Uses     []string // what reads it: fields, when, unpivot, deleted
}

// Column is a source column found in a file.
type Column struct {
	Name   string // the contract's name, unique but for letter case: what expressions and fields call it
	Header string // the file's header
	Index  int    // its place in the file, from 0
}

// Resolved says which columns of a file are read.
type Resolved struct {
	Columns []Column
	Notes   []string // optional columns that are not there, columns that nobody reads
}

// Index of a column by the contract's name, -1 when the file does not have it.
func (r Resolved) Index(name string) int {
	for _, c := range r.Columns {
		if strings.EqualFold(c.Name, name) {
			return c.Index
		}
	}
	return -1
}

// SourceColumns are all columns that the contract reads, each once, in the order in which it names them. Names are the
// same when they differ by letter case alone, as in SQL.
func (c *Contract) SourceColumns() []SourceColumn {
	var all []SourceColumn
	add := func(name string, aliases []string, required bool, use string) {
		i := slices.IndexFunc(all, func(s SourceColumn) bool { return strings.EqualFold(s.Name, name) })
		if i < 0 {
			i = len(all)
			all = append(all, SourceColumn{Name: name})
		}
		s := &all[i]
		s.Required = s.Required || required
		for _, alias := range aliases {
			if !slices.Contains(s.Aliases, alias) {
				s.Aliases = append(s.Aliases, alias)
			}
		}
		if !slices.Contains(s.Uses, use) {
			s.Uses = append(s.Uses, use)
		}
	}
	for i := range c.Records {
		c.Records[i].columns(add)
	}
	if c.Delivery.Deleted != nil {
		add(c.Delivery.Deleted.Column, nil, true, "deleted")
	}
	return all
}

func (r *Record) columns(add func(name string, aliases []string, required bool, use string)) {
	expression := func(sql, use string) {
		// A contract that was loaded has only expressions that scan.
		names, _ := scanSQL(sql)
		for _, name := range names {
			if r.Unpivot == nil || name != UnpivotName && name != UnpivotValue {
				add(name, nil, true, use)
			}
		}
	}
	expression(r.When, "when")
	for _, f := range r.Fields {
		if f.From != "" && f.From != UnpivotName && f.From != UnpivotValue {
			add(f.From, f.Aliases, f.Required, f.Def.Name)
		}
		expression(f.Expr, f.Def.Name)
	}
	if r.Unpivot != nil {
		for _, c := range r.Unpivot.Columns {
			add(c.Header, nil, true, "unpivot")
		}
	}
}

// Columns finds the contract's columns in a file's header. Letter case and white space do not matter; the contract's name
// comes before its aliases. Missing required columns are faults, all of them in the error; everything else that is odd is
// a note.
func (c *Contract) Columns(header []string) (Resolved, error) {
	var out Resolved
	var faults []error
	sources := c.SourceColumns()
	taken := make([]bool, len(header))
	for _, s := range sources {
		index, doubled := s.find(header)
		switch {
		case doubled:
			faults = append(faults, s.twice(header[index]))
		case index >= 0:
			taken[index] = true
			out.Columns = append(out.Columns, Column{s.Name, header[index], index})
		}
	}
	free := unread(header, taken)
	for _, s := range sources {
		if index, _ := s.find(header); index >= 0 {
			continue
		}
		if s.Required {
			faults = append(faults, c.missing(s, header, free, len(out.Columns) > 0))
			continue
		}
		out.Notes = append(out.Notes, s.absentNote(free))
	}
	for _, h := range free {
		out.Notes = append(out.Notes, fmt.Sprintf("column %q is not read", h))
	}
	if err := errors.Join(faults...); err != nil {
		return Resolved{}, err
	}
	return out, nil
}

// unread headers, blank ones left out.
func unread(header []string, taken []bool) []string {
	var free []string
	for i, h := range header {
		if !taken[i] && fold(h) != "" {
			free = append(free, h)
		}
	}
	return free
}

// find returns the place of the column, -1 when it is not there. Doubled: two columns of the file have the header, and
// none, or both, exactly as the contract writes it.
func (s *SourceColumn) find(header []string) (index int, doubled bool) {
	for _, name := range append([]string{s.Name}, s.Aliases...) {
		var same, exact []int
		for i, h := range header {
			if fold(h) == fold(name) {
				same = append(same, i)
			}
			if h == name {
				exact = append(exact, i)
			}
		}
		switch {
		case len(same) == 1 || len(same) > 1 && len(exact) != 1:
			return same[0], len(same) > 1
		case len(exact) == 1:
			return exact[0], false
		}
	}
	return -1, false
}

func (s *SourceColumn) twice(header string) error {
	f := usage(codeTwoColumn, "column %q is in the file more than once", header)
	f.Effect = "nothing of the file was read: which of them holds " + strings.Join(s.Uses, ", ") + " cannot be known"
	f.Try = "give the columns different headers, or name the one to read under from"
	return f
}

// missing says what was looked for and what there is. When no column at all was found, the row may well be data (a file
// without a header, or another row), and then only a header near the name is shown: errors hold no values of rows.
func (c *Contract) missing(s SourceColumn, header, free []string, someFound bool) error {
	known := ""
	if len(s.Aliases) > 0 {
		known = " (also known as " + quotedList(s.Aliases) + ")"
	}
	names := append([]string{s.Name}, s.Aliases...)
	near := nearestHeader(names, free, someFound)
	has := fmt.Sprintf("it has %s", quotedList(header))
	if !someFound && near == "" {
		has = "nor is any other that the contract reads"
	}
	f := usage(codeNoColumn, "column %q%s is not in the file; %s", s.Name, known, has)
	f.Rule = fmt.Sprintf("contract %s reads it for %s", c.ID, strings.Join(s.Uses, ", "))
	f.Effect = "nothing of the file was read"
	switch {
	case near != "" && c.CanonicalKind:
		f.Try = fmt.Sprintf("did you mean %q? call the column %s, or write a contract for this layout", near, s.Name)
	case near != "":
		f.Try = fmt.Sprintf("did you mean %q? add it under aliases", near)
	case !someFound:
		f.Try = "is the header in another row, or the delimiter or sheet another one? set header, delimiter or sheet under file"
	default:
		f.Try = "if a column has a new name, add it under aliases; else ask the supplier for it"
	}
	return f
}

// nearestHeader to any of the names: by edit distance, else, where byWords, by the words that both have.
func nearestHeader(names, headers []string, byWords bool) string {
	for _, name := range names {
		if near := nearest(name, headers); near != "" {
			return near
		}
	}
	best, most := "", 0
	for _, name := range names {
		for _, h := range headers {
			if shared := sharedWords(name, h); byWords && shared > most {
				best, most = h, shared
			}
		}
	}
	return best
}

// sharedWords counts the words of more than two letters that are in both.
func sharedWords(a, b string) int {
	split := func(s string) []string { return strings.Fields(strings.ReplaceAll(fold(s), "_", " ")) }
	shared := 0
	for _, word := range split(a) {
		if len(word) > 2 && slices.Contains(split(b), word) {
			shared++
		}
	}
	return shared
}

func (s *SourceColumn) absentNote(free []string) string {
	note := fmt.Sprintf("column %q is not in the file: %s not recorded", s.Name, strings.Join(s.Uses, ", "))
	if near := nearest(s.Name, free); near != "" {
		note += fmt.Sprintf("; did you mean %q?", near)
	}
	return note
}

// quotedList of names, at most forty.
func quotedList(names []string) string {
	const most = 40
	var out []string
	for _, n := range names {
		if fold(n) == "" {
			continue
		}
		if len(out) == most {
			out = append(out, "...")
			break
		}
		out = append(out, fmt.Sprintf("%q", strings.Join(strings.Fields(n), " ")))
	}
	if len(out) == 0 {
		return "no headers"
	}
	return strings.Join(out, ", ")
}
