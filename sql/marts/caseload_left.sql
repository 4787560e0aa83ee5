-- row: one accepted offer of support that was closed or is gone from its supplier's caseload
select
  sign_up_ref as record_key,
  person_key,
  case when left_on < signed_up_on then signed_up_on else left_on end as on_date,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.sign_ups
where
  coalesce(response, 'ACCEPTED') = 'ACCEPTED'
  and (response is not null or signed_up_on is not null)
  and signed_up_on is not null
  and left_on is not null
