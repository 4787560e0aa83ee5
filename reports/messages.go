package reports

import (
	"fmt"
	"strings"

	"throughcare/reports/document"
)

// messages computes the key messages. A message whose latest figure is withheld or missing is left out.
func (b *builder) messages(specs []messageSpec) []document.Message {
	var out []document.Message
	for _, s := range specs {
		var m *document.Message
		switch s.Kind {
		case "supply":
			out = append(out, b.supplyMessages()...)
		case "largest", "not_recorded":
			m = b.shareMessage(s)
		case "part":
			m = b.partMessage(s)
		default:
			m = b.changeMessage(s)
		}
		if m != nil {
			out = append(out, *m)
		}
	}
	return out
}

func (b *builder) seek(s messageSpec) []*Figure {
	return b.place.find(query{measure: s.Measure, statistic: s.Statistic, breakdown: s.Breakdown, periodType: s.PeriodType,
		until: b.until, asAt: s.AsAt, view: b.catalogue[s.Measure].View})
}

// changeMessage says the latest figure and how it stands to the one before.
func (b *builder) changeMessage(s messageSpec) *document.Message {
	found := b.seek(s)
	if len(found) == 0 {
		return nil
	}
	now := found[len(found)-1]
	if !sayable(now) {
		return nil
	}
	b.show([]*Figure{now})
	m := &document.Message{Value: now.Format().Write(*now.Value), Label: s.Label}
	m.Text = fmt.Sprintf("%s %s %s%s", m.Value, s.Says, document.In(now.PeriodName(), now.Stock()), strings.TrimPrefix(based(now), m.Value))
	if now.Shown() != "" {
		m.Text += " " + now.Shown()
	}
	if before := previous(found); whole(before) && whole(now) && sayable(before) {
		b.show([]*Figure{before})
		c := compare(now, before)
		was := based(before)
		when := document.In(before.PeriodName(), before.Stock())
		switch c.direction {
		case "same":
			m.Text += ", the same as " + when
		default:
			m.Text += fmt.Sprintf(", %s %s from %s %s%s", c.direction, by(now, before), was, when, c.chance())
		}
	}
	m.Text += "."
	return m
}

// previous is the figure of the period right before the last one; nil where there is a hole.
func previous(found []*Figure) *Figure {
	if len(found) < 2 {
		return nil
	}
	now, before := found[len(found)-1], found[len(found)-2]
	if now.Stock() || before.End.AddDate(0, 0, 1).Equal(now.Start) {
		return before
	}
	return nil
}

// shareMessage says the largest category, or how much is not recorded, with its base.
func (b *builder) shareMessage(s messageSpec) *document.Message {
	found := b.seek(s)
	q := s
	q.Breakdown = nil
	totals := b.seek(q)
	if len(found) == 0 || len(totals) == 0 {
		return nil
	}
	start := found[len(found)-1].Start
	all := at(totals, start, "")
	if all == nil || all.Value == nil {
		return nil
	}
	var pick *Figure
	for _, f := range found {
		if !f.Start.Equal(start) {
			continue
		}
		if s.Kind == "not_recorded" {
			if code(f.Category) == "NOT_RECORDED" {
				pick = f
			}
			continue
		}
		// With a category withheld, the largest of those shown may not be the largest.
		if f.Suppressed() {
			return nil
		}
		if f.Value != nil && code(f.Category) != "OTHER" && !b.words.muted(f.Category) && (pick == nil || *f.Value > *pick.Value) {
			pick = f
		}
	}
	if pick == nil || pick.Value == nil || *pick.Value == 0 {
		return nil
	}
	b.show([]*Figure{pick, all})
	when := document.In(pick.PeriodName(), pick.Stock())
	m := &document.Message{Value: pick.Format().Write(*pick.Value), Label: s.Label}
	if s.Kind == "not_recorded" {
		m.Text = fmt.Sprintf("%s was not recorded for %s %s.", s.Says, share(pick, all), when)
		return m
	}
	m.Value, m.Words = b.categoryName(tableSpec{}, pick), true
	m.Text = fmt.Sprintf("%s %s: %s %s.", m.Value, s.Says, share(pick, all), when)
	return m
}
