package reports

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughcare/reports/document"
	"throughcare/sql/fault"
)

const scotland = "S92000003"

// Suppressed tells whether the figure is withheld as confidential.
func (f *Figure) Suppressed() bool { return strings.Contains(f.Marker, "[c]") }

// Stock tells whether the figure is at a date and not over a period.
func (f *Figure) Stock() bool { return f.View == "stock" }

// Format of the figure's value.
func (f *Figure) Format() document.Format { return document.FormatOf(f.Statistic, f.Unit) }

// Shown is the marker as a reader should see it: the stock of the as-at date is whole, though its period is not.
func (f *Figure) Shown() string {
	if f.On.IsZero() {
		return f.Marker
	}
	return strings.TrimSpace(strings.ReplaceAll(f.Marker, "[p]", ""))
}

// PeriodName is the figure's period as people read it.
func (f *Figure) PeriodName() string {
	if !f.On.IsZero() {
		return document.Date(f.On)
	}
	return document.PeriodName(f.PeriodType, f.Start, f.End, f.Stock())
}

// place is one place of the release with its figures by measure.
type place struct {
	Type, Code, Name, Slug string
	measures               map[string][]*Figure
}

// placesOf groups the figures by place, in the order of type, then name; Scotland comes first. Figures of events whose
// place is not recorded stay out of documents of their own. The known places are there even without figures.
func placesOf(figures []*Figure, known ...place) []*place {
	byKey := map[string]*place{}
	var all []*place
	get := func(kind, placeCode, name string) *place {
		k := kind + "\x00" + placeCode
		p := byKey[k]
		if p == nil {
			p = &place{Type: kind, Code: placeCode, Name: or(name, placeCode), measures: map[string][]*Figure{}}
			byKey[k] = p
			if c := code(p.Code); c != "" && c != "NOT_RECORDED" && c != "NOT_APPLICABLE" && c != "NOT_KNOWN" {
				all = append(all, p)
			}
		}
		return p
	}
	for _, p := range known {
		get(p.Type, p.Code, p.Name)
	}
	for _, f := range figures {
		p := get(f.PlaceType, f.PlaceCode, f.Place)
		p.measures[f.Measure] = append(p.measures[f.Measure], f)
	}
	slices.SortFunc(all, func(a, b *place) int {
		order := []string{"scotland", "authority", "establishment", "service"}
		return cmp.Or(slices.Index(order, a.Type)-slices.Index(order, b.Type), strings.Compare(a.Name, b.Name), strings.Compare(a.Code, b.Code))
	})
	giveSlugs(all)
	return all
}

// giveSlugs names the folders: the place's name in a-z, 0-9 and dashes, with its code where two names are alike.
func giveSlugs(all []*place) {
	count := map[string]int{}
	for _, p := range all {
		p.Slug = slug(p.Name)
		count[p.Slug]++
	}
	for _, p := range all {
		if p.Slug == "" || count[p.Slug] > 1 || len(p.Slug) > 48 {
			p.Slug = strings.Trim(p.Slug[:min(len(p.Slug), 36)]+"-"+slug(p.Code), "-")
		}
	}
}

func slug(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), "&", " and ")
	return strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(s, "-"), "-")
}

// query is what a table or a message asks of a place.
type query struct {
	measure              string
	statistic, breakdown []string
	periodType           string
	until                time.Time // periods that end later are not complete and are left out
	asAt                 bool      // but for the stock of the as-at date, where this is set
	view                 string
	days                 *ownPeriod // only of this period, whatever the others say of periods
}

// find returns the figures of the first statistic and breakdown that the place has, by period and category. Where the
// release has a figure in several tables, a suppressed one wins.
func (p *place) find(q query) []*Figure {
	if p == nil {
		return nil
	}
	if len(q.breakdown) == 0 {
		q.breakdown = []string{"all"}
	}
	for _, s := range q.statistic {
		for _, b := range q.breakdown {
			if found := p.pick(q, s, b); len(found) > 0 {
				return found
			}
		}
	}
	return nil
}

func (p *place) pick(q query, statistic, breakdown string) []*Figure {
	var found []*Figure
	view := ""
	for _, f := range p.measures[q.measure] {
		if f.Statistic != statistic || f.Breakdown != breakdown || !q.ofPeriod(f) {
			continue
		}
		// One view a table: the catalogue's, else the first the release has.
		if view == "" {
			view = f.View
			if q.view != "" && slices.ContainsFunc(p.measures[q.measure], func(g *Figure) bool { return g.View == q.view }) {
				view = q.view
			}
		}
		if f.View == view {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b *Figure) int {
		return cmp.Or(a.Start.Compare(b.Start), strings.Compare(a.Category, b.Category))
	})
	return once(found)
}

// ofPeriod tells whether the figure is of a period that is asked for.
func (q query) ofPeriod(f *Figure) bool {
	if q.days != nil {
		return q.days.has(f)
	}
	return f.PeriodType == q.periodType && (!f.End.After(q.until) || !f.On.IsZero() && q.asAt)
}

// once keeps one figure for each period and category.
func once(found []*Figure) []*Figure {
	var kept []*Figure
	for _, f := range found {
		if n := len(kept); n > 0 && kept[n-1].Start.Equal(f.Start) && kept[n-1].Category == f.Category {
			if f.Suppressed() {
				kept[n-1] = f
			}
			continue
		}
		kept = append(kept, f)
	}
	return kept
}

// lastDay turns Options.Period into the last day to show.
func lastDay(period string, asAt time.Time) (time.Time, error) {
	if period == "" {
		return day(asAt), nil
	}
	if t, err := time.Parse("2006-01-02", period); err == nil {
		return t, nil
	}
	if m := regexp.MustCompile(`^(\d{4})[-/](\d{2}|\d{4})$`).FindStringSubmatch(period); m != nil {
		year, _ := strconv.Atoi(m[1])
		next, _ := strconv.Atoi(m[2])
		// 2025-26 is a financial year; 2026-09 a month. No month is the year after its own year's last two digits but in
		// 2001 to 2011, which are taken as months.
		if next == year+1 || next == (year+1)%100 && (next > 12 || next == 0) {
			return time.Date(year+1, 3, 31, 0, 0, 0, 0, time.UTC), nil
		}
		if next >= 1 && next <= 12 {
			return time.Date(year, time.Month(next)+1, 0, 0, 0, 0, 0, time.UTC), nil
		}
	}
	if m := regexp.MustCompile(`^(\d{4})-?[Qq]([1-4])$`).FindStringSubmatch(period); m != nil {
		year, _ := strconv.Atoi(m[1])
		quarter, _ := strconv.Atoi(m[2])
		return time.Date(year, time.Month(quarter*3)+1, 0, 0, 0, 0, 0, time.UTC), nil
	}
	f := fault.New(fault.Usage, "P003", "%q is not a period", period)
	f.Try = "2026-09, 2026-Q3, 2025-26 or 2026-09-30"
	return time.Time{}, f
}

func unknown(errorCode, what, name string) error {
	return fault.New(fault.Usage, errorCode, "there is no %s %q in this release", what, name)
}
