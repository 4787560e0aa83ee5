-- row: one need that was referred
with agencies as (
  -- spellings that differ in case and spaces only are one agency, under the commonest spelling
  select
    lower(regexp_replace(trim(referred_to), '\s+', ' ', 'g')) as agency_key,
    mode(regexp_replace(trim(referred_to), '\s+', ' ', 'g') order by referred_to) as agency
  from core.needs
  where is_referred and trim(referred_to) <> ''
  group by agency_key
  having count(*) >= 5
)
select
  needs.need_ref as record_key,
  needs.person_key,
  coalesce(needs.referred_on, needs.accepted_on) as on_date,
  needs.authority,
  case
    when agencies.agency is not null then agencies.agency
    when trim(needs.referred_to) <> '' then 'Other agencies'
  end as agency
from core.needs as needs
left join agencies
  on agencies.agency_key = lower(regexp_replace(trim(needs.referred_to), '\s+', ' ', 'g'))
where needs.is_referred
