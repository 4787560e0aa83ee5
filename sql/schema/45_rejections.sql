-- One row is one reason for which rows of one load were rejected or held, as far as the release may say it: what is wrong, in
-- words that hold no value of a row, and in how many rows. A row may have several reasons.
--
-- How many rows of a file were rejected says nothing of a person and stands in release.loads. A reason names a field, and so
-- says something of the records that have it (no date of return, an unknown housing code): a count of 1 to threshold - 1 is
-- held back, with marker [c]. Where only one reason of a load would be held back, the next smallest is too, so that it does not
-- follow from the load's count; and where every reason of a load would be, none is named (rule few). Every row with its number is in the project's rejects, which are restricted.
create table if not exists release.rejections (
  release varchar not null,
  load varchar not null,
  kind varchar not null,
  supplier varchar not null,
  field varchar,
  rule varchar not null,
  severity varchar not null check (severity in ('reject', 'held')),
  message varchar not null,
  "rows" bigint,
  marker varchar
);
