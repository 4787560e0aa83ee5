-- row: one figure that the earlier release showed otherwise: see release.revisions
-- The session's variable earlier_release names the earlier release; release_as_at, release_program and release_clock are of the
-- new one.
-- Why: of several reasons the first that holds. What the files were of a measure's own kind of record is said in words.
create or replace temporary table release_revisions as
with earlier as (
  select *
  from release.releases
  where release = getvariable('earlier_release')
),
-- loads that the earlier release could not see: of a later extract, or of one that it could have had
fresh as (
  select
    loads.kind,
    count(*) filter (loads.extract_date > earlier.as_at) as later_extracts,
    count(*) filter (loads.extract_date <= earlier.as_at or loads.extract_date is null) as corrections
  from ledger.loads as loads
  cross join earlier
  where
    loads.status = 'loaded'
    and loads.accepted + loads.closed > 0
    and coalesce(loads.extract_date <= getvariable('release_as_at')::date, true)
    and not exists (
      from release.loads as seen
      where seen.release = earlier.release and seen.load = loads.load and seen.kind is not distinct from loads.kind
    )
  group by loads.kind
),
-- new files of all the kinds of record that a measure counts
files as (
  select
    sources.measure,
    string_agg(replace(fresh.kind, '_', ' '), ' and ' order by fresh.kind) filter (fresh.corrections > 0) as corrected_kinds,
    string_agg(replace(fresh.kind, '_', ' '), ' and ' order by fresh.kind) filter (fresh.later_extracts > 0) as extracted_kinds,
    sum(fresh.corrections) as corrections,
    sum(fresh.later_extracts) as later_extracts
  from mart.sources as sources
  inner join fresh on fresh.kind = sources.kind
  group by sources.measure
),
measures as (
  select
    measures.measure,
    files.corrected_kinds,
    files.extracted_kinds,
    before.version is distinct from measures.version as is_defined_anew,
    coalesce(case measures.setting
      when 'conference_clock' then earlier.conference_clock <> getvariable('release_clock')
      when 'suppliers' then earlier.suppliers_due <> getvariable('release_suppliers')
    end, false) as is_set_anew,
    measures.setting,
    before.version as old_version,
    measures.version,
    coalesce(files.corrections, 0) as corrections,
    coalesce(files.later_extracts, 0) as later_extracts,
    (select coalesce(sum(corrections + later_extracts), 0) from fresh) as any_files
  from mart.measures as measures
  cross join earlier
  left join release.measures as before
    on before.release = earlier.release and before.measure = measures.measure
  left join files on files.measure = measures.measure
),
changed as (
  select
    was.*,
    became.value as became,
    became.marker as became_marker,
    became.measure is null as is_gone,
    '[c]' in (coalesce(was.marker, ''), coalesce(became.marker, '')) as is_held
  from release.figures as was
  left join protected_figures as became
    using (measure, statistic, period_type, period_start, period_end, place_type, place_code, breakdown, category)
  where
    was.release = getvariable('earlier_release')
    and (
      was.value is distinct from became.value
      or (was.marker is not distinct from '[c]') <> (became.marker is not distinct from '[c]')
    )
    -- a period of the project's own that is not asked for any more is not a figure that changed
    and (
      was.period_type not in ('calendar_year', 'from_to')
      or exists (
        from mart.periods as periods
        where
          periods.period_type = was.period_type
          and periods.period_start = was.period_start
          and periods.period_end = was.period_end
      )
    )
),
judged as (
  select
    changed.*,
    earlier.release as earlier_release,
    measures.* exclude (measure),
    earlier.program as old_program,
    earlier.as_at as old_as_at,
    earlier.conference_clock as old_clock,
    case
      when is_held then 'SUPPRESSION'
      when coalesce(is_defined_anew, true) or is_set_anew then 'DEFINITION'
      when is_gone then 'WITHDRAWN'
      when changed.period_end > earlier.as_at then 'IN_PROGRESS'
      when corrections > 0 then 'CORRECTED'
      when later_extracts > 0 then 'NEW_EXTRACT'
      when any_files > 0 then 'OTHER_RECORDS'
      when earlier.program <> getvariable('release_program') then 'PROGRAM'
      else 'LATER_DATE'
    end as why
  from changed
  cross join earlier
  left join measures on measures.measure = changed.measure
)
select
  earlier_release as earlier,
  table_id,
  measure,
  statistic,
  period_type,
  period_start,
  period_end,
  place_type,
  place_code,
  place,
  breakdown,
  category,
  category_label,
  case when not is_held then value end as was,
  marker as was_marker,
  case when not is_held then became end as became,
  became_marker,
  case when not is_held then became - value end as change,
  case when not is_held then 100 * (became - value) / nullif(value, 0) end as change_per_cent,
  why,
  case why
    when 'SUPPRESSION' then case
      when became_marker is not distinct from '[c]' then 'now held back: a small number is near it'
      else 'was held back, and need not be any more'
    end
    when 'DEFINITION' then case
      when is_set_anew and not is_defined_anew and setting = 'suppliers' then 'the setting suppliers has changed'
      when is_set_anew and not is_defined_anew
        then 'the setting conference_clock is ' || getvariable('release_clock') || ', was ' || old_clock
      else 'the definition has changed' || coalesce(': version ' || version || ', was ' || old_version, '')
    end
    when 'WITHDRAWN' then 'no longer given'
    when 'IN_PROGRESS' then 'the period was in progress on ' || strftime(old_as_at, '%-d %B %Y')
    when 'CORRECTED' then corrections || ' corrected or late file' || case corrections when 1 then '' else 's' end || ' of ' || corrected_kinds
    when 'NEW_EXTRACT' then later_extracts || ' later extract' || case later_extracts when 1 then '' else 's' end || ' of ' || extracted_kinds
    when 'OTHER_RECORDS' then 'new files of other kinds of record'
    when 'PROGRAM' then 'another version of the program'
    else 'time has passed: more is known of what was then open'
  end as reason
from judged;
