-- row: one Integrated Case Management conference, due or held
-- key: conference_ref
-- checks: not_null(person_key) accepted(kind, CONFERENCE_KIND) accepted(pbsw_attended, YES_NO)
-- checks: accepted(cbsw_attended, YES_NO) accepted(family_invited, YES_NO) accepted(family_attended, YES_NO)
-- warns: references(person_key, core.people.person_key) references(custody_ref, core.custody.custody_ref)

-- Two suppliers may report one conference: the row of the later extract stands, whole.
-- A conference dated after the as-at date has not been held: who came is not known, and only the day it is due stays. One
-- that is neither due nor held by then, and has no due day, is left out.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.case_conferences
    qualify row_number() over (partition by conference_ref order by extract_date desc, supplier) = 1
),
known as (
    select
        reported.* replace (
            case when held_on <= as_at then held_on end as held_on,
            case when held_on > as_at then null else pbsw_attended end as pbsw_attended,
            case when held_on > as_at then null else cbsw_attended end as cbsw_attended,
            case when held_on > as_at then null else family_attended end as family_attended,
            case when held_on > as_at then null else not_attended_reason end as not_attended_reason,
            case when absent_from <= as_at then absent_from end as absent_from
        )
    from reported
    cross join clock
    where due_on is not null
        or coalesce(held_on <= as_at, true)
)
select
    conferences.conference_ref,
    conferences.person_key,
    conferences.custody_ref,
    conferences.kind,
    conferences.due_on,
    conferences.held_on,
    conferences.pbsw_attended,
    conferences.cbsw_attended,
    conferences.family_invited,
    conferences.family_attended,
    conferences.not_attended_reason,
    conferences.supplier,
    conferences.extract_date,
    conferences.load_id,
    conferences.row_number,
    conferences.absent_from,
    people.home_authority as authority
from known as conferences
left join core.people as people on people.person_key = conferences.person_key
