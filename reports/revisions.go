package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughcare/reports/document"
	"throughcare/reports/statbook"
)

// revised is what the statistics show otherwise than the release before: of the periods that had ended by its as-at date, as
// those in progress were not among its statistics. Of figures that either release holds back nothing is said, nor counted.
type revised struct {
	earlier string // the release before; blank where there is none
	asAt    time.Time
	reasons []revisedFor // the most frequent first
}

// revisedFor is how many figures differ for one reason.
type revisedFor struct {
	why            string
	figures, large int64 // large: by more than largeRevision per cent
}

const largeRevision = 5

func (r *revised) figures() int64 {
	var all int64
	for _, one := range r.reasons {
		all += one.figures
	}
	return all
}

// differs is a cut of release.revisions to the figures that the tables of the statistics show: see statisticsFigures.
const differs = `
with shape as (
  select measure, bool_or(breakdown = 'all') as has_all
  from release.figures
  where release = $1 and place_type = 'authority'
  group by measure
),
units as (
  select measure, statistic, max(unit) as unit
  from release.figures
  where release in ($1, $2)
  group by all
),
-- a figure may stand in several tables of a release
differs as (
  select distinct
    r.measure, r.statistic, r.period_type, r.period_start, r.period_end, r.place_type, r.place_code, r.place, r.breakdown, r.category,
    r.category_label, r.was, coalesce(r.was_marker, '') as was_marker, r.became, coalesce(r.became_marker, '') as became_marker, r.change,
    r.change_per_cent, r.why, r.reason
  from release.revisions as r
  left join shape as s on s.measure = r.measure
  where r.release = $1
    and r.earlier = $2
    and r.why not in ('SUPPRESSION', 'IN_PROGRESS')
    and not contains(coalesce(r.was_marker, '') || coalesce(r.became_marker, ''), '[c]')
    and r.period_start >= $3::date
    and r.period_end <= least($4::date, $5::date)
    and (
      r.place_type = 'scotland'
      or r.place_type = 'authority' and r.period_type <> 'month'
      and (r.breakdown = 'all' or r.period_type = 'financial_year' and not coalesce(s.has_all, false))
    )
)`

// arguments of differs.
func (r *revised) arguments(release string, until time.Time) []any {
	return []any{release, r.earlier, statisticsFrom(until).Format(time.DateOnly), until.Format(time.DateOnly), r.asAt.Format(time.DateOnly)}
}

// readRevised finds the release before, and counts what differs by reason.
func readRevised(ctx context.Context, tx Reader, of Release, until time.Time) (*revised, error) {
	r := &revised{}
	// The release that was compared with is named beside every difference; where there is none, it was the newest by then.
	err := each(ctx, tx, `
		select release, as_at from release.releases
		where release <> $1 and (as_at, number) < ($2::date, $3::integer) and made_at <= $4
		order by release in (select earlier from release.revisions where release = $1) desc, as_at desc, number desc limit 1`,
		[]any{of.ID, of.AsAt.Format(time.DateOnly), of.Number, of.MadeAt}, func(rows *sql.Rows) error {
			return rows.Scan(&r.earlier, &r.asAt)
		})
	if err != nil || r.earlier == "" {
		return r, err
	}
	err = each(ctx, tx, differs+fmt.Sprintf(`
select why, count(*), count(*) filter (abs(change_per_cent) > %d)
from differs
group by why
order by count(*) desc, why`, largeRevision), r.arguments(of.ID, until), func(rows *sql.Rows) error {
		var one revisedFor
		err := rows.Scan(&one.why, &one.figures, &one.large)
		r.reasons = append(r.reasons, one)
		return err
	})
	return r, err
}

