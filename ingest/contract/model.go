package contract

import (
	"slices"
	"time"
)

// Type is how a field's text is read.
type Type string

// The types of a kind's fields.
const (
	TypeRef      Type = "ref"      // an identifier: hashed at the door, the plain value is never kept
	TypeText     Type = "text"     // as written, trimmed
	TypeCode     Type = "code"     // one code of a list
	TypeCodes    Type = "codes"    // several codes of a list, separated by ";"
	TypeDate     Type = "date"     // a day
	TypeDateTime Type = "datetime" // a day and time, Europe/London unless it carries an offset
	TypeInteger  Type = "integer"  // a whole number
	TypeDecimal  Type = "decimal"  // a number
	TypeName     Type = "name"     // a person's name: dropped at the door
)

// Privacy is who may see a field.
type Privacy string

// The privacy classes, strictest first.
const (
	Identifier Privacy = "identifier" // hashed with the project's key at the door, or dropped
	Sensitive  Privacy = "sensitive"  // health, home, offending: the restricted schema only
	Personal   Privacy = "personal"   // the restricted schema only
	Open       Privacy = "open"
)

// Kind is the definition of one kind of record: what one row is and what it may hold.
type Kind struct {
	Name       string
	Title      string
	Row        string   // what one row is
	Key        []string // fields that together name a record within a supplier; one that is not required may be blank
	Fields     []FieldDef
	References []Reference
	Rules      []Rule
}

// Field returns the definition of the named field, or nil.
func (k *Kind) Field(name string) *FieldDef {
	for i := range k.Fields {
		if k.Fields[i].Name == name {
			return &k.Fields[i]
		}
	}
	return nil
}

// IsKey says whether the field is part of the record's key.
func (k *Kind) IsKey(field string) bool { return slices.Contains(k.Key, field) }

// FieldNames in the order of the specification.
func (k *Kind) FieldNames() []string {
	names := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		names[i] = f.Name
	}
	return names
}

// FieldDef is one field of a kind.
type FieldDef struct {
	Name     string
	Type     Type
	List     string // the code list, for TypeCode and TypeCodes
	Entity   string // what a TypeRef names: person, custody, sign_up ...
	Required bool
	Privacy  Privacy
	About    string
	Min, Max *float64 // bounds of TypeInteger and TypeDecimal, nil for none
}

// Reference is a record that must have arrived before a row counts; until then the row is held. A blank reference asks
// for nothing.
type Reference struct {
	Field string // the field that refers
	Kind  string // the kind that holds the record
	Key   string // that kind's own field
}

// Severity is what a broken rule does to its row.
type Severity string

// The severities.
const (
	Reject Severity = "reject"
	Warn   Severity = "warn"
)

// Rule is a SQL boolean over one record's typed fields (and extract_date, the day of the extract). Null passes.
type Rule struct {
	ID       string
	Check    string
	Message  string
	Severity Severity
	Pos      Position
}

// Contract is one supplier's layout and the records it holds.
type Contract struct {
	ID            string
	Title         string
	Supplier      Supplier
	References    string // "shared", "own" or the name of a scheme
	File          File
	ExtractDate   ExtractDate
	Delivery      Delivery
	Limits        Limits
	Extends       string // the kind whose canonical layout this is, or ""
	Records       []Record
	Source        string // the file it was read from
	CanonicalKind bool   // it came with the program

	pattern *pattern
}

// Kinds that the contract brings, in the order it names them, each once.
func (c *Contract) Kinds() []string {
	var names []string
	for _, r := range c.Records {
		if !slices.Contains(names, r.Kind.Name) {
			names = append(names, r.Kind.Name)
		}
	}
	return names
}

// Supplier is who sent the file: a constant, a cell, or what a preamble line says. All may be empty.
type Supplier struct {
	Value string
	Cell  string
	Match string // regular expression with one group
}

// Format of a file.
type Format string

// The formats that are read.
const (
	CSV     Format = "csv"
	XLSX    Format = "xlsx"
	Parquet Format = "parquet"
	JSONL   Format = "jsonl"
)

// Encoding of a text file. A byte order mark is always honoured.
type Encoding string

// The encodings that are read.
const (
	UTF8        Encoding = "utf-8"
	UTF16       Encoding = "utf-16"
	Latin1      Encoding = "latin-1"
	Windows1252 Encoding = "windows-1252"
)

// File says how the file is found and read.
type File struct {
	Pattern   string
	Format    Format // "" = by the file name's ending
	Encoding  Encoding
	Delimiter string // one character
	Quote     string // one character, or "" for none
	Escape    string // one character; equal to Quote when the quote is doubled
	Sheet     string // name or 1-based number; "" = the first visible one
	Header    Header
	Footer    Footer
	Nulls     []string // cell texts that mean "not recorded"
}

// Header says where the header is. Either Row (1-based) or Find is set.
type Header struct {
	Row  int
	Rows int    // how many rows make up the header
	Join string // put between the texts of several header rows
	Find string // the first row with this cell is the (first) header row
}

