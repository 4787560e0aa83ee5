package ingest

import (
	"testing"

	"throughcare/ingest/contract"
)

// TestExamples: a reason says how a date is to be written without the reference time of Go's layouts.
func TestExamples(t *testing.T) {
	for layout, want := range map[string]string{
		"02/01/2006":          "DD/MM/YYYY",
		"2/1/06":              "D/M/YY",
		"2 January 2006":      "D month YYYY",
		"02-Jan-2006 15:04":   "DD-Mon-YYYY hh:mm",
		"2006-01-02T15:04:05": "YYYY-MM-DDThh:mm:ss",
	} {
		if got := examples(&contract.Field{Formats: []string{layout}}); got != want {
			t.Errorf("%s is told as %s, not %s", layout, got, want)
		}
	}
}
