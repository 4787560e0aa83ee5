package document

import (
	"math"
	"strconv"
	"strings"
)

// Format says how a number is written.
type Format int

// The formats. Percent holds 0 to 100, Proportion 0 to 1; both are read as a percentage.
const (
	Text Format = iota
	Count
	Percent
	Proportion
	Decimal
)

// Cell of a table: a number, or a text. A number that is withheld or missing is the text of its marker.
type Cell struct {
	Text   string
	Value  *float64
	Format Format
}

// TextCell is a cell of text.
func TextCell(s string) Cell { return Cell{Text: s} }

// NumberCell is a cell of a number.
func NumberCell(v float64, f Format) Cell { return Cell{Value: &v, Format: f} }

// String is the cell as it is read on the page.
func (c Cell) String() string {
	if c.Value == nil {
		return c.Text
	}
	return c.Format.Write(*c.Value)
}

// Write the number for reading: thousands separators, one decimal for percentages, a true minus sign.
func (f Format) Write(v float64) string {
	switch f {
	case Percent:
		return number(v, 1) + "%"
	case Proportion:
		return number(v*100, 1) + "%"
	case Decimal:
		return number(v, 1)
	default:
		if v != math.Trunc(v) {
			return number(v, 1)
		}
		return number(v, 0)
	}
}

// IsPercent tells whether the format is read as a percentage.
func (f Format) IsPercent() bool { return f == Percent || f == Proportion }

// NumberFormat is the workbook's code for the format.
func (f Format) NumberFormat() string {
	switch f {
	case Percent:
		return `0.0"%"`
	case Proportion:
		return "0.0%"
	case Decimal:
		return "#,##0.0"
	default:
		return "#,##0"
	}
}

// FormatOf a figure, by its statistic and unit.
func FormatOf(statistic, unit string) Format {
	u := strings.ToLower(unit)
	switch {
	case statistic == "records" || statistic == "people" || statistic == "episodes":
		return Count
	case u == "proportion" || u == "share" || u == "fraction":
		return Proportion
	case statistic == "rate" || u == "%" || strings.HasPrefix(u, "percent") || strings.HasPrefix(u, "per cent"):
		return Percent
	default:
		return Decimal
	}
}

func number(v float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, rest, dotted := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if dotted {
		b.WriteString("." + rest)
	}
	if v < 0 && strings.Trim(s, "0.") != "" {
		return "\u2212" + b.String()
	}
	return b.String()
}
