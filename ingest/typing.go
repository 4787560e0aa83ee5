package ingest

import (
	"fmt"
	"strconv"
	"strings"

	"throughcare/ingest/contract"
	"throughcare/sql/warehouse"
)

// typer writes the SQL that reads one record of a contract: the text of each field, its value, and what can be wrong.
type typer struct {
	scheme string // of the references
	cells  bool   // XLSX and Parquet: typed dates come as ISO text
}

// text is the SQL of a field's text: trimmed, null where it is blank or says so; "" when the field is not mapped.
func (t *typer) text(f *contract.Field) string {
	var x string
	switch {
	case f.Value != nil:
		return "nullif(" + warehouse.Literal(*f.Value) + ", '')"
	case hashedAtDoor(f):
		return warehouse.Ident(pseudonymName(f))
	case f.Expr != "":
		x = "nullif(trim((" + f.Expr + ")::varchar), '')"
	default:
		x = warehouse.Ident(f.From)
	}
	if len(f.Nulls) > 0 {
		x = fmt.Sprintf("case when lower(%s) not in (%s) then %s end", x, literals(f.Nulls), x)
	}
	if f.Default != nil {
		x = fmt.Sprintf("coalesce(%s, %s)", x, warehouse.Literal(*f.Default))
	}
	return x
}

func literals(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = warehouse.Literal(strings.ToLower(w))
	}
	return strings.Join(quoted, ", ")
}

// value is the SQL of a field's typed value, from the column that holds its text. Where a text is there and no value comes
// of it, the row is wrong.
func (t *typer) value(f *contract.Field, text string) (string, error) {
	switch f.Def.Type {
	case contract.TypeRef:
		if hashedAtDoor(f) {
			return text, nil
		}
		return pseudonym(t.scheme, f.Def.Entity, text), nil
	case contract.TypeDate:
		return t.date(f, text)
	case contract.TypeDateTime:
		return t.dateTime(f, text)
	case contract.TypeInteger:
		return fmt.Sprintf("case when regexp_full_match(%[1]s, '[+-]?[0-9]{1,9}') then try_cast(%[1]s as integer) end", text), nil
	case contract.TypeDecimal:
		return decimal(f, text), nil
	case contract.TypeCodes:
		return fmt.Sprintf("list_transform(list_filter(list_transform(string_split(%s, ';'), y -> lower(trim(y))), y -> y <> ''),"+
			" y -> map_extract_value(%s, y))", text, spellingsVariable(f)), nil
	case contract.TypeCode, contract.TypeText, contract.TypeName:
	}
	return text, nil
}

// spellingsVariable names the variable that holds the spellings of a field of several codes.
func spellingsVariable(f *contract.Field) string {
	return "getvariable(" + warehouse.Literal("spellings_"+f.Def.Name) + ")::map(varchar, varchar)"
}

