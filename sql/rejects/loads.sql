-- row: one kind of record of one file that has rejected or held rows, or one file that was refused whole; the newest extract first
-- Of a file that came again for the same day ($1 false) only the newest load counts: what was rejected before it is mended, or
-- rejected again there. The same goes for a whole snapshot of the day under another name, such as one called "corrected"; and a refusal ends when a file of that name, or the same file under another, comes. Rows that are held wait in whatever load brought them. $1 true: every load.
with loaded as (
  select
    *,
    (sha256, coalesce(contract_sha256, '')) = first_value((sha256, coalesce(contract_sha256, '')))
      over (partition by supplier, file, extract_date order by seq desc)
      and seq >= coalesce(max(seq) filter (delivery = 'snapshot') over (partition by supplier, scope, kind, extract_date), 0) as newest,
    first_value(load) over (partition by supplier, sha256, contract_sha256, extract_date order by seq) as first_load
  from ledger.loads
  where status = 'loaded'
), refused as (
  select
    *,
    not exists (
      from ledger.loads as later
      where later.seq > r.seq
        and (later.file = r.file and coalesce(later.supplier = r.supplier, true) or later.sha256 = r.sha256 and later.status = 'loaded')
    ) as newest,
    load as first_load
  from ledger.loads as r
  where status = 'refused'
)
select
  load,
  coalesce(supplier, '') as supplier,
  file,
  sha256,
  coalesce(kind, '') as kind,
  extract_date,
  coalesce(contract, '') as contract,
  coalesce(scope, '') as scope,
  coalesce(delivery, '') as delivery,
  rows_read,
  case when newest or $1::boolean then rejected else 0 end as rejected,
  held,
  newest,
  first_load,
  coalesce(error_code, '') as error_code
from (from loaded union all by name from refused)
where
  case when status = 'refused' then newest or $1::boolean
    else held > 0 or (rejected > 0 and (newest or $1::boolean)) end
order by extract_date desc nulls last, supplier, file, seq;
