-- row: one instrument and domain of one person in one sign-up (or licence), by how its last score compares with the first
select
  record_key,
  person_key,
  first_on as on_date,
  case
    when scores = 1 then 'ONE_SCORE'
    when last_score < first_score then 'BETTER'
    when last_score > first_score then 'WORSE'
    else 'SAME'
  end as change,
  domain,
  authority,
  service
from mart.score_changes
