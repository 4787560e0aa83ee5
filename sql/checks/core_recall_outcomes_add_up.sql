-- check: recalled, warning letter, no action, deferred, withdrawn and pending add up to the recalls, each counted once
-- severity: stop
-- model: recalls
with counted as (
    select
        count(*) as recalls,
        count(distinct recall_ref) as references_given,
        count(*) filter (where outcome = 'RECALLED') as recalled,
        count(*) filter (where outcome = 'WARNING_LETTER') as warned,
        count(*) filter (where outcome = 'NO_ACTION') as no_action,
        count(*) filter (where outcome = 'DEFERRED') as deferred,
        count(*) filter (where outcome = 'WITHDRAWN') as withdrawn,
        count(*) filter (where outcome = 'PENDING') as pending
    from core.recalls
)
select recalls
from counted
where recalls <> recalled + warned + no_action + deferred + withdrawn + pending
    or recalls <> references_given
