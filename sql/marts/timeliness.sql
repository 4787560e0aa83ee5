-- row: one kind of record in one file that was loaded, with the days from the date of the extract to its arrival
select
  loads.load as record_key,
  loads.extract_date as on_date,
  loads.supplier,
  nullif(
    greatest(london_day(coalesce(arrivals.received_at, loads.finished_at)) - loads.extract_date, -1),
    -1
  ) as amount
from ledger.loads as loads
left join ledger.arrivals as arrivals on arrivals.sha256 = loads.sha256
where
  loads.status = 'loaded'
  and coalesce(loads.finished_at <= getvariable('known_at')::timestamp, true)
