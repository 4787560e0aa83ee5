package reports

import (
	"math"
	"strings"

	"throughcare/reports/document"
)

// z95 is the 97.5% point of the normal distribution.
const z95 = 1.959964

// littleChange is the share of a stock below which a change is called little.
const littleChange = 0.02

// change is how a figure stands to an earlier one.
type change struct {
	direction string // up, down, same
	little    bool   // a stock that moved by less than littleChange
	tested    bool   // whether chance was looked at
	clear     bool   // beyond what chance alone would often give
}

// whole tells whether a figure can be held against another: it has a value, and a whole period behind it.
func whole(f *Figure) bool { return f != nil && f.Value != nil && !strings.Contains(f.Marker, "[p]") }

// compare two figures of one series. Counts of events: two Poisson counts over periods taken as of equal length, by the
// normal approximation to the conditional binomial with a continuity correction; no word on chance under 10 events in all.
// Rates: Newcombe's interval of a difference, from the two figures' own limits (Newcombe 1998, method 10). Stocks are the
// same people at two dates and are not tested.
func compare(now, before *Figure) change {
	a, b := *now.Value, *before.Value
	c := change{direction: "same"}
	// What reads the same is the same.
	if now.Format().Write(a) != before.Format().Write(b) {
		c.direction = "up"
		if a < b {
			c.direction = "down"
		}
	}
	switch {
	case now.Stock():
		c.little = math.Abs(a-b) < littleChange*b
	case now.Format() == document.Count:
		if a+b >= 10 {
			c.tested = true
			c.clear = (math.Abs(a-b)-1)/math.Sqrt(a+b) > z95
		}
	case now.Lower != nil && now.Upper != nil && before.Lower != nil && before.Upper != nil:
		c.tested = true
		d := a - b
		lower := d - math.Hypot(a-*now.Lower, *before.Upper-b)
		upper := d + math.Hypot(*now.Upper-a, b-*before.Lower)
		c.clear = lower > 0 || upper < 0
	}
	return c
}

// chance is the end of a sentence about a change.
func (c change) chance() string {
	switch {
	case c.direction == "same" || !c.tested:
		return ""
	case c.clear:
		return ", a larger change than chance alone would usually give"
	default:
		return ", a change that chance alone could give"
	}
}
