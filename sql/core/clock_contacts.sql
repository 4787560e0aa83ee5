-- row: one window of one licence in which a rule on the frequency of contact asks for one
-- key: rule_id, subject_ref, part
-- checks: not_null(person_key) not_null(part) not_null(is_sent) not_null(waits)

-- The columns are those that core.clocks reads; its comment says what each means.
-- A rule on frequency is met when every window has an attended contact with the person on this licence. The windows follow
-- each other without gaps, each as long as the rule's limit: the weeks of the first four (ST13a), the fortnights of the
-- three months after these (ST13b), the months of both together (ST14, home visits). What is left over at the end of a span
-- is shorter than a window and asks for nothing. The day of release belongs to the first window.
-- The first contact and the first home visit of the licence count beside the contacts. A contact of which it is not
-- recorded whether the person came leaves its window unknown if no other contact fills it.
-- A licence that the rule does not apply to, by its day or its type, has one row and no windows.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
rules as (
    select
        rule_id,
        valid_from,
        valid_to,
        case unit
            when 'weeks' then to_days((7 * limit_value)::integer)
            when 'days' then to_days(limit_value)
            when 'months' then to_months(limit_value)
            else error('the unit of a window is days, weeks or months')
        end as length,
        rule_id = 'ST13b' as after_four_weeks,
        rule_id <> 'ST13a' as for_three_months,
        rule_id = 'ST14' as at_home
    from ref.timing_rules
    where rule_id in ('ST13a', 'ST13b', 'ST14')
),
suppliers as (
    select
        licences.supplier,
        min(contacts.contact_at::date) as recorded_from
    from core.contacts as contacts
    inner join core.licences as licences on licences.licence_ref = contacts.licence_ref
    group by licences.supplier
),
seen as (
    select
        licence_ref,
        contact_at::date as on_date,
        kind = 'HOME_VISIT' as at_home,
        case attended when 'Y' then true when 'N' then false end as came
    from core.contacts
    where licence_ref is not null
    union all
    select
        licence_ref,
        first_contact_at::date as on_date,
        false as at_home,
        true as came
    from core.licences
    where first_contact_at is not null
    union all
    select
        licence_ref,
        first_home_visit_on as on_date,
        true as at_home,
        true as came
    from core.licences
    where first_home_visit_on is not null
),
spans as (
    select
        licences.*,
        rules.rule_id,
        rules.length,
        rules.at_home,
        licences.started_on + if(rules.after_four_weeks, 28, 0) as from_on,
        if(
            rules.for_three_months,
            (licences.started_on + 28 + interval 3 months)::date,
            licences.started_on + 28
        ) as to_on,
        case licences.licence_type when 'VOL' then 'VOLUNTARY' when 'HDC' then 'NOT_STATUTORY' end as exempt,
        coalesce(licences.started_on >= rules.valid_from, true)
            and coalesce(licences.started_on <= rules.valid_to, true) as in_force
    from core.licences as licences
    cross join rules
),
numbered as (
    select
        *,
        unnest(if(exempt is null and in_force, range(0, 130), [0])) as n
    from spans
),
windows as (
    select
        *,
        (n + 1)::integer as part,
        (from_on + n * length)::date as opens_on,
        (from_on + (n + 1) * length)::date as closes_on
    from numbered
    where n = 0
        or (from_on + (n + 1) * length)::date <= to_on
),
filled as (
    select
        windows.rule_id,
        windows.licence_ref,
        windows.part,
        min(seen.on_date) filter (seen.came) as came_on,
        bool_or(seen.came is null) as unsure
    from windows
    inner join seen on seen.licence_ref = windows.licence_ref
    where seen.on_date <= windows.closes_on
        and (seen.on_date > windows.opens_on or (seen.on_date = windows.opens_on and windows.opens_on = windows.started_on))
        and (coalesce(seen.at_home, false) or not windows.at_home)
    group by all
)
select
    windows.rule_id,
    'licences' as subject_kind,
    windows.licence_ref as subject_ref,
    windows.part,
    windows.person_key,
    windows.supplier,
    windows.authority,
    null::varchar as establishment,
    null::varchar as service,
    windows.licence_type,
    windows.started_on as own_day,
    windows.started_on as valid_on,
    windows.opens_on::timestamp as started_at,
    false as has_time,
    filled.came_on::timestamp as stopped_at,
    windows.ended_on,
    windows.absent_from,
    windows.exempt,
    null::varchar as unknown,
    case
        when filled.unsure and windows.closes_on < least(clock.as_at, windows.ended_on) then 'ATTENDANCE_NOT_RECORDED'
    end as unsure,
    suppliers.supplier is not null as is_sent,
    suppliers.recorded_from,
    false as early_stands,
    false as waits
from windows
cross join clock
left join suppliers on suppliers.supplier = windows.supplier
left join filled
    on filled.rule_id = windows.rule_id
    and filled.licence_ref = windows.licence_ref
    and filled.part = windows.part
