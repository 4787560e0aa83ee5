package conformance

import (
	"strconv"
	"strings"
)

// said is a text, which all cells that hold it share, with the fonts of its runs if it has any.
type said struct {
	text  string
	runs  []font
	signs []string // see marked
	asked bool     // whether its signs are known
}

// hold gives the cell what it holds.
func (b *book) hold(c *cell, how, text string) {
	switch how {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n >= 0 && n < len(b.texts) && strings.TrimSpace(b.texts[n].text) != "" {
			c.kind, c.said = words, b.texts[n]
		}
	case "str", "d":
		if strings.TrimSpace(text) != "" {
			c.kind, c.said = words, b.once(text)
		}
	case "b", "e":
		c.kind = other
	default:
		if v, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
			c.kind, c.value = figure, v
		}
	}
}

// once keeps a text one time.
func (b *book) once(text string) *said {
	same, known := b.seen[text]
	if !known {
		same = &said{text: text}
		b.seen[text] = same
	}
	return same
}
