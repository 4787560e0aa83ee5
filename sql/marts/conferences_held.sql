-- row: one conference that was held
select
  conference_ref as record_key,
  person_key,
  held_on as on_date,
  kind,
  authority
from core.case_conferences
where held_on is not null
