-- row: one cell: everything that is said of one measure, period, place and category
-- Sizes are the numbers that must not be small; cells of nothing at all are left out: a zero adds nothing
-- to a sum. Cells that are one and the same number (the stock of June and of the quarter to June) share a twin.
create or replace temporary table sdc_cells as
with cells as (
  select
    -- numbered in the order of what they are: of equals, the second rule takes the first, every time the same
    cast(row_number() over (
      order by measure, period_type, period_start, period_end, place_type, place_code, breakdown, category
    ) as integer) as cell,
    *
  from (
    select
      measure,
      any_value("view") as "view",
      period_type,
      period_start,
      period_end,
      place_type,
      place_code,
      breakdown,
      category,
      max(value) filter (statistic = 'records') as records,
      max(value) filter (statistic = 'people') as people,
      max(numerator) filter (statistic in ('rate', 'cumulative_incidence')) as hits,
      max(denominator - numerator) filter (statistic in ('rate', 'cumulative_incidence')) as misses,
      max(denominator) filter (statistic in ('median', 'lower_quartile', 'upper_quartile')) as amounts,
      max(numerator) filter (statistic = 'rate_per_100_years') as events
    from mart.figures
    where
      -- an incidence that is not known yet still has the events that others' sums hold
      (value is not null or statistic = 'cumulative_incidence')
      and measure in (select measure from mart.measures where confidential)
      and case
        when statistic in ('records', 'people') then value > 0
        when statistic = 'rate_per_100_years' then numerator > 0
        else denominator > 0
      end
    group by measure, period_type, period_start, period_end, place_type, place_code, breakdown, category
  ) as grouped
)
select
  *,
  case
    when "view" = 'stock' then min(cell) over (
      partition by
        measure,
        place_type,
        place_code,
        breakdown,
        category,
        least(period_end, getvariable('sdc_as_at')::date),
        "view" = 'stock'
    )
    else cell
  end as twin
from cells;
