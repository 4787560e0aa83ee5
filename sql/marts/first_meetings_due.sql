-- row: one stretch of days of a licence without the first meeting of rule ST11b: within its limit, or over it
with waiting as (
  select
    clocks.subject_ref,
    clocks.person_key,
    clocks.authority,
    cast(clocks.started_at as date) as started_on,
    clocks.due_on,
    -- least() passes over nulls
    least(
      cast(clocks.stopped_at as date), licences.ended_on, licences.absent_from, licences.expires_on,
      cast(clocks.started_at as date) + 85
    ) as closes_on
  from core.clocks as clocks
  inner join core.licences as licences on licences.licence_ref = clocks.subject_ref
  where clocks.rule_id = 'ST11b' and clocks.state in ('MET', 'MISSED', 'PENDING')
),
stretches as (
  select
    *,
    unnest([
      {'clock': 'WITHIN', 'opens_on': started_on, 'limit_on': due_on + 1},
      {'clock': 'OVER', 'opens_on': due_on + 1, 'limit_on': closes_on}
    ]) as stretch
  from waiting
)
select
  subject_ref as record_key,
  person_key,
  stretch.opens_on as from_date,
  least(stretch.limit_on, closes_on) as to_date,
  stretch.clock as clock,
  authority
from stretches
where least(stretch.limit_on, closes_on) > stretch.opens_on