// why a figure differs, in words.
func (r revisedFor) text() string {
	switch r.why {
	case "CORRECTED":
		return "Files were corrected or came late"
	case "NEW_EXTRACT":
		return "Later extracts say more of the period"
	case "DEFINITION":
		return "The definition of the measure has changed"
	case "WITHDRAWN":
		return "The figure is no longer given"
	case "OTHER_RECORDS":
		return "New files of other kinds of record"
	case "PROGRAM":
		return "Another version of the program"
	default:
		return "More is known by now of what was open then"
	}
}

// says how many figures differ and the main reasons.
func (r *revised) says() string {
	count := func(n int64) string { return document.Count.Write(float64(n)) }
	switch n := r.figures(); {
	case r.earlier == "":
		return "This is the first release that is kept: there is none before it to compare with"
	case n == 0:
		return fmt.Sprintf("No figure of the tables for Scotland and the local authorities differs from release %s (as at %s)", r.earlier, document.Date(r.asAt))
	default:
		said := make([]string, min(2, len(r.reasons)))
		for i := range said {
			said[i] = fmt.Sprintf("%s (%s)", lowerFirst(r.reasons[i].text()), count(r.reasons[i].figures))
		}
		reasons := "reasons, most often"
		if len(r.reasons) == 1 {
			reasons, said[0] = "the reason", lowerFirst(r.reasons[0].text())
		}
		return fmt.Sprintf("%s %s of the tables for Scotland and the local authorities %s from release %s (as at %s); %s: %s", count(n), plural(n, "figure"),
			map[bool]string{true: "differs", false: "differ"}[n == 1], r.earlier, document.Date(r.asAt), reasons, strings.Join(said, "; "))
	}
}

func plural(n int64, what string) string {
	if n == 1 {
		return what
	}
	return what + "s"
}

const whatIsRevised = "Figures of periods that had ended by the as-at date of the release before. Figures that either release withholds to protect people are left out, and are not counted."

// revisions is how many figures the statistics show otherwise than before, by reason.
func (b *builder) revisions() document.Block {
	out := document.Block{ID: "revisions", Subtitle: "Figures that differ from the release before, number of figures by reason"}
	if b.revised.figures() == 0 {
		out.Empty = b.revised.says() + "."
		return out
	}
	out.Finding, out.Note = b.revised.says(), whatIsRevised+" The workbook's sheet Revisions has them one by one."
	out.Table = b.revised.table(b.release.ID)
	out.Table.Name, out.Table.Caption = "revisions", out.Subtitle
	return out
}

// table of the reasons.
func (r *revised) table(release string) *document.Table {
	t := &document.Table{Source: "Source: throughcare release " + release + ", revisions since release " + r.earlier,
		Columns: []document.Column{{Name: "Reason"}, {Name: "Figures (number)", Number: true}, {Name: fmt.Sprintf("Of these, changed by more than %d per cent (number)", largeRevision), Number: true}}}
	for _, one := range r.reasons {
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.TextCell(one.text()),
			document.NumberCell(float64(one.figures), document.Count), document.NumberCell(float64(one.large), document.Count)}})
	}
	return t
}

// mostListed is how many revisions stand on their sheet without a summary before them.
const mostListed = 40

// revisionSheets list the figures that differ, after a summary where they are many.
func (w *writer) revisionSheets(ctx context.Context, measures []string) ([]statbook.Sheet, error) {
	r := w.builder.revised
	if r.figures() == 0 {
		return nil, nil
	}
	list, err := w.revisionsTable(ctx, measures)
	if err != nil {
		return nil, err
	}
	since := fmt.Sprintf("release %s as at %s", r.earlier, document.Date(r.asAt))
	all := []statbook.Sheet{{Name: "Revisions", Table: "revisions", Subject: aboutFigures, Title: "Revisions: figures of these tables that differ from " + since,
		Above: []string{r.says() + ".", whatIsRevised}, Content: list}}
	if len(list.Rows) > mostListed {
		all = slices.Insert(all, 0, statbook.Sheet{Name: "Revisions_summary", Table: "revisions_summary", Subject: aboutFigures, Title: "Summary of revisions: figures that differ from " + since + ", by reason",
			Above: []string{whatIsRevised, "The worksheet Revisions lists the figures."}, Content: r.table(w.release.ID), Widest: 58})
	}
	return all, nil
}

