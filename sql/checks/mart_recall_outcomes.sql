-- check: the outcomes of referrals for recall, pending among them, add up to the referrals
-- severity: stop
select
  outcomes.period_type,
  outcomes.period_start,
  outcomes.period_end,
  outcomes.place_type,
  outcomes.place_code
from mart.figures as outcomes
inner join mart.figures as referred
  on referred.measure = 'recalls_referred'
  and referred.statistic = 'records'
  and referred.period_type = outcomes.period_type
  and referred.period_start = outcomes.period_start
  and referred.period_end = outcomes.period_end
  and referred.place_type = outcomes.place_type
  and referred.place_code = outcomes.place_code
  and referred.breakdown = 'all'
where
  outcomes.measure = 'recall_outcomes'
  and outcomes.statistic = 'records'
  and outcomes.breakdown = 'outcome'
  and outcomes.value is not null
group by all
having sum(outcomes.value) <> any_value(referred.value)
