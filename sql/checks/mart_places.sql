-- check: places of one kind, the place that is not recorded among them, add up to Scotland
-- severity: stop
select
  figures.measure,
  figures.period_type,
  figures.period_start,
  figures.period_end,
  figures.place_type,
  figures.breakdown,
  figures.category
from mart.figures as figures
inner join mart.figures as whole
  on whole.measure = figures.measure
  and whole.statistic = figures.statistic
  and whole.period_type = figures.period_type
  and whole.period_start = figures.period_start
  and whole.period_end = figures.period_end
  and whole.place_type = 'scotland'
  and whole.breakdown = figures.breakdown
  and whole.category = figures.category
where
  figures.statistic = 'records'
  and figures.place_type <> 'scotland'
  and figures.value is not null
group by all
having sum(figures.value) <> any_value(whole.value)
