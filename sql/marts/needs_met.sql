-- row: one need of one person
select
  need_ref as record_key,
  person_key,
  identified_on as on_date,
  nullif(state, 'NOT_RECORDED') as outcome,
  establishment,
  authority,
  service,
  licence_type,
  gender,
  age_band
from core.needs
