-- check: sign-ups open at the end of a month, plus those that joined, less those that left, are open at the end of the next
-- severity: stop
with months as (
  select
    place_type,
    place_code,
    period_start,
    max(value) filter (measure = 'caseload') as open_at_end,
    max(value) filter (measure = 'caseload_joined') as joined,
    max(value) filter (measure = 'caseload_left') as gone
  from mart.figures
  where
    measure in ('caseload', 'caseload_joined', 'caseload_left')
    and statistic = 'records'
    and period_type = 'month'
    and breakdown = 'all'
  group by place_type, place_code, period_start
)
select
  after.place_type,
  after.place_code,
  after.period_start
from months as after
inner join months as before
  on before.place_type = after.place_type
  and before.place_code = after.place_code
  and before.period_start = after.period_start - interval 1 month
where
  (select count(*) from mart.measures where measure in ('caseload', 'caseload_joined', 'caseload_left')) = 3
  and before.open_at_end + coalesce(after.joined, 0) - coalesce(after.gone, 0) <> after.open_at_end
