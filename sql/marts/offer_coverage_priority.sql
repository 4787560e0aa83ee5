-- row: one liberation of a person who had been sentenced or recalled, and one priority group that the person is in; met as in offer_coverage
with eligible as (
  select
    liberations.*,
    cast(custody.admitted_at as date) as admitted_on
  from core.liberations as liberations
  left join core.custody as custody on custody.custody_ref = liberations.custody_ref
  where
    liberations.sentence_class <> 'REMAND_ONLY'
    or (liberations.sentence_class is null and liberations.legal_status in ('SENTENCED', 'RECALL'))
),
reached as (
  select distinct eligible.custody_ref
  from eligible
  inner join (
    select
      person_key,
      coalesce(offered_on, signed_up_on) as on_day,
      0 as days_before
    from core.sign_ups
    union all
    -- a contact on the day of liberation may have been outside the gate: it must be a day before
    select
      person_key,
      cast(contact_at as date),
      1
    from core.contacts
    where attended = 'Y'
  ) as approaches
    on approaches.person_key = eligible.person_key
    and approaches.on_day >= eligible.admitted_on
    and approaches.on_day <= eligible.liberated_on - approaches.days_before
),
in_need as (
  select distinct eligible.custody_ref
  from eligible
  inner join core.needs as needs
    on needs.person_key = eligible.person_key
    and needs.category in ('ALCOHOL', 'DRUGS')
    and needs.identified_on <= eligible.liberated_on
),
grouped as (
  select
    eligible.*,
    list_filter([
      case when age_band in ('16 to 17', '18 to 20') then 'UNDER_21' end,
      case when in_need.custody_ref is not null then 'ADDICTION' end,
      case when gender = 'F' then 'WOMEN' end
    ], lambda name: name is not null) as priorities
  from eligible
  left join in_need on in_need.custody_ref = eligible.custody_ref
),
facts as (
  select
    *,
    unnest(case when len(priorities) = 0 then ['REST'] else priorities end) as priority
  from grouped
)
select
  facts.custody_ref || '/' || priority as record_key,
  facts.person_key,
  facts.liberated_on as on_date,
  case when facts.admitted_on is not null then reached.custody_ref is not null end as met,
  facts.priority,
  facts.establishment,
  facts.authority
from facts
left join reached on reached.custody_ref = facts.custody_ref
