-- check: nobody is liberated before the day of admission
-- severity: warn
-- model: custody
select custody_ref
from core.custody
where liberated_on < admitted_at::date
