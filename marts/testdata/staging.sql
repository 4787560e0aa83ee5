-- The staging tables, one for each kind of extract, with what every record has.
create table staging.people (
  person_key varchar, date_of_birth date, gender varchar, ethnicity varchar, home_authority varchar,
  care_experienced varchar, supplier varchar, extract_date date, load_id varchar, row_number bigint, absent_from date);
create table staging.custody (
  custody_ref varchar, person_key varchar, admitted_at timestamp, legal_status varchar, sentenced_on date,
  sentence_class varchar, sentence_days integer, establishment varchar, core_screen_at timestamp,
  earliest_liberation_on date, liberated_on date, liberation_type varchar, liberating_establishment varchar,
  destination_authority varchar, destination_housing varchar, supplier varchar, extract_date date, load_id varchar,
  row_number bigint, absent_from date);
create table staging.sign_ups (
  sign_up_ref varchar, person_key varchar, custody_ref varchar, service varchar, delivering_establishment varchar,
  delivering_authority varchar, worker_ref varchar, offered_on date, response varchar, signed_up_on date, closed_on date,
  close_reason varchar, exit_planned varchar, supplier varchar, extract_date date, load_id varchar, row_number bigint,
  absent_from date);
create table staging.assessments (
  assessment_ref varchar, person_key varchar, sign_up_ref varchar, licence_ref varchar, instrument varchar,
  stage integer, assessed_on date, domain varchar, score double, level varchar, supplier varchar, extract_date date,
  load_id varchar, row_number bigint, absent_from date);
create table staging.needs (
  need_ref varchar, person_key varchar, sign_up_ref varchar, licence_ref varchar, category varchar, severity integer,
  identified_on date, referred_on date, referred_to varchar, accepted_on date, outcome varchar, outcome_on date,
  supplier varchar, extract_date date, load_id varchar, row_number bigint, absent_from date);
create table staging.liberation_support (
  support_ref varchar, person_key varchar, sign_up_ref varchar, custody_ref varchar, supported_on date, kind varchar,
  result varchar, supplier varchar, extract_date date, load_id varchar, row_number bigint, absent_from date);
create table staging.contacts (
  contact_ref varchar, person_key varchar, sign_up_ref varchar, licence_ref varchar, contact_at timestamp, kind varchar,
  attended varchar, missed_reason varchar, supplier varchar, extract_date date, load_id varchar, row_number bigint,
  absent_from date);
create table staging.licences (
  licence_ref varchar, person_key varchar, licence_type varchar, started_on date, expires_on date, ended_on date,
  end_reason varchar, supervising_authority varchar, lscmi_score double, lscmi_level varchar, lscmi_on date,
  mappa_level integer, first_contact_at timestamp, first_home_visit_on date, followed_from date, followed_to date,
  supplier varchar, extract_date date, load_id varchar, row_number bigint, absent_from date);
create table staging.breaches (
  breach_ref varchar, licence_ref varchar, person_key varchar, occurred_on date, identified_on date, reasons varchar[],
  primary_reason varchar, response varchar, reported_on date, more_could_have_been_done varchar, supplier varchar,
  extract_date date, load_id varchar, row_number bigint, absent_from date);
create table staging.recalls (
  recall_ref varchar, licence_ref varchar, person_key varchar, breach_ref varchar, route varchar, referred_on date,
  decided_on date, outcome varchar, returned_on date, primary_reason varchar, dossier_on date,
  re_release_reviewed_on date, re_release_outcome varchar, re_released_on date, supplier varchar, extract_date date,
  load_id varchar, row_number bigint, absent_from date);
create table staging.case_conferences (
  conference_ref varchar, person_key varchar, custody_ref varchar, kind varchar, due_on date, held_on date,
  pbsw_attended varchar, cbsw_attended varchar, family_invited varchar, family_attended varchar,
  not_attended_reason varchar, supplier varchar, extract_date date, load_id varchar, row_number bigint, absent_from date);
create table staging.record_reviews (
  review_ref varchar, question varchar, authority varchar, licence_type varchar, reviewed_on date, answer varchar,
  supplier varchar, extract_date date, load_id varchar, row_number bigint, absent_from date);
create table staging.published_series (
  series varchar, edition varchar, period_start date, period_end date, authority varchar, breakdown varchar,
  category varchar, value double, marker varchar, note varchar, supplier varchar, extract_date date, load_id varchar,
  row_number bigint, absent_from date);