// Footer says where the data ends: a row whose first cell that is not blank starts with one of StopAt, and all after it.
type Footer struct{ StopAt []string }

// DateSource is where the extract date is found.
type DateSource string

// The places of an extract date.
const (
	FromFile     DateSource = "file"
	FromCell     DateSource = "cell"
	FromPreamble DateSource = "preamble"
	FromValue    DateSource = "value"
)

// ExtractDate says where the day is found for which the extract was made.
type ExtractDate struct {
	From        DateSource
	Cell        string   // such as B2
	Match       string   // regular expression with one group, for preamble lines and for a cell with more text
	Formats     []string // Go layouts
	ExcelSerial bool     // the cell may hold Excel's day number
	Value       time.Time
}

// Mode is what a file holds: everything at a day, or what is new and changed.
type Mode string

// The modes of delivery.
const (
	Delta    Mode = "delta"
	Snapshot Mode = "snapshot"
)

// Absent is what it means that a record is no longer in a snapshot.
type Absent string

// The meanings of absence.
const (
	Closed    Absent = "closed"    // it left the caseload at the extract date; it stays countable
	Withdrawn Absent = "withdrawn" // it should not have been sent; it no longer counts
)

// Delivery says what a file holds. Records marked part are always delta.
type Delivery struct {
	Mode    Mode
	Absent  Absent // for Snapshot
	Deleted *Deleted
}

// Deleted is the source column that marks deletions, and its values (compared in lower case).
type Deleted struct {
	Column string
	Values []string
}

// Limits over which the whole file is refused.
type Limits struct{ Rejected *Limit }

// Limit is a share of the rows read, or a number of rows.
type Limit struct {
	Share float64 // 0.05 is 5%
	Rows  int64
	Text  string // as written
}

// Exceeded says whether so many rejected of so many rows read are over the limit. A nil limit is never exceeded.
func (l *Limit) Exceeded(rejected, read int64) bool {
	switch {
	case l == nil:
		return false
	case l.Share > 0 || l.Text == "0%":
		return float64(rejected) > l.Share*float64(read)
	default:
		return rejected > l.Rows
	}
}

// Record is one kind of record that a source row holds.
type Record struct {
	Kind    *Kind
	When    string // SQL boolean over source columns, "" = every row
	Part    bool   // only some fields of records that another contract brings
	Unpivot *Unpivot
	Fields  []Field // the mapped ones, in the kind's order
	Rules   []Rule  // the contract's own
	Pos     Position
}

// Field returns how the named field is filled, or nil when it is not.
func (r *Record) Field(name string) *Field {
	for i := range r.Fields {
		if r.Fields[i].Def.Name == name {
			return &r.Fields[i]
		}
	}
	return nil
}

// AllRules are the kind's rules that say something about this record, then the contract's. A rule of the kind about a field
// that the contract does not fill is left out when it only warns, since it would warn of every row or none, and always
// for a part, since the field is in another file.
func (r *Record) AllRules() []Rule {
	var rules []Rule
	for _, rule := range r.Kind.Rules {
		optional := r.Part || rule.Severity == Warn
		if !optional || r.fillsAll(rule.Check) {
			rules = append(rules, rule)
		}
	}
	return append(rules, r.Rules...)
}

// fillsAll says whether the contract fills every field that the check names.
func (r *Record) fillsAll(check string) bool {
	for _, word := range sqlWords(check) {
		if r.Kind.Field(word) != nil && r.Field(word) == nil {
			return false
		}
	}
	return true
}

// The columns that an unpivot makes.
const (
	UnpivotName  = "_name"
	UnpivotValue = "_value"
)

// Unpivot turns columns into rows. A cell whose text is one of Absent, or blank, makes no record; one of Present makes
// one; any other text makes one only when a field uses _value, and is otherwise a fault of the row. Texts are compared in
// lower case.
type Unpivot struct {
	Columns []UnpivotColumn
	Present []string
	Absent  []string
	Any     bool // every cell that is not blank or absent is present
}

// UnpivotColumn is one source column and what _name is for it.
type UnpivotColumn struct{ Header, Name string }

// Field is how one field of a record is filled: from a column, by an expression, or with a value.
type Field struct {
	Def         *FieldDef
	From        string // source column, or _name, _value
	Aliases     []string
	Expr        string            // SQL over source columns
	Value       *string           // the same for every row; "" is null
	Default     *string           // where the source is blank
	Formats     []string          // Go layouts, tried in order; never empty for dates and date-times
	ExcelSerial bool              // Excel's day number is read too
	Codes       map[string]string // supplier's spelling (lower case, single spaces) to code
	Nulls       []string          // more texts that mean "not recorded"
	Decimal     string            // decimal mark, "." or ","
	Required    bool              // by the kind or by the contract
	Pos         Position
}

// Position in a YAML file, 1-based.
type Position struct{ Line, Column int }
