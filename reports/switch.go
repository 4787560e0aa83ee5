package reports

import (
	"slices"
	"strings"

	"throughcare/reports/document"
)

// earlierPeriods is how many periods before the latest a page can switch to.
const earlierPeriods = 3

// onePeriod tells whether a table shows only the latest period.
func (t *tableSpec) onePeriod() bool {
	return t.rows() != "period" && t.columns() != "period" && t.Latest != "counted" && !t.AsAt
}

// earlier makes the same table for the periods before the one that it shows, as far as the release has figures.
func (b *builder) earlier(t tableSpec, shown *document.Block, now *Figure) {
	if !t.onePeriod() || now == nil {
		return
	}
	shown.PeriodType, shown.Period = t.PeriodType, now.PeriodName()
	until := b.until
	defer func() { b.until = until }()
	start := now.Start
	for range earlierPeriods {
		b.until = start.AddDate(0, 0, -1)
		m := b.matrix(t)
		if m.empty() || m.any() == nil || !m.any().End.Equal(b.until) {
			return
		}
		b.alternative(t, m, shown)
		start = m.any().Start
	}
}

// alternative adds the table of another period to those that a page can switch to, under ids of its own.
func (b *builder) alternative(t tableSpec, m *matrix, shown *document.Block) {
	block := b.filled(t, m)
	block.Period = m.any().PeriodName()
	block.ID += "--" + slug(block.Period)
	if block.Chart != nil {
		block.Chart.ID += "--" + slug(block.Period)
	}
	shown.Earlier = append(shown.Earlier, block)
}

// mostOwn is how many periods of the project's own a page can switch to: each is a table more for every one of one period.
const mostOwn = 4

// own makes the same table for the periods of the project's own, the latest first.
func (b *builder) own(t tableSpec, shown *document.Block, now *Figure) {
	if !t.onePeriod() || now == nil || t.Show != "" {
		return
	}
	defer func() { b.days = nil }()
	periods := b.ended()
	slices.SortStableFunc(periods, func(x, y ownPeriod) int { return y.end.Compare(x.end) })
	for _, p := range periods[:min(len(periods), mostOwn)] {
		b.days = &p
		m := b.matrix(t)
		if m.empty() || m.any() == nil || m.any().Stock() {
			continue
		}
		b.alternative(t, m, shown)
	}
}

// comparisons are the other places of the same type, for a table of rates beside Scotland's.
func (b *builder) comparisons(t tableSpec, m *matrix, shown *document.Block) {
	if len(m.compare) == 0 {
		return
	}
	shown.Table.Compare = 6 // after the limits
	q := b.query(t, t.Measures[0])
	add := func(name string, figures []*Figure) {
		c := document.Comparison{Name: name}
		for _, r := range m.rows {
			c.Cells = append(c.Cells, valueCell(at(figures, r.start, "")))
		}
		shown.Comparisons = append(shown.Comparisons, c)
	}
	add(b.scotland.Name, b.scotland.find(q))
	for _, p := range b.all {
		if p.Type == b.place.Type && p != b.place {
			if found := p.find(q); len(found) > 0 {
				add(p.Name, found)
			}
		}
	}
}

// choices are the periods and areas that the blocks of a document can be switched to.
func choices(d *document.Document, own bool) {
	other := ""
	if own {
		other = " or other period"
	}
	for _, s := range d.Sections {
		for _, block := range s.Blocks {
			for _, c := range block.Comparisons {
				if !slices.Contains(d.Areas, c.Name) {
					d.Areas = append(d.Areas, c.Name)
				}
			}
			if len(block.Earlier) == 0 {
				continue
			}
			at := slices.IndexFunc(d.Choices, func(c document.Choice) bool { return c.Type == block.PeriodType })
			if at < 0 {
				label := map[string]string{"month": "Month", "quarter": "Quarter", "financial_year": "Financial year"}[block.PeriodType] + other + " shown"
				d.Choices, at = append(d.Choices, document.Choice{Type: block.PeriodType, Label: label}), len(d.Choices)
			}
			c := &d.Choices[at]
			periods := []string{block.Period}
			for _, e := range block.Earlier {
				periods = append(periods, e.Period)
			}
			for _, p := range periods {
				if !slices.Contains(c.Periods, p) {
					c.Periods = append(c.Periods, p)
				}
			}
		}
	}
	if len(d.Areas) > 2 {
		slices.SortFunc(d.Areas[1:], strings.Compare)
	}
}
