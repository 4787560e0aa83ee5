-- row: one answer on the six-point scale; met where it is 4 or more
select
  review_ref || '/' || question as record_key,
  reviewed_on as on_date,
  authority,
  question,
  licence_type,
  answer in ('4', '5', '6') as met
from core.record_reviews
where answer in ('1', '2', '3', '4', '5', '6')
