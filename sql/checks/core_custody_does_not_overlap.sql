-- check: nobody is in two periods of custody at once, which would count a liberation twice
-- severity: warn
-- model: custody
select custody_ref
from core.custody
qualify admitted_at::date < max(coalesce(liberated_on, date '9999-12-31')) over (
    partition by person_key
    order by admitted_at, custody_ref
    rows between unbounded preceding and 1 preceding
)
