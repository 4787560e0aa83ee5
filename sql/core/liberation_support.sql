-- row: one kind of support around the day of liberation, dated by the as-at date
-- key: support_ref
-- checks: not_null(person_key) not_null(supported_on) not_null(on_day) not_null(attended) not_null(age_band)
-- checks: accepted(kind, SUPPORT) accepted(result, SUPPORT_RESULT)
-- warns: references(person_key, core.people.person_key) references(sign_up_ref, core.sign_ups.sign_up_ref)
-- warns: references(custody_ref, core.custody.custody_ref)

-- Two suppliers may report one support: the row of the later extract stands, whole.
-- On the day means: on a day on which this person was liberated, whatever period in custody the support names.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.liberation_support
    qualify row_number() over (partition by support_ref order by extract_date desc, supplier) = 1
),
liberated as (
    select distinct
        person_key,
        liberated_on
    from core.custody
    where liberated_on is not null
)
select
    support.support_ref,
    support.person_key,
    support.sign_up_ref,
    support.custody_ref,
    support.supported_on,
    support.kind,
    support.result,
    support.supplier,
    support.extract_date,
    support.load_id,
    support.row_number,
    case when support.absent_from <= clock.as_at then support.absent_from end as absent_from,
    sign_ups.service,
    sign_ups.establishment,
    coalesce(sign_ups.authority, people.home_authority) as authority,
    people.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band,
    people.ethnicity,
    liberated.liberated_on is not null as on_day,
    coalesce(support.result = 'ATTENDED', false) as attended
from reported as support
cross join clock
left join core.sign_ups as sign_ups on sign_ups.sign_up_ref = support.sign_up_ref
left join liberated
    on liberated.person_key = support.person_key
    and liberated.liberated_on = support.supported_on
left join core.people as people on people.person_key = support.person_key
left join core.age_bands as bands on bands.age = year(age(support.supported_on, people.date_of_birth))
where coalesce(support.supported_on <= clock.as_at, true)
