package marts

import (
	"fmt"
	"strings"

	"throughcare/sql/warehouse"
)

// figuresSQL lays the cells over every period, place and category and writes mart.figures. available is false where the source
// has no record at all: nothing is known then, and the figures are [x], not 0.
func (m *Measure) figuresSQL(available bool) string {
	var text strings.Builder
	text.WriteString("insert into mart.figures by name\nwith " + placesSQL(m.placeTypes()) + ",\n" + m.categoriesSQL(available) + ",\n")
	fmt.Fprintf(&text, `wide as materialized (
  select
    %s as measure,
    %s as "view",
    periods.period_type,
    periods.period_start,
    periods.period_end,
    here.place_type,
    here.place_code,
    here.place,
    categories.breakdown,
    categories.category,
    categories.category_label,
    categories.category_order,
    not (%s) as provisional,
    cells.* exclude (number, period_type, place_type, place_code, breakdown, category)
  from mart.periods as periods
  inner join here on here.number = periods.number
  inner join categories
    on (categories.breakdown = 'all' or %s)
    and (categories.places is null or list_contains(categories.places, here.place_type))
    and %s
  left join mart_cells as cells
    on cells.number = periods.number
    and cells.place_type = here.place_type
    and cells.place_code = here.place_code
    and cells.breakdown = categories.breakdown
    and cells.category = categories.category
)
`, warehouse.Literal(m.ID), warehouse.Literal(m.View), m.wholePeriodSQL(), m.hasPartsSQL(), m.hasFiguresSQL())
	selects := make([]string, len(m.Statistics))
	for i, statistic := range m.Statistics {
		selects[i] = m.statisticSQL(statistic, available)
	}
	text.WriteString(strings.Join(selects, "union all\n"))
	return text.String()
}

// wholePeriodSQL is true where the period is neither in progress nor begins before the data, and the files of all suppliers reach
// its end. What came before does not matter for a stock, which is counted on one day.
func (m *Measure) wholePeriodSQL() string {
	whole := "periods.ended and coalesce(periods.period_end <= (select complete_to from mart.complete where measure = " +
		warehouse.Literal(m.ID) + "), true)"
	if m.View == Stock {
		return whole
	}
	return whole + " and periods.covered"
}

// placesSQL is the places of each period: those open in it that some record names, those that have facts in it though closed, and those that no list has
// (not recorded) in every period once they occur.
func placesSQL(types []string) string {
	shown := []string{warehouse.Literal("scotland")}
	for _, t := range types {
		shown = append(shown, warehouse.Literal(t))
	}
	return fmt.Sprintf(`present as (
  select
    periods.number,
    places.place_type,
    places.place_code
  from mart.periods as periods
  inner join mart.places as places
    on coalesce(places.valid_from <= periods.period_end, true)
    and coalesce(places.valid_to >= periods.period_start, true)
  where places.occurs and places.place_type in (%s)
  union
  select number, place_type, place_code
  from mart_cells
  union
  select periods.number, cells.place_type, cells.place_code
  from (
    select distinct place_type, place_code
    from mart_cells
    anti join mart.places as places using (place_type, place_code)
  ) as cells, mart.periods as periods
),
here as (
  select
    present.*,
    coalesce(places.place, case present.place_code when 'NOT_RECORDED' then 'Not recorded' when 'NOT_APPLICABLE' then 'Not applicable'
      else present.place_code end) as place
  from present
  left join mart.places as places
    on places.place_type = present.place_type and places.place_code = present.place_code
)`, strings.Join(shown, ", "))
}

