package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughcare/reports/document"
)

// late lists the supplies whose next extract should have come by the as-at date, with the days allowed, the latest first. A supplier of whom nobody
// said how often its extracts are due is never late.
func (b *builder) late() document.Block {
	out := document.Block{ID: "late", Subtitle: "Data that is late, number of days, Scotland, as at " + document.Date(b.release.AsAt)}
	type supply struct {
		supplier, kind string
		latest, due    time.Time
		days           int
	}
	var all []supply
	for _, l := range b.release.Loads {
		i := slices.IndexFunc(all, func(s supply) bool { return s.supplier == l.Supplier && s.kind == l.Kind })
		switch {
		case i < 0:
			all = append(all, supply{supplier: l.Supplier, kind: l.Kind, latest: day(l.ExtractDate)})
		case l.ExtractDate.After(all[i].latest):
			all[i].latest = day(l.ExtractDate)
		}
	}
	known := 0
	var missing []supply
	for _, s := range all {
		var onTimeUntil time.Time
		if s.due, onTimeUntil = b.release.Suppliers.Next(s.supplier, s.latest); s.due.IsZero() {
			continue
		}
		known++
		if day(b.release.AsAt).After(onTimeUntil) {
			s.days = int(day(b.release.AsAt).Sub(s.due).Hours() / 24)
			missing = append(missing, s)
		}
	}
	switch {
	case known == 0:
		out.Empty = "Nothing can be called late: the project's settings do not say of any supplier how often its extracts are due."
		return out
	case len(missing) == 0:
		out.Empty = fmt.Sprintf("No data is late: the extracts of all %d supplies that have a due date came in time for %s.", known, document.Date(b.release.AsAt))
		return out
	}
	slices.SortStableFunc(missing, func(x, y supply) int { return y.days - x.days })
	out.Table = &document.Table{Name: "late", Caption: out.Subtitle, Source: "Source: throughcare release " + b.release.ID + ", ledger of loads",
		Columns: []document.Column{{Name: "Supplier"}, {Name: "Kind of record"}, {Name: "Extract date"}, {Name: "Next was due"}, {Name: "Days late", Number: true}}}
	for _, s := range missing {
		out.Table.Rows = append(out.Table.Rows, document.Row{Cells: []document.Cell{document.TextCell(s.supplier), document.TextCell(b.words.say(strings.ToUpper(s.kind))),
			document.TextCell(document.Date(s.latest)), document.TextCell(document.Date(s.due)), document.NumberCell(float64(s.days), document.Count)}})
	}
	first := missing[0]
	out.Finding = fmt.Sprintf("%d of %d supplies with a due date %s late; the longest, %s of %s, by %s days", len(missing), known, isAre(len(missing)),
		lowerFirst(b.words.say(strings.ToUpper(first.kind))), first.supplier, document.Count.Write(float64(first.days)))
	return out
}
