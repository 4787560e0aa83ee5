-- check: every supplier of the records of a timing rule sends the date that stops its clock
-- severity: warn
-- model: clocks
select distinct
    rule_id,
    supplier
from core.clocks
where reason = 'NEVER_SENT'
