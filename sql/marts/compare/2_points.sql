-- row: one point of one control chart, from the protected figures, from the first point of its baseline; numbered in order of time
-- The baseline begins with the first complete financial year in which Scotland's figure is shown for three quarters of the
-- periods or more: before it, the data were still coming in. Until there is such a year it begins with the first period that
-- has anything, and is never complete. A place that opened later begins with its own first period.
with charts as (
  select distinct
    measure,
    statistic,
    period_type
  from mart.charted
),
figures as (
  select
    figures.*,
    not (periods.ended and periods.covered and coalesce(periods.period_end <= complete.complete_to, true)) as provisional,
    -- something was counted, shown or not
    coalesce(figures.marker = '[c]' or figures.denominator > 0 or (figures.denominator is null and figures.value > 0), false) as counted,
    make_date((year(figures.period_start) - (month(figures.period_start) < 4)::integer)::integer, 4, 1) as financial_year
  from protected_figures as figures
  inner join charts
    using (measure, statistic, period_type)
  inner join mart.periods as periods
    using (period_type, period_start)
  left join mart.complete as complete
    using (measure)
  where
    figures.breakdown = 'all'
    and figures.place_code not in ('NOT_RECORDED', 'NOT_APPLICABLE')
),
series as (
  select
    charted.chart,
    figures.*
  from mart.charted as charted
  inner join figures
    using (measure, statistic, period_type, place_type)
),
full_years as (
  select
    measure,
    statistic,
    period_type,
    financial_year
  from figures
  where place_type = 'scotland'
  group by all
  having
    count(*) filter (not provisional) = if(period_type = 'month', 12, 4)
    and count(*) filter (counted and marker is distinct from '[c]') >= if(period_type = 'month', 9, 3)
),
starts as (
  select
    measure,
    statistic,
    period_type,
    min(financial_year) as starts_on
  from full_years
  group by all
),
firsts as (
  select
    measure,
    statistic,
    period_type,
    place_type,
    place_code,
    min(period_start) filter (counted) as first_period
  from series
  group by all
),
baselines as (
  select
    firsts.*,
    greatest(coalesce(starts.starts_on, first_period), first_period) as baseline_start,
    starts.starts_on is not null as settled
  from firsts
  left join starts
    using (measure, statistic, period_type)
  where first_period is not null
),
points as (
  select
    series.*,
    baselines.baseline_start,
    (baselines.baseline_start + if(period_type = 'month', interval 24 month, interval 36 month) - interval 1 day)::date as baseline_end,
    baselines.settled
  from series
  inner join baselines
    using (measure, statistic, period_type, place_type, place_code)
  where series.period_start >= baselines.baseline_start
),
ends as (
  select
    *,
    max(period_end) filter (not provisional) over series as last_end
  from points
  window series as (partition by measure, statistic, period_type, place_type, place_code)
)
select
  cast(row_number() over (order by measure, statistic, period_type, place_type, place_code, period_start) as integer) as n,
  measure,
  statistic,
  chart,
  "view",
  period_type,
  period_start,
  period_end,
  place_type,
  place_code,
  place,
  value,
  numerator,
  denominator,
  unit,
  marker,
  case
    when provisional then 'provisional'
    when settled and last_end >= baseline_end and period_end > baseline_end then 'after'
    else 'baseline'
  end as part,
  baseline_start,
  case when settled and last_end >= baseline_end then baseline_end else coalesce(last_end, baseline_end) end as baseline_end,
  coalesce(settled and last_end >= baseline_end, false) as frozen
from ends
-- what the data did not cover yet is not of the process; what is not complete yet stands at the end
where not provisional or coalesce(period_start > last_end, true)
order by n
