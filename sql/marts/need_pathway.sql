-- row: one need of one person, by the step that it has reached
select
  need_ref as record_key,
  person_key,
  identified_on as on_date,
  case
    when state not in ('OPEN', 'NOT_RECORDED') then state
    when is_accepted then 'ACCEPTED'
    when is_referred then 'REFERRED'
    else 'IDENTIFIED'
  end as step,
  category,
  establishment,
  authority,
  service
from core.needs
