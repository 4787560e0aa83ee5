-- row: one liberation of a person who was signed up; met where a support was attended on the day
select
  custody_ref as record_key,
  person_key,
  liberated_on as on_date,
  supported_on_day as met,
  liberation_type,
  sentence_class,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.liberations
where sign_up_ref is not null
