package reports

import (
	"fmt"
	"testing"
)

func share2(k, n float64) *Figure {
	return of(rated(100*k/n, 0, 100, 0), k, n)
}

// The limits of the differences were computed with R 4 (prop.test without continuity correction for Wilson's limits, then
// Newcombe's method 10). At 95%: 24.3 to 59.1, -1.1 to 31.0, 2.6 to 28.3 and -12.0 to -3.0 points; at 99.5%, as of ten pairs: 17.8
// to 65.0, -5.2 to 38.9, -0.4 to 35.4 and -13.9 to 0.2.
func TestDiffer(t *testing.T) {
	for _, c := range []struct {
		k1, n1, k2, n2 float64
		one, ten       bool
	}{
		{15, 29, 31, 318, true, true},
		{8, 29, 48, 318, false, false},
		{9, 40, 60, 640, true, false},
		{2, 120, 31, 318, true, false},
	} {
		f, g := share2(c.k1, c.n1), share2(c.k2, c.n2)
		if one, ten := differ(f, g, 1), differ(f, g, 10); one != c.one || ten != c.ten {
			t.Errorf("%v: different %v, of ten pairs %v", c, one, ten)
		}
	}
}

// Only what differs beyond chance is said to differ; nothing is said of what is withheld or unreliable.
func TestGroups(t *testing.T) {
	spec := tableSpec{Groups: []groupSpec{{Says: "licences recalled"}, {Says: "those not recalled"}}}
	unreliable := share2(9, 10)
	unreliable.Marker = "[u]"
	provisional := share2(30, 40)
	provisional.Marker = "[p]"
	row := func(f, g *Figure) []*Figure { return []*Figure{f, g} }
	rows := []entry{{label: "Drugs"}, {label: "Housing"}, {label: "Alcohol"}, {label: "GP registration"}, {label: "Benefits"}}
	for _, c := range []struct {
		cells [][]*Figure
		want  string
		words string
	}{
		{[][]*Figure{row(share2(15, 29), share2(31, 318)), row(share2(8, 29), share2(48, 318)), row(withheld(), share2(48, 318)), row(unreliable, share2(3, 318)), row(share2(30, 30), withheld())},
			"Open needs of licences recalled, against those not recalled: drugs 51.7% (15 of 29) against 9.7% (31 of 318) in Jul to Sep 2026, a larger difference than chance alone would usually give",
			"[Different: higher Not clearly different [c] Not compared [c]]"},
		{[][]*Figure{row(share2(8, 40), share2(60, 640)), row(share2(8, 29), share2(48, 318)), row(provisional, share2(60, 640))},
			"Open needs: no clear difference between licences recalled and those not recalled in Jul to Sep 2026, in the two rows that can be compared",
			"[Not clearly different Not clearly different Not compared]"},
		{[][]*Figure{row(share2(8, 40), share2(60, 640))},
			"Open needs of licences recalled, against those not recalled: drugs 20.0% (8 of 40) against 9.4% (60 of 640) in Jul to Sep 2026, a larger difference than chance alone would usually give",
			"[Different: higher]"},
		{[][]*Figure{row(withheld(), share2(48, 318)), row(unreliable, share2(48, 318))}, "", "[[c] Not compared]"},
	} {
		m := &matrix{rows: rows[:len(c.cells)], cells: c.cells}
		if got := groupsFinding(spec, m, "Open needs"); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		var words []string
		for _, r := range c.cells {
			words = append(words, beside(r[0], r[1], m.tests()))
		}
		if got := fmt.Sprint(words); got != c.words {
			t.Errorf("got  %s\nwant %s", got, c.words)
		}
	}
}
