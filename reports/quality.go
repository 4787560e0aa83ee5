package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughcare/reports/document"
)

// staleDays is the age of an extract, at the release's as-at date, from which it is called late: one month and a working week.
const staleDays = 38

// qualityBlocks tell how good the data are: deliveries, rejected rows, and what is not recorded.
func (b *builder) qualityBlocks() []document.Block {
	return []document.Block{b.deliveries(), b.notRecorded()}
}

func (b *builder) deliveries() document.Block {
	out := document.Block{ID: "deliveries", Subtitle: "Deliveries that the release was made from, number of rows, " + b.deliveredFor() + ", as at " + document.Date(b.release.AsAt)}
	if len(b.release.Loads) == 0 {
		out.Empty = "No deliveries are recorded in this release."
		return out
	}
	t := &document.Table{Name: "deliveries", Caption: out.Subtitle, Source: "Source: throughcare release " + b.release.ID + ", ledger of loads",
		Columns: []document.Column{{Name: "Supplier"}, {Name: "Kind of record"}, {Name: "Extract date"}, {Name: "Came on"}, {Name: "Days old", Number: true},
			{Name: "Rows read", Number: true}, {Name: "Accepted", Number: true}, {Name: "Unchanged", Number: true}, {Name: "Rejected", Number: true}, {Name: "Held", Number: true},
			{Name: "Rejected or held (percentage)", Number: true}}}
	var read, bad, stale int64
	newest := map[string]time.Time{}
	for _, l := range b.loads() {
		read += l.Read
		bad += l.Rejected + l.HeldRow
		key := l.Supplier + "\x00" + l.Kind
		if l.ExtractDate.After(newest[key]) {
			newest[key] = l.ExtractDate
		}
		t.Rows = append(t.Rows, b.deliveryRow(l))
	}
	for _, day := range newest {
		if b.age(day) > staleDays {
			stale++
		}
	}
	out.Table = t
	if read > 0 {
		out.Finding = fmt.Sprintf("%s of %s rows delivered (%s) were rejected or held", document.Count.Write(float64(bad)),
			document.Count.Write(float64(read)), document.Proportion.Write(float64(bad)/float64(read)))
	}
	if stale > 0 {
		out.Finding += fmt.Sprintf("; %d of %d supplies %s more than %d days old", stale, len(newest), isAre(int(stale)), staleDays)
	}
	out.Note = "Rejected rows break a rule of the supplier's contract and are sent back; held rows wait for a record that they refer to. Neither is in any figure."
	return out
}

// deliveredFor names whose deliveries are shown: all, but in a supplier's own document.
func (b *builder) deliveredFor() string {
	if b.place.Type == supplier {
		return b.place.Name
	}
	return "Scotland"
}

func (b *builder) deliveryRow(l Load) document.Row {
	count := func(n int64) document.Cell { return document.NumberCell(float64(n), document.Count) }
	age, share := document.TextCell(notAvailable), document.TextCell("[z]")
	if !l.ExtractDate.IsZero() {
		age = count(int64(b.age(l.ExtractDate)))
	}
	if l.Read > 0 {
		share = document.NumberCell(float64(l.Rejected+l.HeldRow)/float64(l.Read), document.Proportion)
	}
	return document.Row{Cells: []document.Cell{document.TextCell(l.Supplier), document.TextCell(b.words.say(strings.ToUpper(l.Kind))),
		document.TextCell(document.Date(l.ExtractDate)), document.TextCell(or(document.Date(l.Received), notAvailable)), age, count(l.Read), count(l.Accepted), count(l.Unchanged), count(l.Rejected), count(l.HeldRow), share}}
}

// age of an extract in days, at the as-at date.
func (b *builder) age(extracted time.Time) int {
	return int(day(b.release.AsAt).Sub(day(extracted)).Hours() / 24)
}

// notRecorded lists, for the latest complete year (else quarter, else month), each breakdown that has records without a value.
func (b *builder) notRecorded() document.Block {
	out := document.Block{ID: "not-recorded", Subtitle: "Figures whose breakdown is not recorded, number of records, " + b.place.Name}
	t := &document.Table{Name: "not-recorded", Columns: []document.Column{{Name: "Measure"}, {Name: "Breakdown"}, {Name: "Period"},
		{Name: "Not recorded", Number: true}, {Name: "All", Number: true}, {Name: "Not recorded (percentage)", Number: true}}}
	// Of the report's own measures: a report reads the same whether it is made alone or with others.
	for _, id := range b.measures {
		for _, f := range b.lastNotRecorded(id) {
			t.Rows = append(t.Rows, b.notRecordedRow(f))
		}
	}
	if len(t.Rows) == 0 {
		out.Empty = "No figure in this release has a category of not recorded for this place."
		return out
	}
	t.Caption, t.Source = out.Subtitle, "Source: throughcare release "+b.release.ID
	out.Table = t
	return out
}

// lastNotRecorded finds the figures "not recorded" of a measure's records, for the latest period of its longest kind.
func (b *builder) lastNotRecorded(id string) []*Figure {
	for _, kind := range []string{"financial_year", "quarter", "month"} {
		last := map[string]*Figure{}
		for _, f := range b.place.measures[id] {
			if f.PeriodType == kind && f.Statistic == "records" && code(f.Category) == "NOT_RECORDED" && !f.End.After(b.until) {
				if had := last[f.Breakdown]; had == nil || f.End.After(had.End) || f.End.Equal(had.End) && f.Suppressed() {
					last[f.Breakdown] = f
				}
			}
		}
		if len(last) > 0 {
			var found []*Figure
			for _, f := range last {
				found = append(found, f)
			}
			slices.SortFunc(found, func(x, y *Figure) int { return strings.Compare(x.Breakdown, y.Breakdown) })
			return found
		}
	}
	return nil
}

func (b *builder) notRecordedRow(f *Figure) document.Row {
	all := at(b.place.find(query{measure: f.Measure, statistic: []string{"records"}, periodType: f.PeriodType, until: b.until, view: f.View}), f.Start, "")
	b.show([]*Figure{f})
	if all != nil {
		b.show([]*Figure{all})
	}
	share := document.TextCell("[z]")
	switch {
	case f.Suppressed() || all != nil && all.Suppressed():
		share = document.TextCell("[c]")
	case f.Value == nil || all == nil || all.Value == nil:
		share = document.TextCell(notAvailable)
	case *all.Value > 0:
		share = document.NumberCell(*f.Value / *all.Value, document.Proportion)
	}
	return document.Row{Cells: []document.Cell{document.TextCell(or(b.catalogue[f.Measure].Title, f.Measure)), document.TextCell(or(b.catalogue[f.Measure].Breakdowns[f.Breakdown], b.words.say(strings.ToUpper(f.Breakdown)))),
		document.TextCell(f.PeriodName()), valueCell(f), valueCell(all), share}}
}
