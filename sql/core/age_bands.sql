-- row: one age in whole years, and the band that figures show it in
-- key: age
-- checks: not_null(age_band) between(age, 10, 110)

-- The bands are those of the justice social work statistics; the youngest may hold a few people under 16. An age outside
-- this table is a wrong date of birth, and the join to it then gives 'Not recorded', as a blank does.
-- Models join on year(age(event, date_of_birth)): whole years, and a birthday on 29 February is reached on 1 March in
-- other years (Age of Legal Capacity (Scotland) Act 1991, section 6).
select
    years::integer as age,
    case
        when years <= 17 then '16 to 17'
        when years <= 20 then '18 to 20'
        when years <= 25 then '21 to 25'
        when years <= 30 then '26 to 30'
        when years <= 40 then '31 to 40'
        else 'Over 40'
    end as age_band
from range(10, 111) as ages(years)
