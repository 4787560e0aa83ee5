-- row: the first day of the month in which the data begin, by the as-at date; one row, null where there are no data
-- Long licences and sentences began decades ago: their start is no sign that anything was recorded then, unless there is nothing else.
with as_at as (
  select coalesce(getvariable('as_at')::date, current_date) as day
),
events as (
  select min(liberated_on) as day from core.liberations
  union all
  select min(least(offered_on, signed_up_on)) from core.sign_ups
  union all
  select min(identified_on) from core.needs
  union all
  select min(supported_on) from core.liberation_support
  union all
  select min(cast(contact_at as date)) from core.contacts
  union all
  select min(identified_on) from core.breaches
  union all
  select min(referred_on) from core.recalls
  union all
  select min(held_on) from core.case_conferences
  union all
  select min(reviewed_on) from core.record_reviews
)
select
  date_trunc('month', coalesce(
    min(events.day),
    (select min(started_on) from core.licences where started_on <= as_at.day),
    (select min(counted_on) from core.clocks where counted_on <= as_at.day),
    -- of people alone nothing is counted but their files
    (select min(extract_date) from ledger.loads where status = 'loaded' and extract_date <= as_at.day)
  ))::date as day
from as_at
left join events on events.day <= as_at.day
group by as_at.day
