-- row: one period in custody under a sentence that throughcare is statutory for, from from_date until the day before to_date
select
  custody.custody_ref as record_key,
  custody.person_key,
  greatest(custody.sentenced_on, cast(custody.admitted_at as date)) as from_date,
  -- least() and greatest() pass over nulls: a period without an end stays open
  case
    when least(custody.liberated_on, custody.absent_from) is not null then greatest(
      coalesce(custody.liberated_on, custody.absent_from), custody.sentenced_on, cast(custody.admitted_at as date)
    )
  end as to_date,
  custody.establishment,
  coalesce(custody.destination_authority, people.home_authority) as authority,
  custody.sentence_class,
  custody.gender
from core.custody as custody
left join core.people as people on people.person_key = custody.person_key
where custody.sentence_class in ('DET4', 'LIFE', 'OLR', 'EXT', 'SRO', 'STSO')
