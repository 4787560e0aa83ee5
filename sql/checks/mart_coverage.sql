-- check: every fact is counted, or is undated, later than the as-at date, or before the first period
-- severity: stop
select measure
from mart.coverage
where facts <> undated + later + before + counted
