-- row: one reason for which rows of one load were rejected or held, and in how many rows of the file; the most frequent first
-- A row may have several reasons, and a row of which several records are made may have one several times: it counts once.
select
  load,
  severity,
  coalesce(field, '') as field,
  rule,
  message,
  count(distinct row_number) as "rows"
from ledger.reasons
where severity in ('reject', 'held')
group by all
order by load, severity desc, "rows" desc, rule, field, message;
