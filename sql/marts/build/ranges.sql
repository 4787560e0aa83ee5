-- row: one stretch of days that is counted by its days: a period that the project asks for, or a piece that such a period, or a
-- calendar year, cuts off a month, quarter or financial year: its days before the cut
-- Pieces are never shown. The small-number control needs them: what lies between a cut and the ends of the months follows from
-- figures that are shown on both sides.
with cuts as (
  select period_start as day
  from mart.periods
  where period_type in ('from_to', 'calendar_year')
  union
  select (counted_to + interval 1 day)::date
  from mart.periods
  where period_type in ('from_to', 'calendar_year')
),
grids as (
  select
    day,
    unnest([
      {'kind': 'month', 'first_day': date_trunc('month', day)::date},
      {'kind': 'quarter', 'first_day': date_trunc('quarter', day)::date},
      {'kind': 'financial_year', 'first_day': make_date((year(day) - (month(day) < 4)::integer)::integer, 4, 1)}
    ], recursive := true)
  from cuts
),
ranges as (
  select
    'piece_of_' || kind as period_type,
    first_day,
    (day - interval 1 day)::date as last_day
  from grids
  where first_day < day and day <= coalesce(getvariable('as_at')::date, current_date)
)
select
  number,
  period_type,
  period_start as first_day,
  counted_to as last_day
from mart.periods
where period_type = 'from_to'
union all
select
  (select max(number) from mart.periods) + cast(row_number() over (order by period_type, first_day, last_day) as integer),
  period_type,
  first_day,
  last_day
from ranges
