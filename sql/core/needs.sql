-- row: one need of one person, identified by the as-at date
-- key: need_ref
-- checks: not_null(person_key) not_null(category) not_null(state) not_null(is_referred) not_null(is_accepted)
-- checks: not_null(age_band) accepted(category, NEED) accepted(outcome, NEED_OUTCOME) between(severity, 0, 3)
-- warns: references(person_key, core.people.person_key) references(sign_up_ref, core.sign_ups.sign_up_ref)
-- warns: references(licence_ref, core.licences.licence_ref)

-- Two suppliers may report one need: the row of the later extract stands, whole.
-- The state is the outcome as recorded; a blank outcome is not recorded, never "open" or "not met". Only an outcome dated
-- after the as-at date makes a need open, since it was open on that day.
-- A need that an agency accepted had been referred, even where the day of the referral is blank.
-- A need of a licence, without a sign-up, is met by the authority's statutory throughcare: no establishment delivers that.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.needs
    qualify row_number() over (partition by need_ref order by extract_date desc, supplier) = 1
),
known as (
    select
        reported.* replace (
            case when referred_on <= as_at then referred_on end as referred_on,
            case when referred_on > as_at then null else referred_to end as referred_to,
            case when accepted_on <= as_at then accepted_on end as accepted_on,
            case when outcome_on > as_at then null else outcome end as outcome,
            case when outcome_on <= as_at then outcome_on end as outcome_on,
            case when absent_from <= as_at then absent_from end as absent_from
        ),
        case
            when outcome_on > as_at then 'OPEN'
            else coalesce(outcome, 'NOT_RECORDED')
        end as state
    from reported
    cross join clock
    where coalesce(identified_on <= as_at, true)
)
select
    needs.need_ref,
    needs.person_key,
    needs.sign_up_ref,
    needs.licence_ref,
    needs.category,
    needs.severity,
    needs.identified_on,
    needs.referred_on,
    needs.referred_to,
    needs.accepted_on,
    needs.outcome,
    needs.outcome_on,
    needs.supplier,
    needs.extract_date,
    needs.load_id,
    needs.row_number,
    needs.absent_from,
    case
        when needs.sign_up_ref is null and needs.licence_ref is not null then 'LA_STATUTORY'
        else sign_ups.service
    end as service,
    case
        when needs.sign_up_ref is null and needs.licence_ref is not null then 'NOT_APPLICABLE'
        else sign_ups.establishment
    end as establishment,
    coalesce(sign_ups.authority, licences.authority, people.home_authority) as authority,
    licences.licence_type,
    people.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band,
    people.ethnicity,
    needs.referred_on is not null or needs.accepted_on is not null as is_referred,
    needs.accepted_on is not null as is_accepted,
    needs.state
from known as needs
left join core.sign_ups as sign_ups on sign_ups.sign_up_ref = needs.sign_up_ref
left join core.licences as licences on licences.licence_ref = needs.licence_ref
left join core.people as people on people.person_key = needs.person_key
left join core.age_bands as bands on bands.age = year(age(needs.identified_on, people.date_of_birth))
