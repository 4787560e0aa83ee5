-- Confidence limits. The same formulas are in the package marts/stats, and a test holds the two to each other and to R.

-- Wilson's score interval of k in n, as proportions; z is the normal quantile (1.959963984540054 for 95%). Null where n is 0.
-- At the ends one limit is 0 or 1 exactly.
create or replace macro wilson_lower(k, n, z) as
  case
    when n > 0 and k = 0 then 0.0::double
    when n > 0 and k between 0 and n
      then (2.0::double * k + z * z - z * sqrt(z * z + 4.0::double * k * (1 - k::double / n))) / (2.0::double * (n + z * z))
  end;

create or replace macro wilson_upper(k, n, z) as
  case
    when n > 0 and k = n then 1.0::double
    when n > 0 and k between 0 and n
      then (2.0::double * k + z * z + z * sqrt(z * z + 4.0::double * k * (1 - k::double / n))) / (2.0::double * (n + z * z))
  end;

-- The normal quantile of the two levels that are used: 0.95 for intervals, 0.998 for funnels.
create or replace macro normal_quantile(level) as
  case level
    when 0.95 then 1.959963984540054::double
    when 0.998 then 3.090232306167813::double
    else error('the confidence level is 0.95 or 0.998')
  end;

-- Byar's approximation: the cube of the Wilson-Hilferty root.
create or replace macro byar_term(x, z) as
  x * pow(1 - 1 / (9.0::double * x) + z / (3.0::double * sqrt(x)), 3);

-- Limits of a count of events: exact (Garwood) below 10, Byar from 10. The tables are half the chi-square quantiles with 2x and
-- 2x + 2 degrees of freedom for x = 0 to 9.
create or replace macro poisson_lower(x, level) as
  case
    when x >= 10 then byar_term(x, -normal_quantile(level))
    when x >= 0 and level = 0.95 then ([0, 0.0253178079842899, 0.242209278543965, 0.618672122895601, 1.08986537362633,
      1.62348639011842, 2.20189425349085, 2.81436305151987, 3.4538321767485, 4.11537309737833]::double[])[x::integer + 1]
    when x >= 0 and level = 0.998 then ([0, 0.00100050033358353, 0.0454020177694896, 0.190533377568403, 0.428552413628423,
      0.739371731917833, 1.10710466025564, 1.52033626039881, 1.97081392174037, 2.45242440436378]::double[])[x::integer + 1]
  end;

create or replace macro poisson_upper(x, level) as
  case
    when x >= 10 then byar_term(x + 1, normal_quantile(level))
    when x >= 0 and level = 0.95 then ([3.68887945411394, 5.5716433909389, 7.22468766772396, 8.76727306974232, 10.2415886754037,
      11.6683320793227, 13.0594740225187, 14.4226753617024, 15.7631892201933, 17.0848034514192]::double[])[x::integer + 1]
    when x >= 0 and level = 0.998 then ([6.90775527898214, 9.23341347645158, 11.2288722424127, 13.0622407791881,
      14.7941492225372, 16.4547452036801, 18.0616368401991, 19.6261773953842, 21.15619816584, 22.6573733090629]::double[])[x::integer + 1]
  end;
