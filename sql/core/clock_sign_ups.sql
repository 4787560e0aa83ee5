-- row: one sign-up and one rule that can apply to it, with what starts and stops its clock
-- key: rule_id, subject_ref
-- checks: not_null(person_key) not_null(part) not_null(is_sent) not_null(waits)

-- The columns are those that core.clocks reads; its comment says what each means.
-- ST20: requests to a local authority for voluntary throughcare; the day of the offer is the nearest that the extracts have
-- to the day of the request. The release is that of the period in custody that the sign-up names, else that of the last
-- period which began by the day of the request. A request before release is not under the rule.
-- ST21: sign-ups with Upside of people who are not on remand. Until the day, the liberation is a plan and the clock waits.
-- An offer that was declined asks for no sign-up; one without an answer does.
with days as (
    select
        person_key,
        coalesce(offered_on, signed_up_on) as on_date,
        sign_up_ref,
        null::varchar as custody_ref
    from core.sign_ups
    where service = 'LA_VOLUNTARY'
    union all
    select
        person_key,
        admitted_at::date as on_date,
        null as sign_up_ref,
        custody_ref
    from core.custody
),
-- the last period that began by the day of the sign-up; not an asof join, see the README
last_periods as (
    select
        sign_up_ref,
        last_value(custody_ref ignore nulls) over (
            partition by person_key
            order by on_date, sign_up_ref is not null, custody_ref
            rows between unbounded preceding and current row
        ) as custody_ref
    from days
    where on_date is not null
    qualify sign_up_ref is not null
),
liberated as (
    select
        person_key,
        liberated_on,
        min(legal_status) as legal_status
    from core.custody
    where liberated_on is not null
    group by all
),
known as (
    select
        sign_ups.*,
        coalesce(sign_ups.offered_on, sign_ups.signed_up_on) as asked_on,
        named.custody_ref is not null as is_named,
        named.earliest_liberation_on,
        coalesce(named.legal_status, liberated.legal_status) as legal_status,
        coalesce(named.custody_ref, last_period.custody_ref) is not null as has_period,
        case
            when named.custody_ref is not null then named.liberated_on
            else last_period.liberated_on
        end as released_on,
        coalesce(sign_ups.response = 'ACCEPTED', sign_ups.signed_up_on is not null) as is_accepted,
        count(sign_ups.signed_up_on) over (partition by sign_ups.supplier) > 0 as days_sent
    from core.sign_ups as sign_ups
    left join core.custody as named on named.custody_ref = sign_ups.custody_ref
    left join last_periods on last_periods.sign_up_ref = sign_ups.sign_up_ref
    left join core.custody as last_period on last_period.custody_ref = last_periods.custody_ref
    left join liberated
        on liberated.person_key = sign_ups.person_key
        and liberated.liberated_on = sign_ups.liberated_on
),
requests as (
    select
        *,
        'ST20' as rule_id,
        released_on as start_on,
        asked_on as stop_on,
        case
            when service <> 'LA_VOLUNTARY' then 'OTHER_SERVICE'
            when response in ('DECLINED', 'NO_RESPONSE') then 'NOT_TAKEN_UP'
            when has_period and asked_on is not null and coalesce(asked_on < released_on, true) then 'BEFORE_RELEASE'
        end as exempt,
        null::varchar as unknown,
        case when asked_on is null then 'STOP_NOT_DATED' end as unsure,
        null::date as ended_on,
        true as is_sent,
        false as waits
    from known
),
sign_ups_before as (
    select
        *,
        'ST21' as rule_id,
        coalesce(liberated_on, earliest_liberation_on) as start_on,
        signed_up_on as stop_on,
        case
            when service <> 'UPSIDE' then 'OTHER_SERVICE'
            when legal_status = 'REMAND' then 'ON_REMAND'
            when response = 'DECLINED' then 'NOT_TAKEN_UP'
        end as exempt,
        case when legal_status is null then 'LEGAL_STATUS_NOT_RECORDED' end as unknown,
        case when is_accepted and signed_up_on is null then 'STOP_NOT_DATED' end as unsure,
        -- an offer taken back before the day it was due asks for nothing more
        case when not is_accepted then closed_on end as ended_on,
        days_sent as is_sent,
        liberated_on is null and is_named as waits
    from known
),
clocks as (
    select *
    from requests
    union all by name
    select *
    from sign_ups_before
)
select
    rule_id,
    'sign_ups' as subject_kind,
    sign_up_ref as subject_ref,
    1 as part,
    person_key,
    supplier,
    authority,
    establishment,
    service,
    null::varchar as licence_type,
    asked_on as own_day,
    start_on as valid_on,
    start_on::timestamp as started_at,
    false as has_time,
    stop_on::timestamp as stopped_at,
    ended_on,
    absent_from,
    exempt,
    unknown,
    unsure,
    is_sent,
    null::date as recorded_from,
    false as early_stands,
    waits
from clocks
