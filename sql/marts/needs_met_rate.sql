-- row: one need of one person; met where its outcome is met, null while it is open or not recorded
select
  need_ref as record_key,
  person_key,
  identified_on as on_date,
  case when state not in ('OPEN', 'NOT_RECORDED') then state = 'MET' end as met,
  category,
  establishment,
  authority,
  service,
  licence_type,
  gender,
  age_band
from core.needs
