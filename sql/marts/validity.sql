-- row: one row of one file, as one kind of record, and what became of it
-- The ledger has counts: each is spread into as many facts, numbered within its load.
with loads as (
  select
    *,
    unnest(range(rows_read)) as row_index
  from ledger.loads
  where
    status = 'loaded'
    and coalesce(started_at <= getvariable('known_at')::timestamp, true)
)
select
  seq * 4294967296 + row_index as record_key,
  extract_date as on_date,
  supplier,
  kind,
  case
    when row_index < accepted then 'ACCEPTED'
    when row_index < accepted + unchanged then 'UNCHANGED'
    when row_index < accepted + unchanged + rejected then 'REJECTED'
    else 'HELD'
  end as state
from loads
