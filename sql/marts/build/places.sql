-- row: one place that figures are given for, with the dates between which it is open
-- occurs: some record names it. A place that no record names has no figures: of it nothing is known, which is not 0.
with named as (
  select 'authority' as place_type, authority as place_code from core.sign_ups
  union
  select 'authority', authority from core.liberations
  union
  select 'authority', authority from core.needs
  union
  select 'authority', authority from core.liberation_support
  union
  select 'authority', authority from core.clocks
  union
  select 'authority', authority from core.licences
  union
  select 'authority', authority from core.breaches
  union
  select 'authority', authority from core.recalls
  union
  select 'authority', authority from core.assessments
  union
  select 'authority', authority from core.case_conferences
  union
  select 'authority', authority from core.record_reviews
  union
  select 'establishment', establishment from core.sign_ups
  union
  select 'establishment', establishment from core.liberations
  union
  select 'establishment', establishment from core.custody
  union
  select 'establishment', establishment from core.needs
  union
  select 'establishment', establishment from core.liberation_support
  union
  select 'establishment', establishment from core.clocks
  union
  select 'service', service from core.sign_ups
  union
  select 'service', service from core.needs
)
select
  'scotland' as place_type,
  'S92000003' as place_code,
  'Scotland' as place,
  null::date as valid_from,
  null::date as valid_to,
  true as occurs
union all
select
  lower(codes.list),
  codes.code,
  codes.label,
  codes.valid_from,
  codes.valid_to,
  (lower(codes.list), codes.code) in (select (place_type, place_code) from named)
from ref.codes as codes
where codes.list in ('AUTHORITY', 'ESTABLISHMENT', 'SERVICE')
order by 1, 2
