-- row: one timing rule that core.clocks has no rows of, and what the extracts do not have for it
-- key: rule_id
-- checks: not_null(missing)

-- A rule that is added to ref.timing_rules must be given a clock in a model clock_*, or its reason here: else the build stops.
with computed as (
    select unnest([
        'ST01', 'ST07a', 'ST07b', 'ST08', 'ST11a', 'ST11b', 'ST13a', 'ST13b', 'ST14', 'ST16', 'ST17', 'ST20', 'ST21'
    ]) as rule_id
),
reasons as (
    select *
    from (values
        ('ST02', 'the day the sentence information was received, and the induction meeting'),
        ('ST03', 'the day the sentence was notified, and the designation letter'),
        ('ST04', 'the designation letter, and the day the case was allocated'),
        ('ST05', 'the day the court papers were obtained'),
        ('ST06', 'the day the case was allocated, and the family visit'),
        ('ST09', 'the parole qualifying date, and the day reports were requested'),
        ('ST10', 'the day the parole report was due, and the notice'),
        ('ST12', 'what was done after a missed first appointment'),
        ('ST15a', 'the reviews of a licence'),
        ('ST15b', 'the reviews of a licence'),
        ('ST18', 'the day the representations were received'),
        ('ST19a', 'the day the Parole Board considered the case, and the dossier'),
        ('ST19b', 'the day the Parole Board considered the case, and the dossier'),
        ('CP1', 'community payback orders'),
        ('CP2', 'community payback orders'),
        ('CP3', 'community payback orders')
    ) as listed (rule_id, missing)
)
select
    rules.rule_id,
    rules.title,
    reasons.missing
from ref.timing_rules as rules
anti join computed on computed.rule_id = rules.rule_id
left join reasons on reasons.rule_id = rules.rule_id
