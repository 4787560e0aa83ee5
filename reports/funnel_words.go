package reports

import (
	"fmt"
	"math"
	"strings"
)

// words say how a place stands to Scotland in the table. Only one outside the 99.8% limits is called different.
func (c *Comparison) words() string {
	switch c.State {
	case "above_998":
		return "Different: higher"
	case "below_998":
		return "Different: lower"
	case "above_95":
		return "Not clearly different: above the 95% limit"
	case "below_95":
		return "Not clearly different: below the 95% limit"
	case "inside":
		return "Not different: within the limits"
	}
	switch c.Reason {
	case "withheld":
		return "[c]"
	case "small":
		return "Not compared: too small"
	case "nothing_counted":
		return "[z]"
	default:
		return notAvailable
	}
}

// target is Scotland's figure as the sentences say it.
func (f *funnelPlot) target() string {
	return fmt.Sprintf("Scotland (%s)", f.format.Write(f.places[0].Target))
}

// beyond is what a difference is more than.
func (f *funnelPlot) beyond() string {
	if t := f.places[0].Tau2; t != nil && *t > 0 {
		return fmt.Sprintf("more than chance and the usual variation between %ss would explain", f.kind)
	}
	return "more than chance would explain"
}

// finding says which places lie outside the 99.8% limits, or where the document's own place stands.
func (f *funnelPlot) finding(when string) string {
	if own := f.ownFinding(when); own != "" {
		return own
	}
	compared := f.places[0].Compared
	higher, lower := f.names("above_998"), f.names("below_998")
	n := len(higher) + len(lower)
	switch {
	case n == 0 && compared == 1:
		return fmt.Sprintf("%s in %s: only one %s can be compared, and it does not differ from %s by %s", f.subject, when, f.kind, f.target(), f.beyond())
	case n == 0:
		return fmt.Sprintf("%s in %s: no %s of the %d compared differs from %s by %s", f.subject, when, f.kind, compared, f.target(), f.beyond())
	}
	return fmt.Sprintf("%s in %s: %s of %d %ss compared %s outside the 99.8%% limits around %s, which is %s", f.subject, when, inWords(n), compared, f.kind, isLie(n),
		f.target(), f.beyond()) + f.sides(higher, lower)
}

// nothing is said where no place can be compared.
func (f *funnelPlot) nothing(when string) string {
	return fmt.Sprintf("No %s can be compared with %s in %s: of %d, %s.", f.kind, f.target(), when, f.places[0].All, nextTo(f.left()))
}

// sides names those that are different, by side.
func (f *funnelPlot) sides(higher, lower []string) string {
	text := ""
	if len(higher) > 0 {
		text += "; higher: " + nextTo(higher)
	}
	if len(lower) > 0 {
		text += "; lower: " + nextTo(lower)
	}
	return text
}

// ownFinding says where the document's own place stands; blank where it is not among them.
func (f *funnelPlot) ownFinding(when string) string {
	for _, p := range f.places {
		if p.PlaceCode != f.own {
			continue
		}
		switch {
		case p.Reason == "withheld":
			return fmt.Sprintf("%s in %s: %s is not compared, because its figure is withheld", f.subject, when, p.Place)
		case p.Reason == "nothing_counted":
			return fmt.Sprintf("%s in %s: nothing was counted for %s", f.subject, when, p.Place)
		case p.Reason == "small":
			return fmt.Sprintf("%s in %s: %s is too small to be compared", f.subject, when, p.Place)
		case p.Value == nil:
			return ""
		}
		value := fmt.Sprintf("%s (%s)", p.Place, f.format.Write(*p.Value))
		switch p.State {
		case "above_998":
			return fmt.Sprintf("%s in %s: %s is higher than %s, by %s", f.subject, when, value, f.target(), f.beyond())
		case "below_998":
			return fmt.Sprintf("%s in %s: %s is lower than %s, by %s", f.subject, when, value, f.target(), f.beyond())
		default:
			return fmt.Sprintf("%s in %s: %s does not differ from %s by %s", f.subject, when, value, f.target(), f.beyond())
		}
	}
	return ""
}

// note says what the picture leaves out and allows for.
func (f *funnelPlot) note() string {
	first := f.places[0]
	var parts []string
	if near := len(f.names("above_95")) + len(f.names("below_95")); near > 0 {
		// Outside the 95% limits on either side, one in twenty would be by chance.
		parts = append(parts, fmt.Sprintf("%s of %d compared %s between the 95%% and 99.8%% limits, where chance alone would put about %s; %s not called different.",
			upperFirst(inWords(near)), first.Compared, isLie(near), about(0.048*float64(first.Compared)), itThey(near)))
	}
	if left := f.left(); len(left) > 0 {
		parts = append(parts, fmt.Sprintf("Of %d %ss %s %s compared; of the others, %s.", first.All, f.kind, inWords(first.Compared), isAre(first.Compared), nextTo(left)))
	}
	switch {
	case first.Phi == nil:
		parts = append(parts, fmt.Sprintf("The limits are those of chance alone: of fewer than ten %ss it cannot be told how much they usually differ.", f.kind))
	case *first.Tau2 > 0:
		parts = append(parts, fmt.Sprintf("%ss differ more than chance makes them (dispersion %.2f, from %d of them; 1 is chance alone), and the limits allow for it.", upperFirst(f.kind), *first.Phi, first.Dispersed))
	default:
		parts = append(parts, fmt.Sprintf("%ss differ no more than chance makes them (dispersion %.2f, from %d of them; 1 is chance alone).", upperFirst(f.kind), *first.Phi, first.Dispersed))
	}
	parts = append(parts, "A difference does not say why: people, services and recording differ from place to place. The order of the table is that of the names.")
	return strings.Join(parts, " ")
}

// left says how many places are not compared, and why.
func (f *funnelPlot) left() []string {
	reasons := map[string]int{}
	for _, p := range f.places {
		reasons[p.Reason]++
	}
	var left []string
	for _, r := range []struct{ reason, one, many string }{{"withheld", "is withheld", "are withheld"}, {"small", "is too small", "are too small"},
		{"nothing_counted", "has nothing counted", "have nothing counted"}, {"not_available", "is not available", "are not available"}} {
		switch n := reasons[r.reason]; {
		case n == 1:
			left = append(left, "one "+r.one)
		case n > 1:
			left = append(left, inWords(n)+" "+r.many)
		}
	}
	return left
}

func isLie(n int) string {
	if n == 1 {
		return "lies"
	}
	return "lie"
}

func itThey(n int) string {
	if n == 1 {
		return "it is"
	}
	return "they are"
}

// about is an expected number in words.
func about(v float64) string {
	if v < 0.5 {
		return "none"
	}
	return inWords(int(math.Round(v)))
}
