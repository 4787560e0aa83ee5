-- row: one kind of record in one file that was loaded, with the days from the date of the extract to its load
select
  load as record_key,
  extract_date as on_date,
  supplier,
  case
    -- the ledger's clock is UTC; the day is London's
    when cast(finished_at at time zone 'UTC' as date) >= extract_date
      then cast(finished_at at time zone 'UTC' as date) - extract_date
  end as amount
from ledger.loads
where
  status = 'loaded'
  and coalesce(started_at <= getvariable('known_at')::timestamp, true)
