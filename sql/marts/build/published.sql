-- row: one published figure of one edition, with where the own figure stands; plans are in no publication
-- An edition is older when the first year in its name is, else when it was received earlier.
with figures as (
  select
    *,
    coalesce(breakdown, 'all') as in_breakdown,
    coalesce(category, 'all') as in_category
  from core.published_series
  where series not like 'plan.%'
),
editions as (
  select
    series,
    edition,
    cast(row_number() over (
      partition by series
      order by
        coalesce(nullif(regexp_extract(edition, '(19|20)[0-9][0-9]'), ''), strftime(min(extract_date), '%Y')),
        edition
    ) as integer) as edition_order
  from figures
  group by series, edition
),
-- a match of a category by name goes before one of all categories
matches as (
  select
    figures.series,
    figures.in_breakdown,
    figures.in_category,
    arg_min(matches, (matches.category = '*')::integer) as found
  from (select distinct series, in_breakdown, in_category from figures) as figures
  inner join ref.series_matches as matches
    on matches.series = figures.series
    and matches.breakdown = figures.in_breakdown
    and matches.category in (figures.in_category, '*')
  group by figures.series, figures.in_breakdown, figures.in_category
)
select
  figures.series,
  coalesce(series.title, figures.series) as title,
  series.publisher,
  series.unit,
  series.rounding,
  figures.edition,
  editions.edition_order,
  figures.extract_date as received_on,
  figures.period_start,
  figures.period_end,
  case when figures.authority is null then 'scotland' else 'authority' end as place_type,
  coalesce(figures.authority, 'S92000003') as place_code,
  coalesce(places.label, case when figures.authority is null then 'Scotland' else figures.authority end) as place,
  figures.in_breakdown as breakdown,
  figures.in_category as category,
  case when figures.marker is null then figures.value end as value,
  figures.marker,
  signs.meaning as marker_means,
  signs.value_from as least,
  signs.value_below as below,
  figures.note,
  matches.found.measure as measure,
  matches.found.statistic as statistic,
  case when matches.found.measure is not null then
    case when figures.authority is not null then 'authority' else coalesce(matches.found.place_type, 'scotland') end
  end as own_place_type,
  case when matches.found.measure is not null then
    coalesce(figures.authority, matches.found.place_code, 'S92000003')
  end as own_place_code,
  matches.found.own_breakdown as own_breakdown,
  case matches.found.own_category when '*' then figures.in_category else matches.found.own_category end as own_category,
  matches.found.comparable as comparable
from figures
inner join editions
  on editions.series = figures.series and editions.edition = figures.edition
left join ref.series as series on series.series = figures.series
left join ref.series_signs as signs
  on signs.publisher = series.publisher and signs.sign = figures.marker
left join ref.codes as places on places.list = 'AUTHORITY' and places.code = figures.authority
left join matches
  on matches.series = figures.series
  and matches.in_breakdown = figures.in_breakdown
  and matches.in_category = figures.in_category
  -- a service's figure is of Scotland only
  and (figures.authority is null or matches.found.place_type is null)
