-- check: bank holidays are listed for every year in which working days are counted for a timing rule
-- severity: warn
-- model: clocks
select rule_id
from core.clocks
where reason = 'CALENDAR_NOT_KNOWN'
