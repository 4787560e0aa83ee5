-- row: one referral for recall
select
  recall_ref as record_key,
  person_key,
  referred_on as on_date,
  route,
  authority,
  licence_type,
  gender,
  age_band
from core.recalls
