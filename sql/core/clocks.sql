-- row: one timing rule and one record of the kind that it is for
-- key: rule_id, subject_ref
-- checks: not_null(subject_kind) not_null(person_key) not_null(state) not_null(windows)

-- The rules are ref.timing_rules: limits, units and days of validity are read there. The models clock_* say of each record
-- what starts and stops its clock:
--   part            the window, of a rule that asks for something in each of several; else 1
--   own_day         the day of the record itself, that a clock without a start is counted on
--   valid_on        the day by which the rule must be in force: the start of the first window
--   started_at, stopped_at, has_time    has_time: the start has a time of day; without, hours are counted in whole days
--   ended_on        the day from which the rule asks for nothing any more (liberation, end of the licence)
--   absent_from     the day the record had gone from its supplier's snapshot: nothing is seen after it
--   exempt          why the rule does not apply to the record
--   unknown         why it cannot be known whether it applies
--   unsure          why, without a stop, it cannot be known that nothing stopped it
--   is_sent, recorded_from    whether the supplier sends the stop at all, and from which day
--   early_stands    a stop before the start is good, not a wrong date
--   waits           the start is still to come; started_at is then a plan
-- The limit runs in wall-clock time: 72 hours over a change of the clocks end at the same time of day, three days later.
-- A month later is the same day of that month, or its last. Working days are those of the authority's calendar, where it
-- has one, else Scotland's. A clock due on the as-at date has not run out: that day is not over.
-- A rule "before" an event counts back from it, and must be in force on the day it asks for as well as on that of the event.
--
-- state: MET stopped in time; MISSED stopped late, or not stopped and run out; PENDING not stopped and not run out;
-- NOT_APPLICABLE the rule is not for this record; NOT_RECORDED it cannot be known. reason says why for the last two. Of
-- several windows the row shows the one that decides: the first missed, else the first unknown, the first pending, the last met.
-- days_taken and working_days_taken run from the start to the stop (to the event, for a rule "before" it).
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
started as (
    select *
    from core.clock_custody
    union all by name
    select *
    from core.clock_sign_ups
    union all by name
    select *
    from core.clock_licences
    union all by name
    select *
    from core.clock_contacts
),
calendars as (
    select distinct division
    from core.working_days
),
ruled as (
    select
        started.*,
        started.started_at::date as started_on,
        started.stopped_at::date as stopped_on,
        coalesce(calendars.division, 'scotland') as calendar,
        rules.limit_value,
        rules.unit,
        rules.direction,
        if(rules.direction = 'before', -rules.limit_value, rules.limit_value) as step,
        rules.valid_from,
        rules.valid_to
    from started
    inner join ref.timing_rules as rules on rules.rule_id = started.rule_id
    left join calendars on calendars.division = started.authority
),
due as (
    select
        ruled.*,
        first_days.working_day_number as first_number,
        last_days.working_day_number as last_number,
        -- a working day off the calendar, or in a year without known holidays, can be too early, never too late
        ruled.unit = 'working days'
            and not coalesce(first_days.holidays_known and due_days.holidays_known, false) as calendar_unknown,
        case when ruled.unit = 'hours' and ruled.has_time then ruled.started_at + to_hours(ruled.step) end as due_at,
        case ruled.unit
            when 'hours' then
                if(
                    ruled.has_time,
                    (ruled.started_at + to_hours(ruled.step))::date,
                    ruled.started_on + ceil(ruled.step / 24)::integer
                )
            when 'days' then ruled.started_on + ruled.step
            when 'weeks' then ruled.started_on + 7 * ruled.step
            when 'months' then (ruled.started_on + to_months(ruled.step))::date
            when 'working days' then due_days.on_date
        end as due_on
    from ruled
    left join core.working_days as first_days
        on first_days.division = ruled.calendar
        and first_days.on_date = ruled.started_on
    left join core.working_days as last_days
        on last_days.division = ruled.calendar
        and last_days.on_date = ruled.stopped_on
    left join core.working_days as due_days
        on due_days.division = ruled.calendar
        and due_days.is_working
        and due_days.working_day_number = first_days.working_day_number + ruled.step
),
compared as (
    select
        due.*,
        clock.as_at,
        if(due_at is not null, stopped_at <= due_at, stopped_on <= due_on) as in_time,
        coalesce(valid_on, own_day) < valid_from
            or coalesce(valid_on, own_day) > valid_to
            or (direction = 'before' and due_on < valid_from) as out_of_force
    from due
    cross join clock
),
-- the first line that holds decides: state and reason in one text
judged as (
    select
        *,
        case
            when out_of_force then 'NOT_APPLICABLE RULE_NOT_IN_FORCE'
            when exempt is not null then 'NOT_APPLICABLE ' || exempt
            when unknown is not null then 'NOT_RECORDED ' || unknown
            when stopped_at is null and unsure is not null then 'NOT_RECORDED ' || unsure
            when waits then 'PENDING'
            when started_at is null then 'NOT_RECORDED START_NOT_RECORDED'
            when direction <> 'before' and stopped_at < started_at and not early_stands then 'NOT_RECORDED STOP_BEFORE_START'
            when limit_value is null then 'NOT_APPLICABLE NO_LIMIT'
            when in_time then 'MET'
            when due_on is null or (calendar_unknown and stopped_at is not null) then 'NOT_RECORDED CALENDAR_NOT_KNOWN'
            when stopped_at is not null then 'MISSED'
            when ended_on <= due_on then 'NOT_APPLICABLE ENDED_FIRST'
            when absent_from <= due_on then 'NOT_RECORDED LEFT_CASELOAD'
            when due_on >= as_at then 'PENDING'
            when calendar_unknown then 'NOT_RECORDED CALENDAR_NOT_KNOWN'
            when not is_sent then 'NOT_RECORDED NEVER_SENT'
            when due_on < recorded_from then 'NOT_RECORDED BEFORE_RECORDS'
            else 'MISSED'
        end as verdict
    from compared
),
stated as (
    select
        *,
        split_part(verdict, ' ', 1) as state,
        nullif(split_part(verdict, ' ', 2), '') as reason
    from judged
),
decided as (
    select
        *,
        count(*) over (partition by rule_id, subject_ref) as windows,
        count(*) filter (state = 'MET') over (partition by rule_id, subject_ref) as windows_met
    from stated
    qualify row_number() over (
        partition by rule_id, subject_ref
        order by
            list_position(['MISSED', 'NOT_RECORDED', 'PENDING', 'MET', 'NOT_APPLICABLE'], state),
            if(state = 'MET', -part, part)
    ) = 1
)
select
    rule_id,
    subject_kind,
    subject_ref,
    person_key,
    supplier,
    authority,
    establishment,
    service,
    licence_type,
    coalesce(if(waits, null, valid_on), own_day) as counted_on,
    not waits and started_at is not null as has_started,
    started_at,
    due_on,
    due_at,
    stopped_at,
    limit_value,
    unit,
    direction,
    state,
    reason,
    case
        when direction = 'every' then null
        when direction = 'before' then (started_on - stopped_on)::integer
        else (stopped_on - started_on)::integer
    end as days_taken,
    case
        when direction = 'every' then null
        when direction = 'before' then first_number - last_number
        else last_number - first_number
    end as working_days_taken,
    windows::integer as windows,
    windows_met::integer as windows_met
from decided
