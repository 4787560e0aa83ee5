-- row: one month of one licence at risk, with its days; or part of a month, where a period of the project's own begins or ends in it
-- The time at risk of one licence is cut at the ends of months, so that quarters and years are sums of months.
with first_month as (
  select min(period_start) as day
  from mart.periods
  where period_type = 'month'
),
cuts as (
  select period_start as day
  from mart.periods
  where period_type = 'from_to'
  union
  select (period_end + interval 1 day)::date
  from mart.periods
  where period_type = 'from_to'
),
licences as (
  select
    licences.*,
    greatest(started_on, followed_from, first_month.day) as from_day
  from core.licences as licences, first_month
  where greatest(started_on, followed_from, first_month.day) < at_risk_to
),
starts as (
  select
    *,
    unnest(generate_series(date_trunc('month', from_day), at_risk_to, interval 1 month))::date as month_start
  from licences
  union
  select
    licences.*,
    cuts.day
  from licences
  inner join cuts on cuts.day > licences.from_day and cuts.day < licences.at_risk_to
),
months as (
  select
    *,
    coalesce(lead(month_start) over (partition by licence_ref order by month_start), at_risk_to) as next_start
  from starts
)
select
  licence_ref || '/' || month_start as record_key,
  person_key,
  greatest(from_day, month_start) as from_day,
  least(at_risk_to, next_start) - greatest(from_day, month_start) as exposure_days,
  authority,
  licence_type,
  gender
from months
