-- row: one day of one curve for one cause, with the estimates up to and with the day
-- It reads temp.mart_members (cell, entry_days, exit_days, cause) and temp.mart_horizons (days), the fixed days asked for.
-- One is at risk on a day when entry < day <= exit; an entry of 0 or less is from the start, day 0 with it. So events come
-- before censorings on tied days, as in R. The variance of the incidence is the delta method's (Marubini and Valsecchi 1995,
-- 10.12): for one cause Greenwood's, and without late entry equal to the infinitesimal jackknife of R's survfit. Its sum over
-- the days s of (F(t) - F(s))^2 and (F(t) - F(s)) is multiplied out, so that running sums are enough.
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
    coalesce(free.ended / nullif(free.at_risk * (free.at_risk - free.ended), 0)::double, 0) as greenwood
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
sums as (
  select
    *,
    sum(greenwood) over so_far as sum_g,
    sum(greenwood * incidence) over so_far as sum_gf,
    sum(greenwood * incidence * incidence) over so_far as sum_gff,
    sum(case when at_risk > 0 then free_before * free_before * (1 - hazard) * hazard / at_risk else 0 end) over so_far as sum_own,
    sum(case when at_risk > 0 then free_before * hazard / at_risk else 0 end) over so_far as sum_p,
    sum(case when at_risk > 0 then free_before * hazard * incidence / at_risk else 0 end) over so_far as sum_pf
  from incidences
  window so_far as (partition by cell, cause order by days rows between unbounded preceding and current row)
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
  sqrt(greatest(
    0,
    incidence * incidence * sum_g - 2 * incidence * sum_gf + sum_gff + sum_own - 2 * incidence * sum_p + 2 * sum_pf
  )) as incidence_se,
  survival,
  case when survival > 0 then survival * sqrt(own_greenwood) end as survival_se
from sums;
