-- One row is one delivery that was due: one kind of record of one supplier, for one day, as the settings had it when the release
-- was made. It says nothing of a person.
create table if not exists release.deliveries (
  release varchar not null,
  supplier varchar not null,
  kind varchar not null,
  due_on date not null,
  received_on date,                   -- the day the first extract for it came here; null: none has
  state varchar not null check (state in ('ON_TIME', 'LATE', 'MISSING', 'PENDING', 'NOT_RECORDED'))
);

-- The same as the figures are made from, anew with every build: see sql/marts/shared/deliveries_due.sql.
create table if not exists mart.deliveries_due (
  supplier varchar,
  kind varchar,
  due_on date,
  received_on date,
  state varchar
);

-- The day the file came here first; null in releases from before it was kept.
alter table release.loads add column if not exists received_on date;
