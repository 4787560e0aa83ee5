-- check: the liberations are the periods in custody that have a day of liberation, each one once
-- severity: stop
-- model: liberations
select coalesce(custody.custody_ref, liberations.custody_ref) as custody_ref
from (select custody_ref, liberated_on from core.custody where liberated_on is not null) as custody
full join core.liberations as liberations
    on liberations.custody_ref = custody.custody_ref
    and liberations.liberated_on = custody.liberated_on
where custody.custody_ref is null
    or liberations.custody_ref is null
