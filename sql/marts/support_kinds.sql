-- row: one support offered around the day of liberation
select
  support_ref as record_key,
  person_key,
  supported_on as on_date,
  kind,
  result,
  establishment,
  authority,
  service,
  gender
from core.liberation_support
