package reports

import (
	"slices"

	"throughcare/reports/document"
)

// part is some categories of a whole, added up.
type part struct {
	sum, whole *Figure
}

// partOf adds up the categories of the latest period that the query finds. It is nil where one of them, or the whole, is
// withheld or not there: what is not shown is not added.
func (b *builder) partOf(q query, categories []string) *part {
	found := b.place.find(q)
	q.breakdown = nil
	totals := b.place.find(q)
	if len(found) == 0 || len(totals) == 0 {
		return nil
	}
	whole := at(totals, found[len(found)-1].Start, "")
	if whole == nil || whole.Value == nil || *whole.Value == 0 {
		return nil
	}
	total := 0.0
	var shown []*Figure
	for _, category := range categories {
		f := at(found, whole.Start, category)
		if f == nil || f.Value == nil {
			return nil
		}
		total += *f.Value
		shown = append(shown, f)
	}
	b.show(append(slices.Clone(shown), whole))
	sum := *whole
	sum.Value = &total
	return &part{sum: &sum, whole: whole}
}

// text is "12 of 345 (3.5%) liberations ... at 31 Oct 2026".
func (p *part) text(says string) string {
	return share(p.sum, p.whole) + " " + says + " " + document.In(p.whole.PeriodName(), p.whole.Stock())
}

// partMessage says how much of a whole some categories are.
func (b *builder) partMessage(s messageSpec) *document.Message {
	p := b.partOf(query{measure: s.Measure, statistic: s.Statistic, breakdown: s.Breakdown, periodType: s.PeriodType,
		until: b.until, asAt: s.AsAt, view: b.catalogue[s.Measure].View}, s.Parts)
	if p == nil {
		return nil
	}
	return &document.Message{Value: p.sum.Format().Write(*p.sum.Value), Label: s.Label, Text: p.text(s.Says) + "."}
}

// headline is the finding that a table's definition asks for.
func (b *builder) headline(t tableSpec) string {
	p := b.partOf(b.query(t, t.Measures[0]), t.Headline.Parts)
	if p == nil {
		return ""
	}
	return p.text(t.Headline.Says)
}
