-- row: one offer of support
select
  sign_up_ref as record_key,
  person_key,
  coalesce(offered_on, signed_up_on) as on_date,
  coalesce(response, case when signed_up_on is not null then 'ACCEPTED' end) as response,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.sign_ups
