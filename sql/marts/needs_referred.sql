-- row: one need that was referred
select
  need_ref as record_key,
  person_key,
  coalesce(referred_on, accepted_on) as on_date,
  category,
  establishment,
  authority,
  service,
  licence_type,
  gender,
  age_band
from core.needs
where is_referred
