-- row: one record under one timing rule, and what came of it
select
  rule_id || '/' || subject_ref as record_key,
  person_key,
  counted_on as on_date,
  authority,
  case when rule_id in ('ST07a', 'ST07b') then 'ST07' else rule_id end as rule,
  state
from core.clocks
where limit_value is not null
  and reason is distinct from 'RULE_NOT_IN_FORCE'
  and reason is distinct from 'RULE_NOT_CHOSEN'
  and reason is distinct from 'OTHER_SERVICE'
