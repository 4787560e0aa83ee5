-- row: one need of one person
select
  need_ref as record_key,
  person_key,
  identified_on as on_date,
  category,
  establishment,
  authority,
  service,
  licence_type,
  gender,
  age_band,
  ethnicity
from core.needs
