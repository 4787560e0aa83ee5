-- row: one liberation
select
  custody_ref as record_key,
  person_key,
  liberated_on as on_date,
  liberation_type,
  sentence_class,
  cast(weekday as varchar) as weekday,
  establishment,
  authority,
  service,
  gender,
  age_band,
  ethnicity,
  legal_status
from core.liberations
