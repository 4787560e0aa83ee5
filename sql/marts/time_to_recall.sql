-- row: one licence, followed from its start to the first recall, to what ended it before that, or to the last day seen
with clock as (
  select
    coalesce(getvariable('as_at')::date, current_date) as as_at,
    (select min(period_start) from mart.periods where period_type = 'month') as first_day
),
recalls as (
  select
    licence_ref,
    min(days_to_recall) as days,
    -- a licence that runs out while a recalled person is at large was recalled all the same
    min(least(decided_on, returned_on)) as settled_on
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
    -- a licence that is closed as recalled was recalled, whether or not the referral is recorded
    coalesce(
      recalls.days,
      case when licences.end_reason = 'RECALLED' then licences.ended_days end
    ) as event_days,
    coalesce(recalls.settled_on - licences.started_on, recalls.days) as settled_days,
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
  left join recalls on recalls.licence_ref = licences.licence_ref
),
judged as (
  select
    *,
    -- what ended the licence does not compete where it came with or after the decision, or was the recall itself
    event_days is not null
      and (end_cause = 'RECALLED' or coalesce(least(settled_days, event_days) <= least(end_days, absent_days), true))
      as is_event
  from ends
),
followed as (
  select
    *,
    case when is_event then event_days else least(end_days, absent_days, last_days) end as exit_days
  from judged
)
select
  licence_ref as record_key,
  person_key,
  started_on as on_date,
  entry_days,
  exit_days,
  case
    when is_event then 'EVENT'
    when exit_days = end_days then end_cause
    else ''
  end as cause,
  authority,
  licence_type
from followed
where coalesce(entry_days = 0 or entry_days < exit_days, true)
