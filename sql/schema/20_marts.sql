-- The marts: what is counted, the figures, and the releases. mart.* is made again by every build and may hold small counts;
-- release.* is what may be seen, and a row of it never changes.

-- One row is one measure of the catalogue.
create table if not exists mart.measures (
  measure varchar not null,
  title varchar not null,
  definition varchar not null,
  numerator varchar,
  denominator varchar,
  unit varchar not null,
  "view" varchar not null check ("view" in ('activity', 'cohort', 'stock')),
  statistics varchar[] not null,
  places varchar not null,            -- what each kind of place means here, in words
  inclusion varchar,
  exclusion varchar,
  caveats varchar,
  source varchar not null,
  version varchar not null
);

-- One row is one breakdown of one measure. The categories add up to the whole unless they overlap. A breakdown that crosses two
-- others has categories "first/second".
create table if not exists mart.breakdowns (
  measure varchar not null,
  breakdown varchar not null,
  title varchar not null,
  position integer not null,
  overlapping boolean not null,
  first_of_cross varchar,
  second_of_cross varchar
);

-- One row is one kind of record that one measure counts, as suppliers send it. A measure of the deliveries themselves has none.
create table if not exists mart.sources (
  measure varchar not null,
  kind varchar not null
);

-- One row is one measure and the last day that the files of all suppliers of its records reach. Null: none is expected.
create table if not exists mart.complete (
  measure varchar not null,
  complete_to date
);

-- One row is one period that holds data: period_end is its last day. covered: the data begin no later than it does. The kinds are
-- month, quarter, financial_year, and where the project asks for them calendar_year, and from_to, from a day to a day. The table is
-- made anew with every build.
create table if not exists mart.periods (
  period_type varchar not null,
  period_start date not null,
  period_end date not null,
  counted_to date not null,           -- period_end, or the as-at date where that is earlier
  ended boolean not null,             -- period_end is not after the as-at date
  covered boolean not null,
  number integer                      -- in the order of kind and time; of from_to, in which they are asked for
);
alter table mart.periods add column if not exists number integer;

-- One row is one place that can have figures, and has them where some record names it; it is open from valid_from up to and with valid_to, where these are known.
create table if not exists mart.places (
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  valid_from date,
  valid_to date,
  occurs boolean
);
alter table mart.places add column if not exists occurs boolean;

-- One row is one piece that a period of the project's own cuts off a month, quarter or financial year: what was counted in it, of
-- one place and category. It is never shown, and is there so that nothing small follows from what is.
create table if not exists mart.pieces (
  measure varchar not null,
  first_day date not null,            -- of the month, quarter or financial year that is cut
  last_day date not null,             -- before the cut
  place_type varchar not null,
  place_code varchar not null,
  breakdown varchar not null,
  category varchar not null,
  records bigint,
  hits bigint,
  tried bigint,
  amounts bigint,
  events bigint
);

-- One row is one measure: what became of the rows of its fact select. facts = undated + later + before + counted.
create table if not exists mart.coverage (
  measure varchar not null,
  facts bigint not null,
  undated bigint not null,            -- the date that decides the period is missing: not recorded
  later bigint not null,              -- dated after the as-at date: not counted yet
  before bigint not null,             -- dated before the first period
  counted bigint not null,
  recurs boolean                      -- one record has facts of several days; told where the project has periods of its own
);
alter table mart.coverage add column if not exists recurs boolean;

-- One row is one figure. Where nothing was counted the value is 0; a value is null only with a marker that says why.
create table if not exists mart.figures (
  table_id varchar not null,
  measure varchar not null,
  statistic varchar not null,
  "view" varchar not null,
  period_type varchar not null,
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  breakdown varchar not null,
  category varchar not null,
  value double,
  numerator double,
  denominator double,
  lower double,
  upper double,
  unit varchar not null,
  marker varchar,
  category_label varchar not null,
  category_order integer not null
);

-- One row is one release: a frozen set of figures, numbered within its as-at date.
create table if not exists release.releases (
  release varchar primary key,
  number integer not null,
  as_at date not null,
  known_at timestamp,                 -- UTC
  made_at timestamp not null,         -- UTC
  program varchar not null,
  figures_sha256 varchar not null,
  figures bigint not null,
  suppressed bigint not null,
  threshold integer not null,
  note varchar,
  periods varchar                     -- JSON of the periods asked for beside months, quarters and financial years; null: none
);
alter table release.releases add column if not exists periods varchar;

-- One row is one figure of a release; see mart.figures. A figure that is held back has marker [c] and no number at all.
create table if not exists release.figures (
  release varchar not null,
  table_id varchar not null,
  measure varchar not null,
  statistic varchar not null,
  "view" varchar not null,
  period_type varchar not null,
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  breakdown varchar not null,
  category varchar not null,
  value double,
  numerator double,
  denominator double,
  lower double,
  upper double,
  unit varchar not null,
  marker varchar,
  category_label varchar not null,
  category_order integer not null
);

-- One row is one measure as it was defined when the release was made.
create table if not exists release.measures (
  release varchar not null,
  measure varchar not null,
  title varchar not null,
  definition varchar not null,
  numerator varchar,
  denominator varchar,
  unit varchar not null,
  "view" varchar not null,
  statistics varchar[] not null,
  places varchar not null,
  inclusion varchar,
  exclusion varchar,
  caveats varchar,
  source varchar not null,
  version varchar not null
);

create table if not exists release.breakdowns (
  release varchar not null,
  measure varchar not null,
  breakdown varchar not null,
  title varchar not null,
  position integer not null,
  overlapping boolean not null,
  first_of_cross varchar,
  second_of_cross varchar
);

-- One row is one load that the release could see.
create table if not exists release.loads (
  release varchar not null,
  load varchar not null,
  kind varchar,
  supplier varchar,
  file varchar not null,              -- base name only
  sha256 varchar not null,
  extract_date date,
  rows_read bigint not null,
  accepted bigint not null,
  unchanged bigint not null,
  rejected bigint not null,
  held bigint not null
);

-- One row is one kind of record that one measure counts: with release.loads it says whose extracts a figure is from.
create table if not exists release.sources (
  release varchar not null,
  measure varchar not null,
  kind varchar not null
);

-- One row is one measure: how many of its facts lack the date that decides the period, and so are in no figure. A number from 1
-- to threshold - 1 is held back, with marker [c].
create table if not exists release.undated (
  release varchar not null,
  measure varchar not null,
  facts bigint,
  marker varchar
);
