package reports

import (
	"fmt"
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
	stock     bool   // the same people at two dates: chance has no part in it
	little    bool   // a stock that moved by less than littleChange
	tested    bool   // whether chance was looked at
	clear     bool   // beyond what chance alone would often give
}

// whole tells whether a figure can be held against another: it has a value, and a whole period behind it.
func whole(f *Figure) bool { return f != nil && f.Value != nil && !strings.Contains(f.Marker, "[p]") }

// sayable tells whether a figure may be spoken of: it is shown, and not unreliable.
func sayable(f *Figure) bool {
	return f != nil && f.Value != nil && !strings.Contains(f.Marker, "[u]")
}

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
		c.stock = true
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

// by says how large a change is: of counts with the share of the earlier one, where that is enough to take a share of; of
// percentages in points.
func by(now, before *Figure) string {
	d := math.Abs(*now.Value - *before.Value)
	switch {
	case now.Format() == document.Percent:
		return points(d)
	case now.Format() == document.Proportion:
		return points(100 * d)
	case now.Format() == document.Count && *before.Value >= fewest:
		return fmt.Sprintf("%s (%s)", now.Format().Write(d), document.Proportion.Write(d / *before.Value))
	default:
		return now.Format().Write(d)
	}
}

func points(d float64) string {
	n := document.Decimal.Write(d)
	if n == "1.0" {
		return n + " percentage point"
	}
	return n + " percentage points"
}

// based is a figure as it is read, with what it is of: "86.1% (389 of 452)".
func based(f *Figure) string {
	value := f.Format().Write(*f.Value)
	switch {
	case f.Numerator == nil || f.Denominator == nil:
		return value
	case f.Statistic == "rate_per_100_years":
		return fmt.Sprintf("%s (%s in %s years at risk)", value, document.Count.Write(*f.Numerator), document.Count.Write(math.Round(*f.Denominator)))
	default:
		return fmt.Sprintf("%s (%s of %s)", value, document.Count.Write(*f.Numerator), document.Count.Write(*f.Denominator))
	}
}

// chance is the end of a sentence about a change.
func (c change) chance() string {
	switch {
	case c.direction == "same" || c.stock:
		return ""
	case !c.tested:
		return ", too few to tell from chance"
	case c.clear:
		return ", a larger change than chance alone would usually give"
	default:
		return ", a change that chance alone could give"
	}
}
