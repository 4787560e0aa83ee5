-- The core tables as the measures read them, with the columns that they read.
create table core.people (person_key varchar, home_authority varchar);
create table core.custody (
  custody_ref varchar, person_key varchar, admitted_at timestamp, liberated_on date, sentenced_on date,
  sentence_class varchar, establishment varchar, earliest_liberation_on date, destination_authority varchar,
  absent_from date, gender varchar);
create table core.liberations (
  custody_ref varchar, person_key varchar, liberated_on date, liberation_type varchar, establishment varchar, authority varchar,
  destination_housing varchar, housing_group varchar default 'NOT_RECORDED', sentence_class varchar, gender varchar,
  age_band varchar default 'Not recorded', ethnicity varchar, weekday integer, is_friday boolean default false,
  is_before_holiday boolean default false, sign_up_ref varchar, service varchar, supported_on_day boolean default false,
  legal_status varchar, supplier varchar default 'tso');
create table core.sign_ups (
  sign_up_ref varchar, person_key varchar, service varchar, establishment varchar, authority varchar, offered_on date,
  response varchar, signed_up_on date, left_on date, close_reason varchar, exit_planned varchar, liberated_on date,
  lead_days integer, gender varchar, ethnicity varchar, age_band varchar default 'Not recorded', supplier varchar default 'tso');
create table core.needs (
  need_ref varchar, person_key varchar, category varchar, identified_on date, referred_on date, referred_to varchar,
  accepted_on date, outcome varchar, outcome_on date, state varchar default 'NOT_RECORDED', is_referred boolean default false,
  is_accepted boolean default false, licence_type varchar, service varchar, establishment varchar, authority varchar,
  gender varchar, age_band varchar default 'Not recorded', absent_from date, supplier varchar default 'tso',
  sign_up_ref varchar, licence_ref varchar, ethnicity varchar);
create table core.liberation_support (
  support_ref varchar, person_key varchar, supported_on date, kind varchar, result varchar, service varchar,
  establishment varchar, authority varchar, gender varchar, age_band varchar default 'Not recorded', on_day boolean,
  attended boolean);
create table core.assessments (
  assessment_ref varchar, person_key varchar, sign_up_ref varchar, licence_ref varchar, instrument varchar, stage integer,
  assessed_on date, domain varchar, score double, authority varchar);
create table core.contacts (
  contact_ref varchar, person_key varchar, contact_at timestamp, attended varchar, supplier varchar default 'tso');
create table core.licences (
  licence_ref varchar, person_key varchar, licence_type varchar, started_on date, expires_on date, ended_on date,
  end_reason varchar, supervising_authority varchar, authority varchar, lscmi_level varchar, gender varchar,
  age_band varchar default 'Not recorded', absent_from date, followed_from date, at_risk_to date, mappa_level integer,
  ethnicity varchar, supplier varchar default 'tso');
create table core.breaches (
  breach_ref varchar, licence_ref varchar, person_key varchar, occurred_on date, identified_on date, reasons varchar[],
  primary_reason varchar, response varchar, reported_on date, more_could_have_been_done varchar, licence_type varchar,
  authority varchar, gender varchar, age_band varchar default 'Not recorded', days_to_breach integer, ethnicity varchar, supplier varchar default 'tso');
create table core.recalls (
  recall_ref varchar, licence_ref varchar, person_key varchar, breach_ref varchar, route varchar, referred_on date,
  decided_on date, outcome varchar default 'PENDING', returned_on date, primary_reason varchar, re_release_outcome varchar,
  re_released_on date, licence_type varchar, authority varchar, gender varchar, age_band varchar default 'Not recorded',
  days_to_recall integer, ethnicity varchar, supplier varchar default 'tso');
create table core.case_conferences (
  conference_ref varchar, person_key varchar, custody_ref varchar, kind varchar, held_on date, pbsw_attended varchar, cbsw_attended varchar,
  family_attended varchar, authority varchar);
create table core.record_reviews (
  review_ref varchar, question varchar, authority varchar, reviewed_on date, answer varchar,
  licence_type varchar);
create table core.clocks (
  rule_id varchar, subject_kind varchar, subject_ref varchar, person_key varchar, authority varchar, establishment varchar,
  counted_on date, due_on date, limit_value integer default 1, state varchar, reason varchar, started_at timestamp,
  stopped_at timestamp);
create table core.published_series (
  series varchar, edition varchar, period_start date, period_end date, authority varchar, breakdown varchar, category varchar,
  value double, marker varchar, note varchar, supplier varchar, extract_date date);
