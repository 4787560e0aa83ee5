-- row: one domain score of one assessment made by the as-at date
-- key: assessment_ref, domain?
-- checks: not_null(person_key) not_null(instrument) not_null(stage) not_null(assessed_on)
-- warns: references(person_key, core.people.person_key) references(sign_up_ref, core.sign_ups.sign_up_ref)
-- warns: references(licence_ref, core.licences.licence_ref)

-- Two suppliers may report one score: the row of the later extract stands, whole. A blank domain is the whole instrument.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.assessments
    qualify row_number() over (partition by assessment_ref, domain order by extract_date desc, supplier) = 1
)
select
    assessments.assessment_ref,
    assessments.person_key,
    assessments.sign_up_ref,
    assessments.licence_ref,
    assessments.instrument,
    assessments.stage,
    assessments.assessed_on,
    assessments.domain,
    assessments.score,
    assessments.level,
    assessments.supplier,
    assessments.extract_date,
    assessments.load_id,
    assessments.row_number,
    case when assessments.absent_from <= clock.as_at then assessments.absent_from end as absent_from,
    coalesce(sign_ups.authority, licences.authority, people.home_authority) as authority
from reported as assessments
cross join clock
left join core.sign_ups as sign_ups on sign_ups.sign_up_ref = assessments.sign_up_ref
left join core.licences as licences on licences.licence_ref = assessments.licence_ref
left join core.people as people on people.person_key = assessments.person_key
where coalesce(assessments.assessed_on <= clock.as_at, true)
