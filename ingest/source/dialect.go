package source

import (
	"fmt"
	"unicode/utf8"
)

// dialect is how the cells of a CSV file are told apart.
type dialect struct {
	delimiter []byte // one character, one byte or more
	quoting   bool
	quote     byte
	escape    byte // equal to quote where a quote is doubled
}

// newDialect reads the layout's one-character settings.
func (f *File) newDialect() (dialect, error) {
	d := dialect{delimiter: []byte(","), quoting: true, quote: '"'}
	l := f.layout
	if l.Delimiter != "" {
		d.delimiter = []byte(l.Delimiter)
	}
	if utf8.RuneCount(d.delimiter) != 1 || d.delimiter[0] == '\n' || d.delimiter[0] == '\r' {
		return d, f.badSetting("delimiter", l.Delimiter)
	}
	switch {
	case l.Quote == "none":
		d.quoting = false
	case len(l.Quote) == 1:
		d.quote = l.Quote[0]
	case l.Quote != "":
		return d, f.badSetting("quote", l.Quote)
	}
	d.escape = d.quote
	switch {
	case len(l.Escape) == 1:
		d.escape = l.Escape[0]
	case l.Escape != "":
		return d, f.badSetting("escape", l.Escape)
	}
	if d.quoting && (d.delimiter[0] == d.quote || d.delimiter[0] == d.escape) {
		return d, f.badSetting("delimiter", l.Delimiter)
	}
	return d, nil
}

func (f *File) badSetting(name, text string) error {
	e := f.fault(codeDelimiter, fmt.Sprintf("the %s %q cannot be used", name, text),
		"Name one character in the contract, not a line end, and not the same for delimiter and quote.")
	e.Rule = name
	return e
}

// asDelimiter names a delimiter for the contract.
func asDelimiter(d string) string {
	if d == "\t" {
		return `delimiter: "\t" (tab)`
	}
	return fmt.Sprintf("delimiter: %q", d)
}

// otherDelimiter returns a delimiter that would part the first rows into the same number of cells, two or more, where
// the layout's own finds one column; "" when there is none. rows are the texts of the header and of rows after it.
func otherDelimiter(own string, d dialect, rows [][]byte) string {
	for _, other := range []string{",", ";", "\t", "|"} {
		if other == own {
			continue
		}
		d.delimiter = []byte(other)
		width := 0
		for i, row := range rows {
			var rec record
			parseRow(&d, append(row[:len(row):len(row)], '\n'), true, &rec)
			if i == 0 {
				width = len(rec.cells)
			}
			if len(rec.cells) != width {
				width = 0
				break
			}
		}
		// A single header row with one comma in it may well be one name.
		if width >= 3 || width == 2 && len(rows) > 1 {
			return other
		}
	}
	return ""
}
