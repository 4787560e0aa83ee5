-- row: one delivery that was due: one kind of record of one supplier, for one day
select
  supplier || '/' || kind || '/' || due_on as record_key,
  due_on as on_date,
  supplier,
  kind,
  state
from mart.deliveries_due
