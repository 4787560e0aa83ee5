package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"throughcare/reports/document"
)

// readDeliveries reads what was due; an older copy does not say.
func readDeliveries(ctx context.Context, tx Reader, id string) ([]Delivery, error) {
	if there, err := hasTable(ctx, tx, "deliveries"); err != nil || !there {
		return nil, err
	}
	var all []Delivery
	err := each(ctx, tx, `
		select supplier, kind, due_on, received_on, state
		from release.deliveries where release = ?
		order by due_on desc, supplier, kind`, []any{id}, func(rows *sql.Rows) error {
		var d Delivery
		var received sql.NullTime
		err := rows.Scan(&d.Supplier, &d.Kind, &d.Due, &received, &d.State)
		d.Received = received.Time
		all = append(all, d)
		return err
	})
	return all, err
}

// notOnTime lists the deliveries of the two years to the as-at date that came late or not at all, the latest first: those of a
// supplier in its own document, else all.
func (b *builder) notOnTime() document.Block {
	out := document.Block{ID: "not-on-time", Subtitle: "Deliveries of the last two years that were late or are missing, number of days, " + b.deliveredFor() +
		", as at " + document.Date(b.release.AsAt), Defines: b.defines([]string{"deliveries"})}
	t := &document.Table{Name: "not-on-time", Caption: out.Subtitle, Source: "Source: throughcare release " + b.release.ID + ", deliveries due",
		Columns: []document.Column{{Name: "Supplier"}, {Name: "Kind of record"}, {Name: "Due for"}, {Name: "What became of it"}, {Name: "Came on"}, {Name: "Days after it was due", Number: true}}}
	var judged, late, missing int
	for _, d := range b.release.Deliveries {
		if b.place.Type == supplier && d.Supplier != b.place.Code || d.Due.Before(b.release.AsAt.AddDate(-2, 0, 0)) {
			continue
		}
		if slices.Contains([]string{"ON_TIME", "LATE", "MISSING"}, d.State) {
			judged++
		}
		until, came, state := d.Received, document.Date(d.Received), "Late"
		switch d.State {
		case "LATE":
			late++
		case "MISSING":
			missing++
			until, came, state = b.release.AsAt, "[z]", "Missing"
		default:
			continue
		}
		text := document.TextCell
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{text(d.Supplier), text(b.words.say(strings.ToUpper(d.Kind))), text(document.Date(d.Due)),
			text(state), text(came), document.NumberCell(float64(int(day(until).Sub(day(d.Due)).Hours()/24)), document.Count)}})
	}
	switch {
	case judged == 0:
		out.Empty = "Nothing can be said of deliveries: the project's settings do not say how often extracts are due, nothing was due yet, or nobody noted when they came."
	case len(t.Rows) == 0:
		out.Empty = fmt.Sprintf("All %d deliveries that were due in the last two years came on time.", judged)
		if judged == 1 {
			out.Empty = "The one delivery that was due in the last two years came on time."
		}
	default:
		out.Table = t
		out.Finding = fmt.Sprintf("Of %d deliveries due in the last two years, %d came late and %d %s missing", judged, late, missing, isAre(missing))
	}
	return out
}
