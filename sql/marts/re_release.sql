-- row: one recall
select
  recall_ref as record_key,
  person_key,
  coalesce(decided_on, returned_on) as on_date,
  re_release_outcome,
  route,
  authority,
  licence_type,
  gender,
  age_band
from core.recalls
where outcome = 'RECALLED'
