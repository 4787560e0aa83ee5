-- row: one need still waiting for a referral after seven days, from from_date until the day before to_date
with needs as (
  select
    *,
    count(referred_on) over (partition by supplier) > 0 as referrals_sent
  from core.needs
)
select
  needs.need_ref as record_key,
  needs.person_key,
  needs.identified_on + 8 as from_date,
  -- least() passes over nulls: what nothing has ended is still waiting
  least(
    needs.referred_on, needs.accepted_on, needs.outcome_on, needs.absent_from, sign_ups.left_on,
    licences.ended_on, licences.expires_on
  ) as to_date,
  needs.category,
  needs.establishment,
  needs.authority,
  needs.service
from needs
left join core.sign_ups as sign_ups on sign_ups.sign_up_ref = needs.sign_up_ref
left join core.licences as licences on licences.licence_ref = needs.licence_ref
where
  needs.referrals_sent
  and (needs.state in ('OPEN', 'NOT_RECORDED') or needs.outcome_on is not null)
  and not (needs.is_referred and needs.referred_on is null and needs.accepted_on is null)
  and coalesce(
    needs.identified_on + 8 < least(
      needs.referred_on, needs.accepted_on, needs.outcome_on, needs.absent_from, sign_ups.left_on,
      licences.ended_on, licences.expires_on
    ),
    true
  )
