-- row: one figure that must not be seen as it is. It reads only what is to be shown, and shares nothing with the rules above
with confidential as (
  select protected_figures.*
  from protected_figures
  inner join mart.measures as measures on measures.measure = protected_figures.measure and measures.confidential
),
small as (
  select measure, statistic, period_start, place_code, breakdown, category
  from confidential
  where
    case
      when statistic in ('records', 'people') then value between 1 and getvariable('sdc_threshold')::integer - 1
      when statistic = 'per_person' then
        numerator between 1 and getvariable('sdc_threshold')::integer - 1
        or denominator between 1 and getvariable('sdc_threshold')::integer - 1
      when statistic in ('rate', 'cumulative_incidence') then
        numerator between 1 and getvariable('sdc_threshold')::integer - 1
        or denominator between 1 and getvariable('sdc_threshold')::integer - 1
        or denominator - numerator between 1 and getvariable('sdc_threshold')::integer - 1
      when statistic = 'rate_per_100_years' then numerator between 1 and getvariable('sdc_threshold')::integer - 1
      else denominator between 1 and 9
    end
),
half_shown as (
  select measure, statistic, period_start, place_code, breakdown, category
  from protected_figures
  where marker = '[c]' and coalesce(value, numerator, denominator, lower, upper) is not null
),
-- The children of one whole by category: exactly one held back, and the whole and all the others shown.
single as (
  select
    measure,
    statistic,
    period_type,
    period_start,
    period_end,
    place_type,
    place_code,
    breakdown,
    any_value(category) filter (marker = '[c]') as category
  from confidential
  where
    statistic in ('records', 'rate', 'cumulative_incidence')
    and (measure, breakdown) in (select (measure, breakdown) from mart.breakdowns where not overlapping)
  group by all
  having count(*) filter (marker = '[c]') = 1
),
by_subtraction as (
  select single.measure, single.statistic, single.period_start, single.place_code, single.breakdown, single.category
  from single
  inner join confidential as whole
    on whole.measure = single.measure
    and whole.statistic = single.statistic
    and whole.period_type = single.period_type
    and whole.period_start = single.period_start
    and whole.period_end = single.period_end
    and whole.place_type = single.place_type
    and whole.place_code = single.place_code
  where
    whole.breakdown = 'all'
    and whole.value is not null
)
from small
union all
from half_shown
union all
from by_subtraction
