-- row: one published figure that stands in several editions: see release.published_revisions
create or replace temporary table release_published_revisions as
with figures as (
  select
    series,
    any_value(title) as title,
    any_value(unit) as unit,
    period_start,
    period_end,
    place_type,
    place_code,
    any_value(place) as place,
    breakdown,
    category,
    count(distinct edition)::integer as editions,
    arg_min({'edition': edition, 'value': value, 'marker': marker, 'note': note}, edition_order) as first_of,
    arg_max({'edition': edition, 'value': value, 'marker': marker, 'note': note}, edition_order) as latest
  from mart.published
  group by series, period_start, period_end, place_type, place_code, breakdown, category
)
select
  * exclude (first_of, latest),
  first_of.edition as first_edition,
  first_of.value as first_value,
  first_of.marker as first_marker,
  latest.edition as latest_edition,
  latest.value as latest_value,
  latest.marker as latest_marker,
  first_of.value is distinct from latest.value or first_of.marker is distinct from latest.marker as revised,
  latest.value - first_of.value as change,
  100 * (latest.value - first_of.value) / nullif(first_of.value, 0) as change_per_cent,
  coalesce(latest.note, first_of.note) as why
from figures
where editions > 1
order by all;
