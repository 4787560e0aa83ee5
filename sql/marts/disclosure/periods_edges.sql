-- row: one count of one series: what is counted of a measure, place and category, in one period or in one piece that the project's
-- own periods cut off another
-- Only series that have something in a period of the project's own are here, and stocks are not: they do not add up over time.
-- The project's own come in the order in which they are asked for: the first have it before the later.
-- next_day is the day after the last that is counted. A piece has no unit: it is never shown. So it is with the periods of a rare
-- event: neither they nor their zeros are, see 3_rare.sql.
with series as (
  select
    *,
    row_number() over (order by measure, place_type, place_code, breakdown, category, family) as series
  from (
    select distinct
      cells.measure,
      cells.place_type,
      cells.place_code,
      cells.breakdown,
      cells.category,
      units.family
    from sdc_units as units
    inner join sdc_cells as cells on cells.cell = units.cell
    where units.own and units.size > 0 and cells."view" <> 'stock'
  ) as distinct_series
),
counts as (
  select
    cells.measure,
    cells.place_type,
    cells.place_code,
    cells.breakdown,
    cells.category,
    units.family,
    case when not units.is_rare then units.unit end as unit,
    units.own,
    units.suppressed,
    periods.number,
    cells.period_start as first_day,
    (least(cells.period_end, getvariable('sdc_as_at')::date) + interval 1 day)::date as next_day,
    units.part_1,
    case when units.family = 1 then units.part_2 end as part_2
  from sdc_units as units
  inner join sdc_cells as cells on cells.cell = units.cell
  inner join mart.periods as periods
    on periods.period_type = cells.period_type
    and periods.period_start = cells.period_start
    and periods.period_end = cells.period_end
  where units.size > 0
  union all
  select
    pieces.measure,
    pieces.place_type,
    pieces.place_code,
    pieces.breakdown,
    pieces.category,
    kinds.family,
    null,
    false,
    true,
    0,
    pieces.first_day,
    (pieces.last_day + interval 1 day)::date,
    case kinds.family when 0 then records when 1 then hits when 2 then amounts else events end,
    case when kinds.family = 1 then tried - hits end
  from mart.pieces as pieces
  cross join (values (0), (1), (2), (3)) as kinds (family)
)
select
  cast(series.series as integer) as series,
  measure || '|' || place_type || '|' || breakdown as shape,
  family,
  coalesce(counts.unit, -1) as unit,
  counts.own,
  counts.suppressed,
  counts.first_day - date '1970-01-01' as first_day,
  counts.next_day - date '1970-01-01' as next_day,
  cast(counts.part_1 as bigint) as part_1,
  cast(coalesce(counts.part_2, 0) as bigint) as part_2
from counts
inner join series using (measure, place_type, place_code, breakdown, category, family)
where counts.part_1 is not null
order by series.series, counts.own, counts.number, counts.first_day, counts.next_day
