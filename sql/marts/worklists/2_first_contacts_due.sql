-- title: First contacts after liberation not yet made
-- facts: first_contacts_due
-- says: Support on the day of liberation that was attended is a contact. The row is that of the sign-up.
select
  due.establishment,
  due.authority,
  due.service,
  due.person_key as "Person (pseudonym)",
  liberations.liberated_on as "Liberated on",
  due.as_at - liberations.liberated_on as "Days since",
  case due.clock when 'WITHIN' then 'In the first week' else 'Over a week' end as "First week",
  coalesce(services.label, due.service) as "Service",
  coalesce(prisons.label, due.establishment) as "Liberated from",
  coalesce(homes.label, due.authority) as "Went to",
  sign_ups.supplier as "Supplier",
  loads.file as "File",
  sign_ups.row_number as "Row"
from worklist_facts as due
inner join core.liberations as liberations on liberations.custody_ref = due.record_key
inner join core.sign_ups as sign_ups on sign_ups.sign_up_ref = liberations.sign_up_ref
left join ledger.loads as loads on loads.load = sign_ups.load_id
left join ref.codes as services on services.list = 'SERVICE' and services.code = due.service
left join ref.codes as prisons on prisons.list = 'ESTABLISHMENT' and prisons.code = due.establishment
left join ref.codes as homes on homes.list = 'AUTHORITY' and homes.code = due.authority
order by liberations.liberated_on, due.person_key
