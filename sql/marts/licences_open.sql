-- row: one licence, open from from_date until the day before to_date
select
  licence_ref as record_key,
  person_key,
  started_on as from_date,
  -- least() and greatest() pass over nulls: a licence without an end stays open
  case
    when least(ended_on, absent_from, expires_on) is not null
      then greatest(least(coalesce(ended_on, absent_from), expires_on), started_on)
  end as to_date,
  authority,
  licence_type,
  gender,
  mappa_level,
  age_band,
  ethnicity
from core.licences
