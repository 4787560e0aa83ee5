-- row: one figure that follows from periods that overlap, though it is held back or small. It reads only what is to be shown, and
-- shares nothing with the rules
-- A calendar year or a period of the project's own that is shown is laid beside the months, the quarters, the years, and each
-- other own period, of the same measure, place and category: what is left of it when those within it are taken away; what is left
-- of those around it when it is taken away; and what one of them, which is held back, must be when it is the sum of them.
with own as (
  select distinct measure, statistic, place_type, place_code, breakdown, category
  from protected_figures
  where
    period_type in ('calendar_year', 'from_to')
    and "view" <> 'stock'
    and measure in (select measure from mart.measures where confidential)
    and marker is distinct from '[c]'
    and statistic in ('records', 'rate', 'cumulative_incidence', 'rate_per_100_years', 'median')
    -- where one record can count in several periods, they do not add up
    and (statistic <> 'records' or measure not in (select measure from mart.coverage where recurs))
    and case when statistic = 'records' then value else coalesce(numerator, denominator) end > 0
),
numbered as (
  select
    *,
    row_number() over () as series
  from own
),
shown as (
  select
    numbered.series,
    case when period_type in ('calendar_year', 'from_to') then 'own' || period_start || period_end else period_type end as kind,
    period_type in ('calendar_year', 'from_to') as own,
    period_start as first_day,
    (least(period_end, getvariable('sdc_as_at')::date) + interval 1 day)::date as next_day,
    marker is not distinct from '[c]' as held,
    unnest(case
      when statistic = 'records' then [value]
      when statistic in ('rate', 'cumulative_incidence') then [numerator, denominator - numerator]
      when statistic = 'rate_per_100_years' then [numerator]
      else [denominator]
    end) as amount,
    unnest(case when statistic in ('rate', 'cumulative_incidence') then [1, 2] else [1] end) as part
  from protected_figures
  inner join numbered using (measure, statistic, place_type, place_code, breakdown, category)
),
beside as (
  select
    whole.series,
    any_value(whole.amount) as amount,
    any_value(whole.first_day) as first_day,
    any_value(whole.next_day) as next_day,
    count(*) filter (other.held) as held,
    coalesce(sum(other.amount) filter (other.first_day >= whole.first_day and other.next_day <= whole.next_day), 0) as within,
    sum(other.amount) as around,
    min(other.first_day) as from_day,
    max(other.next_day) as to_day,
    sum(other.next_day - other.first_day) as days
  from shown as whole
  inner join shown as other
    on other.series = whole.series
    and other.part = whole.part
    and other.kind <> whole.kind
    and other.first_day < whole.next_day
    and other.next_day > whole.first_day
  where whole.own and whole.amount > 0
  group by whole.series, whole.part, whole.kind, other.kind
)
select series
from beside
where
  amount - within between 1 and getvariable('sdc_threshold')::integer - 1
  or (
    days = to_day - from_day
    and from_day <= first_day
    and to_day >= next_day
    and case held
      when 0 then around - amount between 1 and getvariable('sdc_threshold')::integer - 1
      when 1 then from_day = first_day and to_day = next_day
      else false
    end
  )
