-- row: one recall
select
  recall_ref as record_key,
  person_key,
  coalesce(decided_on, returned_on) as on_date,
  route,
  primary_reason,
  authority,
  licence_type,
  gender,
  age_band,
  ethnicity
from core.recalls
where outcome = 'RECALLED'
