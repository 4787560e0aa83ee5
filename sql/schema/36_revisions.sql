-- One row is one figure that an earlier release showed otherwise, and why. The earlier release is the one before it: of an earlier
-- as-at date, or the number before of the same. Where the figure is held back in either, neither value stands here.
create table if not exists release.revisions (
  release varchar not null,
  earlier varchar not null,
  table_id varchar not null,
  measure varchar not null,
  statistic varchar not null,
  period_type varchar not null,
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  breakdown varchar not null,
  category varchar not null,
  category_label varchar not null,
  was double,
  was_marker varchar,
  became double,
  became_marker varchar,
  change double,
  change_per_cent double,
  why varchar not null check (why in (
    'SUPPRESSION', 'DEFINITION', 'WITHDRAWN', 'IN_PROGRESS', 'CORRECTED', 'NEW_EXTRACT', 'PROGRAM', 'LATER_DATE', 'OTHER_RECORDS'
  )),
  reason varchar not null             -- why, in words
);
