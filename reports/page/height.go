package page

import "throughcare/reports/document"

// height of a chart in pixels, from what it holds.
func height(c *document.Chart) int {
	switch c.Kind {
	case document.Bars:
		return 64 + len(c.Categories)*max(34, 14+len(c.Series)*20)
	case document.Stacked, document.Shares:
		return 64 + len(c.Categories)*46
	case document.Flow:
		return max(240, 48*len(c.Nodes))
	case document.Incidence:
		return 360 + 24*len(c.Under)
	case document.Multiples:
		return 0 // by the width: the page's script
	case document.Funnel:
		return 440
	case document.Control:
		return 380
	case document.Intervals:
		return 86 + len(c.Categories)*max(pitch(c.Categories), 14+12*len(c.Series))
	default:
		return 340
	}
}

// mostBroken is how many names of rows can stand on several lines: of more, such as all areas, each has one line, cut if need be.
const mostBroken = 16

// pitch is the height of a row with a point and its interval: names of few rows break into lines, up to three on a narrow screen.
func pitch(names []string) int {
	if len(names) > mostBroken {
		return 26
	}
	for _, name := range names {
		if len([]rune(name)) > 40 {
			return 46
		}
	}
	return 34
}
