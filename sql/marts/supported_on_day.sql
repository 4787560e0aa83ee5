-- row: one support attended on the day of liberation
select
  support_ref as record_key,
  person_key,
  supported_on as on_date,
  kind,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.liberation_support
where on_day and attended
