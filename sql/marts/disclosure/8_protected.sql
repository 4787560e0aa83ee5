-- row: one figure as it may be seen: what is held back has no number at all, and the marker [c]
-- A zero of a rare event stands where it follows from a zero that is shown: of Scotland, of all categories, or of a longer period.
create or replace temporary table protected_figures as
with zeros as (
  select
    figures.*,
    rare.measure is not null as is_rare
  from mart.figures as figures
  left join sdc_rare as rare using (measure, place_type, period_type, breakdown)
  where figures.statistic = 'records' and figures.value = 0 and figures.measure in (select measure from sdc_rare)
),
known as (
  select distinct
    zeros.measure,
    zeros.period_type,
    zeros.period_start,
    zeros.period_end,
    zeros.place_type,
    zeros.place_code,
    zeros.breakdown,
    zeros.category
  from zeros
  inner join zeros as shown
    on shown.measure = zeros.measure
    and (shown.place_code = zeros.place_code or shown.place_type = 'scotland')
    and (shown.place_type = zeros.place_type or shown.place_type = 'scotland')
    and shown.period_end >= zeros.period_end
    and shown.period_start <= zeros.period_start
  where
    zeros.is_rare
    and not shown.is_rare
    and (shown.breakdown = 'all' or (shown.breakdown = zeros.breakdown and shown.category = zeros.category))
    and (shown."view" <> 'stock' or shown.period_end = zeros.period_end)
)
select
  figures.* exclude (held) replace (
    case when not held then value end as value,
    case when not held then numerator end as numerator,
    case when not held then denominator end as denominator,
    case when not held then lower end as lower,
    case when not held then upper end as upper,
    case when held then '[c]' else marker end as marker
  )
from (
  select
    figures.*,
    units.unit is not null
    or (rare.measure is not null and known.measure is null and figures.marker is distinct from '[x]') as held
  from mart.figures as figures
  left join sdc_rare as rare using (measure, place_type, period_type, breakdown)
  left join known using (measure, period_type, period_start, period_end, place_type, place_code, breakdown, category)
  left join sdc_cells as cells
    using (measure, period_type, period_start, period_end, place_type, place_code, breakdown, category)
  left join sdc_units as units
    on units.cell = cells.cell
    and units.suppressed
    and units.family = case
      when figures.statistic in ('records', 'people', 'per_person') then 0
      when figures.statistic in ('rate', 'cumulative_incidence') then 1
      when figures.statistic = 'rate_per_100_years' then 3
      else 2
    end
) as figures;
