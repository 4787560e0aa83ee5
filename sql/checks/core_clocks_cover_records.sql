-- check: every rule with a clock has one row for each record of the kind that it is for
-- severity: stop
-- model: clocks
with records as (
    select 'custody' as subject_kind, custody_ref as subject_ref from core.custody
    union all
    select 'case_conferences', conference_ref from core.case_conferences
    union all
    select 'licences', licence_ref from core.licences
    union all
    select 'breaches', breach_ref from core.breaches
    union all
    select 'recalls', recall_ref from core.recalls
    union all
    select 'sign_ups', sign_up_ref from core.sign_ups
),
rules as (
    select distinct
        rule_id,
        subject_kind
    from core.clocks
),
expected as (
    select
        rules.rule_id,
        records.subject_ref
    from rules
    inner join records on records.subject_kind = rules.subject_kind
)
select coalesce(expected.rule_id, clocks.rule_id) as rule_id
from expected
full join core.clocks as clocks
    on clocks.rule_id = expected.rule_id
    and clocks.subject_ref = expected.subject_ref
where expected.rule_id is null
    or clocks.rule_id is null
