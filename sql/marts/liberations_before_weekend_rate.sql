-- row: one liberation; met where it was on a Friday or the day before a bank holiday
select
  custody_ref as record_key,
  person_key,
  liberated_on as on_date,
  is_friday or is_before_holiday as met,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.liberations
