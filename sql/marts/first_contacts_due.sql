-- row: one stretch of days after a liberation without a first contact: within the first week, or over it
with senders as (
  select distinct supplier
  from core.contacts
  where attended = 'Y'
),
liberated as (
  select
    liberations.custody_ref,
    liberations.person_key,
    liberations.liberated_on,
    liberations.establishment,
    liberations.authority,
    liberations.service,
    -- somebody met at the gate has been in contact
    (
      select min(on_day)
      from (
        select cast(contacts.contact_at as date) as on_day
        from core.contacts as contacts
        where
          contacts.person_key = liberations.person_key
          and contacts.attended = 'Y'
          and cast(contacts.contact_at as date) >= liberations.liberated_on
        union all
        select supported_on
        from core.liberation_support as support
        where
          support.person_key = liberations.person_key
          and support.attended
          and support.supported_on >= liberations.liberated_on
      ) as seen
    ) as seen_on,
    sign_ups.left_on,
    (
      select min(cast(again.admitted_at as date))
      from core.custody as again
      where again.person_key = liberations.person_key and cast(again.admitted_at as date) >= liberations.liberated_on
    ) as again_on
  from core.liberations as liberations
  inner join core.sign_ups as sign_ups on sign_ups.sign_up_ref = liberations.sign_up_ref
  semi join senders on senders.supplier = sign_ups.supplier
),
stretches as (
  select
    *,
    unnest([
      {'clock': 'WITHIN', 'opens_on': liberated_on, 'closes_on': liberated_on + 8},
      {'clock': 'OVER', 'opens_on': liberated_on + 8, 'closes_on': liberated_on + 85}
    ]) as stretch
  from liberated
)
select
  custody_ref as record_key,
  person_key,
  stretch.opens_on as from_date,
  -- least() passes over nulls
  least(stretch.closes_on, seen_on, left_on, again_on) as to_date,
  stretch.clock as clock,
  establishment,
  authority,
  service
from stretches
where least(stretch.closes_on, seen_on, left_on, again_on) > stretch.opens_on
