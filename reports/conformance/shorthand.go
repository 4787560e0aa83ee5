package conformance

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	markers    = regexp.MustCompile(`\[([a-z][a-z0-9]*)\]`)
	endsMarked = regexp.MustCompile(`(?:^|\s|\d|%)((?:\[[a-z][a-z0-9]*\]\s*)+)$`)
	withNumber = regexp.MustCompile(`^[-\x{2212}]?[\d,]+(?:\.\d+)?\s*%?\s*(?:\[[a-z][a-z0-9]*\]\s*)+$`)
)

// agreed are the markers that government uses: "Using symbols and shorthand in tables", Analysis Function.
func agreed() []string {
	return []string{"b", "c", "e", "er", "f", "low", "ns", "p", "r", "s", "ss", "sss", "u", "w", "x", "z"}
}

// marked are the markers of a cell: those that are all of its text, or stand at the end of a short one. What stands in a sentence
// speaks of a marker.
func marked(c *cell) []string {
	if !c.asked {
		c.asked = true
		if text := strings.TrimSpace(c.text); len(text) <= 80 && strings.HasSuffix(text, "]") {
			if end := endsMarked.FindStringSubmatch(text); end != nil {
				c.signs = markers.FindAllString(end[1], -1)
			}
		}
	}
	return c.signs
}

func shorthandSaid(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		above := strings.Join(s.above(t.area.top), "\n")
		told := map[string]bool{}
		s.inside(t, func(c *cell) {
			for _, m := range marked(c) {
				v.looks()
				if !told[m] && !strings.Contains(above, m) {
					told[m] = true
					v.fail(s, c.at(), "%s is not explained above the table", m)
				}
			}
		})
	})
}

func shorthandKnown(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		above := strings.Join(s.above(t.area.top), "\n")
		told := map[string]bool{}
		s.inside(t, func(c *cell) {
			for _, m := range marked(c) {
				v.looks()
				base := strings.TrimRight(strings.Trim(m, "[]"), "0123456789")
				if !told[m] && !slices.Contains(agreed(), base) && !strings.Contains(above, m) {
					told[m] = true
					v.fail(s, c.at(), "%s is neither agreed shorthand nor explained", m)
				}
			}
		})
	})
}

func symbolsAlone(b *book, v *verdict) {
	b.eachTable(func(s *sheet, t *table) {
		s.inside(t, func(c *cell) {
			if c.kind != words {
				return
			}
			v.looks()
			if !strings.ContainsFunc(c.text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
				v.fail(s, c.at(), "a symbol stands alone")
			}
		})
	})
}

func trueZeros(b *book, v *verdict) {
	zeros := 0
	type shown struct {
		places int
		scale  float64
		known  bool
	}
	format := remember(func(code string) shown {
		places, scale, known := decimals(code)
		return shown{places, scale, known}
	})
	b.eachTable(func(s *sheet, t *table) {
		s.inside(t, func(c *cell) {
			if c.kind != figure || c.row < t.first() {
				return
			}
			v.looks()
			if c.value == 0 {
				zeros++
				return
			}
			if as := format(b.styles.of(c.style).format); as.known && math.Round(math.Abs(c.value)*as.scale*math.Pow10(as.places)) == 0 {
				v.fail(s, c.at(), "is not 0 and is shown as 0")
			}
		})
	})
	if zeros > 0 {
		v.unsureOf("whether every 0 was one before it was written, only the source can tell")
	}
}

// decimals that a number format shows, and what it multiplies by; known for plain formats only.
func decimals(format string) (places int, scale float64, known bool) {
	code := regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`).ReplaceAllString(strings.Split(format, ";")[0], "")
	if !strings.Contains(code, "0") || strings.ContainsAny(strings.ToLower(code), "ymdhs/e?") {
		return 0, 1, false
	}
	scale = 1
	if strings.Contains(code, "%") {
		scale = 100
	}
	if _, after, dotted := strings.Cut(code, "."); dotted {
		places = strings.Count(after, "0") + strings.Count(after, "#")
	}
	return places, scale, true
}

func oldShorthand(b *book, v *verdict) {
	old := []string{"na", "n/a", "n.a.", "-", "--", "\u2013", "\u2014", ".", "..", "...", "*", ":", "nil", "null", "nan"}
	b.eachTable(func(s *sheet, t *table) {
		s.inside(t, func(c *cell) {
			if c.kind != words || c.row < t.first() {
				return
			}
			v.looks()
			if len(c.text) < 12 && slices.Contains(old, strings.ToLower(strings.TrimSpace(c.text))) {
				v.fail(s, c.at(), "shorthand of the old kind")
			}
		})
	})
}

func markerWithNumber(b *book, v *verdict) {
	mixed := remember(func(text string) bool { return withNumber.MatchString(strings.TrimSpace(text)) })
	b.eachTable(func(s *sheet, t *table) {
		s.inside(t, func(c *cell) {
			if c.row < t.first() || c.kind == words && c.column == t.area.left {
				return
			}
			v.looks()
			if c.kind == words && mixed(c.text) {
				v.fail(s, c.at(), "a marker shares its cell with a number")
			}
		})
	})
}
