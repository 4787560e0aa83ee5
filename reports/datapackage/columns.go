package datapackage

import (
	"fmt"
	"strings"

	"throughcare/sql/warehouse"
)

// Column of a file: what it is called, what it holds, and the SQL that makes it.
type column struct {
	name, title, description string
	kind                     string // string, number, date
	required                 bool
	key                      bool // of the primary key
	separator                string
	sql                      string
}

// dimension is a breakdown of a measure, or a part of one that crosses two.
type dimension struct {
	name, title string
}

// code is the SQL of the dimension's code of a figure, null where the figure is not broken down by it.
func (d dimension) code() string {
	name := warehouse.Literal(d.name)
	return `case
    when f.breakdown = ` + name + ` then f.category
    when b.first_of_cross = ` + name + ` then split_part(f.category, '/', 1)
    when b.second_of_cross = ` + name + ` then split_part(f.category, '/', 2)
  end`
}

// camel turns a name of the catalogue into a heading: licence_type is LicenceType.
func camel(name string) string {
	var out strings.Builder
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == ' ' }) {
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}

// columnsOf a measure's file. The first are those that statistics.gov.scot asks for, whose headings it wants as they are.
func columnsOf(dimensions []dimension) []column {
	all := []column{
		{name: "FeatureCode", title: "Code of the place", kind: "string", required: true, key: true, sql: "f.place_code",
			description: "Nine characters of the Government Statistical Service for Scotland and local authorities; the establishment's or service's own code otherwise. NOT_RECORDED where the place is not recorded, NOT_APPLICABLE where there can be none."},
		{name: "FeatureName", title: "Name of the place", kind: "string", required: true, sql: "f.place", description: "What the place is called."},
		{name: "FeatureType", title: "Kind of place", kind: "string", required: true, key: true, sql: "f.place_type", description: "scotland, authority, establishment or service. What each means for this measure is in its description."},
		{name: "DateCode", title: "Period", kind: "string", required: true, key: true,
			description: "2025/2026 is the financial year from April to March, 2025-Q2 the quarter April to June 2025, 2025-04 a month, 2025 a calendar year, 2026-05-01/2026-06-30 a period from a day to a day.",
			sql: `case f.period_type
    when 'financial_year' then strftime(f.period_start, '%Y') || '/' || strftime(f.period_end, '%Y')
    when 'quarter' then strftime(f.period_start, '%Y') || '-Q' || ((month(f.period_start) + 2) // 3)::varchar
    when 'calendar_year' then strftime(f.period_start, '%Y')
    when 'from_to' then strftime(f.period_start, '%Y-%m-%d') || '/' || strftime(f.period_end, '%Y-%m-%d')
    else strftime(f.period_start, '%Y-%m')
  end`},
		{name: "PeriodStart", title: "First day", kind: "date", required: true, sql: "f.period_start", description: "First day of the period."},
		{name: "PeriodEnd", title: "Last day", kind: "date", required: true, sql: "f.period_end", description: "Last day of the period; a stock figure is at this day."},
		{name: "Measurement", title: "Statistic", kind: "string", required: true, key: true,
			description: "Count (records), People (persons), Percent, Rate per 100 years at risk, Estimated percent (cumulative incidence), Median, Lower quartile or Upper quartile.",
			sql: `case f.statistic
    when 'records' then 'Count'
    when 'people' then 'People'
    when 'rate' then 'Percent'
    when 'rate_per_100_years' then 'Rate per 100 years at risk'
    when 'cumulative_incidence' then 'Estimated percent'
    else upper(f.statistic[1]) || replace(f.statistic[2:], '_', ' ')
  end`},
		{name: "Units", title: "Unit", kind: "string", required: true, sql: "upper(f.unit[1]) || f.unit[2:]", description: "What is counted, or the unit of the statistic."},
		{name: "Value", title: "Value", kind: "number", sql: number("f.value"), description: "The figure. Empty where there is none: the marker says why. 0 is a true zero."},
		{name: "Marker", title: "Marker", kind: "string", separator: " ", sql: "array_to_string(regexp_extract_all(f.marker, '[a-z]+'), ' ')",
			description: "Shorthand without brackets, several set apart by a space: c confidential, p provisional (the period is not over, or a supplier's file that reaches its end has not come), u unreliable (a denominator under 20), x not available, z not applicable."},
	}
	for i, d := range dimensions {
		code := fmt.Sprintf("coalesce(f.d%d, 'All')", i)
		all = append(all,
			column{name: camel(d.name), title: d.title, kind: "string", required: true, key: true, sql: code,
				description: d.title + ", as a code; All where the figure is not broken down by it. codes.csv has the names."},
			column{name: camel(d.name) + "Label", title: d.title + ", in words", kind: "string", required: true,
				sql: fmt.Sprintf("coalesce(l%d.label, %s)", i, code), description: d.title + ", in words."})
	}
	return append(all,
		column{name: "LowerCI", title: "Lower limit", kind: "number", sql: number("f.lower"), description: "Lower limit of the 95% confidence interval."},
		column{name: "UpperCI", title: "Upper limit", kind: "number", sql: number("f.upper"), description: "Upper limit of the 95% confidence interval."},
		column{name: "Numerator", title: "Numerator", kind: "number", sql: number("f.numerator"), description: "Numerator of a percentage or rate."},
		column{name: "Denominator", title: "Denominator", kind: "number", sql: number("f.denominator"), description: "Denominator of a percentage, rate or median; the people of a number per person."})
}

