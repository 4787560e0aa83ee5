-- row: one answer to one question of one record review
select
  review_ref || '/' || question as record_key,
  reviewed_on as on_date,
  authority,
  question,
  licence_type,
  upper(answer) as answer
from core.record_reviews
