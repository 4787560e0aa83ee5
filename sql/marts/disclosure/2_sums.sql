-- row: one child in one sum of cells. A sum is a whole (total) and a way in which it falls into children (kind)
-- The kinds: 1 to 3 places of Scotland, 10 months of a quarter, 11 quarters of a year, from 1000 categories of a breakdown, from
-- 2000 and 3000 the pairs of a crossed breakdown under its first and its second half.
-- Calendar years and periods from one day to another are no wholes here: what follows from them is in marts/disclosure/periods.go.
-- Stocks do not add over time. People do not add over places and time either, but share their cells with the records.
create or replace temporary table sdc_sums as
select
  total.cell as total,
  case child.place_type when 'authority' then 1 when 'establishment' then 2 else 3 end as kind,
  child.cell as child
from sdc_cells as child
inner join sdc_cells as total
  using (measure, period_type, period_start, period_end, breakdown, category)
where
  child.place_type <> 'scotland'
  and total.place_type = 'scotland'
union all
select
  total.cell,
  case child.period_type when 'month' then 10 else 11 end,
  child.cell
from sdc_cells as child
inner join sdc_cells as total
  on total.measure = child.measure
  and total.period_type = case child.period_type when 'month' then 'quarter' else 'financial_year' end
  and total.period_start = case child.period_type
    when 'month' then date_trunc('quarter', child.period_start)::date
    else make_date((year(child.period_start) - (month(child.period_start) < 4)::integer)::integer, 4, 1)
  end
  and total.place_type = child.place_type
  and total.place_code = child.place_code
  and total.breakdown = child.breakdown
  and total.category = child.category
where
  child.period_type in ('month', 'quarter')
  and child."view" <> 'stock'
union all
select
  total.cell,
  1000 + breakdowns.position,
  child.cell
from sdc_cells as child
inner join mart.breakdowns as breakdowns
  on breakdowns.measure = child.measure and breakdowns.breakdown = child.breakdown
inner join sdc_cells as total
  on total.measure = child.measure
  and total.period_type = child.period_type
  and total.period_start = child.period_start
  and total.period_end = child.period_end
  and total.place_type = child.place_type
  and total.place_code = child.place_code
  and total.breakdown = 'all'
where not breakdowns.overlapping
union all
select
  total.cell,
  half.kind + breakdowns.position,
  child.cell
from sdc_cells as child
inner join mart.breakdowns as breakdowns
  on breakdowns.measure = child.measure and breakdowns.breakdown = child.breakdown
cross join (values (1, 2000), (2, 3000)) as half (half, kind)
inner join sdc_cells as total
  on total.measure = child.measure
  and total.period_type = child.period_type
  and total.period_start = child.period_start
  and total.period_end = child.period_end
  and total.place_type = child.place_type
  and total.place_code = child.place_code
  and total.breakdown = case half.half when 1 then breakdowns.first_of_cross else breakdowns.second_of_cross end
  and total.category = split_part(child.category, '/', half.half)
where breakdowns.first_of_cross is not null;
