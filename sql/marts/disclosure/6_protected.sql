-- row: one figure as it may be seen: what is held back has no number at all, and the marker [c]
create or replace temporary table protected_figures as
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
    units.unit is not null as held
  from mart.figures as figures
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
