-- row: one set of figures of which none is shown, not even a zero: of one measure, kind of place, kind of period and breakdown
-- Of a rare event nearly every place, month or category has a count of 0 to 4. As zeros are shown, what is held back is known to
-- be at least 1, so a sum of five or six ones would follow, and the whole is held back too: month after month for Scotland, since
-- 32 authorities are shown beside it. Where a set of figures costs more wholes than it has counts to show, and has a zero for
-- every two counts at least that does not follow from another zero, it gives way, with its zeros: then nothing can be taken away
-- from the wholes, and nobody knows which of the set is a zero.
-- What adds up to a set that gives way goes with it: places to Scotland, months to quarters, crossed breakdowns to their halves.
-- Breakdowns go with what they break down, and periods from a day to a day with months and quarters, which they may be the same as;
-- a stock is one number in all kinds of period.
create or replace temporary table sdc_rare as
with recursive wholes as (
  -- what is lost of each whole: it could be shown, but the children are all held back and together say too little
  select
    sums.total,
    child.measure,
    child.place_type,
    child.period_type,
    child.breakdown,
    any_value(total.records) >= getvariable('sdc_threshold')::integer
    and max(child.records) < getvariable('sdc_threshold')::integer
    and sum(child.records) - count(*) < getvariable('sdc_threshold')::integer - 1 as is_lost
  from sdc_sums as sums
  inner join sdc_cells as child on child.cell = sums.child
  inner join sdc_cells as total on total.cell = sums.total
  where child.records is not null
  group by sums.total, sums.kind, child.measure, child.place_type, child.period_type, child.breakdown
),
lost as (
  select measure, place_type, period_type, breakdown, count(distinct total) as lost
  from wholes
  where is_lost
  group by all
),
shown as (
  select
    measure,
    place_type,
    period_type,
    breakdown,
    count(*) filter (records >= getvariable('sdc_threshold')::integer) as shown
  from sdc_cells
  group by all
),
figures as (
  select *
  from mart.figures
  where
    statistic = 'records'
    and period_type in ('month', 'quarter', 'financial_year')
    and measure in (select measure from mart.measures where confidential)
),
-- zeros that do not follow from one of all places, of all categories, or of the longer period
beside as (
  select
    measure,
    place_type,
    period_type,
    breakdown,
    value,
    (
      place_type = 'scotland'
      or max(value) over (partition by measure, period_type, period_start, place_type, breakdown, category) > 0
    )
    and (
      breakdown = 'all'
      or max(value) over (partition by measure, period_type, period_start, place_type, place_code, breakdown) > 0
    )
    and (
      "view" = 'stock'
      or period_type = 'financial_year'
      or max(value) over (
        partition by
          measure,
          period_type,
          case period_type
            when 'month' then date_trunc('quarter', period_start)
            else date_trunc('year', period_start - interval 3 month)
          end,
          place_type,
          place_code,
          breakdown,
          category
      ) > 0
    ) as is_open
  from figures
),
zeros as (
  select
    measure,
    place_type,
    period_type,
    breakdown,
    count(*) filter (value = 0 and is_open) as zeros,
    count(*) filter (value > 0) as counts
  from beside
  group by all
),
sets as (
  select distinct measure, "view" = 'stock' as is_stock, place_type, period_type, breakdown
  from mart.figures
  where measure in (select measure from mart.measures where confidential)
),
rare (measure, place_type, period_type, breakdown) as (
  select lost.measure, lost.place_type, lost.period_type, lost.breakdown
  from lost
  inner join shown using (measure, place_type, period_type, breakdown)
  inner join zeros using (measure, place_type, period_type, breakdown)
  where lost.lost > shown.shown and 2 * zeros.zeros >= zeros.counts
  union
  select sets.measure, sets.place_type, sets.period_type, sets.breakdown
  from rare
  inner join sets on sets.measure = rare.measure
  left join mart.breakdowns as crossed on crossed.measure = sets.measure and crossed.breakdown = sets.breakdown
  where
    (sets.place_type = rare.place_type or rare.place_type = 'scotland')
    and (
      sets.breakdown = rare.breakdown
      or rare.breakdown in (crossed.first_of_cross, crossed.second_of_cross)
      or (rare.breakdown = 'all' and rare.place_type <> 'scotland')
    )
    and (
      sets.is_stock
      or case sets.period_type
        when rare.period_type then true
        when 'month' then rare.period_type in ('quarter', 'financial_year')
        when 'quarter' then rare.period_type = 'financial_year'
        when 'from_to' then rare.period_type in ('month', 'quarter') and (rare.breakdown <> 'all' or rare.place_type <> 'scotland')
        else false
      end
    )
)
from rare;
