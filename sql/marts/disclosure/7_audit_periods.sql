-- row: one figure that follows from periods that overlap, though it is held back or small. It reads only what is to be shown, and
-- shares nothing with the rules
-- A period that is shown says how much lies between two days. From day to day over the periods shown, everything between two days
-- that are so joined follows. And of a calendar year or a period of the project's own, what is left when the months, quarters,
-- years or other own periods shown within it are taken away.
with recursive shown as (
  select
    dense_rank() over (order by measure, statistic, place_type, place_code, breakdown, category) as series,
    measure,
    statistic,
    period_type,
    period_start as first_day,
    (least(period_end, getvariable('sdc_as_at')::date) + interval 1 day)::date as next_day,
    place_code,
    breakdown,
    category,
    marker is not distinct from '[c]' as held,
    unnest(case
      when statistic = 'records' then [value]
      when statistic in ('rate', 'cumulative_incidence') then [numerator, denominator - numerator]
      when statistic = 'rate_per_100_years' then [numerator]
      else [denominator]
    end) as amount,
    unnest(case when statistic in ('rate', 'cumulative_incidence') then [1, 2] else [1] end) as part
  from protected_figures
  where
    "view" <> 'stock'
    and statistic in ('records', 'rate', 'cumulative_incidence', 'rate_per_100_years', 'median')
    and (measure, statistic, place_type, place_code, breakdown, category) in (
      select (measure, statistic, place_type, place_code, breakdown, category)
      from protected_figures
      where period_type in ('calendar_year', 'from_to') and coalesce(numerator, denominator, value) is not null
    )
),
edges as (
  select series, part, first_day as from_day, next_day as to_day, amount
  from shown
  where not held and amount is not null
  union all
  select series, part, next_day, first_day, -amount
  from shown
  where not held and amount is not null
),
reached as (
  select distinct
    series,
    part,
    first_day as root,
    first_day as day,
    0::double as amount
  from shown
  where period_type in ('calendar_year', 'from_to') and not held
  union
  select
    reached.series,
    reached.part,
    reached.root,
    edges.to_day,
    reached.amount + edges.amount
  from reached
  inner join edges
    on edges.series = reached.series and edges.part = reached.part and edges.from_day = reached.day
),
between_days as (
  select
    series,
    amount - lag(amount) over (partition by series, part, root order by day) as amount
  from reached
),
held as (
  select shown.series
  from shown
  inner join reached as start
    on start.series = shown.series and start.part = shown.part and start.day = shown.first_day
  inner join reached as finish
    on finish.series = shown.series and finish.part = shown.part and finish.day = shown.next_day and finish.root = start.root
  where shown.held
),
left_over as (
  select
    whole.series,
    any_value(whole.amount) - sum(inside.amount) as amount
  from shown as whole
  inner join shown as inside
    on inside.series = whole.series
    and inside.part = whole.part
    and inside.first_day >= whole.first_day
    and inside.next_day <= whole.next_day
    and inside.next_day - inside.first_day < whole.next_day - whole.first_day
  where
    whole.period_type in ('calendar_year', 'from_to')
    and whole.amount is not null
    and inside.amount is not null
  group by
    whole.series,
    whole.part,
    whole.first_day,
    whole.next_day,
    inside.period_type,
    -- own periods may overlap: they are taken away one at a time
    case when inside.period_type = 'from_to' then inside.first_day end,
    case when inside.period_type = 'from_to' then inside.next_day end
)
select series
from between_days
where amount between 1 and getvariable('sdc_threshold')::integer - 1
union all
select series
from held
union all
select series
from left_over
where amount between 1 and getvariable('sdc_threshold')::integer - 1
