package marts

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	sqlfiles "throughcare/sql"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Progress is told of every measure that is done, of how many. It may be nil.
type Progress func(done, total int, measure string)

// Report is what a build made.
type Report struct {
	Measures []MeasureReport
	Figures  int64
	Warnings []Finding // of the checks that only warn
}

// MeasureReport is one measure of a build. Undated, Later and Before are facts that are in no period: their date is missing,
// is after the as-at date, or is before the first period.
type MeasureReport struct {
	Measure   string
	Available bool // false: the source has no record at all
	Facts     int64
	Undated   int64
	Later     int64
	Before    int64
	Figures   int64
	Took      time.Duration
}

// Build makes mart.figures and its companions anew from core.*, as at the session's as-at date and for the
// Periods that were Set, in the caller's transaction, and runs the checks. A check that fails is a fault (Policy, M010): the caller rolls back, and the last release stands.
func Build(ctx context.Context, tx *warehouse.Tx, catalogue []Measure, progress Progress) (Report, error) {
	var report Report
	if err := clearMarts(ctx, tx); err != nil {
		return report, err
	}
	ranged, err := makePeriods(ctx, tx)
	if err != nil {
		return report, err
	}
	for _, table := range []string{"places", "published"} {
		if err := fill(ctx, tx, table); err != nil {
			return report, err
		}
	}
	if err := makeShared(ctx, tx); err != nil {
		return report, err
	}
	if err := describeSources(ctx, tx, catalogue); err != nil {
		return report, err
	}
	if err := fill(ctx, tx, "complete"); err != nil {
		return report, err
	}
	for i := range catalogue {
		done, err := buildMeasure(ctx, tx, &catalogue[i], ranged)
		if err != nil {
			return report, fmt.Errorf("measure %s: %w", catalogue[i].ID, err)
		}
		report.Measures = append(report.Measures, done)
		report.Figures += done.Figures
		if progress != nil {
			progress(i+1, len(catalogue), catalogue[i].ID)
		}
	}
	if err := fill(ctx, tx, "curve_times"); err != nil {
		return report, err
	}
	if err := dropTemporary(ctx, tx, append(survivalTables(), "mart_facts", "mart_cells", "mart_calendar", "mart_ranges")...); err != nil {
		return report, err
	}
	findings, err := Check(ctx, tx, sqlfiles.FS)
	report.Warnings = findings
	return report, err
}

func clearMarts(ctx context.Context, tx *warehouse.Tx) error {
	for _, table := range []string{"measures", "breakdowns", "sources", "pieces", "places", "complete", "coverage", "figures", "curves", "curve_times", "published", "compared", "charted"} {
		if _, err := tx.Exec(ctx, "delete from mart."+table); err != nil {
			return err
		}
	}
	return nil
}

func dropTemporary(ctx context.Context, tx *warehouse.Tx, tables ...string) error {
	for _, table := range tables {
		if _, err := tx.Exec(ctx, "drop table if exists temp."+table); err != nil {
			return err
		}
	}
	return nil
}

// fill fills mart.<table> by sql/marts/build/<table>.sql.
func fill(ctx context.Context, tx *warehouse.Tx, table string) error {
	text, err := fs.ReadFile(sqlfiles.FS, "marts/build/"+table+".sql")
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "insert into mart."+table+" by name\n"+string(text)); err != nil {
		return fmt.Errorf("sql/marts/build/%s.sql: %w", table, err)
	}
	return nil
}

// makeShared makes the tables that several measures take their facts from: mart.<name> of every sql/marts/shared/<name>.sql.
func makeShared(ctx context.Context, tx *warehouse.Tx) error {
	names, err := fs.Glob(sqlfiles.FS, "marts/shared/*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(sqlfiles.FS, name)
		if err != nil {
			return err
		}
		table := warehouse.Ident(strings.TrimSuffix(path.Base(name), ".sql"))
		if _, err := tx.Exec(ctx, "create or replace table mart."+table+" as\n"+string(text)); err != nil {
			return fmt.Errorf("sql/%s: %w", name, err)
		}
	}
	return nil
}

