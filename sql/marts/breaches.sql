-- row: one alleged breach
select
  breach_ref as record_key,
  person_key,
  identified_on as on_date,
  authority,
  licence_type,
  gender,
  age_band,
  ethnicity
from core.breaches
