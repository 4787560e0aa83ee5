-- row: one period from the first month that has events (mart.data_begin) up to the as-at date, at most ten financial years back
-- Calendar years and periods from a day to a day are there where the project asks for them (variables calendar_years, from_to);
-- the latter are numbered in the order in which they are asked for.
with as_at as (
  select coalesce(getvariable('as_at')::date, current_date) as day
),
bounds as (
  select
    data_begin.day,
    as_at.day as as_at
  from mart.data_begin as data_begin
  cross join as_at
),
first_day as (
  select
    greatest(
      day,
      make_date((year(as_at) - 10 - (month(as_at) < 4)::integer)::integer, 4, 1)
    ) as day,
    as_at
  from bounds
  where day is not null
),
months as (
  select
    cast(unnest(generate_series(day, as_at, interval 1 month)) as date) as month_start,
    day,
    as_at
  from first_day
),
periods as (
  select distinct
    kind.period_type,
    case kind.period_type
      when 'month' then month_start
      when 'quarter' then date_trunc('quarter', month_start)::date
      when 'calendar_year' then date_trunc('year', month_start)::date
      else make_date((year(month_start) - (month(month_start) < 4)::integer)::integer, 4, 1)
    end as period_start,
    kind.months as period_months,
    day,
    as_at
  from
    months,
    (values ('month', 1), ('quarter', 3), ('financial_year', 12), ('calendar_year', 12)) as kind (period_type, months)
  where kind.period_type <> 'calendar_year' or coalesce(getvariable('calendar_years')::boolean, false)
),
asked as (
  select
    unnest(getvariable('from_to')::struct(first_day date, last_day date)[], recursive := true),
    generate_subscripts(getvariable('from_to')::struct(first_day date, last_day date)[], 1) as position
),
ends as (
  select
    period_type,
    period_start,
    (period_start + to_months(period_months) - interval 1 day)::date as period_end,
    0 as position,
    day,
    as_at
  from periods
  union all
  -- a period that is yet to come, or that was over when the data begin, has no figures
  select
    'from_to',
    asked.first_day,
    asked.last_day,
    asked.position,
    first_day.day,
    first_day.as_at
  from asked
  inner join first_day on asked.first_day <= first_day.as_at and asked.last_day >= first_day.day
)
select
  period_type,
  period_start,
  period_end,
  least(period_end, as_at) as counted_to,
  period_end <= as_at as ended,
  period_start >= day as covered,
  cast(row_number() over (order by period_type, position, period_start, period_end) as integer) as number
from ends
order by number
