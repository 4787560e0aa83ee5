-- check: a figure has a value, or a marker that says why not; counts are whole and not negative; a rate lies in its interval
-- severity: stop
select
  measure,
  statistic,
  period_start,
  place_code,
  breakdown,
  category
from mart.figures
where
  (value is null) is distinct from coalesce(marker in ('[x]', '[z]'), false)
  or (statistic in ('records', 'people') and (value < 0 or value <> floor(value)))
  or (statistic = 'rate' and numerator > denominator)
  or (lower is not null and not value between lower - 1e-9 and upper + 1e-9)
  or isnan(value)
  or isinf(value)
