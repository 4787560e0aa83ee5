package reports

import (
	"slices"
	"strings"
	"time"
)

// wants is the part of a release that a set of reports can show: a release of many years has far more figures than that.
type wants struct {
	measures, breakdowns []string
	periods              map[string]int // how many of the latest, by period type
	until                time.Time
	places               []string // codes, and types of place whole; empty is every place
	now                  bool     // until is the as-at date: stocks of periods in progress are of that day
}

// lookBack is how many periods are searched for the latest in which anything was counted: two years.
func lookBack(periodType string) int {
	return map[string]int{"month": 24, "quarter": 8, "financial_year": 2}[periodType]
}

// wantsOf collects what the definitions ask for up to a day; now tells that the day is the as-at date.
func wantsOf(definitions []Definition, until time.Time, now bool) wants {
	w := wants{breakdowns: []string{"all"}, periods: map[string]int{"month": 2, "quarter": 2, "financial_year": 2}, until: until, now: now}
	add := func(to *[]string, names ...string) {
		for _, n := range names {
			if !slices.Contains(*to, n) {
				*to = append(*to, n)
			}
		}
	}
	for _, d := range definitions {
		for _, m := range d.Messages {
			add(&w.measures, m.Measure)
			add(&w.breakdowns, m.Breakdown...)
		}
		for _, s := range d.Sections {
			if s.Part == "filled" {
				add(&w.measures, "completeness")
				add(&w.breakdowns, "field", "supplier_and_field")
				w.periods["quarter"] = max(w.periods["quarter"], filledQuarters)
			}
			for _, t := range s.Tables {
				add(&w.measures, t.Measures...)
				add(&w.breakdowns, t.Breakdown...)
				add(&w.breakdowns, t.Cross...)
				w.periods[t.PeriodType] = max(w.periods[t.PeriodType], t.Periods) // of from_to all are read
				if t.onePeriod() || t.Show == "comparison" {
					w.periods[t.PeriodType] = max(w.periods[t.PeriodType], 1+earlierPeriods)
				}
				if t.Latest == "counted" {
					w.periods[t.PeriodType] = max(w.periods[t.PeriodType], lookBack(t.PeriodType))
				}
			}
		}
	}
	return w
}

// narrow limits what is read to what the documents of one place can show: the place's own figures, Scotland's, and those of
// whole types of place that tables compare.
func (w *wants) narrow(definitions []Definition, p *place) {
	w.places = append(w.places, scotland, p.Code)
	for _, d := range definitions {
		for _, s := range d.Sections {
			for _, t := range s.Tables {
				if (t.rows() == "place" || t.Show == "comparison") && (len(s.Places) == 0 || slices.Contains(s.Places, p.Type)) {
					w.places = append(w.places, t.Of)
				}
			}
		}
	}
}

// arguments of the query of readFigures: measures, breakdowns, the last day, and the first day of each period type. One
// period more is read than is shown, for the one in progress.
func (w wants) arguments() []any {
	months := func(each int, kind string) string {
		return w.until.AddDate(0, -each*(w.periods[kind]+1), -31).Format(time.DateOnly)
	}
	return []any{strings.Join(w.measures, ","), strings.Join(w.breakdowns, ","), w.until.Format(time.DateOnly), w.now, w.until.Format(time.DateOnly), strings.Join(w.places, ","), strings.Join(w.places, ","),
		months(1, "month"), months(3, "quarter"), months(12, "financial_year")}
}
