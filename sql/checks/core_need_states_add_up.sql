-- check: every need is in one of the seven states, and every accepted need is a referred one
-- severity: stop
-- model: needs
select need_ref
from core.needs
where state not in ('MET', 'PARTLY_MET', 'NOT_MET', 'DECLINED', 'WITHDRAWN', 'OPEN', 'NOT_RECORDED')
    or (is_accepted and not is_referred)
