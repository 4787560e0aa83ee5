-- row: one licence that has an end
select
  licence_ref as record_key,
  person_key,
  greatest(least(coalesce(ended_on, absent_from), expires_on), started_on) as on_date,
  case
    when ended_on is null and expires_on <= coalesce(absent_from, expires_on) then 'EXPIRED'
    else end_reason
  end as end_reason,
  authority,
  licence_type,
  gender,
  age_band
from core.licences
where
  started_on is not null
  and least(coalesce(ended_on, absent_from), expires_on) is not null
