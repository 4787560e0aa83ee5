-- row: one licence and one category of need; met where such a need was open on the day of the recall, or when the time at risk ended
with recalled as (
  select
    recalls.licence_ref,
    min(coalesce(recalls.decided_on, recalls.returned_on)) as recalled_on
  from core.recalls as recalls
  inner join core.licences as licences on licences.licence_ref = recalls.licence_ref
  where
    recalls.outcome = 'RECALLED'
    and coalesce(coalesce(recalls.decided_on, recalls.returned_on) >= licences.started_on, true)
  group by recalls.licence_ref
),
looked_at as (
  select
    licences.licence_ref,
    licences.person_key,
    case when recalled.licence_ref is not null then 'RECALLED' else 'NOT_RECALLED' end as recalled,
    case when recalled.licence_ref is not null then recalled.recalled_on else licences.at_risk_to end as on_day
  from core.licences as licences
  left join recalled on recalled.licence_ref = licences.licence_ref
),
-- a need is open until its outcome. Whether it was is not known where the outcome has no day, or where the need left the
-- supplier's caseload before that day without one
needs as (
  select
    looked_at.licence_ref,
    needs.category,
    case
      when needs.outcome_on > looked_at.on_day then true
      when needs.state not in ('OPEN', 'NOT_RECORDED') then case when needs.outcome_on is not null then false end
      when needs.absent_from <= looked_at.on_day then null
      else true
    end as is_open
  from looked_at
  inner join core.needs as needs
    on needs.person_key = looked_at.person_key
    and needs.identified_on <= looked_at.on_day
),
by_category as (
  select
    licence_ref,
    category,
    coalesce(bool_or(is_open), false) as is_open,
    count(*) > count(is_open) as is_unknown
  from needs
  group by licence_ref, category
  union all
  select
    licence_ref,
    'ANY',
    coalesce(bool_or(is_open), false),
    count(*) > count(is_open)
  from needs
  group by licence_ref
),
categories as (
  select 'ANY' as category
  union all
  select code
  from ref.codes
  where list = 'NEED' and code <> 'NOT_RECORDED'
)
select
  looked_at.licence_ref || '/' || categories.category as record_key,
  looked_at.person_key,
  looked_at.on_day as on_date,
  looked_at.recalled || '_' || categories.category as recalled_and_category,
  case
    when by_category.is_open then true
    when by_category.is_unknown then null
    else false
  end as met
from looked_at
cross join categories
left join by_category
  on by_category.licence_ref = looked_at.licence_ref
  and by_category.category = categories.category
