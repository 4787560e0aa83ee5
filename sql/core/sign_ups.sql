-- row: one offer of throughcare support made by the as-at date, and what came of it
-- key: sign_up_ref
-- checks: not_null(person_key) not_null(service) not_null(age_band)
-- checks: accepted(service, SERVICE) accepted(response, SIGN_UP_RESPONSE) accepted(close_reason, CLOSE_REASON)
-- checks: accepted(exit_planned, YES_NO) accepted(establishment, ESTABLISHMENT) accepted(authority, AUTHORITY)
-- warns: references(person_key, core.people.person_key) references(custody_ref, core.custody.custody_ref)

-- Two suppliers may report one sign-up: the row of the later extract stands, whole.
-- An acceptance dated after the as-at date is still pending, and a closure after it has not happened.
-- left_on is the day the sign-up left the caseload: closed, or gone from the supplier's snapshot.
-- The liberation is that of the period in custody the sign-up names, even while there is none yet; a sign-up that names no
-- known period takes the person's first liberation on or after its own day.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.sign_ups
    qualify row_number() over (partition by sign_up_ref order by extract_date desc, supplier) = 1
),
known as (
    select
        reported.* replace (
            case when offered_on <= as_at then offered_on end as offered_on,
            case when response = 'ACCEPTED' and signed_up_on > as_at then 'PENDING' else response end as response,
            case when signed_up_on <= as_at then signed_up_on end as signed_up_on,
            case when closed_on <= as_at then closed_on end as closed_on,
            case when closed_on > as_at then null else close_reason end as close_reason,
            case when closed_on > as_at then null else exit_planned end as exit_planned,
            case when absent_from <= as_at then absent_from end as absent_from
        )
    from reported
    cross join clock
    where coalesce(least(offered_on, signed_up_on) <= as_at, true)
),
days as (
    select
        person_key,
        sign_up_ref,
        coalesce(signed_up_on, offered_on) as on_date,
        null::date as liberated_on
    from known
    union all
    select
        person_key,
        null as sign_up_ref,
        liberated_on as on_date,
        liberated_on
    from core.custody
    where liberated_on is not null
),
-- not an asof join: DuckDB 1.5.5 takes tables made in the same transaction for empty, and then loops over all pairs
next_liberations as (
    select
        sign_up_ref,
        min(liberated_on) over (
            partition by person_key
            order by on_date
            range between current row and unbounded following
        ) as liberated_on
    from days
    where on_date is not null
    qualify sign_up_ref is not null
),
dated as (
    select
        known.*,
        case
            when custody.custody_ref is null then next_liberations.liberated_on
            else custody.liberated_on
        end as liberated_on
    from known
    left join core.custody as custody on custody.custody_ref = known.custody_ref
    left join next_liberations on next_liberations.sign_up_ref = known.sign_up_ref
)
select
    sign_ups.sign_up_ref,
    sign_ups.person_key,
    sign_ups.custody_ref,
    sign_ups.service,
    sign_ups.delivering_establishment,
    sign_ups.delivering_authority,
    sign_ups.worker_ref,
    sign_ups.offered_on,
    sign_ups.response,
    sign_ups.signed_up_on,
    sign_ups.closed_on,
    sign_ups.close_reason,
    sign_ups.exit_planned,
    sign_ups.supplier,
    sign_ups.extract_date,
    sign_ups.load_id,
    sign_ups.row_number,
    sign_ups.absent_from,
    people.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band,
    people.ethnicity,
    sign_ups.delivering_establishment as establishment,
    coalesce(sign_ups.delivering_authority, people.home_authority) as authority,
    sign_ups.liberated_on,
    (sign_ups.liberated_on - sign_ups.signed_up_on)::integer as lead_days,
    coalesce(sign_ups.closed_on, sign_ups.absent_from) as left_on
from dated as sign_ups
left join core.people as people on people.person_key = sign_ups.person_key
left join core.age_bands as bands
    on bands.age = year(age(coalesce(sign_ups.signed_up_on, sign_ups.offered_on), people.date_of_birth))
