package document

// The kinds of chart that show the parts of a whole, the ways from one state to the next, the time to an event, and many
// places at once.
const (
	Shares    ChartKind = "shares"    // horizontal bars of 100%, in parts
	Flow      ChartKind = "flow"      // what goes from one state into which (a Sankey diagram)
	Incidence ChartKind = "incidence" // the share with an event by each day, with limits, and the numbers followed under it
	Multiples ChartKind = "multiples" // a small line chart for each place
)

// Node is a state that a flow goes through. A Value that is nil is not shown; its Marker says why.
type Node struct {
	Name   string
	Value  *float64
	Marker string
	Muted  bool // not recorded, pending, held back: drawn in grey
	Last   bool // nothing goes on from here
}

// Link is what goes from one node into another, by their indexes.
type Link struct {
	From, To int
	Value    float64
}

// Under is a row of numbers under the axis of a chart, one for each of its categories.
type Under struct {
	Name  string
	Cells []string
}

// Choice is the periods of one type that the tables of one period can show, the latest first.
type Choice struct {
	Type, Label string
	Periods     []string
}

// Comparison is another area's figures in the column that a table compares with.
type Comparison struct {
	Name  string
	Cells []Cell
}
