package marts

import (
	"fmt"
	"slices"
	"strings"

	"throughcare/sql/warehouse"
)

// scotland is the code of the whole country.
const scotland = "S92000003"

// authority is the place type whose breakdowns are by year.
const authority = "authority"

// The statements that turn one measure's facts into figures. Their shape is fixed; what varies are the columns and the words of
// the catalogue, each quoted. There are four: facts, coverage, cells (what was counted), and figures (cells laid over every
// period, place and category that exists, so that a true zero is a row).

// factsSQL makes the temporary table mart_facts: the fact select with its columns under fixed names. Keys become whole numbers,
// which are much quicker to count apart than texts.
func (m *Measure) factsSQL() string {
	columns := []string{"cast(dense_rank() over (order by record_key) as bigint) as record_id"}
	if m.has(People) {
		columns = append(columns,
			"case when person_key is not null then cast(dense_rank() over (order by person_key) as bigint) end as person_id")
	}
	if m.View == Stock {
		columns = append(columns, "cast(from_date as date) as on_date", "cast(to_date as date) as to_date")
	} else {
		columns = append(columns, "cast(on_date as date) as on_date")
	}
	if m.has(Rate) || m.has(RatePer100Years) {
		columns = append(columns, "cast(met as boolean) as met")
	}
	if m.hasAmounts() {
		columns = append(columns, "cast(amount as double) as amount")
	}
	if m.has(RatePer100Years) {
		columns = append(columns, "cast(exposure_days as bigint) as exposure_days")
	}
	if m.isFollowed() {
		columns = append(columns, "cast(entry_days as integer) as entry_days", "cast(exit_days as integer) as exit_days",
			"coalesce(cast(cause as varchar), '') as cause")
	}
	for i, place := range m.placeTypes() {
		columns = append(columns, fmt.Sprintf("coalesce(cast(%s as varchar), %s) as place_%d",
			warehouse.Ident(place), warehouse.Literal(NotRecorded), i+1))
	}
	for i, b := range m.Breakdowns {
		if !m.isByTime(b) {
			columns = append(columns, fmt.Sprintf("%s as part_%d", m.partSQL(b), i+1))
		}
	}
	return "create or replace temporary table mart_facts as\nselect\n  " + strings.Join(columns, ",\n  ") +
		"\nfrom (\n" + m.SQL + "\n) as facts"
}

// partSQL is the category of a fact in a breakdown.
func (m *Measure) partSQL(b Breakdown) string {
	if len(b.Cross) == 2 {
		return m.partSQL(m.Breakdowns[m.breakdown(b.Cross[0])]) + " || '/' || " + m.partSQL(m.Breakdowns[m.breakdown(b.Cross[1])])
	}
	// Age bands come from core with the words for a missing age.
	return fmt.Sprintf("coalesce(nullif(cast(%s as varchar), 'Not recorded'), %s)",
		warehouse.Ident(b.Column), warehouse.Literal(b.missingCode()))
}

func (b Breakdown) missingCode() string {
	if b.Missing != "" {
		return NotApplicable
	}
	return NotRecorded
}

// coverageSQL counts what becomes of the facts: none is lost unseen.
func (m *Measure) coverageSQL() string {
	before := "on_date < first_day"
	if m.View == Stock {
		before = "false" // what opened before the first period is in the stock
	}
	return fmt.Sprintf(`insert into mart.coverage
select
  %s,
  count(*),
  count(*) filter (on_date is null),
  count(*) filter (on_date > last_day),
  count(*) filter (%s),
  count(*) filter (on_date <= last_day and not (%s)),
  null
from mart_facts, (select min(period_start) as first_day, max(counted_to) as last_day from mart.periods) as bounds`,
		warehouse.Literal(m.ID), before, before)
}

// cellsSQL makes the temporary table mart_cells: one row for each period, place and category that has facts, with everything
// counted in one pass of grouping sets. Months have only the whole, and breakdowns of Scotland that ask for them; quarters and
// years have the breakdowns too, those of authorities years only: of one authority's quarter by category hardly a count could be
// shown. distinct is true where a record
// can stand in several facts, ranged where there are periods from one day to another.
func (m *Measure) cellsSQL(distinct, ranged bool) string {
	wholes, parts, yearly := m.groupingSets()
	var selects []string
	for _, level := range []struct {
		sets  [][]string
		types []string
	}{{wholes, wholeTypes()}, {parts, partTypes()}, {yearly, yearlyTypes()}} {
		if len(level.sets) > 0 {
			where := "where period_type in (" + literals(level.types) + ")\n"
			selects = append(selects, m.cellSelect(where, level.sets, distinct))
		}
	}
	return "create or replace temporary table mart_cells as\nwith dated as (\n" + m.datedSQL(ranged) + ")\n" +
		strings.Join(selects, "union all by name\n")
}

