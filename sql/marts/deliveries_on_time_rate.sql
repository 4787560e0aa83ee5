-- row: one delivery that was due; met where it was on time, null where that is not known yet or nobody noted
select
  supplier || '/' || kind || '/' || due_on as record_key,
  due_on as on_date,
  supplier,
  kind,
  case when state in ('ON_TIME', 'LATE', 'MISSING') then state = 'ON_TIME' end as met
from mart.deliveries_due
