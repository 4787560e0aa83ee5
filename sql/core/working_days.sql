-- row: one day of one calendar of working days: that of Scotland, or of a council with holidays of its own
-- key: division, on_date
-- checks: not_null(is_working) not_null(working_day_number) not_null(holidays_known)

-- Saturdays, Sundays and bank holidays are not working days. A council's calendar has its own holidays beside Scotland's:
-- its division in ref.bank_holidays is its authority code.
-- The number counts the working days of the calendar up to and with the day, so a day off has the number of the working day
-- before it. n working days after a day, whichever it is, end on the working day whose number is n higher: a join, no loop.
-- holidays_known is false in a year of which the list of bank holidays has none: a count over such days can be too high.
with divisions as (
    select 'scotland' as division
    union
    select division
    from ref.bank_holidays
),
days as (
    select day::date as on_date
    from range(timestamp '2005-01-01', timestamp '2041-01-01', interval 1 day) as calendar(day)
),
holidays as (
    select
        division,
        on_date
    from ref.bank_holidays
    union
    select
        divisions.division,
        bank_holidays.on_date
    from ref.bank_holidays as bank_holidays
    cross join divisions
    where bank_holidays.division = 'scotland'
),
years as (
    select distinct year(on_date) as listed
    from ref.bank_holidays
    where division = 'scotland'
),
marked as (
    select
        divisions.division,
        days.on_date,
        isodow(days.on_date) <= 5 and holidays.on_date is null as is_working,
        years.listed is not null as holidays_known
    from divisions
    cross join days
    left join holidays on holidays.division = divisions.division and holidays.on_date = days.on_date
    left join years on years.listed = year(days.on_date)
)
select
    division,
    on_date,
    is_working,
    (count(*) filter (is_working) over (partition by division order by on_date))::integer as working_day_number,
    holidays_known
from marked
