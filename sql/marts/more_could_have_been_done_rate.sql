-- row: one alleged breach; met where more could have been done, null where there is no judgement
select
  breach_ref as record_key,
  person_key,
  identified_on as on_date,
  case more_could_have_been_done
    when 'Y' then true
    when 'PARTLY' then true
    when 'N' then false
  end as met,
  authority,
  licence_type,
  gender,
  age_band
from core.breaches