// number writes a whole number without a decimal point, any other in the fewest digits that read back as the same. What is
// confidential has none: a second lock, should a release ever carry one.
func number(of string) string {
	return `case
    when contains(coalesce(f.marker, ''), '[c]') then null
    when ` + of + ` = round(` + of + `) and abs(` + of + `) < 1e15 then ` + of + `::bigint::varchar
    else ` + of + `::varchar
  end`
}

// flatColumns are those of the one file of all figures: the release's own.
func flatColumns() []column {
	all := []column{
		{name: "release", description: "The release."}, {name: "table_id", description: "The table of figures that are protected together."},
		{name: "measure", description: "The measure's id: see the catalogue."}, {name: "statistic", description: "records, people, per_person, rate, median and so on."},
		{name: "view", description: "activity, cohort or stock."}, {name: "period_type", description: "month, quarter, financial_year, calendar_year, or from_to: from a day to a day."},
		{name: "period_start", kind: "date", description: "First day of the period."}, {name: "period_end", kind: "date", description: "Last day of the period."},
		{name: "place_type", description: "scotland, authority, establishment or service."}, {name: "place_code", description: "Code of the place."}, {name: "place", description: "Name of the place."},
		{name: "breakdown", description: "What the figure is broken down by; all where it is not."}, {name: "category", description: "Code of the category."},
		{name: "category_label", description: "The category in words."},
		{name: "value", kind: "number", description: "The figure; none where the marker says why."}, {name: "numerator", kind: "number", description: "Numerator of a rate."},
		{name: "denominator", kind: "number", description: "Denominator of a rate or median."}, {name: "lower", kind: "number", description: "Lower limit of the 95% confidence interval."},
		{name: "upper", kind: "number", description: "Upper limit of the 95% confidence interval."}, {name: "unit", description: "Unit of the value."}, {name: "marker", description: "Shorthand in square brackets."},
	}
	for i := range all {
		c := &all[i]
		c.title = strings.ReplaceAll(c.name, "_", " ")
		c.sql = "f." + warehouse.Ident(c.name)
		if c.kind == "number" {
			c.sql = "case when contains(coalesce(f.marker, ''), '[c]') then null else f." + warehouse.Ident(c.name) + " end"
		}
		if c.kind == "" {
			c.kind = "string"
		}
	}
	return all
}
