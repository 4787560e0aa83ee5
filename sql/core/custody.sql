-- row: one continuous period in custody that had begun by the as-at date
-- key: custody_ref
-- checks: not_null(person_key) accepted(legal_status, LEGAL_STATUS) accepted(sentence_class, SENTENCE_CLASS)
-- checks: accepted(establishment, ESTABLISHMENT) accepted(liberating_establishment, ESTABLISHMENT)
-- checks: accepted(liberation_type, LIBERATION_TYPE) accepted(destination_authority, AUTHORITY)
-- checks: accepted(destination_housing, HOUSING) not_null(age_band)
-- warns: not_null(admitted_at) references(person_key, core.people.person_key)

-- Two suppliers may report one period: the row of the later extract stands, whole.
-- A liberation or a sentence dated after the as-at date has not happened yet, and what describes it is blank too. The
-- destination stays: until the day it is a plan.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.custody
    qualify row_number() over (partition by custody_ref order by extract_date desc, supplier) = 1
)
select
    custody.custody_ref,
    custody.person_key,
    custody.admitted_at,
    custody.legal_status,
    case when custody.sentenced_on <= clock.as_at then custody.sentenced_on end as sentenced_on,
    case when custody.sentenced_on > clock.as_at then null else custody.sentence_class end as sentence_class,
    case when custody.sentenced_on > clock.as_at then null else custody.sentence_days end as sentence_days,
    custody.establishment,
    case when custody.core_screen_at::date <= clock.as_at then custody.core_screen_at end as core_screen_at,
    custody.earliest_liberation_on,
    case when custody.liberated_on <= clock.as_at then custody.liberated_on end as liberated_on,
    case when custody.liberated_on > clock.as_at then null else custody.liberation_type end as liberation_type,
    case
        when custody.liberated_on > clock.as_at then null
        else custody.liberating_establishment
    end as liberating_establishment,
    custody.destination_authority,
    custody.destination_housing,
    custody.supplier,
    custody.extract_date,
    custody.load_id,
    custody.row_number,
    case when custody.absent_from <= clock.as_at then custody.absent_from end as absent_from,
    people.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band,
    people.ethnicity
from reported as custody
cross join clock
left join core.people as people on people.person_key = custody.person_key
left join core.age_bands as bands on bands.age = year(age(custody.admitted_at::date, people.date_of_birth))
where coalesce(custody.admitted_at::date <= clock.as_at, true)
