-- check: a record and the sign-up, licence or period in custody that it names are of one person
-- severity: warn
-- model: sign_ups
select sign_ups.person_key
from core.sign_ups as sign_ups
inner join core.custody as custody on custody.custody_ref = sign_ups.custody_ref
where custody.person_key <> sign_ups.person_key
union all
select needs.person_key
from core.needs as needs
inner join core.sign_ups as sign_ups on sign_ups.sign_up_ref = needs.sign_up_ref
where sign_ups.person_key <> needs.person_key
union all
select support.person_key
from core.liberation_support as support
inner join core.sign_ups as sign_ups on sign_ups.sign_up_ref = support.sign_up_ref
where sign_ups.person_key <> support.person_key
union all
select breaches.person_key
from core.breaches as breaches
inner join core.licences as licences on licences.licence_ref = breaches.licence_ref
where licences.person_key <> breaches.person_key
union all
select recalls.person_key
from core.recalls as recalls
inner join core.licences as licences on licences.licence_ref = recalls.licence_ref
where licences.person_key <> recalls.person_key
