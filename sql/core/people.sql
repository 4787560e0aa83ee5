-- row: one person, merged over all suppliers that know the person under one reference
-- key: person_key
-- checks: accepted(gender, GENDER) accepted(ethnicity, ETHNICITY) accepted(home_authority, AUTHORITY)
-- checks: accepted(care_experienced, YES_NO)

-- Field by field the latest extract that has a value stands, so a blank never wipes out what another supplier knows.
-- Where the record came from (supplier, extract, load, row) is that of the latest extract.
with ranked as (
    select
        *,
        row_number() over (partition by person_key order by extract_date desc, supplier) as rank
    from staging.people
)
select
    person_key,
    arg_min(date_of_birth, rank) as date_of_birth,
    arg_min(gender, rank) as gender,
    arg_min(ethnicity, rank) as ethnicity,
    arg_min(home_authority, rank) as home_authority,
    arg_min(care_experienced, rank) as care_experienced,
    any_value(supplier) filter (where rank = 1) as supplier,
    any_value(extract_date) filter (where rank = 1) as extract_date,
    any_value(load_id) filter (where rank = 1) as load_id,
    any_value(row_number) filter (where rank = 1) as row_number,
    any_value(absent_from) filter (where rank = 1) as absent_from
from ranked
group by person_key
