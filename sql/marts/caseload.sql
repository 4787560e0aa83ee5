-- row: one accepted offer of support, open from from_date until the day before to_date
select
  sign_up_ref as record_key,
  person_key,
  signed_up_on as from_date,
  case when left_on < signed_up_on then signed_up_on else left_on end as to_date,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.sign_ups
where
  coalesce(response, 'ACCEPTED') = 'ACCEPTED'
  and (response is not null or signed_up_on is not null)
