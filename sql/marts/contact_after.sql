-- row: one liberation of a person who was signed up, and one follow-up; met where there was contact, null while the weeks have not run out
with follow_up as (
  select
    liberations.*,
    weeks,
    liberated_on + 7 * weeks as by_day,
    liberated_on + 7 * greatest(weeks - 4, 0) as after_day
  from core.liberations as liberations
  cross join (values (1), (4), (12), (26)) as limits (weeks)
  where sign_up_ref is not null
)
select
  follow_up.custody_ref || '/' || weeks as record_key,
  any_value(follow_up.person_key) as person_key,
  any_value(follow_up.liberated_on) as on_date,
  any_value(follow_up.establishment) as establishment,
  any_value(follow_up.authority) as authority,
  any_value(follow_up.service) as service,
  cast(weeks as varchar) as weeks,
  case
    when any_value(by_day) <= coalesce(getvariable('as_at')::date, current_date) then count(contacts.contact_ref) > 0
  end as met
from follow_up
left join core.contacts as contacts
  on contacts.person_key = follow_up.person_key
  and contacts.attended = 'Y'
  and cast(contacts.contact_at as date) > after_day
  and cast(contacts.contact_at as date) <= by_day
group by follow_up.custody_ref, weeks
