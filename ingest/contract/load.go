package contract

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Codes are the code lists of the reference data.
type Codes interface {
	// Has says whether the list holds the code.
	Has(list, code string) bool
	// List returns the codes of a list, none when there is no such list.
	List(list string) []string
}

// Load reads one contract. Every fault of the file is in the error (errors.Join), each a *fault.Fault with its line and
// column; name stands for the file in them.
func Load(name string, src []byte, codes Codes) (*Contract, error) {
	r := &reader{name: name}
	body := r.parse(src)
	if body == nil {
		return nil, r.err()
	}
	kinds, err := Kinds()
	if err != nil {
		return nil, err
	}
	c := &Contract{Source: name, References: "own", Delivery: Delivery{Mode: Delta, Absent: Closed}}
	es := r.entries(body, "a contract", []string{"contract", "title", "supplier", "references", "file", "extract_date",
		"delivery", "limits", "extends", "records"})
	file, hasFile := find(es, "file")
	records, hasRecords := find(es, "records")
	for _, e := range es {
		r.topKey(c, e)
	}
	if c.ID == "" && !hasKey(es, "contract") {
		r.fail(Position{1, 1}, codeMissing, "the contract has no id").Try = "start the file with a line such as contract: tso-caseload"
	}
	extends, hasExtends := find(es, "extends")
	if hasExtends {
		c.Extends = r.kindName(extends, "extends")
	}
	if !hasExtends || c.Extends != "" {
		r.records(c, records, hasRecords, kinds, codes)
	}
	if !hasFile {
		r.fail(Position{1, 1}, codeMissing, "the contract does not say which files it takes").Try = "add file: with a pattern, such as {pattern: \"people_{supplier}_{date}*.csv\"}"
	} else {
		r.file(c, file)
	}
	r.crossChecks(c, es)
	return c, r.err()
}

func hasKey(es []entry, key string) bool {
	_, ok := find(es, key)
	return ok
}

// topKey reads the keys of a contract that stand by themselves.
func (r *reader) topKey(c *Contract, e entry) {
	switch e.key {
	case "contract":
		c.ID = r.filled(e, "contract")
		if c.ID != "" && !validID(c.ID) {
			r.shape(e.value, "the contract's id", "small letters, digits and hyphens")
		}
	case "title":
		c.Title = r.text(e, "title")
	case "supplier":
		c.Supplier = r.supplier(e)
	case "references":
		c.References = r.filled(e, "references")
		if c.References != "" && !validID(c.References) {
			r.shape(e.value, "references", "shared, own or the name of a scheme in small letters, digits and hyphens")
		}
	case "extract_date":
		c.ExtractDate = r.extractDate(e)
	case "delivery":
		c.Delivery = r.delivery(e)
	case "limits":
		c.Limits = r.limits(e)
	}
}

func (r *reader) supplier(e entry) Supplier {
	if s, ok := scalar(e.value); ok {
		if !validID(s) {
			r.shape(e.value, "supplier", "small letters, digits and hyphens, such as sps-tso")
		}
		return Supplier{Value: s}
	}
	var s Supplier
	for _, e := range r.entries(e.value, "supplier", []string{"cell", "match"}) {
		switch e.key {
		case "cell":
			s.Cell = r.cell(e)
		case "match":
			s.Match = r.regexp(e)
		}
	}
	return s
}

// cellName such as B2.
var cellName = regexp.MustCompile(`^[A-Z]{1,3}[1-9][0-9]{0,6}$`)

func (r *reader) cell(e entry) string {
	s := strings.ToUpper(strings.TrimSpace(r.text(e, "cell")))
	if !cellName.MatchString(s) {
		r.shape(e.value, "cell", "a cell's name such as B2")
	}
	return s
}

// regexp with exactly one group.
func (r *reader) regexp(e entry) string {
	s := r.filled(e, "match")
	re, err := regexp.Compile(s)
	switch {
	case err != nil:
		r.fail(position(e.value), codePattern, "match is not a regular expression: %v", err)
	case s != "" && re.NumSubexp() != 1:
		r.fail(position(e.value), codePattern, "match must have one group in brackets").Try = `put brackets around what is wanted: "As at (.+)"`
	}
	return s
}

