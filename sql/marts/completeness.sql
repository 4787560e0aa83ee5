-- row: one field of one record where it is expected; met where it is recorded. Its supplier is that of the record.
select
  'sign_ups.response/' || sign_up_ref as record_key,
  coalesce(offered_on, signed_up_on) as on_date,
  authority,
  supplier,
  'sign_ups.response' as field,
  response is not null as met
from core.sign_ups
union all
select
  'sign_ups.signed_up_on/' || sign_up_ref as record_key,
  coalesce(offered_on, signed_up_on) as on_date,
  authority,
  supplier,
  'sign_ups.signed_up_on' as field,
  signed_up_on is not null as met
from core.sign_ups
where response = 'ACCEPTED'
union all
select
  'sign_ups.close_reason/' || sign_up_ref as record_key,
  left_on as on_date,
  authority,
  supplier,
  'sign_ups.close_reason' as field,
  close_reason is not null as met
from core.sign_ups
where left_on is not null
union all
select
  'needs.outcome/' || need_ref as record_key,
  identified_on as on_date,
  authority,
  supplier,
  'needs.outcome' as field,
  outcome is not null as met
from core.needs
union all
select
  'needs.referred_on/' || need_ref as record_key,
  identified_on as on_date,
  authority,
  supplier,
  'needs.referred_on' as field,
  referred_on is not null as met
from core.needs
where is_referred
union all
select
  'liberations.liberation_type/' || custody_ref as record_key,
  liberated_on as on_date,
  authority,
  supplier,
  'liberations.liberation_type' as field,
  liberation_type is not null as met
from core.liberations
union all
select
  'liberations.authority/' || custody_ref as record_key,
  liberated_on as on_date,
  authority,
  supplier,
  'liberations.authority' as field,
  authority is not null as met
from core.liberations
union all
select
  'liberations.destination_housing/' || custody_ref as record_key,
  liberated_on as on_date,
  authority,
  supplier,
  'liberations.destination_housing' as field,
  destination_housing is not null as met
from core.liberations
union all
select
  'liberations.gender/' || custody_ref as record_key,
  liberated_on as on_date,
  authority,
  supplier,
  'liberations.gender' as field,
  gender is not null as met
from core.liberations
union all
select
  'liberations.ethnicity/' || custody_ref as record_key,
  liberated_on as on_date,
  authority,
  supplier,
  'liberations.ethnicity' as field,
  ethnicity is not null as met
from core.liberations
union all
select
  'licences.supervising_authority/' || licence_ref as record_key,
  started_on as on_date,
  authority,
  supplier,
  'licences.supervising_authority' as field,
  supervising_authority is not null as met
from core.licences
union all
select
  'licences.expires_on/' || licence_ref as record_key,
  started_on as on_date,
  authority,
  supplier,
  'licences.expires_on' as field,
  expires_on is not null as met
from core.licences
union all
select
  'licences.lscmi_level/' || licence_ref as record_key,
  started_on as on_date,
  authority,
  supplier,
  'licences.lscmi_level' as field,
  lscmi_level is not null as met
from core.licences
union all
select
  'breaches.primary_reason/' || breach_ref as record_key,
  identified_on as on_date,
  authority,
  supplier,
  'breaches.primary_reason' as field,
  primary_reason is not null as met
from core.breaches
union all
select
  'breaches.response/' || breach_ref as record_key,
  identified_on as on_date,
  authority,
  supplier,
  'breaches.response' as field,
  response is not null as met
from core.breaches
union all
select
  'breaches.more_could_have_been_done/' || breach_ref as record_key,
  identified_on as on_date,
  authority,
  supplier,
  'breaches.more_could_have_been_done' as field,
  more_could_have_been_done is not null as met
from core.breaches
union all
select
  'recalls.decided_on/' || recall_ref as record_key,
  referred_on as on_date,
  authority,
  supplier,
  'recalls.decided_on' as field,
  decided_on is not null as met
from core.recalls
where outcome <> 'PENDING'
union all
select
  'recalls.returned_on/' || recall_ref as record_key,
  referred_on as on_date,
  authority,
  supplier,
  'recalls.returned_on' as field,
  returned_on is not null as met
from core.recalls
where outcome = 'RECALLED'
