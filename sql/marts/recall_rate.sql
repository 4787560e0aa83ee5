-- row: one month of one licence at risk, with its days; or one recall from it
select
  record_key,
  person_key,
  from_day as on_date,
  false as met,
  exposure_days,
  authority,
  licence_type,
  gender
from mart.licence_months
union all
select
  recalls.recall_ref,
  recalls.person_key,
  coalesce(recalls.decided_on, recalls.returned_on),
  true,
  0,
  licences.authority,
  licences.licence_type,
  licences.gender
from core.recalls as recalls
inner join core.licences as licences on licences.licence_ref = recalls.licence_ref
where
  recalls.outcome = 'RECALLED'
  and coalesce(recalls.decided_on, recalls.returned_on) >= licences.started_on
