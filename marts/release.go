package marts

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"throughcare/marts/disclosure"
	sqlfiles "throughcare/sql"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// defaultThreshold protects counts of 1 to 4: the practice in Scotland.
const defaultThreshold = 5

// ReleaseOptions says what a release is of, and who made it when.
type ReleaseOptions struct {
	AsAt      time.Time // the date that the figures are as at; needed
	Known     time.Time // what had been loaded by then; zero is everything
	MadeAt    time.Time // the clock's time; needed
	Program   string    // the program's version
	Threshold int       // the smallest count that is shown; 0 is 5
	Periods   Periods   // that the figures were made for
	Note      string

	ConferenceClock string    // the setting that core was made with; blank is sentence
	SuppliersDue    Suppliers // that the settings name
}

// Validate fills the defaults, and says what is missing.
func (o *ReleaseOptions) Validate() error {
	if o.Threshold == 0 {
		o.Threshold = defaultThreshold
	}
	if o.ConferenceClock == "" {
		o.ConferenceClock = FromSentence
	}
	if o.AsAt.IsZero() || o.MadeAt.IsZero() {
		return fmt.Errorf("a release needs its as-at date and the time it is made")
	}
	return nil
}

// Release is one frozen set of figures.
type Release struct {
	ID         string // <as-at>.<number>
	Number     int    // within the as-at date
	AsAt       time.Time
	Known      time.Time // zero: everything loaded
	MadeAt     time.Time
	Program    string
	SHA256     string // of the ordered figures
	Figures    int64
	Suppressed int64
	Threshold  int
	Periods    Periods // of the project's own
	Note       string

	ConferenceClock string    // sentence or admission; blank in releases from before it was kept
	SuppliersDue    Suppliers // that the settings named

	ComparedSHA256 string // of the ordered comparisons and control points; blank in releases that were made before there were any
	Comparisons    int64
	ControlPoints  int64

	Made bool // false: the figures were those of this release already, and no new one was made
}

// MakeRelease freezes mart.figures, through small-number control, and what is compared of them, under the next number of its
// as-at date, with the published series beside them and what the release before showed otherwise. Where all but the last is as
// in the newest release of that date, by the same settings and for the same periods, it makes none and returns that one. It settles its temporary
// tables first, so the caller has written nothing yet; what it writes is in the caller's transaction, and a fault (Policy) means
// that nothing of that may be kept.
func MakeRelease(ctx context.Context, tx *warehouse.Tx, o ReleaseOptions) (Release, error) {
	if err := o.Validate(); err != nil {
		return Release{}, err
	}
	control := disclosure.Options{Threshold: o.Threshold, AsAt: o.AsAt}
	result, err := disclosure.Protect(ctx, tx, control)
	if err != nil {
		return Release{}, err
	}
	if err := disclosure.ProtectCurves(ctx, tx, control); err != nil {
		return Release{}, err
	}
	r := Release{
		AsAt: o.AsAt, Known: o.Known, MadeAt: o.MadeAt, Program: o.Program, Threshold: o.Threshold, Periods: o.Periods, Note: o.Note,
		ConferenceClock: o.ConferenceClock, SuppliersDue: o.SuppliersDue, Suppressed: result.Suppressed, Number: 1, Made: true,
	}
	for _, name := range []string{"curve_times", "published"} {
		if err := makeBeside(ctx, tx, name); err != nil {
			return Release{}, err
		}
	}
	if r.SHA256, r.Figures, err = fingerprint(ctx, tx, printed{disclosure.Table, disclosure.CurvesTable, "release_published"}, "true"); err != nil {
		return Release{}, err
	}
	if r.Figures == 0 {
		f := fault.New(fault.Policy, "M022", "there are no figures to release")
		f.Effect = "no release was made"
		f.Try = "load at least one extract, then run again"
		return Release{}, f
	}
	if err := r.compare(ctx, tx); err != nil {
		return Release{}, err
	}
	newest, err := newestOf(ctx, tx, o.AsAt)
	if err != nil {
		return Release{}, err
	}
	if newest != nil && newest.SHA256 == r.SHA256 && newest.ComparedSHA256 == r.ComparedSHA256 && newest.Threshold == r.Threshold &&
		newest.ConferenceClock == r.ConferenceClock && newest.SuppliersDue.String() == r.SuppliersDue.String() && newest.Periods.String() == r.Periods.String() {
		return *newest, dropTemporary(ctx, tx, protectedTables()...)
	}
	if newest != nil {
		r.Number = newest.Number + 1
	}
	r.ID = fmt.Sprintf("%s.%d", o.AsAt.Format(time.DateOnly), r.Number)
	if err := revise(ctx, tx, r); err != nil {
		return Release{}, fmt.Errorf("release %s: %w", r.ID, err)
	}
	if err := freeze(ctx, tx, r); err != nil {
		return Release{}, fmt.Errorf("release %s: %w", r.ID, err)
	}
	return r, dropTemporary(ctx, tx, protectedTables()...)
}

