-- row: one need that an agency accepted
select
  need_ref as record_key,
  person_key,
  accepted_on as on_date,
  category,
  establishment,
  authority,
  service,
  licence_type,
  gender,
  age_band
from core.needs
where is_accepted
