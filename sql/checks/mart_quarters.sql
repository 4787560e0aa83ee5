-- check: a quarter lies between its largest month and the sum of its months, except for stocks
-- severity: stop
select
  quarter.measure,
  quarter.statistic,
  quarter.period_start,
  quarter.place_type,
  quarter.place_code
from mart.figures as quarter
inner join mart.figures as months
  on months.measure = quarter.measure
  and months.statistic = quarter.statistic
  and months.period_type = 'month'
  and months.period_start between quarter.period_start and quarter.period_end
  and months.place_type = quarter.place_type
  and months.place_code = quarter.place_code
  and months.breakdown = 'all'
semi join mart.periods as covered
  on covered.period_type = 'quarter'
  and covered.period_start = quarter.period_start
  and covered.covered
where
  quarter.period_type = 'quarter'
  and quarter.breakdown = 'all'
  and quarter.statistic in ('records', 'people')
  and quarter."view" <> 'stock'
  and quarter.value is not null
group by all
having
  any_value(quarter.value) > sum(months.value)
  or any_value(quarter.value) < max(months.value)
