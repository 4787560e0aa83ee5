-- row: one code of one of the lists $1, with what it means and what else it is called
with spelled as (
  select
    s.list,
    s.code,
    string_agg(s.spelling, '; ' order by s.spelling) as also
  from ref.spellings as s
  join ref.codes as c using (list, code)
  where s.spelling not in (lower(s.code), lower(c.label))
  group by all
)
select
  c.list,
  c.code,
  c.label,
  coalesce(spelled.also, '') as also
from ref.codes as c
left join spelled using (list, code)
where list_contains(string_split($1, ' '), c.list)
order by c.list, c.sort_order, c.code;
