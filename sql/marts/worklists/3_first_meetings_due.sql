-- title: First meetings on a licence not yet held
-- facts: first_meetings_due
-- says: Licences and orders with statutory supervision. The limit is one working day after release (rule ST11b).
select
  null::varchar as establishment,
  due.authority,
  null::varchar as service,
  due.person_key as "Person (pseudonym)",
  licences.started_on as "Released on",
  due.as_at - licences.started_on as "Days since",
  case due.clock when 'WITHIN' then 'Within the limit' else 'Over the limit' end as "Limit",
  coalesce(kinds.label, licences.licence_type) as "Licence or order",
  coalesce(homes.label, due.authority) as "Supervising authority",
  licences.supplier as "Supplier",
  loads.file as "File",
  licences.row_number as "Row"
from worklist_facts as due
inner join core.licences as licences on licences.licence_ref = due.record_key
left join ledger.loads as loads on loads.load = licences.load_id
left join ref.codes as kinds on kinds.list = 'LICENCE' and kinds.code = licences.licence_type
left join ref.codes as homes on homes.list = 'AUTHORITY' and homes.code = due.authority
order by licences.started_on, due.person_key
