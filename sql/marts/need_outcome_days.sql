-- row: one need that an agency accepted; met where it was met or partly met within 28 days, null while they have not run out
select
  need_ref as record_key,
  person_key,
  accepted_on as on_date,
  case when state in ('MET', 'PARTLY_MET') and outcome_on >= accepted_on then outcome_on - accepted_on end as amount,
  case
    when state in ('MET', 'PARTLY_MET') then case when outcome_on >= accepted_on then outcome_on - accepted_on <= 28 end
    when state in ('NOT_MET', 'DECLINED', 'WITHDRAWN') then false
    when absent_from < accepted_on + 28 then null
    when accepted_on + 28 <= coalesce(getvariable('as_at')::date, current_date) then false
  end as met,
  category,
  establishment,
  authority,
  service
from core.needs
where accepted_on is not null
