-- row: one stretch of a curve between two days that are shown in which a few can be counted. It goes back to the curves themselves
-- The days shown are those of the curve and, of a year's curve, the fixed days whose figures are shown.
create or replace temporary table sdc_curve_findings as
with days as (
  select measure, period_type, period_start, breakdown, category, days, false as is_figure
  from protected_curves
  union
  select measure, period_type, period_start, 'all', 'all', category::integer, true
  from protected_figures
  where
    statistic = 'cumulative_incidence'
    and place_type = 'scotland'
    and breakdown = 'follow_up'
    and value is not null
    and (measure, period_type, period_start) in (
      select (measure, period_type, period_start) from protected_curves where breakdown = 'all'
    )
),
shown as (
  select measure, period_type, period_start, breakdown, category, days, bool_or(is_figure) as is_figure
  from days
  group by measure, period_type, period_start, breakdown, category, days
),
stretches as (
  select
    *,
    coalesce(lag(days) over curve, -1) as after_day
  from shown
  window curve as (partition by measure, period_type, period_start, breakdown, category order by days)
  -- between two fixed days, or the start and one, the curve tells nothing that the figures do not
  qualify not (is_figure and coalesce(lag(is_figure) over curve, true))
),
events as (
  select
    measure,
    period_type,
    period_start,
    breakdown,
    category,
    days,
    events
  from mart.curves
  where method = 'aalen_johansen' and cause = 'EVENT' and place_type = 'scotland'
)
select
  stretches.measure,
  stretches.period_type,
  stretches.period_start,
  stretches.breakdown,
  stretches.category,
  stretches.days,
  sum(events.events) as events
from stretches
inner join events
  on events.measure = stretches.measure
  and events.period_type = stretches.period_type
  and events.period_start = stretches.period_start
  and events.breakdown = stretches.breakdown
  and events.category = stretches.category
  and events.days > stretches.after_day
  and events.days <= stretches.days
group by all
having sum(events.events) between 1 and getvariable('sdc_threshold')::integer - 1
union all
select measure, period_type, period_start, breakdown, category, days, at_risk
from protected_curves
where at_risk < greatest(getvariable('sdc_threshold')::integer, 10)
