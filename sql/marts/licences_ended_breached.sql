-- row: one licence that has an end; met where it was breached
with breached as (
  select distinct licence_ref
  from core.breaches
)
select
  licences.licence_ref as record_key,
  licences.person_key,
  greatest(
    least(coalesce(licences.ended_on, licences.absent_from), licences.expires_on),
    licences.started_on
  ) as on_date,
  breached.licence_ref is not null as met,
  licences.authority,
  licences.licence_type,
  licences.gender
from core.licences as licences
left join breached on breached.licence_ref = licences.licence_ref
where
  licences.started_on is not null
  and least(coalesce(licences.ended_on, licences.absent_from), licences.expires_on) is not null
