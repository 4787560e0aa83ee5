package transform

// Schema is the one that models are built in. The table of checks stands in it too, so no model may have that name.
const (
	Schema     = "core"
	checkTable = "checks"
)

// Model is one table of the schema core.
type Model struct {
	Name        string   // the file's name without its ending
	File        string   // "core/custody.sql", for messages
	Row         string   // what one row is, in words
	Key         []string // columns that name a row
	OptionalKey []string // those of Key in which a blank is a value of its own
	Checks      []Check  // the key first, then those of the header, then those of sql/checks
	SQL         string   // one select
	DependsOn   []string // what it reads, as "schema.table", sorted; filled by Order
}

// Table is the model's full name.
func (m Model) Table() string { return Schema + "." + m.Name }

// Severity says what a failed check does.
type Severity string

// The severities.
const (
	Stop Severity = "stop" // nothing is built: the last release stands
	Warn Severity = "warn" // it is built, and the report says so
)

// Check is one thing that must hold of a model.
type Check struct {
	Name     string // "key", "not_null(person_key)", or the name of its file
	Says     string // what must hold, in words
	Severity Severity
	SQL      string // a select of one BIGINT: how many rows fail
	File     string // where it is written
	Line     int
	List     string // the code list that it needs, or ""
}
