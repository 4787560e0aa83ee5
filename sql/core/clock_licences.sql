-- row: one licence, breach or recall and one rule that can apply to it, with what starts and stops its clock
-- key: rule_id, subject_ref
-- checks: not_null(person_key) not_null(part) not_null(is_sent) not_null(waits)

-- The columns are those that core.clocks reads; its comment says what each means.
-- ST11a and ST11b: licences and orders with statutory supervision. The release has a day and no time. Where the first contact
-- is blank and the person was seen on this licence, the contact happened and its day is not recorded.
-- ST16: the guidance has no number of days, so a report is neither met nor missed; its days are core.clocks.days_taken.
-- ST17: recalls of determinate sentences by the Parole Board or Ministers. Until the decision the clock waits.
with met_people as (
    select distinct licence_ref
    from core.contacts
    where attended = 'Y'
        and licence_ref is not null
),
licences as (
    select
        licences.*,
        met_people.licence_ref is not null as was_seen,
        count(licences.first_contact_at) over (partition by licences.supplier) > 0 as contacts_sent
    from core.licences as licences
    left join met_people on met_people.licence_ref = licences.licence_ref
),
first_meetings as (
    select
        rules.rule_id,
        'licences' as subject_kind,
        licences.licence_ref as subject_ref,
        licences.*,
        licences.started_on as own_day,
        licences.started_on as start_on,
        licences.first_contact_at as stopped_at,
        case licences.licence_type when 'VOL' then 'VOLUNTARY' when 'HDC' then 'NOT_STATUTORY' end as exempt,
        null::varchar as unknown,
        case when licences.was_seen then 'STOP_NOT_DATED' end as unsure,
        licences.contacts_sent as is_sent,
        false as waits
    from licences
    cross join (values ('ST11a'), ('ST11b')) as rules (rule_id)
),
breach_reports as (
    select
        'ST16' as rule_id,
        'breaches' as subject_kind,
        breach_ref as subject_ref,
        breaches.* exclude (started_on),
        identified_on as own_day,
        identified_on as start_on,
        reported_on::timestamp as stopped_at,
        case
            when reported_on is null and response in ('WARNING', 'INFORMAL', 'NONE') then 'NO_REPORT'
        end as exempt,
        case when reported_on is null and response is null then 'RESPONSE_NOT_RECORDED' end as unknown,
        'STOP_NOT_DATED' as unsure,
        true as is_sent,
        null::date as ended_on,
        false as waits
    from core.breaches as breaches
),
recalls as (
    select
        *,
        count(dossier_on) over (partition by supplier) > 0 as dossiers_sent
    from core.recalls
),
dossiers as (
    select
        'ST17' as rule_id,
        'recalls' as subject_kind,
        recall_ref as subject_ref,
        recalls.* exclude (started_on),
        coalesce(referred_on, decided_on, returned_on) as own_day,
        returned_on as start_on,
        dossier_on::timestamp as stopped_at,
        case
            when outcome in ('WARNING_LETTER', 'NO_ACTION', 'WITHDRAWN') then 'NOT_RECALLED'
            when route = 'COURT' or licence_type = 'SRO' then 'COURT'
            when licence_type in ('LIFE', 'OLR') then 'NOT_DETERMINATE'
            when licence_type = 'VOL' then 'VOLUNTARY'
        end as exempt,
        case
            when licence_type is null or licence_type = 'OTHER' then 'LICENCE_TYPE_NOT_RECORDED'
            when route is null and dossier_on is null then 'ROUTE_NOT_RECORDED'
        end as unknown,
        case
            when re_release_reviewed_on is not null or re_release_outcome in ('IMMEDIATE', 'NOT_RELEASED', 'LATER')
                then 'LATER_STEP_RECORDED'
        end as unsure,
        dossiers_sent as is_sent,
        re_released_on as ended_on,
        outcome in ('PENDING', 'DEFERRED') and returned_on is null as waits
    from recalls
),
clocks as (
    select *
    from first_meetings
    union all by name
    select *
    from breach_reports
    union all by name
    select *
    from dossiers
)
select
    rule_id,
    subject_kind,
    subject_ref,
    1 as part,
    person_key,
    supplier,
    authority,
    null::varchar as establishment,
    null::varchar as service,
    licence_type,
    own_day,
    start_on as valid_on,
    start_on::timestamp as started_at,
    false as has_time,
    stopped_at,
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
