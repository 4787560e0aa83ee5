-- row: one seat at one conference that was held; met where it was taken, null where that is not recorded
with attendance as (
  select
    *,
    unnest([
      {'who': 'PBSW', 'came': pbsw_attended},
      {'who': 'CBSW', 'came': cbsw_attended},
      {'who': 'FAMILY', 'came': family_attended}
    ]) as seat
  from core.case_conferences
  where held_on is not null
)
select
  conference_ref || '/' || seat.who as record_key,
  person_key,
  held_on as on_date,
  authority,
  seat.who as attended_by,
  kind,
  case seat.came when 'Y' then true when 'N' then false end as met
from attendance
