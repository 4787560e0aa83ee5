package document

import (
	"testing"
	"time"
)

func TestWrite(t *testing.T) {
	for _, c := range []struct {
		f    Format
		v    float64
		want string
	}{
		{Count, 0, "0"}, {Count, 999, "999"}, {Count, 1234567, "1,234,567"}, {Count, -1200, "\u22121,200"}, {Count, 2.5, "2.5"},
		{Percent, 62.345, "62.3%"}, {Percent, 100, "100.0%"}, {Proportion, 0.62345, "62.3%"}, {Decimal, 1234.56, "1,234.6"}, {Decimal, -0.01, "0.0"},
	} {
		if got := c.f.Write(c.v); got != c.want {
			t.Errorf("%v: got %s, want %s", c.v, got, c.want)
		}
	}
}

func TestFormatOf(t *testing.T) {
	for _, c := range []struct {
		statistic, unit string
		want            Format
	}{
		{"records", "needs", Count}, {"people", "", Count}, {"rate", "per cent", Percent}, {"rate", "liberations", Percent}, {"rate", "proportion", Proportion},
		{"median", "days", Decimal}, {"rate_per_100_years", "breaches", Decimal},
	} {
		if got := FormatOf(c.statistic, c.unit); got != c.want {
			t.Errorf("%s of %s: %v", c.statistic, c.unit, got)
		}
	}
}

func TestPeriodName(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		kind       string
		start, end time.Time
		stock      bool
		want       string
	}{
		{"month", day(2026, 10, 1), day(2026, 10, 31), false, "Oct 2026"},
		{"quarter", day(2026, 7, 1), day(2026, 9, 30), false, "Jul to Sep 2026"},
		{"financial_year", day(2025, 4, 1), day(2026, 3, 31), false, "2025-26"},
		{"financial_year", day(1999, 4, 1), day(2000, 3, 31), false, "1999-00"},
		{"financial_year", day(2025, 4, 1), day(2026, 3, 31), true, "31 Mar 2026"},
	} {
		if got := PeriodName(c.kind, c.start, c.end, c.stock); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
