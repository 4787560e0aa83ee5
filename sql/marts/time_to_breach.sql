-- row: one licence, followed from its start to the first breach, to what ended it before that, or to the last day seen
with first_breach as (
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
ends as (
  select
    licences.*,
    -- a licence that is closed as breached was breached by then, whether or not the breach is recorded
    least(
      first_breach.days,
      case when licences.end_reason = 'BREACH' then licences.ended_days end
    ) as event_days,
    first_recall.days as recall_days
  from mart.followed_licences as licences
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
  licence_type,
  gender,
  age_band
from followed
where coalesce(entry_days = 0 or entry_days < exit_days, true)
