-- row: one reason of one alleged breach; the breach is what is counted
select
  breach_ref as record_key,
  person_key,
  identified_on as on_date,
  unnest(coalesce(nullif(reasons, []), [primary_reason])) as reason,
  authority,
  licence_type,
  gender,
  age_band
from core.breaches
