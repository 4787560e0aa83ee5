-- The only years that a date of a record can have: a four-digit year format reads 01/02/24 as the year 24.
create or replace macro plausible_date(d) as
  case when d between date '1900-01-01' and date '2100-12-31' then d end;
create or replace macro plausible_timestamp(d) as
  case when d between timestamp '1900-01-01' and timestamp '2100-12-31 23:59:59.999999' then d end;

-- How a supplier's spelling of a code is compared: lower case, white space folded.
create or replace macro spelled(word) as
  lower(case when contains(word, '  ') then regexp_replace(word, '\s+', ' ', 'g') else word end);

-- The day in London of an instant of the ledger, whose clock is UTC.
create or replace macro london_day(instant) as
  cast(instant at time zone 'UTC' at time zone 'Europe/London' as date);
