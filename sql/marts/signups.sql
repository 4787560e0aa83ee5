-- row: one accepted offer of support
select
  sign_up_ref as record_key,
  person_key,
  signed_up_on as on_date,
  establishment,
  authority,
  service,
  gender,
  age_band,
  ethnicity
from core.sign_ups
where
  coalesce(response, 'ACCEPTED') = 'ACCEPTED'
  and (response is not null or signed_up_on is not null)
