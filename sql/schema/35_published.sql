-- Published series beside the warehouse's own figures, and what has been revised.

-- How a publisher rounds. The text of the Justice Social Work Statistics rounds to tens below 1,000 and to hundreds below 100,000
-- (J16), and in practice often to tens above: either is the same figure.
create or replace macro says_the_same(own, published, rounding) as
  case rounding
    when 'nearest_10_or_100' then published = own
      or (own >= 100 and published = round(own / 10) * 10)
      or (own >= 1000 and published = round(own / 100) * 100)
    when 'one_decimal' then abs(published - own) <= 0.05 + 1e-9
    when 'two_decimals' then abs(published - own) <= 0.005 + 1e-9
    when 'at_least' then own >= published
    else published = own
  end;

-- One row is one published figure of one edition, with where the warehouse's own figure stands, if it has one.
create table if not exists mart.published (
  series varchar not null,
  title varchar not null,
  publisher varchar,
  unit varchar,
  rounding varchar,
  edition varchar not null,
  edition_order integer not null,     -- of the series' editions, the first is 1
  received_on date not null,          -- of the extract that brought it
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  breakdown varchar not null,
  category varchar not null,
  value double,
  marker varchar,                     -- the publisher's own sign
  marker_means varchar,
  least double,                       -- where the sign says so, the value is above this, or equal where the next is the same
  below double,
  note varchar,
  measure varchar,
  statistic varchar,
  own_place_type varchar,
  own_place_code varchar,
  own_breakdown varchar,
  own_category varchar,
  comparable varchar                  -- what differs between the two definitions
);

-- One row is one published figure beside the release's own. A sign of the publisher is kept as it is, and is never a number.
create table if not exists release.published (
  release varchar not null,
  series varchar not null,
  title varchar not null,
  publisher varchar,
  unit varchar,
  rounding varchar,
  edition varchar not null,
  edition_order integer not null,
  received_on date not null,
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  breakdown varchar not null,
  category varchar not null,
  value double,
  marker varchar,
  marker_means varchar,
  note varchar,
  measure varchar,                    -- null: the warehouse has no figure of this
  statistic varchar,
  own_value double,
  own_marker varchar,                 -- of release.figures; [x] where the release has no figure of the period or place
  difference double,                  -- own less published
  per_cent double,                    -- own for each 100 published
  agrees boolean,                     -- within the publisher's rounding, or within what the sign says; null where one is not known
  comparable varchar
);

-- One row is one published figure that stands in several editions: what the first said and what the latest says.
create table if not exists release.published_revisions (
  release varchar not null,
  series varchar not null,
  title varchar not null,
  unit varchar,
  period_start date not null,
  period_end date not null,
  place_type varchar not null,
  place_code varchar not null,
  place varchar not null,
  breakdown varchar not null,
  category varchar not null,
  editions integer not null,
  first_edition varchar not null,
  first_value double,
  first_marker varchar,
  latest_edition varchar not null,
  latest_value double,
  latest_marker varchar,
  revised boolean not null,
  change double,                      -- null where either edition gives a sign
  change_per_cent double,
  why varchar                         -- the publisher's note to the latest edition, else to the first
);
