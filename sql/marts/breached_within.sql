-- row: one licence and one follow-up; met where it was breached by then, null while the days have not run out
with first_event as (
  select
    licence_ref,
    min(days_to_breach) as days
  from core.breaches
  where days_to_breach >= 0
  group by licence_ref
)
select
  licences.licence_ref || '/' || follow_up as record_key,
  licences.person_key,
  licences.started_on as on_date,
  licences.authority,
  cast(follow_up as varchar) as follow_up,
  case
    when licences.started_on + follow_up <= coalesce(getvariable('as_at')::date, current_date)
      then coalesce(first_event.days <= follow_up, false)
  end as met
from core.licences as licences
cross join (values (30), (90), (182), (365), (730)) as limits (follow_up)
left join first_event on first_event.licence_ref = licences.licence_ref
