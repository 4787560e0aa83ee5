package contract

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"throughcare/sql/fault"
)

// Override is what the command line says about a file; empty fields say nothing.
type Override struct {
	Supplier    string
	ExtractDate time.Time
}

// Identify says who sent a file and for which day. What the command line says comes first, then the file name, a cell, a
// preamble line, the contract's constant. cell returns the text of a cell such as B2 ("" when there is none, nil function
// when the file has no cells); preamble holds the rows above the header. The date is midnight UTC of the day.
func (c *Contract) Identify(match Match, cell func(string) string, preamble [][]string, cli Override) (supplier string, date time.Time, err error) {
	if cell == nil {
		cell = func(string) string { return "" }
	}
	if supplier = c.supplier(match, cell, preamble, cli); supplier == "" {
		return "", time.Time{}, c.noSupplier()
	}
	if date, err = c.extractDate(match, cell, preamble, cli); err != nil {
		return "", time.Time{}, err
	}
	return supplier, date, nil
}

func (c *Contract) supplier(match Match, cell func(string) string, preamble [][]string, cli Override) string {
	found := ""
	if c.Supplier.Cell != "" {
		found = cell(c.Supplier.Cell)
		if c.Supplier.Match != "" {
			found = firstGroup(c.Supplier.Match, found)
		}
	} else if c.Supplier.Match != "" {
		found = inPreamble(c.Supplier.Match, preamble)
	}
	for _, s := range []string{cli.Supplier, match.Supplier, found, c.Supplier.Value} {
		if id := supplierID(s); id != "" {
			return id
		}
	}
	return ""
}

// notID is what an id does not hold.
var notID = regexp.MustCompile(`[^a-z0-9]+`)

// supplierID of a supplier's written name: "Glasgow City Council" is glasgow-city-council.
func supplierID(name string) string {
	return strings.Trim(notID.ReplaceAllString(fold(name), "-"), "-")
}

func (c *Contract) extractDate(match Match, cell func(string) string, preamble [][]string, cli Override) (time.Time, error) {
	switch {
	case !cli.ExtractDate.IsZero():
		return dayOf(cli.ExtractDate), nil
	case !match.Date.IsZero():
		return dayOf(match.Date), nil
	}
	d := &c.ExtractDate
	if d.Cell != "" {
		text := cell(d.Cell)
		if d.Match != "" {
			text = firstGroup(d.Match, text)
		}
		if day, ok := d.read(text); ok {
			return day, nil
		}
	}
	if d.Match != "" && d.From == FromPreamble {
		if day, ok := d.read(inPreamble(d.Match, preamble)); ok {
			return day, nil
		}
	}
	if !d.Value.IsZero() {
		return d.Value, nil
	}
	return time.Time{}, c.noDate()
}

// excelEpoch is day 0 of Excel's day numbers, its leap day that never was taken into account.
var excelEpoch = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)

// read a day by the contract's layouts, else by the ISO form that readers give to true date cells.
func (d *ExtractDate) read(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return time.Time{}, false
	}
	for _, layout := range append(append(append([]string{}, d.Formats...), dateLayouts()...), dateTimeLayouts()...) {
		if day, err := time.Parse(layout, text); err == nil {
			return dayOf(day), true
		}
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil && d.ExcelSerial && n >= 1 && n < 200_000 {
		return excelEpoch.AddDate(0, 0, int(n)), true
	}
	return time.Time{}, false
}

// inPreamble looks at each cell above the header, then at each row as one text.
func inPreamble(expr string, preamble [][]string) string {
	for _, row := range preamble {
		for _, text := range append(append([]string{}, row...), strings.Join(row, " ")) {
			if found := firstGroup(expr, text); found != "" {
				return found
			}
		}
	}
	return ""
}

func firstGroup(expr, text string) string {
	re, err := regexp.Compile(expr)
	if err != nil {
		return ""
	}
	if found := re.FindStringSubmatch(strings.Join(strings.Fields(text), " ")); len(found) > 1 {
		return strings.TrimSpace(found[1])
	}
	return ""
}

func (c *Contract) noDate() *fault.Fault {
	f := usage(codeNoDate, "the day of the extract is not known")
	switch d := c.ExtractDate; {
	case d.From == FromCell:
		f.What = "cell " + d.Cell + " does not hold the day of the extract"
	case d.From == FromPreamble:
		f.What = "no line above the header holds the day of the extract"
	}
	f.Rule = c.ruleText("extract_date")
	f.Effect = "nothing of the file was read"
	f.Try = "put it in the file name (_2026-10-31), in a cell or title line that the contract names under extract_date, or name the file and give --date"
	return f
}

func (c *Contract) noSupplier() *fault.Fault {
	f := usage(codeNoSender, "the supplier of the file is not known")
	f.Rule = c.ruleText("supplier")
	f.Effect = "nothing of the file was read"
	f.Try = "put it in the file name ({supplier} in the pattern), in the contract (supplier: sps-tso, or its cell), or give --supplier"
	return f
}

func (c *Contract) ruleText(key string) string { return "contract " + c.ID + ", " + key }