// datedSQL is every fact in every period that it counts in. A day meets its month, quarter and year by the month it is in: a join
// on equality, far quicker than one on ranges, which only the periods that a project asks for and their cuts need.
func (m *Measure) datedSQL(ranged bool) string {
	const columns = "  select facts.*, periods.number, periods.period_type\n  from mart_facts as facts\n"
	if m.View == Stock {
		return columns + "  inner join mart.periods as periods\n" +
			"    on facts.on_date <= periods.counted_to and (facts.to_date is null or facts.to_date > periods.counted_to)\n"
	}
	text := columns + "  inner join mart_calendar as periods on periods.month_start = date_trunc('month', facts.on_date)\n" +
		"  where facts.on_date <= periods.counted_to\n"
	if ranged {
		wholes, parts, yearly := m.groupingSets()
		types := []string{FromToPeriod}
		for _, level := range []struct {
			sets [][]string
			kind string
		}{{wholes, Month}, {parts, Quarter}, {yearly, FinancialYear}} {
			if len(level.sets) > 0 {
				types = append(types, pieceOf(level.kind))
			}
		}
		text += "  union all\n" + columns + "  inner join mart_ranges as periods on facts.on_date between periods.first_day and periods.last_day\n" +
			"  where periods.period_type in (" + literals(types) + ")\n"
	}
	return text
}

// wholeTypes, partTypes and yearlyTypes are the kinds of period that are counted without a breakdown, with one, and with one of an
// authority. The pieces are counted for the smallest kind of each.
func wholeTypes() []string {
	return []string{Month, Quarter, FinancialYear, CalendarYear, FromToPeriod, pieceOf(Month)}
}
func partTypes() []string {
	return []string{Quarter, FinancialYear, CalendarYear, FromToPeriod, pieceOf(Quarter)}
}
func yearlyTypes() []string { return []string{FinancialYear, CalendarYear, pieceOf(FinancialYear)} }

// literals are texts as SQL, with commas between.
func literals(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = warehouse.Literal(text)
	}
	return strings.Join(quoted, ", ")
}

// groupingSets are the sets of columns that cells are counted for: by every period (without a breakdown, or with one that months
// have too), with a breakdown, and with one by year only.
func (m *Measure) groupingSets() (wholes, parts, yearly [][]string) {
	places := []string{""}
	for i := range m.placeTypes() {
		places = append(places, fmt.Sprintf("place_%d", i+1))
	}
	types := append([]string{"scotland"}, m.placeTypes()...)
	for i, place := range places {
		set := []string{"number"}
		if place != "" {
			set = append(set, place)
		}
		if m.HasTotals() {
			wholes = append(wholes, set)
		}
		for j, b := range m.Breakdowns {
			if len(b.Places) > 0 && !slices.Contains(b.Places, types[i]) {
				continue
			}
			one := append(slices.Clone(set), fmt.Sprintf("part_%d", j+1))
			switch {
			case b.Months && place == "":
				wholes = append(wholes, one)
			case types[i] == authority:
				yearly = append(yearly, one)
			default:
				parts = append(parts, one)
			}
		}
	}
	return wholes, parts, yearly
}

func (m *Measure) cellSelect(where string, sets [][]string, distinct bool) string {
	used := map[string]bool{}
	texts := make([]string, len(sets))
	for i, set := range sets {
		for _, column := range set {
			used[column] = true
		}
		texts[i] = "(" + strings.Join(set, ", ") + ")"
	}
	columns := slices.Concat([]string{"number", "any_value(period_type) as period_type"}, m.placeColumns(used), m.partColumns(used), m.counts(distinct))
	return "select\n  " + strings.Join(columns, ",\n  ") + "\nfrom dated\n" + where +
		"group by grouping sets (\n  " + strings.Join(texts, ",\n  ") + "\n)\n"
}

// placeColumns name the place of a grouped row: its columns are never null in the facts, so the one that is not null is it.
func (m *Measure) placeColumns(used map[string]bool) []string {
	kind, code := "case", []string{}
	for i, place := range m.placeTypes() {
		column := fmt.Sprintf("place_%d", i+1)
		if used[column] {
			kind += fmt.Sprintf(" when %s is not null then %s", column, warehouse.Literal(place))
			code = append(code, column)
		}
	}
	if len(code) == 0 {
		return []string{"'scotland' as place_type", warehouse.Literal(scotland) + " as place_code"}
	}
	return []string{
		kind + " else 'scotland' end as place_type",
		"coalesce(" + strings.Join(code, ", ") + ", " + warehouse.Literal(scotland) + ") as place_code",
	}
}

func (m *Measure) partColumns(used map[string]bool) []string {
	name, category := "case", []string{}
	for i, b := range m.Breakdowns {
		column := fmt.Sprintf("part_%d", i+1)
		if used[column] {
			name += fmt.Sprintf(" when %s is not null then %s", column, warehouse.Literal(b.Name))
			category = append(category, column)
		}
	}
	if len(category) == 0 {
		return []string{"'all' as breakdown", "'all' as category"}
	}
	return []string{name + " end as breakdown", "coalesce(" + strings.Join(category, ", ") + ") as category"}
}

// counts are the aggregates that the measure's statistics need.
func (m *Measure) counts(distinct bool) []string {
	var columns []string
	if m.has(Records) {
		records := "count(*) as records"
		if distinct {
			records = "count(distinct record_id) as records"
		}
		columns = append(columns, records)
	}
	if m.has(People) {
		columns = append(columns, "count(distinct person_id) as people")
	}
	if m.has(Rate) {
		columns = append(columns, "count(*) filter (met) as hits", "count(met) as tried")
	}
	if m.hasAmounts() {
		columns = append(columns, "count(amount) as amounts", "quantile_cont(amount, [0.25, 0.5, 0.75]) as quartiles")
	}
	if m.has(RatePer100Years) {
		columns = append(columns, "count(*) filter (met) as events", "coalesce(sum(exposure_days), 0)::bigint as days")
	}
	return columns
}
