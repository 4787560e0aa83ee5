-- row: one licence with the days after its start on which it began to be seen, ended, or was lost from sight
-- Days count from the start. entry_days is the last day that nothing is known of: followed_from, where the record says so, else the
-- day before the data begin; 0 and less is none, and the licence is followed from its start. What
-- competes with a breach or a recall is end_cause, on end_days; absent_days and last_days censor.
with clock as (
  select
    coalesce(getvariable('as_at')::date, current_date) as as_at,
    (select day from mart.data_begin) as first_day
),
licences as (
  select
    licence_ref,
    person_key,
    authority,
    licence_type,
    gender,
    age_band,
    end_reason,
    started_on,
    as_at - started_on as last_days,
    greatest(coalesce(coalesce(followed_from, first_day - 1) - started_on, 0), 0) as entry_days,
    -- an end before the start is one on the day of the start; greatest would make 0 of a blank
    case when ended_on < started_on then 0 else ended_on - started_on end as ended_days,
    case when expires_on < started_on then 0 else expires_on - started_on end as expires_days,
    case when absent_from < started_on then 0 else absent_from - started_on end as absent_days
  from core.licences
  cross join clock
)
select
  *,
  least(ended_days, expires_days) as end_days,
  case
    when ended_days > expires_days or ended_days is null then 'LICENCE_ENDED'
    when end_reason = 'DIED' then 'DIED'
    when end_reason = 'RECALLED' then 'RECALLED'
    when end_reason = 'TRANSFERRED_OUT' then 'TRANSFERRED'
    else 'LICENCE_ENDED'
  end as end_cause
from licences
