-- row: one referral for recall made by the as-at date, and what came of it
-- key: recall_ref
-- checks: not_null(person_key) not_null(licence_ref) not_null(outcome) not_null(age_band)
-- checks: accepted(outcome, RECALL_OUTCOME) accepted(route, RECALL_ROUTE) accepted(primary_reason, BREACH_REASON)
-- checks: accepted(re_release_outcome, RE_RELEASE_OUTCOME)
-- warns: references(person_key, core.people.person_key) references(licence_ref, core.licences.licence_ref)
-- warns: references(breach_ref, core.breaches.breach_ref)

-- Two suppliers may report one recall: the row of the later extract stands, whole.
-- Ministers may recall without a referral, so the row begins with its first dated step. A decision dated after the as-at
-- date is pending; so is an outcome that is blank, and a re-release that is considered after the as-at date.
-- Days to recall run to the return to custody, else to the decision, else to the referral.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.recalls
    qualify row_number() over (partition by recall_ref order by extract_date desc, supplier) = 1
),
known as (
    select
        reported.* replace (
            case when referred_on <= as_at then referred_on end as referred_on,
            case when decided_on <= as_at then decided_on end as decided_on,
            case when decided_on > as_at then 'PENDING' else coalesce(outcome, 'PENDING') end as outcome,
            case when returned_on <= as_at then returned_on end as returned_on,
            case when dossier_on <= as_at then dossier_on end as dossier_on,
            case
                when re_release_reviewed_on <= as_at then re_release_reviewed_on
            end as re_release_reviewed_on,
            case
                when re_release_reviewed_on > as_at then 'PENDING'
                else re_release_outcome
            end as re_release_outcome,
            case when re_released_on <= as_at then re_released_on end as re_released_on,
            case when absent_from <= as_at then absent_from end as absent_from
        )
    from reported
    cross join clock
    where coalesce(least(referred_on, decided_on, returned_on) <= as_at, true)
)
select
    recalls.recall_ref,
    recalls.licence_ref,
    recalls.person_key,
    recalls.breach_ref,
    recalls.route,
    recalls.referred_on,
    recalls.decided_on,
    recalls.outcome,
    recalls.returned_on,
    recalls.primary_reason,
    recalls.dossier_on,
    recalls.re_release_reviewed_on,
    recalls.re_release_outcome,
    recalls.re_released_on,
    recalls.supplier,
    recalls.extract_date,
    recalls.load_id,
    recalls.row_number,
    recalls.absent_from,
    licences.licence_type,
    licences.authority,
    people.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band,
    people.ethnicity,
    licences.started_on,
    (
        coalesce(recalls.returned_on, recalls.decided_on, recalls.referred_on) - licences.started_on
    )::integer as days_to_recall
from known as recalls
left join core.licences as licences on licences.licence_ref = recalls.licence_ref
left join core.people as people on people.person_key = recalls.person_key
left join core.age_bands as bands
    on bands.age = year(age(
        coalesce(recalls.referred_on, recalls.decided_on, recalls.returned_on),
        people.date_of_birth
    ))
