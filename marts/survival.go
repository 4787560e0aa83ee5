package marts

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// A measure with follow_up: time_to_event follows every unit from its start (on_date, day 0) until the event or until it is
// lost from sight. Beside the keys, the places and the breakdowns its facts have
//
//	entry_days   the day after the start from which an event would have been recorded; 0 as a rule (late entry)
//	exit_days    the day on which the follow-up ended
//	cause        '' where it was censored, EVENT, or the word of a competing cause
//
// with one row a unit. From them come mart.curves, by financial year of the start and for all starts together, and the figures:
// the cumulative incidence at the fixed days that the labels of the breakdown follow_up are, by financial year only. The
// breakdown stands crossed with each other one (follow_up first); those alone are curves and no figures.
const timeToEvent = "time_to_event"

// followUp is the breakdown whose categories are the fixed days.
const followUp = "follow_up"

func (m *Measure) isFollowed() bool { return m.FollowUp == timeToEvent }

// isByTime tells whether a breakdown has the fixed days for categories: what is no column of the facts.
func (m *Measure) isByTime(b Breakdown) bool {
	return m.isFollowed() && (b.Name == followUp || len(b.Cross) == 2)
}

func (m *Measure) validateFollowUp() error {
	if m.FollowUp == "" && !m.has(CumulativeIncidence) {
		return nil
	}
	at := m.breakdown(followUp)
	switch {
	case !m.isFollowed() || len(m.Statistics) != 1 || !m.has(CumulativeIncidence):
		return fmt.Errorf("follow_up: %s and the statistic %s stand together, and alone", timeToEvent, CumulativeIncidence)
	case m.View != Cohort || m.HasTotals() || m.Numerator == "" || m.Denominator == "":
		return fmt.Errorf("a cumulative incidence is of a cohort, without totals, with numerator and denominator in words")
	case at < 0 || len(m.Breakdowns[at].Labels) == 0:
		return fmt.Errorf("a cumulative incidence needs the breakdown %s, whose labels are days", followUp)
	}
	for _, item := range m.Breakdowns[at].Labels {
		if !regexp.MustCompile(`^[1-9][0-9]{0,4}$`).MatchString(fmt.Sprint(item.Key)) {
			return fmt.Errorf("a label of %s is not a number of days", followUp)
		}
	}
	for _, b := range m.Breakdowns {
		if len(b.Cross) == 2 && b.Cross[0] != followUp {
			return fmt.Errorf("the breakdown %s does not cross %s first", b.Name, followUp)
		}
	}
	return nil
}

func survivalTables() []string {
	return []string{"mart_members", "mart_curve_cells", "mart_horizons", "mart_steps"}
}