func (t *typer) date(f *contract.Field, text string) (string, error) {
	layouts := f.Formats
	if t.cells {
		layouts = append([]string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00"}, layouts...)
	}
	return clocks(f, layouts, text, "date")
}

// dateTime reads wall-clock time in London; a text that carries an offset is turned into it.
func (t *typer) dateTime(f *contract.Field, text string) (string, error) {
	layouts := f.Formats
	if t.cells {
		layouts = append([]string{"2006-01-02T15:04:05", "2006-01-02", "2006-01-02T15:04:05Z07:00"}, layouts...)
	}
	return clocks(f, layouts, text, "timestamp")
}

// clocks reads a text by the layouts in their order, as a date or a timestamp. Layouts that follow each other and need no
// different handling are tried in one call.
func clocks(f *contract.Field, layouts []string, text, kind string) (string, error) {
	var tries []string
	for len(layouts) > 0 {
		shape, offset, n := isoShapes(kind)[layouts[0]], contract.HasOffset(layouts[0]), 1
		if shape != "" {
			tries = append(tries, fmt.Sprintf("case when %[1]s like '%[2]s' then try_cast(%[1]s as %[3]s) end", text, shape, kind))
			layouts = layouts[1:]
			continue
		}
		for n < len(layouts) && isoShapes(kind)[layouts[n]] == "" && contract.HasOffset(layouts[n]) == offset {
			n++
		}
		read, err := clock(layouts[:n], offset, text)
		if err != nil {
			return "", err
		}
		tries, layouts = append(tries, read+"::"+kind), layouts[n:]
	}
	if f.ExcelSerial {
		tries = append(tries, excelDay(text)+"::"+kind)
	}
	return "plausible_" + kind + "(" + coalesce(tries) + ")", nil
}

// isoShapes are the layouts that a cast reads, which is much faster than a format, each with its pattern: the shape must be
// checked because the cast is lenient.
func isoShapes(kind string) map[string]string {
	if kind == "date" {
		return map[string]string{"2006-01-02": "____-__-__"}
	}
	return map[string]string{"2006-01-02T15:04:05": "____-__-__T__:__:__", "2006-01-02 15:04:05": "____-__-__ __:__:__"}
}

// clock reads a text by Go layouts as wall-clock time in London; one that carries an offset is turned into it.
func clock(layouts []string, offset bool, text string) (string, error) {
	formats := make([]string, len(layouts))
	for i, l := range layouts {
		format, err := contract.StrptimeFormat(l)
		if err != nil {
			return "", err
		}
		formats[i] = warehouse.Literal(format)
	}
	list := "[" + strings.Join(formats, ", ") + "]"
	if !offset {
		return fmt.Sprintf("try_strptime(%s, %s)", text, list), nil
	}
	// %z does not know the Z of ISO 8601.
	return fmt.Sprintf("(try_strptime(case when %[1]s like '%%Z' then left(%[1]s, -1) || '+00:00' else %[1]s end, %[2]s)::timestamptz"+
		" at time zone 'Europe/London')", text, list), nil
}

// excelDay is the day of an Excel serial number (1900 system, after its false leap day), as a timestamp.
func excelDay(text string) string {
	return fmt.Sprintf("case when regexp_full_match(%[1]s, '[0-9]{5}([.][0-9]+)?') then"+
		" timestamp '1899-12-30' + to_milliseconds(round(%[1]s::double * 86400000)::bigint) end", text)
}

func coalesce(tries []string) string {
	if len(tries) == 1 {
		return tries[0]
	}
	return "coalesce(" + strings.Join(tries, ", ") + ")"
}

// decimal reads a number with the contract's decimal mark; marks between thousands are taken out only where they stand
// between groups of three digits.
func decimal(f *contract.Field, text string) string {
	group, point := ",", "."
	if f.Decimal == "," {
		group, point = ".", ","
	}
	plain := fmt.Sprintf("[+-]?([0-9]+([%[1]s][0-9]*)?|[%[1]s][0-9]+)([eE][+-]?[0-9]+)?", point)
	grouped := fmt.Sprintf("[+-]?[0-9]{1,3}([%s][0-9]{3})+([%s][0-9]*)?", group, point)
	number := text
	if point == "," {
		number = fmt.Sprintf("replace(%s, ',', '.')", text)
	}
	stripped := fmt.Sprintf("replace(%s, '%s', '')", text, group)
	if point == "," {
		stripped = fmt.Sprintf("replace(%s, ',', '.')", stripped)
	}
	return fmt.Sprintf("case when regexp_full_match(%[1]s, '%[2]s') then try_cast(%[3]s as double)"+
		" when regexp_full_match(%[1]s, '%[4]s') then try_cast(%[5]s as double) end", text, plain, number, grouped, stripped)
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// examples of a date in the field's formats, for the words of a reason.
func examples(f *contract.Field) string {
	var words []string
	for _, l := range f.Formats {
		word := strings.NewReplacer("2006", "YYYY", "January", "month", "Jan", "Mon", "02", "DD", "01", "MM", "06", "YY",
			"15", "hh", "04", "mm", "05", "ss", "Z07:00", "+00:00", "_2", "D", "2", "D", "1", "M").Replace(l)
		words = append(words, word)
	}
	return strings.Join(words, " or ")
}