func buildMeasure(ctx context.Context, tx *warehouse.Tx, m *Measure, ranged bool) (MeasureReport, error) {
	started := time.Now()
	done := MeasureReport{Measure: m.ID}
	if err := describe(ctx, tx, m); err != nil {
		return done, err
	}
	if err := tx.QueryRow(ctx, "select count(*) > 0 from (select 1 from "+m.Source+" limit 1)").Scan(&done.Available); err != nil {
		return done, err
	}
	for _, statement := range []string{m.factsSQL(), m.coverageSQL()} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return done, factsFault(m, err)
		}
	}
	var distinct bool
	if err := tx.QueryRow(ctx, "select count(*) > coalesce(max(record_id), 0) from mart_facts").Scan(&distinct); err != nil {
		return done, err
	}
	if err := m.makeCells(ctx, tx, distinct, ranged); err != nil {
		return done, factsFault(m, err)
	}
	if ranged && m.View != Stock && m.IsConfidential() {
		if err := m.keepPieces(ctx, tx, distinct); err != nil {
			return done, err
		}
	}
	figures, err := tx.Exec(ctx, m.figuresSQL(done.Available))
	if err != nil {
		return done, err
	}
	done.Figures = figures
	err = tx.QueryRow(ctx, "select facts, undated, later, before from mart.coverage where measure = ?", m.ID).
		Scan(&done.Facts, &done.Undated, &done.Later, &done.Before)
	done.Took = time.Since(started)
	return done, err
}

// makeCells makes the temporary table mart_cells.
func (m *Measure) makeCells(ctx context.Context, tx *warehouse.Tx, distinct, ranged bool) error {
	if m.isFollowed() {
		return m.makeCurves(ctx, tx, distinct)
	}
	_, err := tx.Exec(ctx, m.cellsSQL(distinct, ranged))
	return err
}

// factsFault is for who adds a measure: its select does not run, or lacks a column that the entry promises.
func factsFault(m *Measure, err error) error {
	f := fault.New(fault.Usage, "M002", "the facts of the measure cannot be counted: %s", err)
	f.Source, f.Rule, f.Err = "sql/marts/"+m.ID+".sql", "sql/marts/"+m.ID+".yaml", err
	f.Effect = "no figures were made"
	return f
}

// describe copies the catalogue entry into mart.measures, mart.breakdowns, mart.compared and mart.charted.
func describe(ctx context.Context, tx *warehouse.Tx, m *Measure) error {
	statistics := "["
	for i, s := range m.Statistics {
		if i > 0 {
			statistics += ", "
		}
		statistics += warehouse.Literal(s)
	}
	caveats, err := m.caveatsWith(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into mart.measures by name
select
  $1::varchar as measure,
  $2::varchar as title,
  $3::varchar as definition,
  nullif($4::varchar, '') as numerator,
  nullif($5::varchar, '') as denominator,
  $6::varchar as unit,
  $7::varchar as "view",
  `+statistics+`] as statistics,
  $8::varchar as places,
  nullif($9::varchar, '') as inclusion,
  nullif($10::varchar, '') as exclusion,
  nullif($11::varchar, '') as caveats,
  $12::varchar as source,
  $13::varchar as version,
  nullif($14::varchar, '') as better,
  nullif($15::varchar, '') as compared,
  nullif($16::varchar, '') as setting,
  $17::boolean as confidential`,
		m.ID, m.Title, m.Definition, m.Numerator, m.Denominator, m.Unit, m.View, m.placesText(), m.Inclusion, m.Exclusion,
		caveats, m.Source, m.Version, m.Better, m.Compared(), m.Setting, m.IsConfidential())
	if err != nil {
		return err
	}
	for i, b := range m.Breakdowns {
		cross := []string{"", ""}
		copy(cross, b.Cross)
		if _, err := tx.Exec(ctx, "insert into mart.breakdowns values (?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''))",
			m.ID, b.Name, b.Title, i+1, b.Overlapping, cross[0], cross[1]); err != nil {
			return err
		}
	}
	return describeCompare(ctx, tx, m)
}
