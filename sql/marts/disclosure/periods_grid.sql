-- row: one period in which a measure is counted for a kind of place and a breakdown, whether or not there is anything in it
select
  shapes.measure || '|' || shapes.place_type || '|' || shapes.breakdown as shape,
  periods.period_type in ('calendar_year', 'from_to') as own,
  periods.period_start - date '1970-01-01' as first_day,
  (periods.counted_to + interval 1 day)::date - date '1970-01-01' as next_day,
  rare.measure is not null as is_rare
from (
  select distinct measure, place_type, breakdown, period_type
  from mart.figures
  where "view" <> 'stock' and measure in (select measure from mart.measures where confidential)
) as shapes
inner join mart.periods as periods on periods.period_type = shapes.period_type
left join sdc_rare as rare
  on rare.measure = shapes.measure
  and rare.place_type = shapes.place_type
  and rare.period_type = shapes.period_type
  and rare.breakdown = shapes.breakdown
order by all
