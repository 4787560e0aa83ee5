-- row: one record under one timing rule; met in time or missed, null where it is neither and until the limit has run out
select
  rule_id || '/' || subject_ref as record_key,
  person_key,
  counted_on as on_date,
  establishment,
  authority,
  case when rule_id in ('ST07a', 'ST07b') then 'ST07' else rule_id end as rule,
  -- before the limit has run out only those that will be met can show: they would make the latest periods too good
  case
    when due_on < coalesce(getvariable('as_at')::date, current_date)
      then case state when 'MET' then true when 'MISSED' then false end
  end as met
from core.clocks
where limit_value is not null
  and reason is distinct from 'RULE_NOT_IN_FORCE'
  and reason is distinct from 'RULE_NOT_CHOSEN'
  and reason is distinct from 'OTHER_SERVICE'
