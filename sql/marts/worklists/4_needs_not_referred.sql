-- title: Needs identified more than 7 days ago and not referred
-- facts: needs_not_referred
-- says: Needs whose sign-up or licence has ended are left out.
select
  nullif(due.establishment, 'NOT_APPLICABLE') as establishment,
  due.authority,
  due.service,
  due.person_key as "Person (pseudonym)",
  coalesce(categories.label, needs.category) as "Need",
  needs.identified_on as "Identified on",
  due.as_at - needs.identified_on as "Days since",
  coalesce(services.label, due.service) as "Service",
  case when due.establishment <> 'NOT_APPLICABLE' then coalesce(prisons.label, due.establishment) end as "Support delivered in",
  coalesce(homes.label, due.authority) as "Authority",
  needs.supplier as "Supplier",
  loads.file as "File",
  needs.row_number as "Row"
from worklist_facts as due
inner join core.needs as needs on needs.need_ref = due.record_key
left join ledger.loads as loads on loads.load = needs.load_id
left join ref.codes as categories on categories.list = 'NEED' and categories.code = needs.category
left join ref.codes as services on services.list = 'SERVICE' and services.code = due.service
left join ref.codes as prisons on prisons.list = 'ESTABLISHMENT' and prisons.code = due.establishment
left join ref.codes as homes on homes.list = 'AUTHORITY' and homes.code = due.authority
order by needs.identified_on, due.person_key, needs.category
