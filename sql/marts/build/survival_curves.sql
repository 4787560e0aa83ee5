-- row: one day of one curve; see mart.curves. Of calendar years and periods of a project's own only the fixed days are figures
insert into mart.curves by name
with methods as (
  select
    'aalen_johansen' as method,
    cell,
    cause,
    days,
    at_risk,
    events,
    censored,
    incidence as value,
    incidence_se as std_error
  from mart_steps
  where is_known
  union all
  select
    'kaplan_meier',
    cell,
    cause,
    days,
    at_risk,
    events,
    gone - events,
    survival,
    survival_se
  from mart_steps
  where is_known and is_kaplan_meier
)
select
  getvariable('mart_measure') as measure,
  methods.method,
  cells.period_type,
  cells.period_start,
  cells.period_end,
  cells.place_type,
  cells.place_code,
  cells.breakdown,
  cells.category,
  methods.cause,
  methods.days,
  methods.at_risk,
  methods.events,
  methods.censored,
  methods.value,
  methods.std_error,
  log_log_lower(methods.value, methods.std_error, normal_quantile(0.95)) as lower,
  log_log_upper(methods.value, methods.std_error, normal_quantile(0.95)) as upper
from methods
inner join mart_curve_cells as cells on cells.cell = methods.cell
where cells.period_type in ('financial_year', 'all')
order by cells.cell, methods.method, methods.cause, methods.days;
