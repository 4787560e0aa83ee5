-- row: one breach that was reported
select
  breach_ref as record_key,
  person_key,
  reported_on as on_date,
  case when reported_on >= identified_on then reported_on - identified_on end as amount,
  authority,
  licence_type,
  gender,
  age_band
from core.breaches
where reported_on is not null