// makeCurves writes mart.curves from mart_facts, and makes of the fixed days the temporary table mart_cells. repeated is true
// where a unit stands twice.
func (m *Measure) makeCurves(ctx context.Context, tx *warehouse.Tx, repeated bool) error {
	if repeated {
		return fmt.Errorf("a unit that is followed stands in one row, and some stand in several")
	}
	var wrong int64
	if err := tx.QueryRow(ctx, `select count(*) from mart_facts
where exit_days < 0 or (entry_days > 0 and entry_days >= exit_days)`).Scan(&wrong); err != nil {
		return err
	}
	if wrong > 0 {
		return fmt.Errorf("%d follow-ups end before they begin", wrong)
	}
	statements := []string{m.membersSQL(), curveCellsSQL, m.horizonsSQL(), "set variable mart_measure = " + warehouse.Literal(m.ID)}
	for _, name := range []string{"survival_steps", "survival_curves"} {
		text, err := fs.ReadFile(sqlfiles.FS, "marts/build/"+name+".sql")
		if err != nil {
			return err
		}
		statements = append(statements, string(text))
	}
	for _, statement := range append(statements, m.horizonCellsSQL()) {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// membersSQL makes the temporary table mart_members: every unit once in each curve that it is in. A curve is of a period, a
// place and, where the breakdown is shown for that kind of place, a category.
func (m *Measure) membersSQL() string {
	types := append([]string{"scotland"}, m.placeTypes()...)
	var curves []string
	for i, kind := range types {
		place := warehouse.Literal(scotland)
		if i > 0 {
			place = fmt.Sprintf("place_%d", i)
		}
		curve := func(breakdown, category string) {
			curves = append(curves, fmt.Sprintf("{'place_type': %s, 'place_code': %s, 'breakdown': %s, 'category': %s}",
				warehouse.Literal(kind), place, warehouse.Literal(breakdown), category))
		}
		curve("all", "'all'")
		for j, b := range m.Breakdowns {
			if !m.isByTime(b) && (len(b.Places) == 0 || slices.Contains(b.Places, kind)) {
				curve(b.Name, fmt.Sprintf("part_%d", j+1))
			}
		}
	}
	return `create or replace temporary table mart_members as
with followed as (
  select *
  from mart_facts
  where on_date <= (select max(counted_to) from mart.periods) and exit_days is not null
),
cohorts as (
  select number, period_type, period_start, period_end, period_start as first_day, counted_to as last_day
  from mart.periods
  where period_type in (` + literals(followedTypes()) + `)
  union all
  select number, period_type, first_day, last_day, first_day, last_day
  from mart_ranges
  where period_type = ` + warehouse.Literal(pieceOf(FinancialYear)) + `
  union all
  select 0, 'all', min(on_date), (select max(counted_to) from mart.periods), date '0001-01-01', max(on_date)
  from followed
),
members as (
  select
    cohorts.number,
    cohorts.period_type,
    cohorts.period_start,
    cohorts.period_end,
    followed.entry_days,
    followed.exit_days,
    followed.cause,
    unnest([
      ` + strings.Join(curves, ",\n      ") + `
    ], recursive := true)
  from followed
  inner join cohorts on followed.on_date between cohorts.first_day and cohorts.last_day
)
select
  *,
  dense_rank() over (order by number, place_type, place_code, breakdown, category) as cell
from members`
}

const curveCellsSQL = `create or replace temporary table mart_curve_cells as
select
  cell,
  any_value(number) as number,
  any_value(period_type) as period_type,
  any_value(period_start) as period_start,
  any_value(period_end) as period_end,
  any_value(place_type) as place_type,
  any_value(place_code) as place_code,
  any_value(breakdown) as breakdown,
  any_value(category) as category,
  count(*) as followed
from mart_members
group by cell`

func (m *Measure) horizonsSQL() string {
	labels := m.Breakdowns[m.breakdown(followUp)].Labels
	rows := make([]string, len(labels))
	for i, item := range labels {
		rows[i] = fmt.Sprintf("(%v)", item.Key)
	}
	return "create or replace temporary table mart_horizons as\nselect *\nfrom (values " + strings.Join(rows, ", ") + ") as horizons (days)"
}

// horizonCellsSQL makes mart_cells: the curves of every period at the fixed days. The incidence is null where it is not
// known; the events seen by then are given all the same, so that the small-number control counts them.
func (m *Measure) horizonCellsSQL() string {
	names := "case cells.breakdown when 'all' then " + warehouse.Literal(followUp)
	shown := []string{"'all'"}
	for _, b := range m.Breakdowns {
		if len(b.Cross) == 2 {
			names += fmt.Sprintf(" when %s then %s", warehouse.Literal(b.Cross[1]), warehouse.Literal(b.Name))
			shown = append(shown, warehouse.Literal(b.Cross[1]))
		}
	}
	return `create or replace temporary table mart_cells as
select
  cells.number,
  cells.period_type,
  cells.place_type,
  cells.place_code,
  ` + names + ` end as breakdown,
  steps.days::varchar || case cells.breakdown when 'all' then '' else '/' || cells.category end as category,
  cells.followed,
  steps.at_risk,
  steps.events_by,
  steps.censored_by,
  case when steps.is_known then least(steps.incidence, 1) end as incidence,
  case when steps.is_known then log_log_lower(steps.incidence, steps.incidence_se, ` + z95 + `) end as lower_limit,
  case when steps.is_known then log_log_upper(steps.incidence, steps.incidence_se, ` + z95 + `) end as upper_limit
from mart_steps as steps
semi join mart_horizons as horizons on horizons.days = steps.days
inner join mart_curve_cells as cells on cells.cell = steps.cell
where
  steps.cause = 'EVENT'
  and cells.period_type <> 'all'
  and cells.breakdown in (` + strings.Join(shown, ", ") + ")"
}

// followedMarker: nobody followed is [z]; a day that nobody's follow-up has reached is [x]. Fewer than 20 followed is [u], and
// so is the estimate where fewer than 10 are still at risk, unless nobody was censored before: then it is a plain share.
func followedMarker(provisional string) string {
	return "case when coalesce(followed, 0) = 0 then '[z]' when incidence is null then '[x]' else nullif(concat_ws(' ', " +
		provisional + ", case when followed < 20 or (at_risk < 10 and censored_by > 0) then '[u]' end), '') end"
}

// hasPartsSQL tells of a period and a place whether its figures are broken down: as cellsSQL and horizonCellsSQL count them.
func (m *Measure) hasPartsSQL() string {
	if m.isFollowed() {
		return "periods.period_type in (" + literals(followedTypes()) + ")"
	}
	text := "periods.period_type in (" + literals(yearlyTypes()) + ")\n" +
		"      or (periods.period_type in (" + literals(partTypes()) + ") and here.place_type <> 'authority')"
	var monthly []string
	for _, b := range m.Breakdowns {
		if b.Months {
			monthly = append(monthly, b.Name)
		}
	}
	if len(monthly) > 0 {
		text += "\n      or (here.place_type = 'scotland' and categories.breakdown in (" + literals(monthly) + "))"
	}
	return text
}

// followedTypes are the kinds of period whose starts are followed. Quarters are not: of so few starts hardly a figure could be shown.
func followedTypes() []string {
	return []string{FinancialYear, CalendarYear, FromToPeriod, pieceOf(FinancialYear)}
}

// hasFiguresSQL tells of a category whether its breakdown has figures: one that is followed has curves only.
func (m *Measure) hasFiguresSQL() string {
	if !m.isFollowed() {
		return "true"
	}
	names := []string{}
	for _, b := range m.Breakdowns {
		if m.isByTime(b) {
			names = append(names, warehouse.Literal(b.Name))
		}
	}
	return "categories.breakdown in (" + strings.Join(names, ", ") + ")"
}
