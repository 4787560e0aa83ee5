-- row: one place of one funnel plot, from the protected figures of complete years; numbered in the order of the plots
-- A plot stands about Scotland's figure: where that is not shown, or chance could not move it (none, or all), there is no plot.
-- Events whose place is not recorded are in Scotland's figure and are no place.
select
  cast(row_number() over (
    order by compared.measure, compared.statistic, compared.place_type, compared.breakdown, compared.category,
      figures.period_start, figures.place_code
  ) as integer) as n,
  compared.measure,
  compared.statistic,
  figures."view",
  figures.period_type,
  figures.period_start,
  figures.period_end,
  compared.breakdown,
  compared.category,
  figures.category_label,
  figures.place_type,
  figures.place_code,
  figures.place,
  figures.value,
  figures.numerator,
  figures.denominator,
  figures.unit,
  figures.marker,
  whole.value as target,
  case
    when figures.marker = '[c]' then 'withheld'
    when figures.marker = '[z]' or figures.denominator = 0 then 'nothing_counted'
    when figures.value is null or figures.numerator is null or figures.denominator is null then 'not_available'
    when figures.marker like '%[u]%' then 'small'
  end as reason
from mart.compared as compared
inner join protected_figures as figures
  using (measure, statistic, place_type, breakdown, category)
inner join protected_figures as whole
  on whole.measure = figures.measure
  and whole.statistic = figures.statistic
  and whole.period_type = figures.period_type
  and whole.period_start = figures.period_start
  and whole.breakdown = figures.breakdown
  and whole.category = figures.category
inner join mart.periods as periods
  on periods.period_type = figures.period_type and periods.period_start = figures.period_start
left join mart.complete as complete
  on complete.measure = figures.measure
where
  figures.period_type = 'financial_year'
  and periods.ended
  and periods.covered
  and coalesce(periods.period_end <= complete.complete_to, true)
  and figures.place_code not in ('NOT_RECORDED', 'NOT_APPLICABLE')
  and whole.place_type = 'scotland'
  and whole.numerator > 0
  and (compared.statistic = 'rate_per_100_years' or whole.numerator < whole.denominator)
order by n
