-- row: one alleged breach, identified by the as-at date
-- key: breach_ref
-- checks: not_null(person_key) not_null(licence_ref) not_null(identified_on) not_null(age_band)
-- checks: accepted(primary_reason, BREACH_REASON) accepted_each(reasons, BREACH_REASON)
-- checks: accepted(response, BREACH_RESPONSE) accepted(more_could_have_been_done, MORE_COULD)
-- warns: references(person_key, core.people.person_key) references(licence_ref, core.licences.licence_ref)

-- Two suppliers may report one breach: the row of the later extract stands, whole.
-- A report dated after the as-at date has not been made, so the response is then not known yet.
-- Days to breach run to the day it happened, else to the day it was identified.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.breaches
    qualify row_number() over (partition by breach_ref order by extract_date desc, supplier) = 1
),
known as (
    select
        reported.* replace (
            case when occurred_on <= as_at then occurred_on end as occurred_on,
            case when response = 'BREACH_REPORT' and reported_on > as_at then null else response end as response,
            case when reported_on <= as_at then reported_on end as reported_on,
            case when absent_from <= as_at then absent_from end as absent_from
        )
    from reported
    cross join clock
    where coalesce(identified_on <= as_at, true)
)
select
    breaches.breach_ref,
    breaches.licence_ref,
    breaches.person_key,
    breaches.occurred_on,
    breaches.identified_on,
    breaches.reasons,
    breaches.primary_reason,
    breaches.response,
    breaches.reported_on,
    breaches.more_could_have_been_done,
    breaches.supplier,
    breaches.extract_date,
    breaches.load_id,
    breaches.row_number,
    breaches.absent_from,
    licences.licence_type,
    licences.authority,
    people.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band,
    people.ethnicity,
    licences.started_on,
    (coalesce(breaches.occurred_on, breaches.identified_on) - licences.started_on)::integer as days_to_breach
from known as breaches
left join core.licences as licences on licences.licence_ref = breaches.licence_ref
left join core.people as people on people.person_key = breaches.person_key
left join core.age_bands as bands
    on bands.age = year(age(coalesce(breaches.occurred_on, breaches.identified_on), people.date_of_birth))
