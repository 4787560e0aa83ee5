package document

// The kinds of chart that compare.
const (
	Funnel  ChartKind = "funnel"  // the rates of places over their size, with the limits of chance
	Control ChartKind = "control" // a process over time, with its mean and limits, and special causes marked
)

// Sign is a mark of a chart, as its key explains it: a shape with a colour.
type Sign string

// The signs. A shape says by itself what its colour says.
const (
	SignPlain   Sign = "plain"   // a filled circle
	SignOwn     Sign = "own"     // the place of the document: a larger circle in its own colour
	SignNear    Sign = "near"    // between the limits of 95% and 99.8%: a hollow diamond
	SignFar     Sign = "far"     // outside the limits of 99.8%: a filled diamond
	SignBetter  Sign = "better"  // a special cause that is an improvement: a triangle
	SignWorse   Sign = "worse"   // one that is the opposite
	SignSpecial Sign = "special" // one that is neither
	SignSolid   Sign = "solid"   // a line
	SignDashed  Sign = "dashed"
	SignTarget  Sign = "target" // a heavier line
)

// KeyItem is one line of a chart's key.
type KeyItem struct {
	Sign Sign
	Name string
}

// FunnelPlot is places over their size about a target. Only places that are compared are in it.
type FunnelPlot struct {
	Size   string // what the axis of sizes measures
	Target float64
	Named  string // the target in words: "Scotland 49.6%"
	Points []FunnelPoint
	Curve  []FunnelLimits // by rising size
}

// FunnelPoint is one place.
type FunnelPoint struct {
	Name        string
	Size, Value float64
	Sign        Sign // plain, near or far
	Own         bool // the place of the document
}

// FunnelLimits are the limits for places of a size.
type FunnelLimits struct {
	Size, Low95, High95, Low998, High998 float64
}

// ControlPlot is a process over time, one element a period.
type ControlPlot struct {
	Points   []ControlPoint
	Baseline int    // how many of the points stand in a frozen baseline; 0 if none
	Mean     string // in words: "Mean 53.4%"
}

// ControlPoint is one period. A nil value is a gap, which the marker explains; nil lines: there are no limits for it.
type ControlPoint struct {
	Value, Mean, Lower, Upper *float64
	Marker                    string
	Sign                      Sign // plain, or the special cause
	High                      bool // of a special cause: high or rising
	Provisional               bool
}
