package reports

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"
)

// figuresHeader names the columns of figures.csv: those of release.figures.
var figuresHeader = [...]string{"release", "table_id", "measure", "statistic", "view", "period_type", "period_start", "period_end",
	"place_type", "place_code", "place", "breakdown", "category", "value", "numerator", "denominator", "lower", "upper", "unit", "marker"}

// figuresCSV writes the figures that a document shows, one a row, as the release has them. What is withheld is empty, with its marker.
func figuresCSV(release string, figures []*Figure) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180
	if err := w.Write(figuresHeader[:]); err != nil {
		return nil, fmt.Errorf("figures.csv: %w", err)
	}
	for _, f := range figures {
		err := w.Write([]string{release, f.TableID, f.Measure, f.Statistic, f.View, f.PeriodType, f.Start.Format(time.DateOnly), f.End.Format(time.DateOnly),
			f.PlaceType, f.PlaceCode, f.Place, f.Breakdown, f.Category, exact(f.Value), exact(f.Numerator), exact(f.Denominator), exact(f.Lower), exact(f.Upper), f.Unit, f.Marker})
		if err != nil {
			return nil, fmt.Errorf("figures.csv: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// exact is the shortest text that reads back as the same number.
func exact(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}
