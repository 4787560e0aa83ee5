package reports

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"throughcare/reports/document"
	"throughcare/sql/fault"
)

// supplier is the kind of place of a supplier's own report on its data. Figures know no such place.
const supplier = "supplier"

// rejection is one reason for which rows of one load were rejected or held, a row of release.rejections.
type rejection struct {
	Load, Kind, Supplier, Field, Rule, Severity, Message, Marker string
	Rows                                                         *int64
}

// readRejections reads the reasons of the release. A count that is confidential has no number.
func readRejections(ctx context.Context, tx Reader, id string) ([]rejection, error) {
	var all []rejection
	err := each(ctx, tx, `
		select load, kind, supplier, coalesce(field, ''), rule, severity, message, coalesce(marker, ''), case when marker is null then "rows" end
		from release.rejections where release = ?
		order by supplier, kind, load, severity desc, "rows" desc nulls last, rule, field, message`, []any{id}, func(rows *sql.Rows) error {
		var r rejection
		err := rows.Scan(&r.Load, &r.Kind, &r.Supplier, &r.Field, &r.Rule, &r.Severity, &r.Message, &r.Marker, &r.Rows)
		all = append(all, r)
		return err
	})
	return all, err
}

// addSuppliers makes a place of every supplier of the release.
func addSuppliers(places []*place, loads []Load) []*place {
	var names []string
	for _, l := range loads {
		if l.Supplier != "" && !slices.Contains(names, l.Supplier) {
			names = append(names, l.Supplier)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		places = append(places, &place{Type: supplier, Code: name, Name: name, Slug: or(slug(name), "supplier")})
	}
	return places
}

// loads are the deliveries that the document is about: a supplier's own, else all.
func (b *builder) loads() []Load {
	if b.place.Type != supplier {
		return b.release.Loads
	}
	return slices.DeleteFunc(slices.Clone(b.release.Loads), func(l Load) bool { return l.Supplier != b.place.Code })
}

// supplyMessages say how much was rejected, and how old the newest extract of each kind is.
func (b *builder) supplyMessages() []document.Message {
	var read, rejected, held int64
	oldest, kinds := 0, map[string]int{}
	for _, l := range b.loads() {
		read, rejected, held = read+l.Read, rejected+l.Rejected, held+l.HeldRow
		key := l.Supplier + "\x00" + l.Kind
		if age := b.age(l.ExtractDate); !l.ExtractDate.IsZero() {
			if had, seen := kinds[key]; !seen || age < had {
				kinds[key] = age
			}
		}
	}
	if read == 0 {
		return nil
	}
	for _, age := range kinds {
		oldest = max(oldest, age)
	}
	share := document.Proportion.Write(float64(rejected+held) / float64(read))
	count := func(n int64) string { return document.Count.Write(float64(n)) }
	out := []document.Message{
		{Value: share, Label: "of rows rejected or held", Text: fmt.Sprintf("%s of %s rows delivered (%s) were rejected or held: %s rejected and %s held", count(rejected+held), count(read), share, count(rejected), count(held))},
		{Value: count(int64(len(b.loads()))), Label: "deliveries", Text: fmt.Sprintf("%s deliveries, one a kind of record in a file, are in this release", count(int64(len(b.loads()))))},
	}
	if len(kinds) > 0 {
		out = append(out, document.Message{Value: count(int64(oldest)), Label: "days since the oldest of the newest extracts", Text: fmt.Sprintf("The newest extract of every kind of record is at most %s days old on %s", count(int64(oldest)), document.Date(b.release.AsAt))})
	}
	return out
}

// rejected lists the reasons of each supplier's newest file of each kind that had any: what is to be mended now.
func (b *builder) rejected() document.Block {
	out := document.Block{ID: "rows-to-mend", Subtitle: "Rows to mend, by file and reason, number of rows, " + b.place.Name + ", as at " + document.Date(b.release.AsAt)}
	newest := map[string]Load{}
	for _, l := range b.loads() {
		if key := l.Supplier + "\x00" + l.Kind; !l.ExtractDate.Before(newest[key].ExtractDate) {
			newest[key] = l
		}
	}
	t := &document.Table{Name: "rows-to-mend", Caption: out.Subtitle, Source: "Source: throughcare release " + b.release.ID + ", reasons of rejected and held rows"}
	for _, name := range []string{"Supplier", "File", "Kind of record", "What became of the row", "Field", "What is wrong"} {
		t.Columns = append(t.Columns, document.Column{Name: name})
	}
	t.Columns = append(t.Columns, document.Column{Name: "Rows", Number: true}, document.Column{Name: "How to mend it"})
	files, most := map[string]bool{}, (*rejection)(nil)
	for i := range b.rejections {
		r := &b.rejections[i]
		l, ok := newest[r.Supplier+"\x00"+r.Kind]
		if !ok || l.ID != r.Load {
			continue
		}
		files[l.File] = true
		if r.Rows != nil && r.Severity == "reject" && (most == nil || *r.Rows > *most.Rows) {
			most = r
		}
		t.Rows = append(t.Rows, b.rejectedRow(l, r))
	}
	if len(t.Rows) == 0 {
		out.Empty = "No row of the newest files was rejected or held, or this release does not say why."
		return out
	}
	slices.SortStableFunc(t.Rows, func(x, y document.Row) int {
		return cmp.Or(strings.Compare(x.Cells[0].Text, y.Cells[0].Text), strings.Compare(x.Cells[1].Text, y.Cells[1].Text))
	})
	out.Table = t
	out.Finding = fmt.Sprintf("%d of the newest files have rows that were rejected or held", len(files))
	if len(files) == 1 {
		out.Finding = "One of the newest files has rows that were rejected or held"
	}
	if most != nil {
		out.Finding += fmt.Sprintf("; most often: %s (%s rows)", shortly(most.Message), document.Count.Write(float64(*most.Rows)))
	}
	out.Note = "The newest file of each supplier and kind of record. A row may have several reasons. How many rows of a file were rejected is a count of rows and is shown; " +
		"a reason says something of a record, so small counts by reason are withheld, with a further one where one alone would follow from the rest; where all would be, the reasons are not named. " +
		"The rows themselves, as they were sent and with what to mend marked, are written into a workbook for each supplier by \"throughcare rejects export\", which is for those who may open the warehouse."
	return out
}

func (b *builder) rejectedRow(l Load, r *rejection) document.Row {
	what := "Rejected"
	if r.Severity == "held" {
		what = "Held"
	}
	rows := document.TextCell(or(r.Marker, notAvailable))
	if r.Rows != nil {
		rows = document.NumberCell(float64(*r.Rows), document.Count)
	}
	text := document.TextCell
	return document.Row{Cells: []document.Cell{text(l.Supplier), text(l.File), text(b.words.say(strings.ToUpper(l.Kind))), text(what), text(or(r.Field, "[z]")), text(upperFirst(r.Message)), rows, text(fault.Mending(r.Rule))}}
}

// shortly is a message without the forms that would have been right, of which there may be many.
func shortly(message string) string {
	before, _, _ := strings.Cut(message, " written as ")
	return strings.TrimSuffix(before, ".")
}

// rowsByState lays out, by quarter, what became of a supplier's rows; the counts are the release's figures, protected as they are.
func (b *builder) rowsByState() document.Block {
	states := []string{"ACCEPTED", "UNCHANGED", "REJECTED", "HELD"}
	out := document.Block{ID: "rows-by-quarter", Subtitle: "Rows received, by what became of them, number of rows, " + b.place.Name, Defines: b.defines([]string{"validity"})}
	t := &document.Table{Name: "rows-by-quarter", Columns: []document.Column{{Name: "Period"}}, Source: "Source: throughcare release " + b.release.ID + ", validity"}
	byQuarter := map[string]map[string]*Figure{}
	var order []string
	for _, f := range b.scotland.find(query{measure: "validity", statistic: []string{"records"}, breakdown: []string{"supplier_and_state"}, periodType: "quarter", until: b.until}) {
		of, state, _ := strings.Cut(f.Category, "/")
		if of != b.place.Code {
			continue
		}
		name := f.PeriodName()
		if byQuarter[name] == nil {
			byQuarter[name] = map[string]*Figure{}
			order = append(order, name)
		}
		byQuarter[name][state] = f
	}
	for _, s := range states {
		t.Columns = append(t.Columns, document.Column{Name: b.words.say(s), Number: true})
	}
	order = order[max(0, len(order)-8):]
	for _, name := range order {
		row := document.Row{Cells: []document.Cell{document.TextCell(name)}}
		for _, s := range states {
			if f := byQuarter[name][s]; f != nil {
				b.show([]*Figure{f})
			}
			row.Cells = append(row.Cells, valueCell(byQuarter[name][s]))
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		out.Empty = "This release has no figures on the rows of this supplier."
		return out
	}
	t.Caption, out.Table = out.Subtitle, t
	return out
}

// daysToLoad lays out, by financial year, how many days a supplier's extracts took to come.
func (b *builder) daysToLoad() document.Block {
	out := document.Block{ID: "days-to-load", Subtitle: "Days from extract to arrival, " + b.place.Name, Defines: b.defines([]string{"timeliness"})}
	t := &document.Table{Name: "days-to-load", Source: "Source: throughcare release " + b.release.ID + ", timeliness",
		Columns: []document.Column{{Name: "Period"}, {Name: "Loads", Number: true}, {Name: "Lower quartile (days)", Number: true}, {Name: "Median (days)", Number: true}, {Name: "Upper quartile (days)", Number: true}}}
	statistics := []string{"records", "lower_quartile", "median", "upper_quartile"}
	rows := map[string][]document.Cell{}
	var order []string
	for i, s := range statistics {
		for _, f := range b.scotland.find(query{measure: "timeliness", statistic: []string{s}, breakdown: []string{"supplier"}, periodType: "financial_year", until: b.until}) {
			if f.Category != b.place.Code {
				continue
			}
			name := f.PeriodName()
			if rows[name] == nil {
				rows[name] = []document.Cell{document.TextCell(name), document.TextCell(notAvailable), document.TextCell(notAvailable), document.TextCell(notAvailable), document.TextCell(notAvailable)}
				order = append(order, name)
			}
			b.show([]*Figure{f})
			rows[name][i+1] = valueCell(f)
		}
	}
	for _, name := range order {
		t.Rows = append(t.Rows, document.Row{Cells: rows[name]})
	}
	if len(t.Rows) == 0 {
		out.Empty = "No financial year of this supplier's extracts has ended in this release."
		return out
	}
	t.Caption, out.Table = out.Subtitle, t
	return out
}
