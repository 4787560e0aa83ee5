-- row: one day of one curve for one cause, with the estimates up to and with the day
-- It reads temp.mart_members (cell, entry_days, exit_days, cause) and temp.mart_horizons (days), the fixed days asked for.
-- One is at risk on a day when entry < day <= exit; an entry of 0 or less is from the start, day 0 with it. So events come
-- before censorings on tied days, as in R. The variance of the incidence F is the infinitesimal jackknife, as in R's survfit of
-- competing causes; without late entry it is the delta method's too, and for one cause Greenwood's. The influence of a member on F
-- is a - F b (see marts/stats/jackknife.go), so that sums of a^2, ab and b^2 over the members are enough: over those gone, and over
-- those at risk, whose a and b are what drift and sum_g were when they entered less what these are now.
create or replace temporary table mart_steps as
with changes as (
  select
    cell,
    exit_days as days,
    0 as entered,
    count(*) as gone,
    count(*) filter (cause <> '') as ended
  from mart_members
  group by cell, exit_days
  union all
  select
    cell,
    case when entry_days > 0 then entry_days else -1 end as entered_on,
    count(*),
    0,
    0
  from mart_members
  group by cell, entered_on
  union all
  select
    cells.cell,
    horizons.days,
    0,
    0,
    0
  from (select distinct cell from mart_members) as cells
  cross join mart_horizons as horizons
),
days as (
  select
    cell,
    days,
    sum(entered)::bigint as entered,
    sum(gone)::bigint as gone,
    sum(ended)::bigint as ended
  from changes
  group by cell, days
),
risk as (
  select
    *,
    coalesce(sum(entered - gone) over before, 0)::bigint as at_risk,
    sum(gone - ended) over so_far as censored_by
  from days
  window
    so_far as (partition by cell order by days rows between unbounded preceding and current row),
    before as (partition by cell order by days rows between unbounded preceding and 1 preceding)
),
free as (
  select
    *,
    product(1 - coalesce(ended / nullif(at_risk, 0)::double, 0)) over so_far as event_free,
    coalesce(product(1 - coalesce(ended / nullif(at_risk, 0)::double, 0)) over before, 1) as free_before
  from risk
  where days >= 0
  window
    so_far as (partition by cell order by days rows between unbounded preceding and current row),
    before as (partition by cell order by days rows between unbounded preceding and 1 preceding)
),
happened as (
  select
    cell,
    cause,
    exit_days as days,
    count(*) as events
  from mart_members
  where cause <> ''
  group by cell, cause, exit_days
),
-- A curve is Kaplan-Meier's too where nothing competes before its last event.
causes as (
  select
    members.cell,
    members.cause,
    coalesce(any_value(firsts.first_other) >= any_value(firsts.last_event), true) as alone
  from (
    select distinct cell, cause from mart_members where cause <> ''
    union
    select distinct cell, 'EVENT' from mart_members
  ) as members
  inner join (
    select
      cell,
      max(exit_days) filter (cause = 'EVENT') as last_event,
      min(exit_days) filter (cause not in ('', 'EVENT')) as first_other
    from mart_members
    group by cell
  ) as firsts on firsts.cell = members.cell
  group by members.cell, members.cause
),
by_cause as (
  select
    free.*,
    causes.cause,
    causes.alone and causes.cause = 'EVENT' as is_kaplan_meier,
    coalesce(happened.events, 0) as events,
    coalesce(happened.events / nullif(free.at_risk, 0)::double, 0) as hazard,
    -- once everybody had an event nothing changes any more, though others enter
    case
      when free.free_before = 0 then 0
      else coalesce(free.ended / nullif(free.at_risk * (free.at_risk - free.ended), 0)::double, 0)
    end as greenwood
  from free
  inner join causes on causes.cell = free.cell
  left join happened
    on happened.cell = free.cell
    and happened.cause = causes.cause
    and happened.days = free.days
),
incidences as (
  select
    *,
    sum(free_before * hazard) over so_far as incidence,
    sum(events) over so_far as events_by,
    product(1 - hazard) over so_far as survival,
    sum(case when at_risk > events then events / (at_risk * (at_risk - events))::double else 0 end) over so_far as own_greenwood
  from by_cause
  window so_far as (partition by cell, cause order by days rows between unbounded preceding and current row)
),
tracks as (
  select
    *,
    sum(greenwood) over so_far as sum_g,
    sum(greenwood * incidence + case when at_risk > 0 then free_before * hazard / at_risk else 0 end) over so_far as drift,
    coalesce(free_before / nullif(at_risk, 0), 0) as jump_a,
    case when at_risk > ended and ended > 0 and free_before > 0 then 1 / (at_risk - ended)::double else 0 end as jump_b
  from incidences
  window so_far as (partition by cell, cause order by days rows between unbounded preceding and current row)
),
groups as (
  select
    cell,
    case when entry_days > 0 then entry_days else -1 end as entered_on,
    exit_days,
    cause,
    count(*) as members
  from mart_members
  group by cell, entered_on, exit_days, cause
),
influences as (
  select
    groups.cell,
    tracks.cause,
    groups.entered_on,
    groups.exit_days,
    groups.members,
    coalesce(starts.drift, 0) as entry_a,
    coalesce(starts.sum_g, 0) as entry_b,
    coalesce(starts.drift, 0) - tracks.drift
    + case when groups.cause <> '' then tracks.incidence * tracks.jump_b else 0 end
    + case when groups.cause = tracks.cause then tracks.jump_a else 0 end as a,
    coalesce(starts.sum_g, 0) - tracks.sum_g + case when groups.cause <> '' then tracks.jump_b else 0 end as b
  from groups
  inner join tracks on tracks.cell = groups.cell and tracks.days = groups.exit_days
  left join tracks as starts
    on starts.cell = groups.cell
    and starts.cause = tracks.cause
    and starts.days = groups.entered_on
),
moves as (
  select
    cell,
    cause,
    exit_days as days,
    sum(members * a * a) as aa,
    sum(members * a * b) as ab,
    sum(members * b * b) as bb,
    -sum(members * entry_a) as risk_a,
    -sum(members * entry_b) as risk_b,
    -sum(members * entry_a * entry_a) as risk_aa,
    -sum(members * entry_a * entry_b) as risk_ab,
    -sum(members * entry_b * entry_b) as risk_bb
  from influences
  group by cell, cause, exit_days
  union all
  select
    cell,
    cause,
    entered_on,
    0,
    0,
    0,
    sum(members * entry_a),
    sum(members * entry_b),
    sum(members * entry_a * entry_a),
    sum(members * entry_a * entry_b),
    sum(members * entry_b * entry_b)
  from influences
  where entered_on > 0
  group by cell, cause, entered_on
),
moved as (
  select
    cell,
    cause,
    days,
    sum(columns(* exclude (cell, cause, days)))
  from moves
  group by cell, cause, days
),
sums as (
  select
    tracks.*,
    tracks.at_risk - tracks.gone + tracks.entered as risk,
    sum(moved.aa) over so_far as aa,
    sum(moved.ab) over so_far as ab,
    sum(moved.bb) over so_far as bb,
    sum(moved.risk_a) over so_far as risk_a,
    sum(moved.risk_b) over so_far as risk_b,
    sum(moved.risk_aa) over so_far as risk_aa,
    sum(moved.risk_ab) over so_far as risk_ab,
    sum(moved.risk_bb) over so_far as risk_bb
  from tracks
  left join moved
    on moved.cell = tracks.cell
    and moved.cause = tracks.cause
    and moved.days = tracks.days
  window so_far as (
    partition by tracks.cell, tracks.cause
    order by tracks.days
    rows between unbounded preceding and current row
  )
),
spreads as (
  select
    *,
    coalesce(aa + risk_aa, 0) - 2 * drift * coalesce(risk_a, 0) + risk * drift * drift as sum_aa,
    coalesce(ab + risk_ab, 0) - sum_g * coalesce(risk_a, 0) - drift * coalesce(risk_b, 0) + risk * sum_g * drift as sum_ab,
    coalesce(bb + risk_bb, 0) - 2 * sum_g * coalesce(risk_b, 0) + risk * sum_g * sum_g as sum_bb
  from sums
)
select
  cell,
  cause,
  days,
  at_risk,
  gone,
  events,
  events_by,
  gone - ended as censored,
  censored_by,
  -- known: somebody is at risk on the day, or all that could happen has
  at_risk > 0 or event_free = 0 as is_known,
  is_kaplan_meier,
  incidence,
  sqrt(greatest(0, sum_aa - 2 * incidence * sum_ab + incidence * incidence * sum_bb)) as incidence_se,
  survival,
  case when survival > 0 then survival * sqrt(own_greenwood) end as survival_se
from spreads;
