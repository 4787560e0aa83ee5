-- row: one measure and the last day that the files of all suppliers of its records reach; null where none is expected
-- A period that ends later is provisional: what a supplier has not sent yet is missing in it. A supplier is expected to go on
-- with a kind of record that it has sent within a year of the as-at date, or with its latest files, however old, where the
-- project's settings say how often its files are due. One that they name without that, or whose last day is over, has stopped;
-- of one that they do not name, what it has sent within a year decides. The settings are in the session's variable suppliers_due:
-- a list of id:due:within:until, in brackets the ids of those named without how often.
with known as (
  select
    kind,
    supplier,
    max(extract_date) as last_extract
  from ledger.loads
  where
    status = 'loaded'
    and extract_date <= coalesce(getvariable('as_at')::date, current_date)
    and coalesce(finished_at <= getvariable('known_at')::timestamp, true)
  group by kind, supplier
),
suppliers as (
  select
    *,
    max(last_extract) over (partition by supplier) as latest
  from known
),
settings as (
  select
    trim(split_part(setting, ':', 1), '()') as supplier,
    setting not like '(%'
    and coalesce(
      try_cast(split_part(setting, ':', 4) as date) > coalesce(getvariable('as_at')::date, current_date),
      true
    ) as goes_on
  from (select unnest(getvariable('suppliers_due')::varchar[]) as setting)
),
expected as (
  select
    suppliers.kind,
    suppliers.last_extract
  from suppliers
  left join settings on settings.supplier = suppliers.supplier
  where
    coalesce(settings.goes_on, true)
    and (
      suppliers.last_extract >= coalesce(getvariable('as_at')::date, current_date) - interval 1 year
      or (suppliers.last_extract = suppliers.latest and settings.goes_on)
    )
)
select
  sources.measure,
  min(expected.last_extract) as complete_to
from mart.sources as sources
left join expected on expected.kind = sources.kind
group by sources.measure
