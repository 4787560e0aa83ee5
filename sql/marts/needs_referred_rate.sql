-- row: one need of one person; met where it was referred
select
  need_ref as record_key,
  person_key,
  identified_on as on_date,
  is_referred as met,
  category,
  establishment,
  authority,
  service,
  licence_type,
  gender,
  age_band
from core.needs
