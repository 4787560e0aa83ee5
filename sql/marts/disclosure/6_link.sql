-- What hangs on a count that is held back: the other statistics of its cell; and all that stands for the same number.
update sdc_units
set suppressed = true, changed_in = getvariable('sdc_round')::integer
where
  not suppressed
  and size > 0
  and (
    cell in (select cell from sdc_units where suppressed and family = 0)
    or (twin, family) in (select twin, family from sdc_units where suppressed)
  );
