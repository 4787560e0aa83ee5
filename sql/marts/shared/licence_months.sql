-- row: one month of one licence at risk, with its days
-- The time at risk of one licence is cut at the ends of months, so that quarters and years are sums of months.
with first_month as (
  select min(period_start) as day
  from mart.periods
  where period_type = 'month'
),
months as (
  select
    licences.*,
    greatest(started_on, first_month.day) as from_day,
    unnest(generate_series(
      date_trunc('month', greatest(started_on, first_month.day)),
      at_risk_to,
      interval 1 month
    ))::date as month_start
  from core.licences as licences, first_month
  where greatest(started_on, first_month.day) < at_risk_to
)
select
  licence_ref || '/' || month_start as record_key,
  person_key,
  month_start,
  least(at_risk_to, (month_start + interval 1 month)::date) - greatest(from_day, month_start) as exposure_days,
  authority,
  licence_type,
  gender
from months
