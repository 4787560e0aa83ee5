-- check: a figure stands once
-- severity: stop
-- A group of a million keys of nine columns does not fit into little memory: keys are first told apart by a number, and only
-- those that share one are laid side by side.
with keys as (
  select
    hash(
      measure,
      statistic,
      period_type,
      period_start,
      period_end,
      place_type,
      place_code,
      breakdown,
      category
    ) as number
  from mart.figures
),
shared as (
  select number
  from keys
  group by number
  having count(*) > 1
)
select
  measure,
  statistic,
  period_type,
  period_start,
  period_end,
  place_type,
  place_code,
  breakdown,
  category
from mart.figures
where
  hash(
    measure,
    statistic,
    period_type,
    period_start,
    period_end,
    place_type,
    place_code,
    breakdown,
    category
  ) in (select number from shared)
group by all
having count(*) > 1
