-- row: one child in one sum, as the units that are shown or held back whole
-- A sum of which no child's kind is shown, as the event is rare (see 3_rare.sql), tells nothing, and is no sum.
create or replace temporary table sdc_members as
select
  total.unit as total,
  sums.kind,
  child.unit as child
from sdc_sums as sums
inner join sdc_units as child on child.cell = sums.child and not child.is_rare
-- by the number of the unit: joined on cell and family, every unit met every other of its family first
inner join sdc_units as total on total.unit = sums.total * 4 + child.family;
