-- check: a clock is met or missed by its dates alone, pending only before it has run out, and says why in every other state
-- severity: stop
-- model: clocks
select rule_id
from core.clocks
where case state
    when 'MET' then stopped_at is null or due_on is null or stopped_at::date > due_on or reason is not null
    when 'MISSED' then
        due_on is null
        or reason is not null
        or stopped_at::date < due_on
        or (stopped_at is null and due_on >= coalesce(getvariable('as_at')::date, current_date))
    when 'PENDING' then
        reason is not null
        or (has_started and due_on < coalesce(getvariable('as_at')::date, current_date))
    when 'NOT_APPLICABLE' then reason is null
    when 'NOT_RECORDED' then reason is null
    else true
end
