package reports

import (
	"slices"
	"strings"

	"throughcare/reports/document"
)

// statColumn is a column of numbers: a part of the figures of one statistic.
type statColumn struct {
	statistic int // of the table
	name      string
	format    document.Format
	part      func(*Figure) *float64
	remarks   bool // not a number: what is to be said of the numbers beside it
}

// Shorthand that stands beside a number and not in its place.
func besides(marker string) string {
	var kept []string
	for _, sign := range strings.Fields(marker) {
		if sign != "[c]" && sign != "[x]" && sign != "[z]" {
			kept = append(kept, sign)
		}
	}
	return strings.Join(kept, " ")
}

// inPlace is the shorthand that stands where a number would.
func inPlace(f *Figure) string {
	for _, sign := range []string{"[c]", "[z]", "[x]"} {
		if strings.Contains(f.Marker, sign) {
			return sign
		}
	}
	return notAvailable
}

// content lays the table out: what the row is, then the numbers, then shorthand where there is any.
func (t *statTable) content(unit string) *document.Table {
	out := &document.Table{}
	text := func(names ...string) {
		for _, n := range names {
			out.Columns = append(out.Columns, document.Column{Name: n})
		}
	}
	if t.areas {
		text("Area", "Area code")
	}
	broken := slices.ContainsFunc(t.rows, func(r statRow) bool { return r.breakdown != "" })
	if broken {
		text("Breakdown", "Category")
	}
	text("Period", "Length of period")
	columns := t.columns(unit)
	for _, c := range columns {
		out.Columns = append(out.Columns, document.Column{Name: c.name, Number: true})
	}
	for i := range t.rows {
		r := &t.rows[i]
		f := r.first()
		var cells []document.Cell
		if t.areas {
			code := f.PlaceCode
			if code == "NOT_RECORDED" {
				code = "[z]"
			}
			cells = append(cells, document.TextCell(or(f.Place, f.PlaceCode)), document.TextCell(code))
		}
		if broken {
			label := r.label
			switch {
			case r.breakdown == "":
				label = "All"
			case bareNumber.MatchString(label):
				label = r.breakdown + " " + label // a name, and not a number
			}
			cells = append(cells, document.TextCell(or(r.breakdown, "All")), document.TextCell(label))
		}
		cells = append(cells, document.TextCell(statPeriod(f)), document.TextCell(statLength(f)))
		for _, c := range columns {
			cells = append(cells, c.cell(r))
		}
		out.Rows = append(out.Rows, document.Row{Cells: cells})
	}
	return out
}

func (c *statColumn) cell(r *statRow) document.Cell {
	if c.remarks {
		var signs []string
		for i, f := range r.figures {
			if f == nil || c.statistic >= 0 && i != c.statistic {
				continue
			}
			for _, sign := range strings.Fields(besides(f.Marker)) {
				if !slices.Contains(signs, sign) {
					signs = append(signs, sign)
				}
			}
		}
		return document.TextCell(strings.Join(signs, " "))
	}
	f := r.at(c.statistic)
	if f == nil {
		return document.TextCell("[z]") // the statistic is not made for this breakdown
	}
	v := c.part(f)
	switch {
	case f.Value == nil:
		return document.TextCell(inPlace(f))
	case v == nil:
		return document.TextCell("[z]")
	case roundsToZero(*v, c.format):
		return document.TextCell("[low]")
	default:
		return document.NumberCell(*v, c.format)
	}
}

// columns of numbers: for each statistic its value, limits, numerator and denominator, as far as any row has them.
func (t *statTable) columns(unit string) []statColumn {
	order := make([]int, len(t.statistics))
	for i := range order {
		order[i] = i
	}
	rank := func(i int) int {
		if at := slices.Index(statisticOrder(), t.statistics[i]); at >= 0 {
			return at
		}
		return len(statisticOrder())
	}
	slices.SortStableFunc(order, func(x, y int) int { return rank(x) - rank(y) })
	value := func(f *Figure) *float64 { return f.Value }
	var all []statColumn
	for _, i := range order {
		name, in := statisticNames(t.statistics[i], t.units[i])
		format := document.FormatOf(t.statistics[i], t.units[i])
		all = append(all, statColumn{statistic: i, name: name + " (" + in + ")", format: format, part: value})
		// Only rates and shares have the rest: a count is its own numerator.
		if format == document.Count {
			continue
		}
		// A measure of one statistic needs not say of what.
		of := " of the " + strings.ToLower(name)
		if len(t.statistics) == 1 {
			of = ""
		}
		whole := "number"
		if t.statistics[i] == "rate_per_100_years" {
			whole = "years at risk"
		}
		for _, p := range []statColumn{
			{name: "Lower limit" + of + " (" + in + ")", format: format, part: func(f *Figure) *float64 { return f.Lower }},
			{name: "Upper limit" + of + " (" + in + ")", format: format, part: func(f *Figure) *float64 { return f.Upper }},
			{name: "Numerator" + of + " (number)", format: document.Count, part: func(f *Figure) *float64 { return f.Numerator }},
			{name: "Denominator" + of + " (" + whole + ")", format: document.Count, part: func(f *Figure) *float64 { return f.Denominator }},
		} {
			if strings.HasSuffix(t.statistics[i], "quartile") {
				continue // of the same people as the median
			}
			if whole != "number" && strings.HasPrefix(p.name, "Denominator") {
				p.format = document.Decimal
			}
			if t.any(i, p.part) {
				p.statistic = i
				all = append(all, p)
			}
		}
	}
	return append(all, t.remarks(order)...)
}

func (t *statTable) any(statistic int, part func(*Figure) *float64) bool {
	return slices.ContainsFunc(t.rows, func(r statRow) bool {
		f := r.at(statistic)
		return f != nil && f.Value != nil && part(f) != nil
	})
}

// remarks is one column of shorthand where the statistics of every row have the same, else one for each statistic that has any.
func (t *statTable) remarks(order []int) []statColumn {
	same, some := true, make([]bool, len(t.statistics))
	for i := range t.rows {
		first := ""
		for j, f := range t.rows[i].figures {
			if f == nil || f.Value == nil {
				continue
			}
			signs := besides(f.Marker)
			some[j] = some[j] || signs != ""
			if first == "" {
				first = signs + "."
			}
			same = same && first == signs+"."
		}
	}
	if !slices.Contains(some, true) {
		return nil
	}
	if same {
		return []statColumn{{statistic: -1, name: "Shorthand", remarks: true}}
	}
	var all []statColumn
	for _, i := range order {
		if name, _ := statisticNames(t.statistics[i], t.units[i]); some[i] {
			all = append(all, statColumn{statistic: i, name: "Shorthand for " + strings.ToLower(name), remarks: true})
		}
	}
	return all
}

// statisticNames is a statistic in words, and its unit.
func statisticNames(statistic, unit string) (name, in string) {
	in = unit
	if unit == "per cent" {
		in = "percentage"
	}
	switch statistic {
	case "records":
		return upperFirst(unit), "number"
	case "people":
		return "People", "number"
	case "per_person":
		return "Per person", in
	case "rate":
		return "Rate", in
	case "rate_per_100_years":
		return "Rate", in
	case "cumulative_incidence":
		return "Estimated share", in
	default:
		return upperFirst(strings.ReplaceAll(statistic, "_", " ")), in
	}
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
