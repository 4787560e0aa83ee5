-- row: one instrument and domain of one person in one sign-up (or licence); met where the last score is better than the first, null while there is one
select
  record_key,
  person_key,
  first_on as on_date,
  case when scores > 1 then last_score < first_score end as met,
  domain,
  authority,
  service
from mart.score_changes
