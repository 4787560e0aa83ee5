-- check: the people supported on a day of liberation are the same, counted from the support and from the liberations
-- severity: stop
-- model: liberations
with from_support as (
    select distinct
        person_key,
        supported_on as on_date
    from core.liberation_support
    where on_day
        and attended
),
from_liberations as (
    select distinct
        person_key,
        liberated_on as on_date
    from core.liberations
    where supported_on_day
)
select coalesce(from_support.person_key, from_liberations.person_key) as person_key
from from_support
full join from_liberations using (person_key, on_date)
where from_support.person_key is null
    or from_liberations.person_key is null
