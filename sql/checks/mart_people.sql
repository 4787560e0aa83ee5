-- check: there are no more people than records, and none without the other
-- severity: stop
select
  people.measure,
  people.period_type,
  people.period_start,
  people.period_end,
  people.place_type,
  people.place_code,
  people.breakdown,
  people.category
from mart.figures as people
inner join mart.figures as records
  on records.measure = people.measure
  and records.statistic = 'records'
  and records.period_type = people.period_type
  and records.period_start = people.period_start
  and records.period_end = people.period_end
  and records.place_type = people.place_type
  and records.place_code = people.place_code
  and records.breakdown = people.breakdown
  and records.category = people.category
where
  people.statistic = 'people'
  and (people.value > records.value or (people.value = 0 and records.value > 0))
