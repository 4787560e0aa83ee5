-- row: one licence, followed from its start to the first recall, to what ended it before that, or to the last day seen
with recalls as (
  select
    licence_ref,
    min(days_to_recall) as days,
    -- a licence that runs out while a recalled person is at large was recalled all the same
    min(least(decided_on, returned_on)) as settled_on
  from core.recalls
  where outcome = 'RECALLED' and days_to_recall >= 0
  group by licence_ref
),
ends as (
  select
    licences.*,
    -- a licence that is closed as recalled was recalled, whether or not the referral is recorded
    coalesce(
      recalls.days,
      case when licences.end_reason = 'RECALLED' then licences.ended_days end
    ) as event_days,
    coalesce(recalls.settled_on - licences.started_on, recalls.days) as settled_days
  from mart.followed_licences as licences
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
  licence_type,
  gender,
  age_band
from followed
where coalesce(entry_days = 0 or entry_days < exit_days, true)
