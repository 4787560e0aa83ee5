-- row: one published figure, or one plan or target, of one edition
-- key: series, edition, period_start, authority?, breakdown?, category?
-- checks: not_null(period_end) accepted(authority, AUTHORITY)

-- Two suppliers may bring one figure: the row of the later extract stands, whole. A blank authority is Scotland; a blank
-- breakdown or category is the total. Plans reach past the as-at date, so no period is cut off.
with clock as (
    select coalesce(getvariable('as_at')::date, current_date) as as_at
),
reported as (
    select *
    from staging.published_series
    qualify row_number() over (
        partition by series, edition, period_start, authority, breakdown, category
        order by extract_date desc, supplier
    ) = 1
)
select
    published.series,
    published.edition,
    published.period_start,
    published.period_end,
    published.authority,
    published.breakdown,
    published.category,
    published.value,
    published.marker,
    published.note,
    published.supplier,
    published.extract_date,
    published.load_id,
    published.row_number,
    case when published.absent_from <= clock.as_at then published.absent_from end as absent_from
from reported as published
cross join clock
