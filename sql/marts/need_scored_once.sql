-- row: one instrument and domain of one person in one sign-up (or licence); met where it was scored once only
select
  record_key,
  person_key,
  first_on as on_date,
  scores = 1 as met,
  domain,
  authority,
  service
from mart.score_changes
