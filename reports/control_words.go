package reports

import (
	"fmt"
	"slices"
	"strings"

	"throughcare/reports/document"
)

// recent is how many of the latest points the finding looks back over for special causes.
const recent = 6

// cause is the special cause of a point in the table.
func (c *ControlPoint) cause() string {
	high := c.Direction == "high"
	pick := func(above, below string) string {
		if high {
			return above
		}
		return below
	}
	switch {
	case c.Value == nil || c.Part == "provisional":
		return "[z]"
	case c.Rule == "outside":
		return pick("Above the upper limit", "Below the lower limit")
	case c.Rule == "trend":
		return pick("Rising: seven in a row", "Falling: seven in a row")
	case c.Rule == "two_in_three":
		return pick("Two of three close to the upper limit", "Two of three close to the lower limit")
	case c.Rule == "shift":
		return pick("Above the mean: seven in a row or more", "Below the mean: seven in a row or more")
	default:
		return "None"
	}
}

// finding says how the latest whole point stands to the mean and limits.
func (p *process) finding() string {
	last := -1
	for i, at := range p.points {
		if at.Value != nil && at.Part != "provisional" {
			last = i
		}
	}
	if last < 0 || !p.limited() {
		return ""
	}
	now := p.points[last]
	value, when := p.format.Write(*now.Value), now.name()
	mean := p.lines().Write(*now.Mean)
	switch now.Rule {
	case "outside":
		side, limit := "above the upper", now.Upper
		if now.Direction == "low" {
			side, limit = "below the lower", now.Lower
		}
		return fmt.Sprintf("%s: %s in %s, %s limit of usual variation (%s)%s", p.subject, value, when, side, p.lines().Write(*limit), p.verdict(now))
	case "shift":
		side := map[string]string{"high": "above", "low": "below"}[now.Direction]
		return fmt.Sprintf("%s: %s the mean of %s for %s %ss in a row, to %s (%s): a lasting %s, and not chance variation", p.subject, side, mean,
			inWords(p.run(last)), p.each, when, value, or(strings.TrimPrefix(strings.TrimPrefix(p.verdict(now), ", an "), ", a "), "change"))
	case "trend":
		way := map[string]string{"high": "risen", "low": "fallen"}[now.Direction]
		return fmt.Sprintf("%s: %s seven %ss in a row or more, to %s in %s: more than chance variation%s", p.subject, way, p.each, value, when, p.verdict(now))
	case "two_in_three":
		side := map[string]string{"high": "upper", "low": "lower"}[now.Direction]
		return fmt.Sprintf("%s: %s in %s; two of the last three %ss are close to the %s limit, which chance seldom gives%s", p.subject, value, when, p.each, side, p.verdict(now))
	}
	text := fmt.Sprintf("%s: %s in %s, within the usual variation around a mean of %s", p.subject, value, when, mean)
	var outside []string
	for _, at := range p.points[max(0, last-recent+1):last] {
		if at.Rule == "outside" {
			outside = append(outside, at.name())
		}
	}
	if len(outside) > 0 {
		text += "; outside the limits: " + nextTo(outside)
	}
	return text
}

// verdict says whether a special cause is an improvement, where the measure has a better side.
func (p *process) verdict(at ControlPoint) string {
	return map[document.Sign]string{document.SignBetter: ", an improvement", document.SignWorse: ", a worsening"}[p.sign(at)]
}

// run is how many points to the last stand on one side of the mean, with no gap between them.
func (p *process) run(last int) int {
	high := p.points[last].Direction == "high"
	n := 0
	for i := last; i >= 0; i-- {
		at := p.points[i]
		if at.Value == nil || at.Mean == nil || *at.Value == *at.Mean || (*at.Value > *at.Mean) != high {
			break
		}
		n++
	}
	return n
}

// note says what mean and limits are made of, or why there are none.
func (p *process) note() string {
	first := p.points[0]
	span := first.BaselineStart.Format("Jan 2006") + " to " + first.BaselineEnd.Format("Jan 2006")
	least := map[string]string{"month": "24 months", "quarter": "12 quarters"}[p.each]
	var parts []string
	switch {
	case first.Reason == "withheld":
		parts = append(parts, fmt.Sprintf("No mean or limits are drawn: more than a quarter of the %ss of the baseline (%s) are withheld.", p.each, span))
	case first.Reason == "few_points":
		parts = append(parts, fmt.Sprintf("No mean or limits are drawn: the baseline (%s) has too few %ss with a figure for any, %d.", span, p.each, first.BaselinePoints))
	case first.Reason == "no_variation":
		parts = append(parts, fmt.Sprintf("No limits are drawn: the figure does not vary in the baseline (%s).", span))
	case first.Frozen:
		parts = append(parts, fmt.Sprintf("Baseline: %s (%d %ss with a figure). Mean and limits are frozen after it.", span, first.BaselinePoints, p.each))
	default:
		parts = append(parts, fmt.Sprintf("Mean and limits are made of all %ss so far, %s, and are not frozen before the baseline of %s is complete.", p.each, span, least))
	}
	if p.limited() {
		if first.Trial {
			parts = append(parts, "They are on trial: fewer than twelve points made them.")
		}
		method := "XmR chart: limits are 2.66 mean moving ranges from the mean; moving ranges of 3.267 times their mean or more are left out."
		if first.Chart == "p" {
			method = fmt.Sprintf("P-chart: limits are three standard errors from the mean for the number of each %s.", p.each)
		}
		parts = append(parts, method+" Special causes: outside a limit, seven in a row on one side of the mean, seven rising or falling, two of three close to a limit; the triangles point up where it is high or rising, down where low or falling.")
	}
	if p.limited() && slices.ContainsFunc(p.points, func(at ControlPoint) bool { return strings.Contains(at.Marker, "[c]") }) {
		parts = append(parts, fmt.Sprintf("A %s that is withheld has no part in them, and a run does not go on across it.", p.each))
	}
	if slices.ContainsFunc(p.points, func(at ControlPoint) bool { return at.Part == "provisional" }) {
		parts = append(parts, fmt.Sprintf("A %s that is not over, or to whose end not every supplier's files reach, is drawn hollow and judged by no rule.", p.each))
	}
	return strings.Join(parts, " ")
}
