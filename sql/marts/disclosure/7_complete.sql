-- Second rule: in a sum whose whole is shown, what is held back must not follow by subtraction: there are at least two, and
-- together they are not small (each could still be at or above the threshold). Where they are not, the next smallest that is not
-- zero is held back too, and where there is none, the whole. In a sum whose whole is held back, at least one child is.
-- The periods that a project asks for come second (variable sdc_own): what the others hold back is settled before them.
update sdc_units
set suppressed = true, changed_in = getvariable('sdc_round')::integer
where unit in (
  -- a sum that held when it was last looked at still holds if none of its members has changed
  with touched as (
    select distinct total, kind
    from sdc_members
    where
      child in (select unit from sdc_units where suppressed and changed_in >= getvariable('sdc_round')::integer - 1)
      or total in (select unit from sdc_units where suppressed and changed_in >= getvariable('sdc_round')::integer - 1)
  ),
  sums as (
    select
      members.total,
      any_value(whole.suppressed) as whole_held,
      any_value(whole.family) as family,
      any_value(members.kind) as kind,
      count(*) filter (child.suppressed and child.size > 0) as held,
      coalesce(sum(child.part_1) filter (child.suppressed), 0) as held_1,
      coalesce(sum(child.part_2) filter (child.suppressed), 0) as held_2,
      arg_min(child.unit, {'follows': child.follows, 'size': child.size, 'unit': child.unit}) filter (not child.suppressed and child.size > 0) as next,
      arg_min(child.unit, {'follows': child.follows, 'size': child.size, 'unit': child.unit}) filter (not child.suppressed and child.part_1 > 0) as next_1,
      arg_min(child.unit, {'follows': child.follows, 'size': child.size, 'unit': child.unit}) filter (not child.suppressed and child.part_2 > 0) as next_2
    from sdc_members as members
    semi join touched using (total, kind)
    inner join sdc_units as whole on whole.unit = members.total
    inner join sdc_units as child on child.unit = members.child
    where getvariable('sdc_own')::boolean or not whole.own
    group by members.total, members.kind
  ),
  judged as (
    select
      *,
      getvariable('sdc_threshold')::integer - 1 as small,
      case family
        when 1 then held_1 between 1 and small
        else held_1 - held < small
      end as small_1,
      case
        when family = 1 then held_2 between 1 and small
        when family = 0 and kind >= 1000 then held_2 > 0 and held_2 - held < small
        else false
      end as small_2
    from sums
  )
  select case when whole_held then next when small_1 then coalesce(next_1, total) when small_2 then coalesce(next_2, total) else coalesce(next, total) end
  from judged
  where
    (whole_held and held = 0 and next is not null)
    or (not whole_held and held > 0 and (held = 1 or small_1 or small_2))
);
