-- row: one instrument and domain of one person in one sign-up (or licence), with its first and its last score
-- Domains are what a supplier wrote: one that fewer than ten people have is not shown by its name.
with scored as (
  select
    * replace (
      case
        when domain is null or count(distinct person_key) over (partition by domain) >= 10 then domain
        else 'OTHER'
      end as domain
    ),
    domain as own_domain,
    coalesce(sign_up_ref, licence_ref, '') as episode
  from core.assessments
  where score is not null
),
changes as (
  select
    person_key,
    episode,
    instrument,
    own_domain,
    any_value(domain) as domain,
    any_value(sign_up_ref) as sign_up_ref,
    any_value(authority) as authority,
    min(assessed_on) as first_on,
    count(*) as scores,
    first(score order by assessed_on, stage, assessment_ref) as first_score,
    last(score order by assessed_on, stage, assessment_ref) as last_score
  from scored
  group by person_key, episode, instrument, own_domain
)
select
  concat_ws('/', changes.person_key, changes.episode, changes.instrument, changes.own_domain) as record_key,
  changes.person_key,
  changes.first_on,
  changes.scores,
  changes.first_score,
  changes.last_score,
  changes.domain,
  changes.authority,
  sign_ups.service
from changes
left join core.sign_ups as sign_ups on sign_ups.sign_up_ref = changes.sign_up_ref
