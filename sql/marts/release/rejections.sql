-- row: one reason for which rows of one load that the release ($1) could see were rejected or held
-- Counts under the threshold ($2) are held back; so is the next smallest of the load where only one would be.
insert into release.rejections by name
with counted as (
  select
    l.load,
    l.kind,
    l.supplier,
    r.field,
    r.rule,
    r.severity,
    r.message,
    count(distinct r.row_number) as n
  from release.loads as l
  inner join ledger.reasons as r on r.load = l.load and r.kind = l.kind
  where
    l.release = $1
    and r.severity in ('reject', 'held')
  group by all
), ranked as (
  select
    *,
    n < $2::bigint as small,
    count(*) filter (n < $2::bigint) over (partition by load, severity) as small_ones,
    row_number() over (partition by load, severity, n < $2::bigint order by n, rule, field, message) as place
  from counted
), marked as (
  select
    *,
    not small and not (small_ones = 1 and place = 1) as open
  from ranked
), shown as (
  select
    *,
    bool_or(open) over (partition by load, severity) as any_open
  from marked
)
-- Where no reason of a load may be counted, the load's own count would be theirs: then the reasons are not said either.
select distinct
  $1::varchar as release,
  load,
  kind,
  coalesce(supplier, '') as supplier,
  case when any_open then field end as field,
  case when any_open then rule else 'few' end as rule,
  severity,
  case when any_open then message else 'too few rows for the reasons to be said here' end as message,
  case when open then n end as "rows",
  case when not open then '[c]' end as marker
from shown
order by load, severity desc, rule, field, message;
