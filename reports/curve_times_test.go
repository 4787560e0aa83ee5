package reports

import (
	"testing"
	"time"
)

func TestTimesInWords(t *testing.T) {
	start := time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)
	n := func(days int) *int { return &days }
	f := counted(12, 0)
	f.Measure, f.PeriodType, f.Start = "time_to_breach", "financial_year", start
	for _, c := range []struct {
		name  string
		times []curveTime
		want  string
	}{
		{"both", []curveTime{{share: 25, days: n(91), lower: n(70), upper: n(119), last: 730}, {share: 50, days: n(400), lower: n(364), last: 730}},
			"A quarter had been breached by week 13 (95% interval: weeks 11 to 17); half had been breached by week 58 (95% interval: week 53 or later)."},
		{"a quarter", []curveTime{{share: 25, days: n(28), upper: n(35), last: 730}, {share: 50, last: 728}},
			"A quarter had been breached by week 4 (95% interval: weeks 1 to 5); fewer than half had been breached by week 104, the last that is shown."},
		{"neither", []curveTime{{share: 25, last: 182}, {share: 50, last: 182}}, "Fewer than a quarter had been breached by week 26, the last that is shown."},
		{"no curve", nil, ""},
	} {
		b := wording(t)
		b.place = &place{Type: "scotland", Code: scotland}
		for _, one := range c.times {
			one.measure, one.place, one.code, one.start = "time_to_breach", "scotland", scotland, start
			b.curveTimes = append(b.curveTimes, one)
		}
		m := &matrix{cells: [][]*Figure{{f}}}
		if got := b.times(m, "Breached"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		f.PeriodType = "from_to" // of the same first day: it has no curve
		if got := b.times(m, "Breached"); got != "" {
			t.Errorf("%s, of a period of the project's own: got %q", c.name, got)
		}
		f.PeriodType = "financial_year"
	}
}
