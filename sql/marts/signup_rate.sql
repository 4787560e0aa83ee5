-- row: one offer of support; met where it was accepted, null while it is not answered
select
  sign_up_ref as record_key,
  person_key,
  coalesce(offered_on, signed_up_on) as on_date,
  case coalesce(response, case when signed_up_on is not null then 'ACCEPTED' end)
    when 'ACCEPTED' then true
    when 'DECLINED' then false
  end as met,
  establishment,
  authority,
  service,
  gender,
  age_band
from core.sign_ups
