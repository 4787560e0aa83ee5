-- row: one published figure beside the release's own: see release.published
-- Several own categories are added up where all of them are shown. A share is that of the records whose category is known, as
-- the publishers' are, and is given where the whole breakdown is shown.
create or replace temporary table release_published as
with asked as (
  select
    row_number() over () as line,
    *
  from mart.published
),
-- the own figures of the period: the stock of its last day, or what happened in it
places as (
  select
    asked.line,
    figures.breakdown,
    figures.category,
    figures.value,
    case when figures.marker in ('[c]', '[x]', '[z]') then figures.marker end as missing,
    figures.marker,
    (figures.category in ('NOT_RECORDED', 'NOT_APPLICABLE') or figures.category_label like 'Not known%') as unknown,
    list_contains(string_split(asked.own_category, '+'), figures.category) as is_part
  from asked
  inner join protected_figures as figures
    on figures.measure = asked.measure
    and figures.statistic = replace(asked.statistic, 'percent_of_', '')
    and figures.place_type = asked.own_place_type
    and figures.place_code = asked.own_place_code
    and figures.breakdown = asked.own_breakdown
    and figures.period_end = asked.period_end
    and case figures."view"
      when 'stock' then figures.period_type = 'financial_year'
      else figures.period_start = asked.period_start and figures.period_type <> 'from_to'
    end
),
own as (
  select
    line,
    any_value(asked.statistic) as statistic,
    count(*) filter (is_part) as parts,
    sum(places.value) filter (is_part) as part,
    sum(places.value) filter (not unknown) as known,
    coalesce(
      max(missing) filter (is_part),
      case when any_value(asked.statistic) like 'percent_of_%' then max(missing) filter (not unknown) end
    ) as missing,
    any_value(places.marker) filter (is_part) as marker
  from places
  inner join asked using (line)
  group by line
),
valued as (
  select
    line,
    marker,
    missing,
    case
      when missing is not null or parts = 0 then null
      when statistic like 'percent_of_%' then 100 * part / nullif(known, 0)
      else part
    end as own_value
  from own
)
select
  asked.* exclude (line, least, below, own_place_type, own_place_code, own_breakdown, own_category, comparable),
  valued.own_value,
  case
    when asked.measure is null then null
    when valued.own_value is null then coalesce(valued.missing, '[x]')
    else valued.marker
  end as own_marker,
  valued.own_value - asked.value as difference,
  100 * valued.own_value / nullif(asked.value, 0) as per_cent,
  case
    when valued.own_value is null then null
    when asked.value is not null then says_the_same(valued.own_value, asked.value, asked.rounding)
    when asked.least = asked.below then valued.own_value = asked.least
    when asked.below is not null then valued.own_value > asked.least and valued.own_value < asked.below
  end as agrees,
  asked.comparable
from asked
left join valued on valued.line = asked.line
order by all;
