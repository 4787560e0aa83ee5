-- The rooms of the warehouse, in the order in which a row passes through them.
create schema if not exists ref;
create schema if not exists ledger;
create schema if not exists raw;
create schema if not exists held;
create schema if not exists staging;
create schema if not exists core;
create schema if not exists mart;
create schema if not exists release;
