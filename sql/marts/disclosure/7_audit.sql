-- row: one figure that must not be seen as it is. It reads only what is to be shown, and shares nothing with the rules above
with small as (
  select measure, statistic, period_start, place_code, breakdown, category
  from protected_figures
  where
    case
      when statistic in ('records', 'people') then value between 1 and getvariable('sdc_threshold')::integer - 1
      when statistic = 'rate' then
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
by_subtraction as (
  select
    children.measure,
    children.statistic,
    children.period_start,
    children.place_code,
    children.breakdown,
    any_value(children.category) filter (children.marker = '[c]') as category
  from protected_figures as children
  inner join mart.breakdowns as breakdowns
    on breakdowns.measure = children.measure
    and breakdowns.breakdown = children.breakdown
    and not breakdowns.overlapping
  inner join protected_figures as whole
    on whole.measure = children.measure
    and whole.statistic = children.statistic
    and whole.period_type = children.period_type
    and whole.period_start = children.period_start
    and whole.place_type = children.place_type
    and whole.place_code = children.place_code
  where
    whole.breakdown = 'all'
    and whole.value is not null
    and children.statistic in ('records', 'rate')
  group by children.measure, children.statistic, children.period_type, children.period_start, children.place_type, children.place_code,
    children.breakdown
  having count(*) filter (children.marker = '[c]') = 1
)
from small
union all
from half_shown
union all
from by_subtraction
