-- check: the categories of a breakdown add up to the whole, save where one record can be in several
-- severity: stop
select
  figures.measure,
  figures.period_type,
  figures.period_start,
  figures.period_end,
  figures.place_type,
  figures.place_code,
  figures.breakdown
from mart.figures as figures
inner join mart.breakdowns as breakdowns
  on breakdowns.measure = figures.measure
  and breakdowns.breakdown = figures.breakdown
  and not breakdowns.overlapping
inner join mart.figures as whole
  on whole.measure = figures.measure
  and whole.statistic = figures.statistic
  and whole.period_type = figures.period_type
  and whole.period_start = figures.period_start
  and whole.period_end = figures.period_end
  and whole.place_type = figures.place_type
  and whole.place_code = figures.place_code
  and whole.breakdown = 'all'
where
  figures.statistic = 'records'
  and figures.value is not null
group by all
having sum(figures.value) <> any_value(whole.value)
