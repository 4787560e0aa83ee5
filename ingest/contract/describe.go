package contract

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// Describe writes what the contract takes and where each field comes from, for people. It holds no value of any file.
func (c *Contract) Describe(w io.Writer) { c.DescribeCodes(w, nil) }

// DescribeCodes is Describe with the codes that each coded field may hold; with nil it names the lists only.
func (c *Contract) DescribeCodes(w io.Writer, codes Codes) {
	title := c.ID
	if c.Title != "" {
		title += ": " + c.Title
	}
	fmt.Fprintln(w, title)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range c.fileLines() {
		fmt.Fprintf(t, "  %s\t%s\n", line[0], line[1])
	}
	t.Flush()
	for i := range c.Records {
		fmt.Fprintln(w)
		c.Records[i].describe(w, codes)
	}
}

// fileLines are what is said about the file, as pairs of a word and a text.
func (c *Contract) fileLines() [][2]string {
	f := &c.File
	lines := [][2]string{{"takes", f.Pattern + f.dialect()}}
	add := func(name, text string) {
		if text != "" {
			lines = append(lines, [2]string{name, text})
		}
	}
	add("header", f.Header.describe())
	if len(f.Footer.StopAt) > 0 {
		add("ends", "at the first row that starts with "+orList(f.Footer.StopAt))
	}
	if marks := slices.DeleteFunc(slices.Clone(f.Nulls), func(s string) bool { return s == "" }); len(marks) > 0 {
		add("blanks", "also "+orList(marks))
	}
	add("supplier", c.supplierText())
	add("date", c.dateText())
	add("delivery", c.Delivery.describe())
	add("references", map[string]string{"own": "the supplier's own", "shared": "shared by all of Scotland"}[c.References])
	if c.References != "own" && c.References != "shared" {
		add("references", "of the scheme "+c.References)
	}
	if l := c.Limits.Rejected; l != nil {
		unit := " of the rows are rejected"
		if !strings.HasSuffix(l.Text, "%") {
			unit = " rows are rejected"
		}
		add("limit", "refused whole when more than "+l.Text+unit)
	}
	return lines
}