func (r *reader) extractDate(e entry) ExtractDate {
	d := ExtractDate{}
	es := r.entries(e.value, "extract_date", []string{"from", "cell", "match", "formats", "excel_serial", "value"})
	for _, e := range es {
		switch e.key {
		case "from":
			d.From = DateSource(r.choice(e, "from", string(FromFile), string(FromCell), string(FromPreamble), string(FromValue)))
		case "cell":
			d.Cell = r.cell(e)
		case "match":
			d.Match = r.regexp(e)
		case "formats":
			d.Formats = r.layouts(e, "formats")
		case "excel_serial":
			d.ExcelSerial = r.yes(e, "excel_serial")
		case "value":
			day, err := time.Parse(defaultDateLayout, r.text(e, "value"))
			if err != nil {
				r.shape(e.value, "value", "a day such as 2026-10-31")
			}
			d.Value = day
		}
	}
	if !hasKey(es, "from") {
		d.From = guessDateSource(d)
	}
	needs := map[DateSource]string{FromCell: "cell", FromPreamble: "match", FromValue: "value"}
	if key := needs[d.From]; key != "" && !hasKey(es, key) {
		r.fail(e.keyPos, codeMissing, "extract_date from %s needs the key %s", d.From, key)
	}
	return d
}

// guessDateSource by the one key that was given.
func guessDateSource(d ExtractDate) DateSource {
	switch {
	case d.Cell != "":
		return FromCell
	case d.Match != "":
		return FromPreamble
	case !d.Value.IsZero():
		return FromValue
	}
	return FromFile
}

func (r *reader) delivery(e entry) Delivery {
	d := Delivery{Mode: Delta, Absent: Closed}
	es := r.entries(e.value, "delivery", []string{"mode", "absent", "deleted"})
	for _, e := range es {
		switch e.key {
		case "mode":
			d.Mode = Mode(r.choice(e, "mode", string(Delta), string(Snapshot)))
		case "absent":
			d.Absent = Absent(r.choice(e, "absent", string(Closed), string(Withdrawn)))
		case "deleted":
			d.Deleted = r.deleted(e)
		}
	}
	if absent, ok := find(es, "absent"); ok && d.Mode == Delta {
		r.fail(absent.keyPos, codeConflict, "absent says what a gap in a snapshot means, but the mode is delta").Try = "set mode: snapshot, or take absent out"
	}
	return d
}

func (r *reader) deleted(e entry) *Deleted {
	d := &Deleted{}
	for _, e := range r.entries(e.value, "deleted", []string{"column", "values"}) {
		switch e.key {
		case "column":
			d.Column = r.filled(e, "column")
		case "values":
			for _, v := range r.texts(e, "values") {
				d.Values = append(d.Values, fold(v))
			}
		}
	}
	if d.Column == "" || len(d.Values) == 0 {
		r.fail(e.keyPos, codeMissing, "deleted needs a column and the values that mark a deletion")
	}
	return d
}

func (r *reader) limits(e entry) Limits {
	var l Limits
	for _, e := range r.entries(e.value, "limits", []string{"rejected"}) {
		text := strings.TrimSpace(r.text(e, "rejected"))
		limit := &Limit{Text: text}
		var err error
		if share, percent := strings.CutSuffix(text, "%"); percent {
			limit.Share, err = strconv.ParseFloat(strings.TrimSpace(share), 64)
			limit.Share /= 100
		} else {
			limit.Rows, err = strconv.ParseInt(text, 10, 64)
		}
		if err != nil || !(limit.Share >= 0 && limit.Share <= 1) || limit.Rows < 0 {
			r.shape(e.value, "rejected", "a share such as 5% or a number of rows")
			continue
		}
		l.Rejected = limit
	}
	return l
}

// crossChecks are about settings that only together are wrong.
func (r *reader) crossChecks(c *Contract, es []entry) {
	date, hasDate := find(es, "extract_date")
	if p := c.pattern; p != nil && p.layout != "" && hasDate && c.ExtractDate.From != FromFile && c.ExtractDate.From != "" {
		r.fail(date.keyPos, codeConflict, "the extract date is in the file name ({date}) and in extract_date").Try =
			"leave one: use * in the pattern for a date that is not the extract's"
	}
	if p := c.pattern; p != nil && p.layout == "" && hasDate && c.ExtractDate.From == FromFile {
		r.fail(date.keyPos, codeConflict, "the extract date is to come from the file name, but the pattern has no {date}").Try =
			"put {date} or {date:02-01-2006} into the pattern"
	}
	if d := c.Delivery.Deleted; d != nil && slices.Contains(d.Values, "") {
		r.fail(Position{1, 1}, codeConflict, "a blank cell cannot mark a deletion")
	}
}

// fold is how texts are compared: lower case, single spaces, none at the ends. White space of every sort is a space.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.TrimPrefix(s, "\ufeff")), " "))
}
