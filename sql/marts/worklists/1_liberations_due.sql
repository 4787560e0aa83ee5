-- title: Liberations due in the next 12 weeks without a sign-up or a plan
-- facts: liberations_due
-- says: The planned day is the earliest date of liberation as the supplier last sent it.
select
  due.establishment,
  due.authority,
  due.service,
  due.person_key as "Person (pseudonym)",
  custody.earliest_liberation_on as "Planned day",
  custody.earliest_liberation_on - due.as_at as "Days to go",
  case due.readiness when 'NO_SIGN_UP' then 'No sign-up: ' || lower(due.offer) else 'No plan recorded' end as "What is missing",
  coalesce(services.label, due.service) as "Service",
  coalesce(prisons.label, due.establishment) as "Held in",
  coalesce(homes.label, due.authority) as "Expected to go to",
  custody.supplier as "Supplier",
  loads.file as "File",
  custody.row_number as "Row"
from worklist_facts as due
inner join core.custody as custody on custody.custody_ref = due.record_key
left join ledger.loads as loads on loads.load = custody.load_id
left join ref.codes as services on services.list = 'SERVICE' and services.code = due.service
left join ref.codes as prisons on prisons.list = 'ESTABLISHMENT' and prisons.code = due.establishment
left join ref.codes as homes on homes.list = 'AUTHORITY' and homes.code = due.authority
where due.readiness <> 'PLANNED'
order by custody.earliest_liberation_on, due.person_key
