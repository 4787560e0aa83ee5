-- row: one contact planned for, or made on, a day up to the as-at date
-- key: contact_ref
-- checks: not_null(person_key) not_null(contact_at) not_null(age_band)
-- checks: accepted(kind, CONTACT_KIND) accepted(attended, YES_NO) accepted(missed_reason, MISSED_REASON)
-- warns: references(person_key, core.people.person_key) references(sign_up_ref, core.sign_ups.sign_up_ref)
-- warns: references(licence_ref, core.licences.licence_ref)

-- Two suppliers may report one contact: the row of the later extract stands, whole.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.contacts
    qualify row_number() over (partition by contact_ref order by extract_date desc, supplier) = 1
)
select
    contacts.contact_ref,
    contacts.person_key,
    contacts.sign_up_ref,
    contacts.licence_ref,
    contacts.contact_at,
    contacts.kind,
    contacts.attended,
    contacts.missed_reason,
    contacts.supplier,
    contacts.extract_date,
    contacts.load_id,
    contacts.row_number,
    case when contacts.absent_from <= clock.as_at then contacts.absent_from end as absent_from,
    sign_ups.service,
    sign_ups.establishment,
    coalesce(sign_ups.authority, licences.authority, people.home_authority) as authority,
    people.gender,
    coalesce(bands.age_band, 'Not recorded') as age_band
from reported as contacts
cross join clock
left join core.sign_ups as sign_ups on sign_ups.sign_up_ref = contacts.sign_up_ref
left join core.licences as licences on licences.licence_ref = contacts.licence_ref
left join core.people as people on people.person_key = contacts.person_key
left join core.age_bands as bands on bands.age = year(age(contacts.contact_at::date, people.date_of_birth))
where coalesce(contacts.contact_at::date <= clock.as_at, true)
