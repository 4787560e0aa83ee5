-- row: one step of one referral for recall, with both its days
with dates as (
  select
    recalls.*,
    coalesce(breaches.occurred_on, breaches.identified_on) as breached_on,
    breaches.reported_on
  from core.recalls as recalls
  left join core.breaches as breaches on breaches.breach_ref = recalls.breach_ref
),
steps as (
  select
    *,
    unnest([
      {'step': 'BREACH_TO_REPORT', 'from_day': breached_on, 'to_day': reported_on},
      {'step': 'REPORT_TO_REFERRAL', 'from_day': reported_on, 'to_day': referred_on},
      {'step': 'REFERRAL_TO_DECISION', 'from_day': referred_on, 'to_day': decided_on},
      {'step': 'DECISION_TO_RETURN', 'from_day': decided_on, 'to_day': returned_on},
      {'step': 'BREACH_TO_RETURN', 'from_day': breached_on, 'to_day': returned_on}
    ]) as leg
  from dates
)
select
  recall_ref || '/' || leg.step as record_key,
  person_key,
  leg.to_day as on_date,
  leg.step as step,
  leg.to_day - leg.from_day as amount,
  authority
from steps
where leg.to_day >= leg.from_day
