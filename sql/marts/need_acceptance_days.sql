-- row: one need that was referred; met where it was accepted within 7 days, null while the 7 days have not run out
select
  need_ref as record_key,
  person_key,
  referred_on as on_date,
  case when accepted_on >= referred_on then accepted_on - referred_on end as amount,
  case
    when accepted_on >= referred_on then accepted_on - referred_on <= 7
    when accepted_on is not null then null
    when least(case when state in ('DECLINED', 'WITHDRAWN') then outcome_on end, absent_from) < referred_on + 7 then null
    when referred_on + 7 <= coalesce(getvariable('as_at')::date, current_date) then false
  end as met,
  category,
  establishment,
  authority,
  service
from core.needs
where referred_on is not null
