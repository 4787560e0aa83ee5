-- row: one liberation
select
  custody_ref as record_key,
  person_key,
  liberated_on as on_date,
  nullif(housing_group, 'NOT_RECORDED') as housing_group,
  destination_housing,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.liberations
