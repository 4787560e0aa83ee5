-- row: one licence
select
  licence_ref as record_key,
  person_key,
  started_on as on_date,
  authority,
  licence_type,
  gender,
  age_band
from core.licences