func (f *File) dialect() string {
	var parts []string
	if f.Format != "" {
		parts = append(parts, string(f.Format))
	}
	if f.Sheet != "" {
		parts = append(parts, "sheet "+f.Sheet)
	}
	if f.Encoding != UTF8 {
		parts = append(parts, string(f.Encoding))
	}
	if f.Delimiter != "," {
		parts = append(parts, fmt.Sprintf("separated by %q", f.Delimiter))
	}
	if f.Quote != `"` {
		parts = append(parts, fmt.Sprintf("quoted by %q", f.Quote))
	}
	if f.Escape != f.Quote {
		parts = append(parts, fmt.Sprintf("escaped by %q", f.Escape))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func (h Header) describe() string {
	text := ""
	switch {
	case h.Find != "":
		text = fmt.Sprintf("the first row with the cell %q", h.Find)
	case h.Row > 1 || h.Rows > 1:
		text = fmt.Sprintf("row %d", h.Row)
	}
	if h.Rows > 1 {
		text += fmt.Sprintf(", %d rows joined by %q", h.Rows, h.Join)
	}
	return text
}

func (c *Contract) supplierText() string {
	var ways []string
	if strings.Contains(c.File.Pattern, "{supplier}") {
		ways = append(ways, "from the file name")
	}
	switch s := c.Supplier; {
	case s.Cell != "":
		ways = append(ways, "from cell "+s.Cell)
	case s.Match != "":
		ways = append(ways, "from a line above the header")
	case s.Value != "":
		ways = append(ways, s.Value)
	}
	if len(ways) == 0 {
		return "from the command line"
	}
	return strings.Join(ways, ", else ")
}

func (c *Contract) dateText() string {
	switch d := c.ExtractDate; {
	case c.pattern != nil && c.pattern.layout != "":
		return "from the file name, written " + c.pattern.layout
	case d.From == FromCell:
		return "from cell " + d.Cell
	case d.From == FromPreamble:
		return fmt.Sprintf("from a line above the header: %q", d.Match)
	case d.From == FromValue:
		return d.Value.Format(defaultDateLayout)
	}
	return "from the command line"
}

func (d Delivery) describe() string {
	text := "new and changed records"
	if d.Mode == Snapshot {
		text = map[Absent]string{
			Closed:    "the whole caseload; a record that is gone left at the extract date",
			Withdrawn: "the whole caseload; a record that is gone no longer counts",
		}[d.Absent]
	}
	if d.Deleted != nil {
		text += fmt.Sprintf("; deleted where %q is %s", d.Deleted.Column, orList(d.Deleted.Values))
	}
	return text
}

func (r *Record) describe(w io.Writer, codes Codes) {
	part := ""
	if r.Part {
		part = " (some fields; another contract brings the rest)"
	}
	fmt.Fprintf(w, "%s: %s%s\n", r.Kind.Name, r.Kind.Row, part)
	if r.When != "" {
		fmt.Fprintf(w, "  only rows where %s\n", r.When)
	}
	if u := r.Unpivot; u != nil {
		var columns []string
		for _, c := range u.Columns {
			columns = append(columns, fmt.Sprintf("%s (%s)", c.Header, c.Name))
		}
		fmt.Fprintf(w, "  one record for each %s cell of %s\n", u.presentText(), strings.Join(columns, ", "))
		fmt.Fprintf(w, "  and none where the cell is %s\n", orList(append([]string{""}, u.Absent...)))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  field\tfrom\tread as\tprivacy")
	for i := range r.Fields {
		f := &r.Fields[i]
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", f.mark(r.Kind), f.source(), f.reading(codes), f.Def.Privacy)
	}
	t.Flush()
	r.describeRest(w)
}

func (u *Unpivot) presentText() string {
	if u.Any {
		return "filled"
	}
	return orList(u.Present)
}

func (r *Record) describeRest(w io.Writer) {
	fmt.Fprintln(w, "  * part of the key, ! required")
	var absent, waits []string
	for _, name := range r.Kind.FieldNames() {
		if r.Field(name) == nil {
			absent = append(absent, name)
		}
	}
	if len(absent) > 0 {
		fmt.Fprintf(w, "  not filled: %s\n", strings.Join(absent, ", "))
	}
	for _, ref := range r.Kind.References {
		if r.Field(ref.Field) != nil {
			waits = append(waits, fmt.Sprintf("%s (%s)", ref.Field, ref.Kind))
		}
	}
	if len(waits) > 0 {
		fmt.Fprintf(w, "  held until it has arrived: %s\n", strings.Join(waits, ", "))
	}
	for _, rule := range r.AllRules() {
		fmt.Fprintf(w, "  %-6s  %s: %s\n", rule.Severity, rule.Message, rule.Check)
	}
}

func (f *Field) mark(kind *Kind) string {
	name := f.Def.Name
	if kind.IsKey(name) {
		name += "*"
	}
	if f.Required {
		name += "!"
	}
	return name
}

func (f *Field) source() string {
	switch {
	case f.Expr != "":
		return "SQL " + f.Expr
	case f.Value != nil && *f.Value == "":
		return "always blank"
	case f.Value != nil:
		return "always " + *f.Value
	}
	text := f.From
	if len(f.Aliases) > 0 {
		text += " (or " + strings.Join(f.Aliases, ", ") + ")"
	}
	if f.Default != nil {
		text += ", else " + *f.Default
	}
	return text
}

// reading is how the text becomes a value.
func (f *Field) reading(codes Codes) string {
	text := string(f.Def.Type)
	switch f.Def.Type {
	case TypeRef:
		text = "reference, hashed"
	case TypeName:
		text = "name, dropped"
	case TypeDate, TypeDateTime:
		text += " " + f.layoutText()
	case TypeCode, TypeCodes:
		text += " of " + f.Def.List
		if codes != nil {
			text += ": " + strings.Join(codes.List(f.Def.List), " ")
		}
	case TypeInteger, TypeDecimal:
		if f.Def.Min != nil && f.Def.Max != nil {
			text += fmt.Sprintf(" %g to %g", *f.Def.Min, *f.Def.Max)
		}
	}
	if f.Decimal == "," {
		text += ", decimal comma"
	}
	if len(f.Nulls) > 0 {
		text += "; blank is also " + orList(f.Nulls)
	}
	for _, spelling := range slices.Sorted(maps.Keys(f.Codes)) {
		text += fmt.Sprintf("; %s = %s", spelling, f.Codes[spelling])
	}
	return text
}

func (f *Field) layoutText() string {
	text := strings.Join(f.Formats, " or ")
	if f.Def.Type == TypeDateTime && slices.Equal(f.Formats, dateTimeLayouts()) {
		text = "2006-01-02T15:04[:05][offset], or a space for the T"
	}
	if f.ExcelSerial {
		text += " or Excel's day number"
	}
	return text
}

func orList(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return strings.Join(quoted, " or ")
}
