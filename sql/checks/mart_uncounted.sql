-- check: every fact has the date that decides its period
-- severity: warn
select measure
from mart.coverage
where undated > 0
