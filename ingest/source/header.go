package source

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The header is looked for in this many rows, and must be found by then.
const findWithin = 1000

// readHeading reads rows up to the end of the header from a csv or xlsx scanner into above and heading, and returns the
// number of rows it took. fillRight tells whether a blank cell of an upper header row takes the text left of it.
func (f *File) readHeading(rows scanner) (taken int64, err error) {
	first := max(f.layout.HeaderRow, 1)
	count := max(f.layout.HeaderRows, 1)
	var all [][]string
	found := -1
	var rec record
	for found < 0 || len(all) < found+count {
		if err := rows.scan(&rec); err != nil {
			if errors.Is(err, io.EOF) {
				break
			}
			return 0, err
		}
		taken++
		for range rec.gap {
			all = append(all, nil)
		}
		all = append(all, texts(rec.cells))
		switch {
		case found >= 0:
		case f.layout.HeaderFind != "":
			if hasCell(all[len(all)-1], f.layout.HeaderFind) {
				found = len(all) - 1
			} else if len(all) >= findWithin {
				return 0, f.headerNotFound(all)
			}
		case len(all) >= first:
			found = first - 1
		}
	}
	if found < 0 || len(all) < found+count {
		return 0, f.headerNotFound(all)
	}
	f.above, f.heading = all[:found], all[found:found+count]
	return taken, nil
}

// texts copies the cells, trimmed.
func texts(cells [][]byte) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = strings.TrimSpace(strings.ToValidUTF8(string(cell), "\ufffd"))
	}
	return out
}

func hasCell(row []string, text string) bool {
	want := fold(text)
	return slices.ContainsFunc(row, func(cell string) bool { return strings.EqualFold(fold(cell), want) })
}

// nameColumns makes the header's names of its rows: the texts of a column from top to bottom, without blanks and
// repeats. upper gives the text of a blank cell in a row above the last one: that of the merged cell it belongs to.
func (f *File) nameColumns(upper func(row, column int) string) error {
	width := 0
	for _, row := range f.heading {
		width = max(width, len(row))
	}
	join := f.layout.HeaderJoin
	if join == "" {
		join = " / "
	}
	f.header, f.named = make([]string, width), 0
	for c := range width {
		var parts []string
		for r, row := range f.heading {
			text := ""
			if c < len(row) {
				text = fold(row[c])
			}
			if text == "" && r < len(f.heading)-1 {
				text = fold(upper(r, c))
			}
			if text != "" && !slices.Contains(parts, text) {
				parts = append(parts, text)
			}
		}
		f.header[c] = strings.Join(parts, join)
		if f.header[c] != "" {
			f.named = c + 1
		} else {
			f.header[c] = fmt.Sprintf("column %d", c+1)
		}
	}
	if f.named == 0 {
		return f.headerBlank()
	}
	return nil
}

// leftOf fills a blank cell of a header row from the cell left of it, as a merged cell is saved to CSV, where there is
// text below it.
func (f *File) leftOf(row, column int) string {
	cells := f.heading[row]
	below := slices.ContainsFunc(f.heading[row+1:], func(r []string) bool { return column < len(r) && r[column] != "" })
	if !below {
		return ""
	}
	for c := min(column, len(cells)-1); c >= 0; c-- {
		if cells[c] != "" {
			return cells[c]
		}
	}
	return ""
}

// columns finds the wanted names in the header.
func (f *File) columns(wanted []string) ([]int, error) {
	out := make([]int, len(wanted))
	for i, name := range wanted {
		at := slices.Index(f.header, name)
		if at < 0 && f.layout.Format == JSONL {
			continue // a key that the first lines do not have may come later
		}
		if at < 0 {
			return nil, f.fault(codeNoHeader, fmt.Sprintf("there is no column %q", name),
				"The columns are: "+quoteAll(f.header)+". Correct the header in the file, or name it in the contract.")
		}
		if slices.Contains(f.header[at+1:], name) {
			return nil, f.fault(codeDuplicate, fmt.Sprintf("two columns have the same header %q", name),
				"Give each column its own header in row "+fmt.Sprint(len(f.above)+1)+" of the file.")
		}
		if slices.Contains(wanted[:i], name) {
			return nil, fmt.Errorf("column %q is asked for twice", name)
		}
		out[i] = at
	}
	return out, nil
}

func (f *File) headerNotFound(rows [][]string) error {
	if len(rows) == 0 {
		return f.empty()
	}
	if f.layout.HeaderFind != "" {
		return f.fault(codeNoHeader, fmt.Sprintf("no row among the first %d has a cell %q, which marks the header", len(rows), f.layout.HeaderFind),
			"Open the file and look how the header is spelt; correct the file, or header: {find: ...} in the contract.")
	}
	return f.fault(codeNoHeader, fmt.Sprintf("the header should end in row %d, but there are %d rows",
		max(f.layout.HeaderRow, 1)+max(f.layout.HeaderRows, 1)-1, len(rows)),
		"Ask the supplier to send the file again with its header row, or correct header: {row: ...} in the contract.")
}

func (f *File) headerBlank() error {
	return f.fault(codeNoHeader, fmt.Sprintf("row %d, which should be the header, is blank", len(f.above)+1),
		"Open the file and count in which row the column names are; put that into header: {row: ...} of the contract.")
}

// quoteAll lists names for a message, and does not list for ever.
func quoteAll(names []string) string {
	const most = 40
	var b strings.Builder
	for i, name := range names {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(names)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", name)
	}
	return b.String()
}
