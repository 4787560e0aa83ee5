-- check: no licence ends or expires before it starts
-- severity: stop
-- model: licences
select licence_ref
from core.licences
where days_at_risk < 0
