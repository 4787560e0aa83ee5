-- row: one share of one curve that is shown: the day by which the event had happened to so many: see release.curve_times
-- It says nothing that the curve does not: it knows the days of the curve as it is shown, and no others.
create or replace temporary table release_curve_times as
with days as (
  select
    curves.*,
    shares.share
  from protected_curves as curves
  cross join (values (25), (50)) as shares (share)
)
select
  measure,
  period_type,
  period_start,
  any_value(period_end) as period_end,
  place_type,
  place_code,
  any_value(place) as place,
  breakdown,
  category,
  any_value(category_label) as category_label,
  cast(share as integer) as share,
  min(days) filter (value >= share - 1e-9) as days,
  -- the limit lies after this day of the curve
  max(days) filter (coalesce(upper < share, value = 0)) as lower,
  min(days) filter (lower >= share) as upper,
  max(days) as last_days,
  case when max(value) >= share - 1e-9 then null else '[x]' end as marker
from days
group by measure, period_type, period_start, place_type, place_code, breakdown, category, share
order by all;
