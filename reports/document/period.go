package document

import (
	"fmt"
	"time"
)

// PeriodName names a period as the house style has it: "Oct 2026", "Jul to Sep 2026", "2025-26", "2025" for a
// calendar year, "1 May 2026 to 30 Jun 2026". Stock figures are at a
// date: "30 Sep 2026".
func PeriodName(kind string, start, end time.Time, stock bool) string {
	if stock {
		return Date(end)
	}
	switch kind {
	case "month":
		return start.Format("Jan 2006")
	case "quarter":
		return start.Format("Jan") + " to " + end.Format("Jan 2006")
	case "financial_year":
		return fmt.Sprintf("%d-%02d", start.Year(), (start.Year()+1)%100)
	case "calendar_year", "year":
		return start.Format("2006")
	default:
		if start.Equal(end) {
			return Date(start)
		}
		return Date(start) + " to " + Date(end)
	}
}

// In puts a preposition before a period's name.
func In(name string, stock bool) string {
	if stock {
		return "at " + name
	}
	return "in " + name
}

// Date as it is read: "1 Feb 2026".
func Date(t time.Time) string {
	if t.IsZero() {
		return "not recorded"
	}
	return t.Format("2 Jan 2006")
}
