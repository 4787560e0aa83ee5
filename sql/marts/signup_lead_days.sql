-- row: one accepted offer of support whose liberation has come; met where it was at least 12 weeks before
select
  sign_up_ref as record_key,
  person_key,
  case when signed_up_on is not null then liberated_on end as on_date,
  case when lead_days >= 0 then lead_days end as amount,
  lead_days >= 84 as met,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.sign_ups
where
  coalesce(response, 'ACCEPTED') = 'ACCEPTED'
  and (response is not null or signed_up_on is not null)
  and liberated_on <= coalesce(getvariable('as_at')::date, current_date)