// revisionsTable has every figure that differs, in the order of the workbook's tables.
func (w *writer) revisionsTable(ctx context.Context, measures []string) (*document.Table, error) {
	r := w.builder.revised
	t := &document.Table{Source: r.table(w.release.ID).Source}
	for _, name := range []string{"Measure", "Statistic", "Area", "Breakdown", "Category", "Period", "Length of period", "Before", "Now", "Difference", "Why"} {
		t.Columns = append(t.Columns, document.Column{Name: name, Number: slices.Contains([]string{"Before", "Now", "Difference"}, name)})
	}
	rank := map[string]int{}
	for i, id := range measures {
		rank[id] = i + 1
	}
	var order []int
	err := each(ctx, w.tx, differs+`
select
  d.measure, d.statistic, d.period_type, d.period_start, d.period_end, d.place, d.breakdown, coalesce(nullif(d.category_label, ''), d.category),
  d.was, d.was_marker, d.became, d.became_marker, d.change, d.reason, coalesce(u.unit, ''), coalesce(b.title, d.breakdown)
from differs as d
left join units as u on u.measure = d.measure and u.statistic = d.statistic
left join release.breakdowns as b on b.release = $1 and b.measure = d.measure and b.breakdown = d.breakdown
order by
  d.measure, d.place_type desc, d.place, d.place_code, d.breakdown <> 'all', b.position, d.breakdown, d.category,
  case d.period_type when 'financial_year' then 1 when 'quarter' then 2 else 3 end, d.period_start, d.statistic`,
		r.arguments(w.release.ID, w.builder.until), func(rows *sql.Rows) error {
			var f, before Figure
			var change *float64
			var reason, breakdown string
			err := rows.Scan(&f.Measure, &f.Statistic, &f.PeriodType, &f.Start, &f.End, &f.Place, &f.Breakdown, &f.Label, &before.Value, &before.Marker, &f.Value, &f.Marker, &change, &reason, &f.Unit, &breakdown)
			if err != nil {
				return err
			}
			f.View = w.builder.catalogue[f.Measure].View
			f.protect()
			if f.Breakdown == "all" {
				breakdown, f.Label = "All", "All"
			} else if bareNumber.MatchString(f.Label) {
				f.Label = breakdown + " " + f.Label
			}
			name, in := statisticNames(f.Statistic, f.Unit)
			text, format := document.TextCell, f.Format()
			order = append(order, rank[f.Measure])
			t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{text(or(w.builder.catalogue[f.Measure].Title, f.Measure)), text(name + " (" + in + ")"), text(f.Place), text(breakdown), text(f.Label),
				text(statPeriod(&f)), text(statLength(&f)), shownCell(before.Value, inPlace(&before), format), shownCell(f.Value, inPlace(&f), format), shownCell(change, "[z]", format), text(upperFirst(reason))}})
			return nil
		})
	if err != nil {
		return nil, err
	}
	return inOrderOf(t, order), nil
}

// inOrderOf sorts rows by their measures' places in the workbook; rows of one measure stay as they are.
func inOrderOf(t *document.Table, order []int) *document.Table {
	at := make([]int, len(order))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(x, y int) int { return order[x] - order[y] })
	rows := make([]document.Row, len(at))
	for i, j := range at {
		rows[i] = t.Rows[j]
	}
	t.Rows = rows
	return t
}

// shownCell is a number as the tables show it, or the shorthand in its place.
func shownCell(v *float64, otherwise string, format document.Format) document.Cell {
	switch {
	case v == nil:
		return document.TextCell(otherwise)
	case roundsToZero(*v, format):
		return document.TextCell("[low]")
	default:
		return document.NumberCell(*v, format)
	}
}
