-- row: one need of one person; met where it was referred within 7 days, null while the 7 days have not run out
select
  need_ref as record_key,
  person_key,
  identified_on as on_date,
  case when referred_on >= identified_on then referred_on - identified_on end as amount,
  case
    when referred_on >= identified_on then referred_on - identified_on <= 7
    when referred_on is null and not is_referred and identified_on + 7 <= coalesce(getvariable('as_at')::date, current_date) then false
  end as met,
  category,
  establishment,
  authority,
  service,
  licence_type,
  gender,
  age_band
from core.needs
