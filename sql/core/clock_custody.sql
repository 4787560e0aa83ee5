-- row: one record that a rule on time in custody can apply to, with what starts and stops its clock
-- key: rule_id, subject_ref
-- checks: not_null(person_key) not_null(part) not_null(is_sent) not_null(waits)

-- The columns are those that core.clocks reads; its comment says what each means.
-- ST01: every period in custody. ST07a and ST07b: one clock for each period, that of its first initial conference; only of
-- the two starts that the session's setting conference_clock names, "sentence" (the default) or "admission". They are for
-- sentences with supervision after release; one that begins with a recall has its sentence, and conference, behind it.
-- ST08: each conference that was held starts a clock, and the next one of the period stops it.
with setting as (
    select
        case coalesce(getvariable('conference_clock')::varchar, 'sentence')
            when 'sentence' then 'ST07a'
            when 'admission' then 'ST07b'
            else error('the setting conference_clock is sentence or admission')
        end as conference_rule
),
conferences as (
    select
        *,
        held_on is null and (
            coalesce(pbsw_attended = 'Y', false)
            or coalesce(cbsw_attended = 'Y', false)
            or coalesce(family_attended = 'Y', false)
        ) as came_undated
    from core.case_conferences
),
records as (
    select min(held_on) as recorded_from
    from conferences
),
of_period as (
    select
        custody_ref,
        min(held_on) filter (kind = 'INITIAL') as initial_on,
        bool_or(came_undated and kind = 'INITIAL') as initial_undated,
        bool_or(came_undated) as any_undated,
        count(held_on) > 0 as any_held
    from conferences
    group by custody_ref
),
periods as (
    select
        custody.*,
        coalesce(custody.destination_authority, people.home_authority) as authority,
        case
            when custody.legal_status = 'REMAND' or custody.sentence_class = 'REMAND_ONLY' then 'ON_REMAND'
            when custody.legal_status = 'RECALL' then 'RECALLED'
            when custody.sentence_class = 'SHORT_TERM' then 'SHORT_TERM'
        end as no_conference,
        case
            when custody.sentence_class is null or custody.sentence_class = 'OTHER' then 'SENTENCE_NOT_RECORDED'
        end as sentence_unknown,
        count(custody.core_screen_at) over (partition by custody.supplier) > 0 as screens_sent
    from core.custody as custody
    left join core.people as people on people.person_key = custody.person_key
),
chain as (
    select
        *,
        lead(held_on) over (partition by custody_ref order by held_on, conference_ref) as next_on
    from conferences
    where held_on is not null
),
core_screens as (
    select
        'ST01' as rule_id,
        'custody' as subject_kind,
        custody_ref as subject_ref,
        periods.*,
        admitted_at::date as own_day,
        admitted_at as started_at,
        true as has_time,
        core_screen_at as stopped_at,
        null::varchar as exempt,
        null::varchar as unknown,
        null::varchar as unsure,
        screens_sent as is_sent,
        null::date as recorded_from,
        false as early_stands
    from periods
),
initial_conferences as (
    select
        rules.rule_id,
        'custody' as subject_kind,
        periods.custody_ref as subject_ref,
        periods.*,
        periods.admitted_at::date as own_day,
        (
            case rules.rule_id when 'ST07a' then periods.sentenced_on else periods.admitted_at::date end
        )::timestamp as started_at,
        false as has_time,
        of_period.initial_on::timestamp as stopped_at,
        case
            when rules.rule_id <> setting.conference_rule then 'RULE_NOT_CHOSEN'
            else periods.no_conference
        end as exempt,
        periods.sentence_unknown as unknown,
        case
            when of_period.initial_undated then 'STOP_NOT_DATED'
            when of_period.any_held or of_period.any_undated then 'LATER_STEP_RECORDED'
        end as unsure,
        records.recorded_from is not null as is_sent,
        records.recorded_from,
        -- "no later than": a conference on remand stands, one before the admission is a wrong date
        coalesce(of_period.initial_on >= periods.admitted_at::date, false) as early_stands
    from periods
    cross join (values ('ST07a'), ('ST07b')) as rules (rule_id)
    cross join setting
    cross join records
    left join of_period on of_period.custody_ref = periods.custody_ref
),
further_conferences as (
    select
        'ST08' as rule_id,
        'case_conferences' as subject_kind,
        conferences.conference_ref as subject_ref,
        conferences.person_key,
        conferences.supplier,
        conferences.authority,
        periods.establishment,
        coalesce(conferences.held_on, conferences.due_on) as own_day,
        conferences.held_on::timestamp as started_at,
        false as has_time,
        chain.next_on::timestamp as stopped_at,
        case when conferences.held_on is null and not conferences.came_undated then 'NOT_HELD' end as exempt,
        null::varchar as unknown,
        case
            when conferences.held_on is null then null
            when of_period.any_undated then 'STOP_NOT_DATED'
            when periods.custody_ref is null then 'CUSTODY_NOT_KNOWN'
        end as unsure,
        true as is_sent,
        null::date as recorded_from,
        false as early_stands,
        periods.liberated_on,
        periods.absent_from
    from conferences
    left join chain on chain.conference_ref = conferences.conference_ref
    left join periods on periods.custody_ref = conferences.custody_ref
    left join of_period on of_period.custody_ref = conferences.custody_ref
),
clocks as (
    select *
    from core_screens
    union all by name
    select *
    from initial_conferences
    union all by name
    select *
    from further_conferences
)
select
    rule_id,
    subject_kind,
    subject_ref,
    1 as part,
    person_key,
    supplier,
    authority,
    establishment,
    null::varchar as service,
    null::varchar as licence_type,
    own_day,
    started_at::date as valid_on,
    started_at,
    has_time,
    stopped_at,
    liberated_on as ended_on,
    absent_from,
    exempt,
    unknown,
    unsure,
    is_sent,
    recorded_from,
    early_stands,
    false as waits
from clocks