// protectedTables are the temporary tables that a release is copied from.
func protectedTables() []string {
	return append(besideTables(), disclosure.Table, disclosure.CurvesTable, comparisonsTable, controlTable)
}

// compare makes the comparisons and control points of the protected figures, and counts and hashes them.
func (r *Release) compare(ctx context.Context, tx *warehouse.Tx) error {
	if err := compare(ctx, tx, r.Threshold); err != nil {
		return fmt.Errorf("compare places: %w", err)
	}
	if err := control(ctx, tx); err != nil {
		return fmt.Errorf("control charts: %w", err)
	}
	var err error
	r.ComparedSHA256, r.Comparisons, r.ControlPoints, err = comparedPrint(ctx, tx, comparisonsTable, controlTable, "true")
	return err
}

func newestOf(ctx context.Context, tx *warehouse.Tx, asAt time.Time) (*Release, error) {
	found, err := selectReleases(ctx, tx, "where as_at = ?::date order by number desc limit 1", asAt.Format(time.DateOnly))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// freeze writes the rows of a release. A load counts where its extract and its end are not after what the release may know.
func freeze(ctx context.Context, tx *warehouse.Tx, r Release) error {
	var known any
	if !r.Known.IsZero() {
		known = warehouse.Stamp(r.Known)
	}
	if _, err := tx.Exec(ctx, `insert into release.releases by name
select
  $1::varchar as release,
  $2::integer as number,
  $3::date as as_at,
  $4::timestamp as known_at,
  $5::timestamp as made_at,
  $6::varchar as program,
  $7::varchar as figures_sha256,
  $8::bigint as figures,
  $9::bigint as suppressed,
  $10::integer as threshold,
  nullif($11::varchar, '') as note,
  $12::bigint as comparisons,
  $13::bigint as control_points,
  $14::varchar as compared_sha256,
  $15::varchar as conference_clock,
  $16::varchar as suppliers_due,
  nullif($17::varchar, '') as periods`,
		r.ID, r.Number, r.AsAt.Format(time.DateOnly), known, warehouse.Stamp(r.MadeAt), r.Program, r.SHA256, r.Figures, r.Suppressed,
		r.Threshold, r.Note, r.Comparisons, r.ControlPoints, r.ComparedSHA256, r.ConferenceClock, r.SuppliersDue.String(), r.Periods.String()); err != nil {
		return err
	}
	sources := map[string]string{
		"figures": disclosure.Table, "deliveries": "mart.deliveries_due", "curves": disclosure.CurvesTable, "measures": "mart.measures", "breakdowns": "mart.breakdowns", "sources": "mart.sources",
		"comparisons": comparisonsTable, "control_points": controlTable,
	}
	for _, table := range beside() {
		sources[table] = "release_" + table
	}
	for table, source := range sources {
		if _, err := tx.Exec(ctx, "insert into release."+table+" by name select $1::varchar as release, * from "+source, r.ID); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `insert into release.undated by name
select
  $1::varchar as release,
  measure,
  case when undated not between 1 and $2::integer - 1 then undated end as facts,
  case when undated between 1 and $2::integer - 1 then '[c]' end as marker
from mart.coverage`, r.ID, r.Threshold); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `insert into release.loads by name
select
  $1::varchar as release,
  loads.load,
  loads.kind,
  loads.supplier,
  regexp_replace(loads.file, '^.*[/\\]', '') as file,
  loads.sha256,
  loads.extract_date,
  loads.rows_read,
  loads.accepted,
  loads.unchanged,
  loads.rejected,
  loads.held,
  london_day(coalesce(arrivals.received_at, loads.finished_at)) as received_on
from ledger.loads as loads
left join ledger.arrivals as arrivals on arrivals.sha256 = loads.sha256
where
  loads.status = 'loaded'
  and coalesce(loads.extract_date <= $2::date, true)
  and coalesce(loads.finished_at <= $3::timestamp, true)
order by load, kind`, r.ID, r.AsAt.Format(time.DateOnly), known); err != nil {
		return err
	}
	rejections, err := fs.ReadFile(sqlfiles.FS, "marts/release/rejections.sql")
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, string(rejections), r.ID, r.Threshold)
	return err
}
