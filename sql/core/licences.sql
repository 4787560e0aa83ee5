-- row: one licence or order in the community that had begun by the as-at date
-- key: licence_ref
-- checks: not_null(person_key) not_null(licence_type) not_null(started_on) not_null(is_open) not_null(age_band)
-- checks: accepted(licence_type, LICENCE) accepted(end_reason, CLOSE_REASON) accepted(authority, AUTHORITY)
-- checks: between(mappa_level, 0, 3)
-- warns: references(person_key, core.people.person_key)

-- Two suppliers may report one licence: the row of the later extract stands, whole.
-- A licence is at risk of breach from the day it starts to the first of: its end, its expiry, the day it was gone from the
-- supplier's snapshot or to which the supplier followed it (nothing is seen after that: absent_from), the as-at date. Days are
-- counted from the start up to, and without, that last day; the licence is open while no such day has come. Of one that the
-- supplier did not follow from its start (followed_from), the days from then on count.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.licences
    qualify row_number() over (partition by licence_ref order by extract_date desc, supplier) = 1
),
known as (
    select
        reported.* replace (
            case when ended_on <= as_at then ended_on end as ended_on,
            case when ended_on > as_at then null else end_reason end as end_reason,
            case when lscmi_on > as_at then null else lscmi_score end as lscmi_score,
            case when lscmi_on > as_at then null else lscmi_level end as lscmi_level,
            case when lscmi_on <= as_at then lscmi_on end as lscmi_on,
            case when first_contact_at::date <= as_at then first_contact_at end as first_contact_at,
            case when first_home_visit_on <= as_at then first_home_visit_on end as first_home_visit_on,
            case when least(absent_from, followed_to) <= as_at then least(absent_from, followed_to) end as absent_from
        ),
        as_at
    from reported
    cross join clock
    where coalesce(started_on <= as_at, true)
),
followed as (
    select
        *,
        -- a licence can be gone from the caseload before the day it was to start: it was then never at risk
        case when absent_from < started_on then started_on else absent_from end as last_seen_on
    from known
)
select
    licences.licence_ref,
    licences.person_key,
    licences.licence_type,
    licences.started_on,
    licences.expires_on,
    licences.ended_on,
    licences.end_reason,
    licences.supervising_authority,
    licences.lscmi_score,
    licences.lscmi_level,
    licences.lscmi_on,
    licences.mappa_level,
    licences.first_contact_at,
    licences.first_home_visit_on,
    licences.followed_from,
    licences.supplier,
    licences.extract_date,
    licences.load_id,
    licences.row_number,
    licences.absent_from,
    licences.supervising_authority as authority,
    people.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band,
    people.ethnicity,
    least(coalesce(licences.ended_on, licences.last_seen_on), licences.expires_on, licences.as_at) as at_risk_to,
    (
        least(coalesce(licences.ended_on, licences.last_seen_on), licences.expires_on, licences.as_at)
        - greatest(
            licences.started_on,
            -- least passes over a null, and would make the end of it
            case
                when licences.followed_from is not null then least(
                    licences.followed_from,
                    coalesce(licences.ended_on, licences.last_seen_on),
                    licences.expires_on,
                    licences.as_at
                )
            end
        )
    )::integer as days_at_risk,
    coalesce(licences.ended_on, licences.last_seen_on) is null
        and coalesce(licences.expires_on > licences.as_at, true) as is_open
from followed as licences
left join core.people as people on people.person_key = licences.person_key
left join core.age_bands as bands on bands.age = year(age(licences.started_on, people.date_of_birth))
