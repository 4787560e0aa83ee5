-- One row is one kind of record brought by one file: rows_read = accepted + unchanged + rejected + held, always.
-- A file that was refused whole has a row with status 'refused', its error code and no counts.
create table if not exists ledger.loads (
  load varchar primary key,
  seq bigint not null,              -- order of loading: breaks ties between extracts of one date
  kind varchar,
  supplier varchar,
  file varchar not null,            -- base name only
  sha256 varchar not null,
  extract_date date,
  rows_read bigint not null default 0,
  accepted bigint not null default 0,
  unchanged bigint not null default 0,
  rejected bigint not null default 0,
  held bigint not null default 0,
  started_at timestamp not null,    -- UTC
  finished_at timestamp not null,   -- UTC
  status varchar not null check (status in ('loaded', 'refused')),
  contract varchar,
  contract_sha256 varchar,          -- a file is loaded again when its contract has changed
  scope varchar,                    -- contract and part: snapshots are compared within it
  delivery varchar,                 -- snapshot, delta, amend
  source_rows bigint not null default 0,   -- rows of the file, before unpivot and conditions
  source_unused bigint not null default 0, -- rows of the file that fed no kind at all
  closed bigint not null default 0,        -- records that this snapshot no longer has
  error_code varchar,
  run varchar,
  check (rows_read = accepted + unchanged + rejected + held)
);

-- When a file with this content first came here, as the archive's index has it, also for a warehouse that is made again. It is no
-- column of ledger.loads: a log in which a table with such a check was altered cannot be replayed (DuckDB 1.5).
create table if not exists ledger.arrivals (
  sha256 varchar primary key,
  received_at timestamp not null    -- UTC
);

-- A scope is a supplier's contract (and part of a return): the versions of a record follow each other within it.
create table if not exists ledger.scopes (
  scope_id integer primary key,
  supplier varchar not null,
  scope varchar not null,
  unique (supplier, scope)
);

-- Why a row was rejected, or what was odd about it. Never a value of the row.
create table if not exists ledger.reasons (
  load varchar not null,
  kind varchar not null,
  row_number bigint not null,
  field varchar,
  rule varchar not null,
  severity varchar not null check (severity in ('reject', 'warn', 'held')),
  message varchar not null
);

create table if not exists ledger.runs (
  run varchar primary key,
  job varchar,
  trigger varchar,                  -- command line, schedule, catch-up
  due_at timestamp,                 -- UTC; the instant of the schedule that this run answers
  started_at timestamp not null,
  finished_at timestamp,
  status varchar not null check (status in ('running', 'done', 'done in part', 'stopped by policy', 'failed', 'interrupted')),
  exit_code integer,
  release varchar,
  program varchar,
  detail varchar
);

create table if not exists ledger.steps (
  run varchar not null,
  step varchar not null,
  started_at timestamp not null,
  finished_at timestamp,
  status varchar not null,
  detail varchar
);

create sequence if not exists ledger.load_seq;
