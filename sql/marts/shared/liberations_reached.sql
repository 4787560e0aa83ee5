-- row: one liberation of a person who had been sentenced or recalled; met where support was offered, or the person seen, in that custody
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
)
select
  eligible.*,
  case when eligible.admitted_on is not null then reached.custody_ref is not null end as met
from eligible
left join reached on reached.custody_ref = eligible.custody_ref
