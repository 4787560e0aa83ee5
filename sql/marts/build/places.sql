-- row: one place that figures are given for, with the dates between which it is open
-- Services are those that occur: the list of services is open-ended.
select
  'scotland' as place_type,
  'S92000003' as place_code,
  'Scotland' as place,
  null::date as valid_from,
  null::date as valid_to
union all
select
  lower(list),
  code,
  label,
  valid_from,
  valid_to
from ref.codes
where list in ('AUTHORITY', 'ESTABLISHMENT')
union all
select
  'service',
  code,
  label,
  valid_from,
  valid_to
from ref.codes
where
  list = 'SERVICE'
  and code in (select service from core.sign_ups)
order by 1, 2
