package xlsx

import (
	"math"
	"strings"
)

// LineHeight of Arial 12, in points.
const LineHeight = 15.5

// Height of a row for its wrapped texts, in points: spreadsheets do not do it for cells that were written by a program. Widths
// are those of the columns, in widths of a digit.
func Height(widths []float64, texts []string) float64 {
	lines := 1
	for j, s := range texts {
		if j < len(widths) {
			lines = max(lines, Lines(s, widths[j]*1.02))
		}
	}
	return math.Min(float64(lines)*LineHeight+2, 400)
}

// Lines of a text in a column of so many characters.
func Lines(s string, width float64) int {
	if float64(len(s)) <= width && !strings.Contains(s, "\n") {
		return 1
	}
	lines, used := 1, 0.0
	for _, word := range strings.Fields(s) {
		n := float64(len([]rune(word)))
		if used > 0 && used+1+n > width {
			lines++
			used = 0
		}
		if used > 0 {
			used++
		}
		used += n
		for used > width {
			lines++
			used -= width
		}
	}
	return lines
}
