-- row: one share of one curve: the day by which the event had happened to so many, and its limits; see mart.curve_times
-- As R's quantile of survfit has it: the first day on which the curve reaches the share; where it rests on the share itself, the
-- middle between that day and the next step. The limits are the days on which the limits of the curve reach it: of Kaplan-Meier's
-- where nothing competes, as in R, else of Aalen and Johansen's.
with curves as (
  select
    * exclude (value, lower, upper),
    case method when 'kaplan_meier' then 1 - value else value end as value,
    case method when 'kaplan_meier' then 1 - upper else lower end as lower,
    case method when 'kaplan_meier' then 1 - lower else upper end as upper
  from mart.curves
  where cause = 'EVENT'
  qualify
    row_number() over (
      partition by measure, period_type, period_start, place_type, place_code, breakdown, category, days
      order by method desc
    ) = 1
),
steps as (
  select
    curves.*,
    shares.share
  from curves
  cross join (values (25), (50)) as shares (share)
)
select
  measure,
  period_type,
  period_start,
  any_value(period_end) as period_end,
  place_type,
  place_code,
  breakdown,
  category,
  cast(share as integer) as share,
  case
    when bool_or(abs(value - share / 100.0) < 1e-9) and max(value) > share / 100.0 + 1e-9
      then (min(days) filter (value >= share / 100.0 - 1e-9) + min(days) filter (value > share / 100.0 + 1e-9)) / 2.0
    else min(days) filter (value >= share / 100.0 - 1e-9)
  end::double as days,
  cast(min(days) filter (upper >= share / 100.0) as double) as lower,
  cast(min(days) filter (lower >= share / 100.0) as double) as upper
from steps
group by measure, period_type, period_start, place_type, place_code, breakdown, category, share
order by all
