-- row: one liberation of a person who had been sentenced or recalled; met where support was offered, or the person seen, in that custody
select
  custody_ref as record_key,
  person_key,
  liberated_on as on_date,
  met,
  case
    when sentence_class = 'SHORT_TERM' then 'VOLUNTARY'
    when sentence_class in ('DET4', 'LIFE', 'OLR', 'EXT', 'SRO', 'STSO') then 'STATUTORY'
  end as route,
  gender,
  age_band,
  establishment,
  authority
from mart.liberations_reached
