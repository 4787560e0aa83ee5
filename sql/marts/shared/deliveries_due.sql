-- row: one delivery that was due: one kind of record of one supplier, for one day
-- A supplier whose extracts are due every month owes one for each month from its first on: for the same day of the month, or for
-- the last where the first extract was of a last day; so with weeks, quarters and years. What counts for a day is an extract
-- dated after the day before it, each with the days allowed, and up to it. It is on time where the first such extract was here
-- by the day that it was due, with the days allowed. The settings are in the session's variable suppliers_due.
with settings as (
  select
    split_part(setting, ':', 1) as supplier,
    split_part(setting, ':', 2) as often,
    try_cast(split_part(setting, ':', 3) as integer) as allowed_days,
    try_cast(split_part(setting, ':', 4) as date) as until_day
  from (select unnest(getvariable('suppliers_due')::varchar[]) as setting)
),
known as (
  select
    loads.supplier,
    loads.kind,
    loads.extract_date,
    min(london_day(coalesce(arrivals.received_at, loads.finished_at))) as received_on
  from ledger.loads as loads
  left join ledger.arrivals as arrivals on arrivals.sha256 = loads.sha256
  where
    loads.status = 'loaded'
    and loads.extract_date <= coalesce(getvariable('as_at')::date, current_date)
    and coalesce(loads.finished_at <= getvariable('known_at')::timestamp, true)
  group by all
),
sent as (
  select
    *,
    max(extract_date) over (partition by supplier) as latest_of_supplier
  from known
),
-- A kind that came once, and not with the supplier's latest files, is no series. One that no longer comes with them is waited for
-- a year.
series as (
  select
    sent.supplier,
    sent.kind,
    any_value(settings.allowed_days) as allowed_days,
    min(sent.extract_date) as first_day,
    min(sent.received_on) as first_received,
    case settings.often when 'monthly' then 1 when 'quarterly' then 3 when 'yearly' then 12 end as months,
    case settings.often when 'daily' then 1 when 'weekly' then 7 end as days,
    least(
      coalesce(getvariable('as_at')::date, current_date),
      coalesce(any_value(settings.until_day), date '9999-12-31'),
      case
        when max(sent.extract_date) = any_value(sent.latest_of_supplier) then date '9999-12-31'
        else (max(sent.extract_date) + interval 1 year)::date
      end
    ) as last_day
  from sent
  inner join settings on settings.supplier = sent.supplier
  where settings.often in ('daily', 'weekly', 'monthly', 'quarterly', 'yearly')
  group by sent.supplier, sent.kind, settings.often
  having count(*) > 1 or max(sent.extract_date) = any_value(sent.latest_of_supplier)
),
-- The day of the month that is due: of a first extract of a last day, always the last.
numbered as (
  select
    *,
    case when first_day = last_day(first_day) then 31 else day(first_day) end as month_day,
    unnest(generate_series(1, case
      when months is null then (last_day - first_day) // days
      else datediff('month', first_day, last_day) // months
    end)) as number
  from series
),
dated as (
  select
    * exclude (month_day, number),
    number,
    case
      when months is null then first_day + cast(number * days as integer)
      else least(
        date_trunc('month', first_day + to_months(cast(number * months as integer)))::date + cast(month_day - 1 as integer),
        last_day(first_day + to_months(cast(number * months as integer)))
      )
    end as due_on
  from numbered
),
slots as (
  select
    *,
    -- of the first that is due, the extract before it is the first of all
    coalesce(lag(due_on) over (partition by supplier, kind order by number) + allowed_days, first_day) as before_day
  from dated
  qualify due_on <= last_day
),
filled as (
  select
    slots.supplier,
    slots.kind,
    slots.due_on,
    any_value(slots.due_on + slots.allowed_days) as on_time_until,
    any_value(slots.first_received) as first_received,
    min(sent.received_on) as received_on
  from slots
  left join sent
    on sent.supplier = slots.supplier
    and sent.kind = slots.kind
    and sent.extract_date > slots.before_day
    and sent.extract_date <= slots.due_on + slots.allowed_days
  group by slots.supplier, slots.kind, slots.due_on
)
select
  supplier,
  kind,
  due_on,
  received_on,
  case
    when received_on <= on_time_until then 'ON_TIME'
    -- What the supplier had sent before the first file was taken in came then, all at once: nobody noted when it was sent.
    when received_on = first_received then 'NOT_RECORDED'
    when received_on is not null then 'LATE'
    when on_time_until >= coalesce(getvariable('as_at')::date, current_date) then 'PENDING'
    else 'MISSING'
  end as state
from filled
