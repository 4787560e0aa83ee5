-- check: no event is dated after the as-at date
-- severity: stop
-- model: custody
with events as (
    select admitted_at::date as on_date from core.custody
    union all
    select greatest(liberated_on, sentenced_on, core_screen_at::date, absent_from) from core.custody
    union all
    select liberated_on from core.liberations
    union all
    select greatest(offered_on, signed_up_on, left_on, closed_on, absent_from) from core.sign_ups
    union all
    select greatest(identified_on, referred_on, accepted_on, outcome_on, absent_from) from core.needs
    union all
    select supported_on from core.liberation_support
    union all
    select contact_at::date from core.contacts
    union all
    select greatest(started_on, ended_on, at_risk_to, lscmi_on, absent_from) from core.licences
    union all
    select greatest(occurred_on, identified_on, reported_on, absent_from) from core.breaches
    union all
    select greatest(referred_on, decided_on, returned_on, dossier_on, re_released_on) from core.recalls
    union all
    select assessed_on from core.assessments
    union all
    select held_on from core.case_conferences
    union all
    select reviewed_on from core.record_reviews
)
select on_date
from events
where on_date > coalesce(getvariable('as_at')::date, current_date)
