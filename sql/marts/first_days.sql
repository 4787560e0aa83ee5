-- row: one liberation of a person with such a need, and one follow-up; met where the need was met by then, null while the days have not run out
with follow_up as (
  select
    liberations.*,
    days,
    liberations.liberated_on + days as by_day
  from core.liberations as liberations
  cross join (values (7), (28)) as limits (days)
)
select
  follow_up.custody_ref || '/' || needs.category || '/' || days as record_key,
  any_value(follow_up.person_key) as person_key,
  any_value(follow_up.liberated_on) as on_date,
  any_value(follow_up.establishment) as establishment,
  any_value(follow_up.authority) as authority,
  needs.category || '_' || days as need_and_days,
  case
    when any_value(by_day) <= coalesce(getvariable('as_at')::date, current_date)
      then bool_or(needs.state = 'MET' and coalesce(needs.outcome_on <= by_day, false))
  end as met
from follow_up
inner join core.custody as custody on custody.custody_ref = follow_up.custody_ref
inner join core.needs as needs
  on needs.person_key = follow_up.person_key
  and needs.identified_on between cast(custody.admitted_at as date) and by_day
where needs.category in ('HOUSING', 'BENEFITS', 'GP_REGISTRATION')
group by follow_up.custody_ref, needs.category, days
