-- row: one liberation of a person who had been sentenced or recalled, and one priority group that the person is in; met as in offer_coverage
with in_need as (
  select distinct eligible.custody_ref
  from mart.liberations_reached as eligible
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
  from mart.liberations_reached as eligible
  left join in_need on in_need.custody_ref = eligible.custody_ref
),
facts as (
  select
    *,
    unnest(case when len(priorities) = 0 then ['REST'] else priorities end) as priority
  from grouped
)
select
  custody_ref || '/' || priority as record_key,
  person_key,
  liberated_on as on_date,
  met,
  priority,
  establishment,
  authority
from facts
