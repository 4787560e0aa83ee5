package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"throughcare/reports/document"
)

// statisticsYears is how many financial years before the one in progress the statistics go back.
const statisticsYears = 3

// statRow is one row of a statistical table: a place, category and period, with a figure for each statistic of the measure.
type statRow struct {
	breakdown string // its title; empty for all
	label     string // of the category
	figures   []*Figure
}

// first figure of the row: what row it is, every figure says alike.
func (r *statRow) first() *Figure {
	i := slices.IndexFunc(r.figures, func(f *Figure) bool { return f != nil })
	return r.figures[i]
}

// statTable is the rows of one measure, for Scotland or for the local authorities.
type statTable struct {
	measure    string
	areas      bool
	statistics []string
	units      []string
	rows       []statRow
}

// statisticOrder is that of the columns; other statistics follow.
func statisticOrder() []string {
	return []string{"records", "people", "per_person", "rate", "rate_per_100_years", "cumulative_incidence", "median", "lower_quartile", "upper_quartile"}
}

const statisticsFigures = `
with shape as (
  select measure, bool_or(breakdown = 'all') as has_all
  from release.figures
  where release = $1 and place_type = 'authority'
  group by measure
)
select
  f.table_id, f.measure, f.statistic, f."view", f.period_type, f.period_start, f.period_end,
  f.place_type, f.place_code, f.place, f.breakdown, f.category,
  f.value, f.numerator, f.denominator, f.lower, f.upper, f.unit, coalesce(f.marker, ''), f.category_label, f.category_order,
  coalesce(b.title, '')
from release.figures as f
left join shape as s on s.measure = f.measure
left join release.breakdowns as b on b.release = f.release and b.measure = f.measure and b.breakdown = f.breakdown
where f.release = $1
  and f.period_start >= $2::date
  and f.period_end <= $3::date
  and (
    f.place_type = 'scotland'
    or f.place_type = 'authority' and f.period_type <> 'month'
    -- what a council has by category for every quarter is in the data files
    and (f.breakdown = 'all' or f.period_type = 'financial_year' and not s.has_all)
  )
order by
  f.measure, f.place_type desc, f.place_code in ('NOT_RECORDED', 'NOT_APPLICABLE'), f.place, f.place_code,
  f.breakdown <> 'all', b.position, f.breakdown, f.category_order, f.category,
  case f.period_type when 'financial_year' then 1 when 'quarter' then 2 when 'month' then 3 when 'calendar_year' then 4 else 5 end,
  f.period_start, f.period_end, f.statistic, f."view"`

// statisticsFrom is the first day of the back series.
func statisticsFrom(until time.Time) time.Time {
	year := until.Year()
	if until.Month() < time.April {
		year--
	}
	return time.Date(year-statisticsYears, time.April, 1, 0, 0, 0, 0, time.UTC)
}

// readStatistics reads the figures of the statistical tables, by measure, Scotland's before the authorities'.
func readStatistics(ctx context.Context, tx Reader, release string, until time.Time) ([]statTable, error) {
	var tables []statTable
	same := texts{}
	err := each(ctx, tx, statisticsFigures, []any{release, statisticsFrom(until).Format(time.DateOnly), until.Format(time.DateOnly)}, func(rows *sql.Rows) error {
		f, title := &Figure{}, ""
		err := rows.Scan(&f.TableID, &f.Measure, &f.Statistic, &f.View, &f.PeriodType, &f.Start, &f.End,
			&f.PlaceType, &f.PlaceCode, &f.Place, &f.Breakdown, &f.Category,
			&f.Value, &f.Numerator, &f.Denominator, &f.Lower, &f.Upper, &f.Unit, &f.Marker, &f.Label, &f.Order, &title)
		if err != nil {
			return err
		}
		f.protect()
		same.keep(f)
		areas := f.PlaceType == "authority"
		if n := len(tables); n == 0 || tables[n-1].measure != f.Measure || tables[n-1].areas != areas {
			tables = append(tables, statTable{measure: f.Measure, areas: areas})
		}
		tables[len(tables)-1].add(f, title)
		return nil
	})
	return tables, err
}

// add puts a figure into the row it belongs to: rows come one after the other.
func (t *statTable) add(f *Figure, breakdown string) {
	column := slices.Index(t.statistics, f.Statistic)
	if column < 0 {
		column = len(t.statistics)
		t.statistics, t.units = append(t.statistics, f.Statistic), append(t.units, f.Unit)
	}
	n := len(t.rows)
	if n == 0 || !sameRow(t.rows[n-1].first(), f) {
		r := statRow{label: or(f.Label, f.Category)}
		if f.Breakdown != "all" {
			r.breakdown = or(breakdown, f.Breakdown)
		}
		t.rows = append(t.rows, r)
		n++
	}
	r := &t.rows[n-1]
	for len(r.figures) <= column {
		r.figures = append(r.figures, nil)
	}
	// Where the release has a figure in several tables, a suppressed one wins.
	if had := r.figures[column]; had == nil || f.Suppressed() {
		r.figures[column] = f
	}
}

func sameRow(a, b *Figure) bool {
	return a.PlaceCode == b.PlaceCode && a.Breakdown == b.Breakdown && a.Category == b.Category && a.PeriodType == b.PeriodType && a.Start.Equal(b.Start) && a.End.Equal(b.End)
}

// at is the row's figure of a statistic, or nil.
func (r *statRow) at(column int) *Figure {
	if column < len(r.figures) {
		return r.figures[column]
	}
	return nil
}

// span says which months the table covers.
func (t *statTable) span() string {
	first, last := t.rows[0].first().Start, t.rows[0].first().End
	for i := range t.rows {
		f := t.rows[i].first()
		if f.Start.Before(first) {
			first = f.Start
		}
		if f.End.After(last) {
			last = f.End
		}
	}
	return fmt.Sprintf("%s to %s", first.Format("Jan 2006"), last.Format("Jan 2006"))
}

// statPeriod names a period without dashes or shortened years, as the guidance has it: "Apr 2025 to Mar 2026".
func statPeriod(f *Figure) string {
	if f.PeriodType == "financial_year" && !f.Stock() {
		return f.Start.Format("Jan 2006") + " to " + f.End.Format("Jan 2006")
	}
	return f.PeriodName()
}

func statLength(f *Figure) string {
	switch f.PeriodType {
	case "financial_year":
		return "Financial year"
	case "quarter":
		return "Quarter"
	case "month":
		return "Month"
	case "calendar_year":
		return "Calendar year"
	case "from_to":
		return "Days from and to"
	default:
		return f.PeriodType
	}
}

// roundsToZero tells whether a number that is not zero would be shown as zero.
func roundsToZero(v float64, f document.Format) bool {
	shown := f.Write(v)
	if v == 0 {
		return false
	}
	for _, r := range shown {
		if r >= '1' && r <= '9' {
			return false
		}
	}
	return true
}
