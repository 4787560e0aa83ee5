-- row: one liberation: a period in custody that had ended by the as-at date
-- key: custody_ref
-- checks: not_null(person_key) not_null(liberated_on) not_null(housing_group) not_null(weekday) between(weekday, 1, 7)
-- checks: not_null(is_friday) not_null(is_before_holiday) not_null(supported_on_day) not_null(age_band)
-- checks: accepted(establishment, ESTABLISHMENT) accepted(authority, AUTHORITY) accepted(service, SERVICE)
-- checks: references(custody_ref, core.custody.custody_ref) references(sign_up_ref, core.sign_ups.sign_up_ref)

-- The sign-up is the person's latest accepted one by the day of liberation that was still open on that day. It may be of
-- another period in custody than the one that ended; between two of one day, the one that names this period stands.
-- The housing group is the parent of the housing code; "other" says nothing about settled or not, so it is not recorded.
-- Before a holiday means that the next day is a bank holiday in Scotland.
with candidates as (
    select
        custody.custody_ref,
        sign_ups.sign_up_ref,
        sign_ups.service,
        sign_ups.delivering_establishment
    from core.custody as custody
    inner join core.sign_ups as sign_ups
        on sign_ups.person_key = custody.person_key
        and coalesce(sign_ups.signed_up_on, sign_ups.offered_on) <= custody.liberated_on
    where (sign_ups.response = 'ACCEPTED' or (sign_ups.response is null and sign_ups.signed_up_on is not null))
        and coalesce(sign_ups.left_on >= custody.liberated_on, true)
    qualify row_number() over (
        partition by custody.custody_ref
        order by
            coalesce(sign_ups.signed_up_on, sign_ups.offered_on) desc,
            coalesce(sign_ups.custody_ref = custody.custody_ref, false) desc,
            sign_ups.sign_up_ref
    ) = 1
),
supported as (
    select distinct
        person_key,
        supported_on
    from core.liberation_support
    where attended
),
holidays as (
    select distinct on_date
    from ref.bank_holidays
    where division = 'scotland'
)
select
    custody.custody_ref,
    custody.person_key,
    custody.supplier,
    custody.liberated_on,
    custody.liberation_type,
    coalesce(custody.liberating_establishment, custody.establishment) as establishment,
    coalesce(custody.destination_authority, people.home_authority) as authority,
    custody.destination_housing,
    coalesce(housing.parent, 'NOT_RECORDED') as housing_group,
    custody.sentence_class,
    custody.legal_status,
    custody.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band,
    custody.ethnicity,
    isodow(custody.liberated_on)::integer as weekday,
    isodow(custody.liberated_on) = 5 as is_friday,
    holidays.on_date is not null as is_before_holiday,
    candidates.sign_up_ref,
    candidates.service,
    candidates.delivering_establishment,
    supported.supported_on is not null as supported_on_day
from core.custody as custody
left join core.people as people on people.person_key = custody.person_key
left join core.age_bands as bands on bands.age = year(age(custody.liberated_on, people.date_of_birth))
left join holidays on holidays.on_date = custody.liberated_on + 1
left join ref.codes as housing on housing.list = 'HOUSING' and housing.code = custody.destination_housing
left join candidates on candidates.custody_ref = custody.custody_ref
left join supported
    on supported.person_key = custody.person_key
    and supported.supported_on = custody.liberated_on
where custody.liberated_on is not null
