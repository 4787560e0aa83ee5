-- row: one licence, followed from its start to the first breach, to what ended it before that, or to the last day seen
with clock as (
  select
    coalesce(getvariable('as_at')::date, current_date) as as_at,
    (select min(period_start) from mart.periods where period_type = 'month') as first_day
),
first_breach as (
  select
    licence_ref,
    min(days_to_breach) as days
  from core.breaches
  where days_to_breach >= 0
  group by licence_ref
),
first_recall as (
  select
    licence_ref,
    min(days_to_recall) as days
  from core.recalls
  where outcome = 'RECALLED' and days_to_recall >= 0
  group by licence_ref
),
licences as (
  select
    licence_ref,
    person_key,
    authority,
    licence_type,
    end_reason,
    started_on,
    as_at - started_on as last_days,
    greatest(coalesce(first_day - started_on, 0), 0) as entry_days,
    -- an end before the start is one on the day of the start; greatest would make 0 of a blank
    case when ended_on < started_on then 0 else ended_on - started_on end as ended_days,
    case when expires_on < started_on then 0 else expires_on - started_on end as expires_days,
    case when absent_from < started_on then 0 else absent_from - started_on end as absent_days
  from core.licences
  cross join clock
),
ends as (
  select
    licences.* exclude (ended_days, expires_days, absent_days),
    -- a licence that is closed as breached was breached by then, whether or not the breach is recorded
    least(
      first_breach.days,
      case when licences.end_reason = 'BREACH' then licences.ended_days end
    ) as event_days,
    first_recall.days as recall_days,
    least(licences.ended_days, licences.expires_days) as end_days,
    case
      when licences.ended_days > licences.expires_days or licences.ended_days is null then 'LICENCE_ENDED'
      when licences.end_reason = 'DIED' then 'DIED'
      when licences.end_reason = 'RECALLED' then 'RECALLED'
      when licences.end_reason = 'TRANSFERRED_OUT' then 'TRANSFERRED'
      else 'LICENCE_ENDED'
    end as end_cause,
    licences.absent_days
  from licences
  left join first_breach on first_breach.licence_ref = licences.licence_ref
  left join first_recall on first_recall.licence_ref = licences.licence_ref
),
followed as (
  select
    *,
    least(event_days, recall_days, end_days, absent_days, last_days) as exit_days
  from ends
)
select
  licence_ref as record_key,
  person_key,
  started_on as on_date,
  entry_days,
  exit_days,
  -- on one day the breach comes first, being seen goes before being gone
  case exit_days
    when event_days then 'EVENT'
    when recall_days then 'RECALLED'
    when end_days then end_cause
    else ''
  end as cause,
  authority,
  licence_type
from followed
where coalesce(entry_days = 0 or entry_days < exit_days, true)
