-- row: one month of one licence at risk, with its days; or one breach of it
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
  breaches.breach_ref,
  breaches.person_key,
  coalesce(breaches.occurred_on, breaches.identified_on),
  true,
  0,
  licences.authority,
  licences.licence_type,
  licences.gender
from core.breaches as breaches
inner join core.licences as licences on licences.licence_ref = breaches.licence_ref
where coalesce(breaches.occurred_on, breaches.identified_on) between licences.started_on and licences.at_risk_to