// categoriesSQL is the categories of every breakdown: the codes of its list or its labels, in their order, then what occurs
// beside them, then not recorded. Codes that went out of use before the first period are left out unless they occur.
func (m *Measure) categoriesSQL(available bool) string {
	rows := []string{}
	if m.HasTotals() {
		rows = append(rows, "  select 'all' as breakdown, 'all' as category, 'All' as category_label, 0 as category_order\n")
	}
	if available {
		for _, b := range m.Breakdowns {
			rows = append(rows, m.listedSQL(b)...)
		}
	}
	if len(rows) == 0 {
		rows = append(rows, "  select '' as breakdown, '' as category, '' as category_label, 0 as category_order where false\n")
	}
	return "listed (breakdown, category, category_label, category_order) as (\n" + strings.Join(rows, "  union all\n") + fmt.Sprintf(`),
occurring as (
  select distinct breakdown, category
  from mart_cells
  anti join listed using (breakdown, category)
),
every_category as (
  select * from listed
  union all
  select
    breakdown,
    category,
    case category when 'NOT_RECORDED' then 'Not recorded' when 'NOT_APPLICABLE' then %s else category end,
    case
      when category in ('NOT_RECORDED', 'NOT_APPLICABLE') then 9000
      else 1000 + row_number() over (partition by breakdown order by category)
    end
  from occurring
),
categories as (
  select
    *,
    %s as places
  from every_category
)`, m.missingSQL(), m.shownSQL())
}

// listedSQL is the categories of one breakdown that its list or labels name, as selects of breakdown, category, label and order.
func (m *Measure) listedSQL(b Breakdown) []string {
	name := warehouse.Literal(b.Name)
	if len(b.Cross) == 2 {
		first, second := m.pairSQL(b.Cross[0]), m.pairSQL(b.Cross[1])
		if first == "" || second == "" {
			return nil
		}
		return []string{fmt.Sprintf(`  select %s, a.category || '/' || b.category, a.category_label || ': ' || b.category_label,
    a.category_order * 100 + b.category_order
  from (%s) as a, (%s) as b
`, name, first, second)}
	}
	if b.List != "" {
		return []string{fmt.Sprintf(`  select %s, code, label, cast(row_number() over (order by sort_order, code) as integer)
  from ref.codes
  where list = %s and coalesce(valid_to >= (select min(period_start) from mart.periods), true)
`, name, warehouse.Literal(b.List))}
	}
	rows := make([]string, 0, len(b.Labels))
	for i, item := range b.Labels {
		rows = append(rows, fmt.Sprintf("  select %s, %s, %s, %d\n", name, warehouse.Literal(fmt.Sprint(item.Key)),
			warehouse.Literal(fmt.Sprint(item.Value)), i+1))
	}
	return rows
}

// pairSQL is the categories of a breakdown that is one half of a cross, with names for the columns.
func (m *Measure) pairSQL(name string) string {
	selects := m.listedSQL(m.Breakdowns[m.breakdown(name)])
	if len(selects) == 0 {
		return ""
	}
	return "select * from (" + strings.Join(selects, "  union all\n") + ") as t (breakdown, category, category_label, category_order)"
}

// missingSQL is the label of what does not apply, by breakdown.
func (m *Measure) missingSQL() string {
	text := "case breakdown"
	for _, b := range m.Breakdowns {
		if b.Missing != "" {
			text += fmt.Sprintf(" when %s then %s", warehouse.Literal(b.Name), warehouse.Literal(b.Missing))
		}
	}
	if text == "case breakdown" {
		return "'Not applicable'"
	}
	return text + " else 'Not applicable' end"
}

// shownSQL is the kinds of place that a breakdown is shown for; null is every kind.
func (m *Measure) shownSQL() string {
	text := "case breakdown"
	for _, b := range m.Breakdowns {
		if len(b.Places) > 0 {
			quoted := make([]string, len(b.Places))
			for i, p := range b.Places {
				quoted[i] = warehouse.Literal(p)
			}
			text += fmt.Sprintf(" when %s then [%s]", warehouse.Literal(b.Name), strings.Join(quoted, ", "))
		}
	}
	if text == "case breakdown" {
		return "null::varchar[]"
	}
	return text + " end"
}

