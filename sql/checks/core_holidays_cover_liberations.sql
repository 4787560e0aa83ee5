-- check: the calendar of bank holidays covers every year with a liberation, so that "before a holiday" can be told
-- severity: warn
-- model: liberations
select liberations.custody_ref
from core.liberations as liberations
where year(liberations.liberated_on + 1) not in (
    select year(on_date)
    from ref.bank_holidays
    where division = 'scotland'
)
