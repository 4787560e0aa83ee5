-- row: one liberation of a person who had been sentenced or recalled, and one stage; met where it was reached, null while it is pending
with eligible as (
  select
    liberations.custody_ref,
    liberations.person_key,
    liberations.liberated_on,
    liberations.establishment,
    liberations.authority,
    liberations.sign_up_ref,
    liberations.sign_up_ref is not null as is_signed_up,
    liberations.supported_on_day,
    cast(custody.admitted_at as date) as admitted_on,
    coalesce(getvariable('as_at')::date, current_date) as as_at
  from core.liberations as liberations
  left join core.custody as custody on custody.custody_ref = liberations.custody_ref
  where
    liberations.sentence_class <> 'REMAND_ONLY'
    or (liberations.sentence_class is null and liberations.legal_status in ('SENTENCED', 'RECALL'))
),
offered as (
  select distinct eligible.custody_ref
  from eligible
  inner join core.sign_ups as sign_ups
    on sign_ups.person_key = eligible.person_key
    and coalesce(sign_ups.offered_on, sign_ups.signed_up_on) between eligible.admitted_on and eligible.liberated_on
),
contacted as (
  select
    eligible.custody_ref,
    cast(contacts.contact_at as date) - eligible.liberated_on as days_after
  from eligible
  inner join core.contacts as contacts
    on contacts.person_key = eligible.person_key
    and contacts.attended = 'Y'
    and cast(contacts.contact_at as date) > eligible.liberated_on
    and cast(contacts.contact_at as date) <= eligible.liberated_on + 182
  where eligible.is_signed_up
),
-- the windows are those of contact_after: the four weeks up to the day, and the first week
followed as (
  select
    custody_ref,
    bool_or(days_after <= 7) as week_1,
    bool_or(days_after <= 28) as week_4,
    bool_or(days_after between 57 and 84) as week_12,
    bool_or(days_after between 155 and 182) as week_26
  from contacted
  group by custody_ref
),
known as (
  select
    eligible.*,
    offered.custody_ref is not null as is_offered,
    coalesce(followed.week_1, false) as week_1,
    coalesce(followed.week_4, false) as week_4,
    coalesce(followed.week_12, false) as week_12,
    coalesce(followed.week_26, false) as week_26,
    coalesce(sign_ups.left_on <= eligible.liberated_on + 365, false) as is_exit,
    sign_ups.exit_planned
  from eligible
  left join offered on offered.custody_ref = eligible.custody_ref
  left join followed on followed.custody_ref = eligible.custody_ref
  left join core.sign_ups as sign_ups on sign_ups.sign_up_ref = eligible.sign_up_ref
),
facts as (
  select
    *,
    unnest([
      {'stage': 'ELIGIBLE', 'met': true},
      {'stage': 'OFFERED', 'met': case when is_offered or is_signed_up then true when admitted_on is not null then false end},
      {'stage': 'SIGNED_UP', 'met': is_signed_up},
      {'stage': 'SUPPORTED_ON_DAY', 'met': is_signed_up and supported_on_day},
      {'stage': 'CONTACT_1', 'met': case when liberated_on + 7 <= as_at then week_1 end},
      {'stage': 'CONTACT_4', 'met': case when liberated_on + 28 <= as_at then week_4 end},
      {'stage': 'CONTACT_12', 'met': case when liberated_on + 84 <= as_at then week_12 end},
      {'stage': 'CONTACT_26', 'met': case when liberated_on + 182 <= as_at then week_26 end},
      {
        'stage': 'PLANNED_EXIT',
        'met': case
          when liberated_on + 365 > as_at then null
          when not is_exit then false
          when exit_planned = 'Y' then true
          when exit_planned = 'N' then false
        end
      }
    ], recursive := true)
  from known
)
select
  custody_ref || '/' || stage as record_key,
  person_key,
  liberated_on as on_date,
  stage,
  met,
  establishment,
  authority
from facts
