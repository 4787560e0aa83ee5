-- row: one thing that is shown or held back whole: the counts of a cell, its rate, its distribution, or its rate per 100 years
-- First rule: a count below the threshold is held back; so is a rate with so few on either side, and a median of fewer than 10.
-- Of rare events nothing is shown of some kinds: see 3_rare.sql.
create or replace temporary table sdc_units as
with sizes as (
  select cell, twin, 0 as family, records as part_1, people as part_2, records as size
  from sdc_cells
  where records is not null
  union all
  select cell, twin, 1, hits, misses, hits + misses
  from sdc_cells
  where hits is not null
  union all
  select cell, twin, 2, amounts, null, amounts
  from sdc_cells
  where amounts is not null
  union all
  select cell, twin, 3, events, null, events
  from sdc_cells
  where events is not null
)
select
  cell * 4 + family as unit,
  *,
  coalesce(
    is_rare
    or part_1 between 1 and least_shown - 1
    or part_2 between 1 and least_shown - 1
    or size between 1 and least_shown - 1,
    false
  ) as suppressed,
  0 as changed_in,                   -- the round that held it back
  false as follows                   -- of a period of the project's own: it follows from those that every project has
from (
  select
    sizes.*,
    cells.period_type in ('calendar_year', 'from_to') as own,
    rare.measure is not null as is_rare,
    case family
      when 2 then greatest(getvariable('sdc_threshold')::integer, 10)
      else getvariable('sdc_threshold')::integer
    end as least_shown
  from sizes
  inner join sdc_cells as cells on cells.cell = sizes.cell
  left join sdc_rare as rare
    on rare.measure = cells.measure
    and rare.place_type = cells.place_type
    and rare.period_type = cells.period_type
    and rare.breakdown = cells.breakdown
) as limits;
