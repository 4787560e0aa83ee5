package contract

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// file reads the section that says how the file is found and read.
func (r *reader) file(c *Contract, section entry) {
	f := &c.File
	*f = File{Header: Header{Row: 1, Rows: 1, Join: " / "}, Nulls: []string{""}}
	es := r.entries(section.value, "file", []string{"pattern", "format", "encoding", "delimiter", "quote", "escape", "sheet",
		"header", "footer", "nulls"})
	for _, e := range es {
		switch e.key {
		case "pattern":
			r.pattern(c, e)
		case "format":
			f.Format = Format(r.choice(e, "format", string(CSV), string(XLSX), string(Parquet), string(JSONL)))
		case "encoding":
			f.Encoding = Encoding(r.choice(e, "encoding", string(UTF8), string(UTF16), string(Latin1), string(Windows1252)))
		case "delimiter":
			f.Delimiter = r.char(e, "delimiter")
		case "quote":
			f.Quote = r.char(e, "quote")
		case "escape":
			f.Escape = r.char(e, "escape")
		case "sheet":
			f.Sheet = r.filled(e, "sheet")
		case "header":
			f.Header = r.header(e)
		case "footer":
			f.Footer = r.footer(e)
		case "nulls":
			f.Nulls = r.texts(e, "nulls")
		}
	}
	if !hasKey(es, "pattern") {
		r.fail(section.keyPos, codeMissing, "file needs a pattern").Try = `such as pattern: "people_{supplier}_{date}*.csv"`
	}
	if !slices.Contains(f.Nulls, "") {
		f.Nulls = append([]string{""}, f.Nulls...)
	}
	r.misplaced(es, fileFormat(f))
	f.fillDefaults()
}

// fileFormat that a contract fixes, "" when the file's own ending decides.
func fileFormat(f *File) Format {
	if f.Format != "" {
		return f.Format
	}
	return formatOf(f.Pattern)
}

func (f *File) fillDefaults() {
	if f.Encoding == "" {
		f.Encoding = UTF8
	}
	if f.Delimiter == "" {
		f.Delimiter = ","
	}
	if f.Quote == "" {
		f.Quote = `"`
	}
	if f.Escape == "" {
		f.Escape = f.Quote
	}
}

// misplaced notes settings that the file's format does not have.
func (r *reader) misplaced(es []entry, format Format) {
	only := map[string][]Format{
		"encoding": {CSV, JSONL}, "delimiter": {CSV}, "quote": {CSV}, "escape": {CSV}, "sheet": {XLSX},
		"header": {CSV, XLSX}, "footer": {CSV, XLSX},
	}
	for _, e := range es {
		if formats, limited := only[e.key]; limited && format != "" && !slices.Contains(formats, format) {
			r.fail(e.keyPos, codeConflict, "%s files have no %s", format, e.key)
		}
	}
}

func (r *reader) pattern(c *Contract, e entry) {
	c.File.Pattern = r.filled(e, "pattern")
	kinds := c.Kinds()
	if len(kinds) == 0 {
		kinds = kindOrder()
	}
	p, err := compilePattern(c.File.Pattern, kinds)
	if err != nil {
		r.fail(position(e.value), codePattern, "the file pattern %q cannot be used: %v", c.File.Pattern, err)
		return
	}
	c.pattern = p
}

func (r *reader) header(e entry) Header {
	h := Header{Row: 1, Rows: 1, Join: " / "}
	es := r.entries(e.value, "header", []string{"row", "rows", "join", "find"})
	for _, e := range es {
		switch e.key {
		case "row":
			h.Row = r.count(e, "row")
		case "rows":
			h.Rows = r.count(e, "rows")
		case "join":
			h.Join = r.text(e, "join")
		case "find":
			h.Find = r.filled(e, "find")
		}
	}
	if h.Find != "" {
		if row, ok := find(es, "row"); ok {
			r.fail(row.keyPos, codeConflict, "the header is given by its row and by a cell to find").Try = "leave one of row and find"
		}
		h.Row = 0
	}
	if h.Rows > 10 {
		r.fail(e.keyPos, codeShape, "a header of %d rows is not read, at most 10", h.Rows)
	}
	return h
}

func (r *reader) footer(e entry) Footer {
	var f Footer
	for _, e := range r.entries(e.value, "footer", []string{"stop_at"}) {
		f.StopAt = r.texts(e, "stop_at")
		if slices.ContainsFunc(f.StopAt, func(s string) bool { return strings.TrimSpace(s) == "" }) {
			r.shape(e.value, "stop_at", "texts that are not blank")
		}
	}
	return f
}

// unpivot reads the columns in the order of the file, so that records come out in that order.
func (r *reader) unpivot(e entry) *Unpivot {
	u := &Unpivot{}
	es := r.entries(e.value, "unpivot", []string{"columns", "present", "absent"})
	for _, e := range es {
		switch e.key {
		case "columns":
			u.Columns = r.unpivotColumns(e)
		case "present":
			u.Present = r.folded(e, "present")
			if slices.Contains(u.Present, "any") {
				u.Present, u.Any = nil, true
			}
		case "absent":
			u.Absent = r.folded(e, "absent")
		}
	}
	if len(u.Columns) == 0 {
		r.fail(e.keyPos, codeMissing, "unpivot needs columns")
	}
	if !hasKey(es, "present") {
		u.Present = []string{"y", "yes", "x", "1", "true"}
	}
	if !hasKey(es, "absent") {
		u.Absent = []string{"n", "no", "0", "false"}
	}
	for _, word := range u.Present {
		if slices.Contains(u.Absent, word) {
			r.fail(e.keyPos, codeConflict, "%q is both present and absent", word)
		}
	}
	return u
}

func (r *reader) folded(e entry, what string) []string {
	var out []string
	for _, s := range r.texts(e, what) {
		out = append(out, fold(s))
	}
	return out
}

func (r *reader) unpivotColumns(e entry) []UnpivotColumn {
	var columns []UnpivotColumn
	if _, ok := e.value.(*ast.SequenceNode); ok {
		for _, s := range r.texts(e, "columns") {
			columns = append(columns, UnpivotColumn{s, s})
		}
	} else {
		for _, pair := range r.entries(e.value, "columns", nil) {
			columns = append(columns, UnpivotColumn{pair.key, r.filled(pair, "the name of column "+pair.key)})
		}
	}
	seen := map[string]bool{}
	for _, c := range columns {
		if seen[fold(c.Header)] {
			r.fail(e.keyPos, codeConflict, "the column %q is unpivoted twice", c.Header)
		}
		seen[fold(c.Header)] = true
	}
	return columns
}
