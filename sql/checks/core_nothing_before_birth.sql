-- check: no event is dated before the person was born
-- severity: warn
-- model: people
with events as (
    select person_key, admitted_at::date as on_date from core.custody
    union all
    select person_key, coalesce(signed_up_on, offered_on) from core.sign_ups
    union all
    select person_key, identified_on from core.needs
    union all
    select person_key, supported_on from core.liberation_support
    union all
    select person_key, contact_at::date from core.contacts
    union all
    select person_key, started_on from core.licences
    union all
    select person_key, coalesce(occurred_on, identified_on) from core.breaches
    union all
    select person_key, coalesce(referred_on, decided_on, returned_on) from core.recalls
    union all
    select person_key, assessed_on from core.assessments
)
select events.person_key
from events
inner join core.people as people on people.person_key = events.person_key
where events.on_date < people.date_of_birth
