-- check: every person of every supplier's extract is in core.people
-- severity: stop
-- model: people
select distinct staged.person_key
from staging.people as staged
anti join core.people as people on people.person_key = staged.person_key
