-- Comparison of places (funnel plots) and over time (control charts). mart.compared and mart.charted say what is asked for, by the
-- catalogue; release.comparisons and release.control_points are worked out when a release is made, from its protected figures
-- alone, so that they can tell nothing that the figures do not tell.

alter table mart.measures add column if not exists better varchar;       -- higher, lower or neither; null: it is not compared
alter table mart.measures add column if not exists compared varchar;     -- how it is compared, in words
alter table release.measures add column if not exists better varchar;
alter table release.measures add column if not exists compared varchar;
alter table release.releases add column if not exists comparisons bigint;
alter table release.releases add column if not exists control_points bigint;
alter table release.releases add column if not exists compared_sha256 varchar;

-- One row is one funnel plot a year: a measure's statistic, the places that stand in it, and the category.
create table if not exists mart.compared (
  measure varchar not null,
  statistic varchar not null,
  place_type varchar not null,
  breakdown varchar not null,
  category varchar not null
);

-- One row is one control chart for every place of a kind.
create table if not exists mart.charted (
  measure varchar not null,
  statistic varchar not null,
  chart varchar not null check (chart in ('xmr', 'p')),
  period_type varchar not null check (period_type in ('month', 'quarter')),
  place_type varchar not null
);

-- One row is one place in one funnel plot about Scotland's figure. Values, target and limits are in the unit of the figure.
create table if not exists release.comparisons (
  release varchar not null,
  measure varchar not null,
  statistic varchar not null,
  "view" varchar not null,
  period_type varchar not null,
  period_start date not null,
  period_end date not null,
  breakdown varchar not null,
  category varchar not null,
  category_label varchar not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  value double,
  numerator double,
  denominator double,
  unit varchar not null,
  marker varchar,
  target double not null,             -- Scotland's figure
  lower_95 double,                    -- limits for a place of this size; null where the place is not compared
  upper_95 double,
  lower_998 double,
  upper_998 double,
  state varchar not null check (state in ('inside', 'above_95', 'below_95', 'above_998', 'below_998', 'not_compared')),
  reason varchar check (reason in ('withheld', 'small', 'nothing_counted', 'not_available')),
  phi double,                         -- how much more the places differ than chance makes them; 1 is chance alone
  tau2 double,                        -- variance between places that the limits allow for; 0 is chance alone
  dispersion_places integer not null, -- places that phi was estimated from; too few: phi and tau2 are null
  compared_places integer not null,
  all_places integer not null
);

-- One row is one point of one control chart. mean and limits are null where there are too few points for any.
create table if not exists release.control_points (
  release varchar not null,
  measure varchar not null,
  statistic varchar not null,
  chart varchar not null,
  "view" varchar not null,
  period_type varchar not null,
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  value double,                       -- null: a gap, which the marker explains; nothing is drawn or counted across it
  numerator double,
  denominator double,
  unit varchar not null,
  marker varchar,
  mean double,
  lower double,
  upper double,
  part varchar not null check (part in ('baseline', 'after', 'provisional')),
  rule varchar check (rule in ('outside', 'trend', 'two_in_three', 'shift')),   -- the special cause, if there is one
  direction varchar check (direction in ('high', 'low')),                      -- of a trend: rising, falling
  baseline_start date not null,
  baseline_end date not null,
  baseline_points integer not null,   -- with a value
  frozen boolean not null,            -- the baseline is complete: later points do not move mean and limits
  trial boolean not null,             -- fewer than 12 points made the limits
  reason varchar check (reason in ('few_points', 'withheld', 'no_variation'))  -- why there are no limits
);