// z95 is the normal quantile of a two-sided 95% interval.
const z95 = "1.959963984540054"

// statisticSQL is the figures of one statistic. A rate of nothing is [z]; one of fewer than 20 is [u].
func (m *Measure) statisticSQL(statistic string, available bool) string {
	value, numerator, denominator, lower, upper, unit := "", "null", "null", "null", "null", m.Unit
	switch statistic {
	case Records:
		value = "coalesce(records, 0)"
	case People:
		value, unit = "coalesce(people, 0)", "people"
	case PerPerson:
		numerator, denominator, unit = "coalesce(records, 0)", "coalesce(people, 0)", m.Unit+" per person"
		value = "case when people > 0 then records::double / people end"
	case Rate:
		numerator, denominator, unit = "coalesce(hits, 0)", "coalesce(tried, 0)", "per cent"
		value = "case when tried > 0 then 100.0::double * hits / tried end"
		lower, upper = "100 * wilson_lower(hits, tried, "+z95+")", "100 * wilson_upper(hits, tried, "+z95+")"
	case LowerQuartile, Median, UpperQuartile:
		at := map[string]int{LowerQuartile: 1, Median: 2, UpperQuartile: 3}[statistic]
		value, denominator, unit = fmt.Sprintf("quartiles[%d]", at), "coalesce(amounts, 0)", m.AmountUnit
	case RatePer100Years:
		numerator, denominator, unit = "coalesce(events, 0)", "coalesce(days, 0) / 365.25::double", "per 100 years at risk"
		value = "case when days > 0 then 36525.0::double * events / days end"
		lower = "case when days > 0 then 36525 * poisson_lower(events, 0.95) / days end"
		upper = "case when days > 0 then 36525 * poisson_upper(events, 0.95) / days end"
	case CumulativeIncidence:
		value, numerator, denominator, unit = "100 * incidence", "coalesce(events_by, 0)", "coalesce(followed, 0)", "per cent"
		lower, upper = "100 * lower_limit", "100 * upper_limit"
	}
	if !available {
		value, numerator, denominator, lower, upper = "null", "null", "null", "null", "null"
	}
	return fmt.Sprintf(`select
  case breakdown when 'all' then measure else measure || '_by_' || breakdown end as table_id,
  measure,
  %s as statistic,
  "view",
  period_type,
  period_start,
  period_end,
  place_type,
  place_code,
  place,
  breakdown,
  category,
  cast(%s as double) as value,
  cast(%s as double) as numerator,
  cast(%s as double) as denominator,
  cast(%s as double) as lower,
  cast(%s as double) as upper,
  %s as unit,
  %s as marker,
  category_label,
  cast(category_order as integer) as category_order
from wide
`, warehouse.Literal(statistic), value, numerator, denominator, lower, upper, warehouse.Literal(unit), markerSQL(statistic, available))
}

func markerSQL(statistic string, available bool) string {
	if !available {
		return "'[x]'"
	}
	const provisional = "case when provisional then '[p]' end"
	switch statistic {
	case PerPerson:
		return "case when coalesce(people, 0) = 0 then '[z]' else nullif(concat_ws(' ', " + provisional +
			", case when people < 20 then '[u]' end), '') end"
	case Rate:
		return "case when coalesce(tried, 0) = 0 then '[z]' else nullif(concat_ws(' ', " + provisional +
			", case when tried < 20 then '[u]' end), '') end"
	case RatePer100Years:
		return "case when coalesce(days, 0) = 0 then '[z]' else nullif(concat_ws(' ', " + provisional +
			", case when days < 20 * 365.25 then '[u]' end), '') end"
	case CumulativeIncidence:
		return followedMarker(provisional)
	case LowerQuartile, Median, UpperQuartile:
		return "case when coalesce(amounts, 0) = 0 then '[z]' else " + provisional + " end"
	default:
		return provisional
	}
}
