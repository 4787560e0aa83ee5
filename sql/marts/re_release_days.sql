-- row: one re-release after recall
select
  recall_ref as record_key,
  person_key,
  re_released_on as on_date,
  case when re_released_on >= returned_on then re_released_on - returned_on end as amount,
  authority,
  licence_type,
  gender,
  age_band
from core.recalls
where re_released_on is not null
