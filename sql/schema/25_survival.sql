-- One row is one day of one curve: a day on which somebody's follow-up ended, or a fixed day after the start that is asked for.
-- Curves are internal: each step is a count of events. What may be seen of them is in release.curves.
-- aalen_johansen: value is the cumulative incidence of the cause, every other cause competing. kaplan_meier: value is the
-- survival without the event, other causes censored; it stands only in curves where nothing competes before the last event,
-- where it is one less the incidence.
create table if not exists mart.curves (
  measure varchar not null,
  method varchar not null check (method in ('kaplan_meier', 'aalen_johansen')),
  period_type varchar not null check (period_type in ('financial_year', 'all')),
  period_start date not null,         -- of 'all': the first start that is followed
  period_end date not null,           -- of 'all': the as-at date
  place_type varchar not null,
  place_code varchar not null,
  breakdown varchar not null,
  category varchar not null,
  cause varchar not null,             -- EVENT is what the measure is of
  days integer not null,              -- since the start
  at_risk bigint not null,            -- just before the day
  events bigint not null,             -- of the cause, on the day
  censored bigint not null,           -- left on the day without any event; with kaplan_meier, by another cause too
  value double not null,              -- a proportion
  std_error double,
  lower double,                       -- 95%, on the scale of log(-log)
  upper double
);

-- One row is one day of one curve of a release: the share, per cent, to whom the event of the measure had happened by then, with
-- death, the end of the licence and the like as competing events (Aalen-Johansen). A curve starts at 0 on day 0 and stands
-- between two rows where the earlier left it. Only Scotland has curves, and only big categories; the days are few, so that
-- no step is of a few people: see marts/disclosure.
create table if not exists release.curves (
  release varchar not null,
  measure varchar not null,
  period_type varchar not null check (period_type in ('financial_year', 'all')),
  period_start date not null,         -- of the starts; of 'all': the first start that is followed
  period_end date not null,           -- of 'all': the as-at date
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  breakdown varchar not null,
  category varchar not null,
  days integer not null,              -- since the start
  at_risk bigint not null,            -- still followed just before the day
  value double not null,              -- per cent
  std_error double,                   -- percentage points
  lower double,                       -- 95%, on the scale of log(-log); none where the value is 0
  upper double,
  unit varchar not null,
  category_label varchar not null,
  category_order integer not null
);

-- Limits about a probability with its standard error, on the scale of log(-log); the same as in the package marts/stats. Null
-- where there are none: at 0 and 1, within the rest that sums of decimals leave.
create or replace macro log_log_lower(p, se, z) as
  case when p > 1e-12 and p < 1 - 1e-12 then pow(p, exp(least(z * se / (-p * ln(p)), 500))) end;

create or replace macro log_log_upper(p, se, z) as
  case when p > 1e-12 and p < 1 - 1e-12 then pow(p, exp(-least(z * se / (-p * ln(p)), 500))) end;

-- One row is one share, 25 or 50 per cent, of one curve: the lower quartile and the median of the time to the event. Internal: an
-- exact day is somebody's event. It is null where the curve does not reach the share, a limit where the curve's limit does not.
create table if not exists mart.curve_times (
  measure varchar not null,
  period_type varchar not null,
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  breakdown varchar not null,
  category varchar not null,
  share integer not null,             -- per cent
  days double,
  lower double,                       -- 95%
  upper double
);

-- One row is one share of one curve of a release: by which day of release.curves the event had happened to 25 or 50 per cent.
create table if not exists release.curve_times (
  release varchar not null,
  measure varchar not null,
  period_type varchar not null,
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  breakdown varchar not null,
  category varchar not null,
  category_label varchar not null,
  share integer not null,             -- per cent
  days integer,                       -- the first day of the curve on which it is reached; null: it is not reached
  lower integer,                      -- 95%: after this day of the curve
  upper integer,                      -- 95%: by this day of the curve; null: the lower limit of the curve does not reach the share
  last_days integer not null,         -- the last day of the curve
  marker varchar                      -- [x]: not reached by the last day
);
