-- row: one stretch of days within the 12 weeks before a planned liberation, in one state of readiness, open from from_date until the day before to_date
-- A period in custody has a stretch for every change in what had been offered, signed and planned; they follow one another.
-- A plan is what it is made of: a need or an assessment under the sign-up, or a pre-release case conference that was held.
-- With statutory supervision no voluntary sign-up is expected, but a plan is.
with due as (
  select
    custody.custody_ref,
    custody.person_key,
    custody.establishment,
    coalesce(custody.destination_authority, people.home_authority) as authority,
    custody.sentence_class in ('DET4', 'LIFE', 'OLR', 'EXT', 'SRO', 'STSO') as is_statutory,
    cast(custody.admitted_at as date) as admitted_on,
    greatest(custody.earliest_liberation_on - 84, cast(custody.admitted_at as date), custody.sentenced_on) as opens_on,
    least(custody.liberated_on, custody.absent_from, custody.earliest_liberation_on + 1) as closes_on
  from core.custody as custody
  left join core.people as people on people.person_key = custody.person_key
  where custody.earliest_liberation_on is not null
),
planned as (
  select sign_up_ref, min(on_date) as on_date
  from (
    select sign_up_ref, identified_on as on_date
    from core.needs
    union all
    select sign_up_ref, assessed_on
    from core.assessments
  ) as parts
  where sign_up_ref is not null
  group by sign_up_ref
),
conferences as (
  select custody_ref, min(held_on) as on_date
  from core.case_conferences
  where kind = 'PRE_RELEASE' and held_on is not null
  group by custody_ref
),
-- an offer of an earlier period counts only where it was accepted and is still open
offers as (
  select
    due.custody_ref,
    sign_ups.sign_up_ref,
    sign_ups.service,
    coalesce(sign_ups.offered_on, sign_ups.signed_up_on) as offered_on,
    case when coalesce(sign_ups.response, 'ACCEPTED') = 'ACCEPTED' then sign_ups.signed_up_on end as signed_on,
    coalesce(sign_ups.response, 'PENDING') in ('PENDING', 'ACCEPTED') as is_awaited,
    sign_ups.left_on,
    case when planned.on_date is not null then greatest(planned.on_date, sign_ups.signed_up_on) end as planned_on
  from due
  inner join core.sign_ups as sign_ups on sign_ups.person_key = due.person_key
  left join planned on planned.sign_up_ref = sign_ups.sign_up_ref
  where
    coalesce(sign_ups.left_on > due.opens_on, true)
    and (coalesce(sign_ups.offered_on, sign_ups.signed_up_on) >= due.admitted_on or sign_ups.signed_up_on is not null)
),
days as (
  select custody_ref, opens_on as on_date
  from due
  union
  select custody_ref, unnest([offered_on, signed_on, left_on, planned_on])
  from offers
  union
  select custody_ref, on_date
  from conferences
),
stretches as (
  select
    due.*,
    days.on_date as from_date,
    lead(days.on_date, 1, due.closes_on) over (partition by due.custody_ref order by days.on_date) as to_date
  from due
  inner join days on days.custody_ref = due.custody_ref
  where days.on_date >= due.opens_on and days.on_date < due.closes_on
),
known as (
  select
    stretches.custody_ref,
    stretches.from_date,
    bool_or(offers.signed_on <= stretches.from_date and coalesce(offers.left_on > stretches.from_date, true)) as is_signed,
    bool_or(offers.planned_on <= stretches.from_date and coalesce(offers.left_on > stretches.from_date, true)) as has_plan,
    bool_or(offers.offered_on <= stretches.from_date) as was_offered,
    bool_or(
      offers.is_awaited and offers.offered_on <= stretches.from_date and coalesce(offers.left_on > stretches.from_date, true)
    ) as is_awaited,
    arg_max(offers.service, {'day': coalesce(offers.signed_on, offers.offered_on), 'sign_up': offers.sign_up_ref})
      filter (offers.offered_on <= stretches.from_date) as service
  from stretches
  inner join offers on offers.custody_ref = stretches.custody_ref
  group by stretches.custody_ref, stretches.from_date
)
select
  stretches.custody_ref as record_key,
  stretches.person_key,
  stretches.from_date,
  stretches.to_date,
  case
    when known.has_plan or conferences.on_date <= stretches.from_date then 'PLANNED'
    when known.is_signed or stretches.is_statutory then 'NO_PLAN'
    else 'NO_SIGN_UP'
  end as readiness,
  -- finer than can be published: for the lists of the restricted edition
  case
    when known.is_signed then 'Signed up'
    when known.is_awaited then 'Offered, no answer yet'
    when known.was_offered then 'Declined, no response, or support ended'
    else 'No offer recorded'
  end as offer,
  stretches.establishment,
  stretches.authority,
  known.service
from stretches
left join known on known.custody_ref = stretches.custody_ref and known.from_date = stretches.from_date
left join conferences on conferences.custody_ref = stretches.custody_ref
