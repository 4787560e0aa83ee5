-- row: one curve of Scotland and one day on which it could be shown: the fixed days of its measure, and every week between them
-- Counted since the start: the events up to and with the day; those who left otherwise, and those who entered late, before it.
-- A breakdown that is not crossed with the fixed days has curves in mart.curves only: of these nothing may be seen.
-- At risk is, as in the curve, just before the day. A day after the last that anybody was followed to has no row.
-- allowed: what is held back of the figures at the fixed days about it does not follow from the curve. A year's curve needs the
-- year's figures on both sides; that of all years together may show their sum where none of the years is held back, or several
-- whose sum leaves each of them its choice, unless periods of the project's own are shown, which add up otherwise.
create or replace temporary table sdc_curve_counts as
with fixed as (
  select distinct
    measure,
    category::integer as days
  from mart.figures
  where statistic = 'cumulative_incidence' and breakdown = 'follow_up' and place_type = 'scotland'
),
spans as (
  select
    measure,
    coalesce(lag(days) over (partition by measure order by days), 0) as after_days,
    days as to_days
  from fixed
),
candidates as (
  select
    measure,
    after_days,
    to_days,
    to_days as days,
    true as is_fixed
  from spans
  union all
  select
    measure,
    after_days,
    to_days,
    7 * unnest(range(after_days // 7 + 1, (to_days - 1) // 7 + 1)),
    false
  from spans
),
steps as (
  select
    measure,
    period_type,
    period_start,
    breakdown,
    category,
    days,
    any_value(at_risk) as at_risk,
    sum(events) filter (cause = 'EVENT') as events,
    coalesce(sum(events) filter (cause <> 'EVENT'), 0) + any_value(censored) as others
  from mart.curves
  where
    method = 'aalen_johansen'
    and place_type = 'scotland'
    and (breakdown = 'all' or (period_type = 'all' and (measure, breakdown) in (
      select (measure, second_of_cross) from mart.breakdowns where first_of_cross = 'follow_up'
    )))
  group by measure, period_type, period_start, breakdown, category, days
),
moves as (
  select
    *,
    coalesce(lead(at_risk) over curve - (at_risk - events - others), 0) as entered
  from steps
  window curve as (partition by measure, period_type, period_start, breakdown, category order by days)
),
counts as (
  select
    moves.measure,
    moves.period_type,
    moves.period_start,
    moves.breakdown,
    moves.category,
    candidates.days,
    any_value(candidates.is_fixed) as is_fixed,
    any_value(candidates.after_days) as after_days,
    any_value(candidates.to_days) as to_days,
    arg_min(moves.at_risk, moves.days) filter (moves.days >= candidates.days) as at_risk,
    coalesce(sum(moves.events) filter (moves.days <= candidates.days), 0)::bigint as events,
    coalesce(sum(moves.others) filter (moves.days < candidates.days), 0)::bigint as others,
    coalesce(sum(moves.entered) filter (moves.days < candidates.days), 0)::bigint as entered
  from moves
  inner join candidates on candidates.measure = moves.measure
  group by moves.measure, moves.period_type, moves.period_start, moves.breakdown, moves.category, candidates.days
  having max(moves.days) >= candidates.days
),
-- the figures at the fixed days, by year, under the names that the curves have
figures as (
  select
    figures.measure,
    figures.period_start,
    coalesce(crosses.second_of_cross, 'all') as breakdown,
    case when crosses.measure is null then 'all' else split_part(figures.category, '/', 2) end as category,
    split_part(figures.category, '/', 1)::integer as days,
    counted.numerator as hits,
    counted.denominator - counted.numerator as misses,
    figures.marker is not distinct from '[c]' as held,
    figures.period_type <> 'financial_year' as own
  from protected_figures as figures
  inner join mart.figures as counted
    using (measure, statistic, period_type, period_start, period_end, place_type, place_code, breakdown, category)
  left join mart.breakdowns as crosses
    on crosses.measure = figures.measure
    and crosses.breakdown = figures.breakdown
    and crosses.first_of_cross = 'follow_up'
  where figures.statistic = 'cumulative_incidence' and figures.place_type = 'scotland'
),
judged as (
  select
    measure,
    period_start,
    breakdown,
    category,
    days,
    not held as allowed
  from figures
  where not own
  union all
  select
    measure,
    null,
    breakdown,
    category,
    days,
    count(*) filter (held and not own) = 0
    or (
      count(*) filter (held and not own) > 1
      and count(*) filter (own and not held and hits + misses > 0) = 0
      and sum(hits) filter (held and not own) - count(*) filter (held and not own) >= getvariable('sdc_threshold')::integer - 1
      and sum(misses) filter (held and not own) - count(*) filter (held and not own) >= getvariable('sdc_threshold')::integer - 1
    )
  from figures
  group by measure, breakdown, category, days
)
select
  counts.measure,
  counts.period_type,
  counts.period_start,
  counts.breakdown,
  counts.category,
  counts.days,
  counts.is_fixed,
  counts.at_risk,
  counts.events,
  counts.others,
  counts.entered,
  not exists (
    from judged
    where
      not judged.allowed
      and judged.measure = counts.measure
      and judged.breakdown = counts.breakdown
      and judged.category = counts.category
      and judged.period_start is not distinct from case when counts.period_type <> 'all' then counts.period_start end
      and (judged.days = counts.to_days or (judged.days = counts.after_days and not counts.is_fixed))
  ) as allowed
from counts;
