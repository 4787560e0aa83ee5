-- row: one day of one curve as it may be seen: see release.curves. Which days these are is in sdc_curve_days
-- The label of a category is that of its pair with a fixed day, less the words for the day.
create or replace temporary table protected_curves as
with labels as (
  select distinct
    crosses.measure,
    crosses.second_of_cross as breakdown,
    split_part(pairs.category, '/', 2) as category,
    substr(pairs.category_label, length(day.category_label) + 3) as category_label,
    pairs.category_order % 100 as category_order
  from mart.breakdowns as crosses
  inner join mart.figures as pairs
    on pairs.measure = crosses.measure and pairs.breakdown = crosses.breakdown
  inner join mart.figures as day
    on day.measure = crosses.measure
    and day.breakdown = crosses.first_of_cross
    and day.category = split_part(pairs.category, '/', 1)
  where crosses.first_of_cross = 'follow_up'
),
steps as (
  select *
  from mart.curves
  where method = 'aalen_johansen' and cause = 'EVENT' and place_type = 'scotland'
)
select
  days.measure,
  days.period_type,
  days.period_start,
  any_value(steps.period_end) as period_end,
  'scotland' as place_type,
  any_value(steps.place_code) as place_code,
  'Scotland' as place,
  days.breakdown,
  days.category,
  days.days,
  any_value(days.at_risk) as at_risk,
  -- the last step up to the day; before the first, nothing has happened
  100 * coalesce(arg_max(steps.value, steps.days) filter (steps.days <= days.days), 0) as value,
  100 * arg_max(steps.std_error, steps.days) filter (steps.days <= days.days) as std_error,
  100 * arg_max(steps.lower, steps.days) filter (steps.days <= days.days and steps.value > 0) as lower,
  100 * arg_max(steps.upper, steps.days) filter (steps.days <= days.days and steps.value > 0) as upper,
  'per cent' as unit,
  coalesce(any_value(labels.category_label), case days.category when 'NOT_RECORDED' then 'Not recorded' else 'All' end) as category_label,
  coalesce(any_value(labels.category_order), case days.category when 'NOT_RECORDED' then 99 else 0 end)::integer as category_order
from sdc_curve_days as days
inner join steps using (measure, period_type, period_start, breakdown, category)
left join labels
  on labels.measure = days.measure and labels.breakdown = days.breakdown and labels.category = days.category
group by days.measure, days.period_type, days.period_start, days.breakdown, days.category, days.days
order by all;
