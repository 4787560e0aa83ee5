-- check: the parts of a published figure add up to the whole, within its rounding, or a note says why not
-- severity: warn
-- model: published_series

-- ref.series says which breakdowns of a series add up, and to what where the whole is not published (100 of shares). A share
-- that is rounded to one decimal may be out by half of the last digit in each part: the parts of one table add up to 100.1.
-- Where a sign stands for a part, the sum is not known.
with figures as (
    select
        published.series,
        published.edition,
        published.period_start,
        published.period_end,
        published.authority,
        published.breakdown,
        published.value,
        published.note,
        string_split(series.adds_up, ';') as adds_up,
        series.whole,
        case series.rounding when 'one_decimal' then 0.05 when 'two_decimals' then 0.005 else 0 end as half_a_digit
    from core.published_series as published
    inner join ref.series as series on series.series = published.series
    where series.adds_up is not null
),
parts as (
    select
        series,
        edition,
        period_start,
        period_end,
        authority,
        breakdown,
        sum(value) as total,
        count(*) filter (where value is null) as signs,
        count(*) * max(half_a_digit) as slack,
        count(note) as notes,
        max(whole) as whole
    from figures
    where list_contains(adds_up, breakdown)
    group by series, edition, period_start, period_end, authority, breakdown
)
select parts.*
from parts
left join figures as whole
    on whole.series = parts.series
    and whole.edition = parts.edition
    and whole.period_start = parts.period_start
    and whole.period_end = parts.period_end
    and whole.authority is not distinct from parts.authority
    and whole.breakdown is null
where parts.signs = 0
    and parts.notes = 0
    and whole.note is null
    and abs(parts.total - coalesce(whole.value, parts.whole)) > parts.slack + 1e-6
