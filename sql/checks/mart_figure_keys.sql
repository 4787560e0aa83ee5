-- check: a figure stands once
-- severity: stop
select
  measure,
  statistic,
  period_type,
  period_start,
  period_end,
  place_type,
  place_code,
  breakdown,
  category
from mart.figures
group by all
having count(*) > 1
