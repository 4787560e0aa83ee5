package pipeline

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"throughcare/ingest"
	"throughcare/marts"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Status is where a project stands.
type Status struct {
	Warehouse   bool // whether there is one yet
	LastRun     *RunInfo
	LastRelease *ReleaseInfo
	Loads       []SupplierLoads
	Held        int64
	Rejected    int64 // of the latest load of each file
}

// SupplierLoads is what one supplier sent of one kind.
type SupplierLoads struct {
	Supplier, Kind string
	Loads          int64
	Latest         time.Time // extract date
	NextDue        time.Time // the day by which the next extract is expected; zero where the settings do not say
	Late           bool
	Held, Rejected int64
}

// RunInfo is one run of the ledger. Steps and Files are filled by RunShow only.
type RunInfo struct {
	Run, Job, Trigger      string
	Due, Started, Finished time.Time
	Status                 string
	ExitCode               int
	Release, Program       string
	Detail                 string
	Steps                  []StepInfo
	Files                  []FileResult
}

// StepInfo is one step of a run.
type StepInfo struct {
	Step, Status, Detail string
	Started, Finished    time.Time
}

// ReleaseInfo is one release.
type ReleaseInfo struct {
	Release             string
	AsAt, Made          time.Time
	Figures, Suppressed int64
	Comparisons         int64 // places in funnel plots
	ControlPoints       int64
	ConferenceClock     string // the setting that it was made with; blank: not kept
	Run, Program        string
	Outputs             []string
	Revisions           []marts.Revision // what it shows otherwise than the release before; of ReleaseShow only
}

// reading runs fn on the warehouse opened to read; without a warehouse it does nothing and says false.
func (r *Runner) reading(ctx context.Context, fn func(context.Context, *warehouse.Tx) error) (bool, error) {
	if _, err := os.Stat(r.Project.Warehouse()); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	db, err := warehouse.Open(ctx, r.settings(true))
	if err != nil {
		return true, err
	}
	return true, errors.Join(db.Read(ctx, fn), db.Close())
}

// Status reads where the project stands.
func (r *Runner) Status(ctx context.Context) (Status, error) {
	var s Status
	var err error
	s.Warehouse, err = r.reading(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		runs, err := listRuns(ctx, tx, "order by started_at desc, run desc limit 1")
		if err != nil {
			return err
		}
		if len(runs) > 0 {
			s.LastRun = &runs[0]
		}
		releases, err := r.releases(ctx, tx)
		if err != nil {
			return err
		}
		if len(releases) > 0 {
			s.LastRelease = &releases[0]
		}
		return r.supplierLoads(ctx, tx, &s)
	})
	return s, err
}

// supplierLoads counts, of files that came again, what the newest load rejected: what an earlier one rejected is mended.
func (r *Runner) supplierLoads(ctx context.Context, tx *warehouse.Tx, s *Status) error {
	toMend, err := ingest.AsideLoads(ctx, tx, false)
	if err != nil {
		return err
	}
	rejected := map[[2]string]int64{}
	for _, a := range toMend {
		rejected[[2]string{a.Supplier, a.Kind}] += a.Rejected
	}
	rows, err := tx.Query(ctx, `select supplier, kind, count(distinct sha256), max(extract_date), coalesce(sum(held), 0)::bigint
from ledger.loads
where status = 'loaded'
group by supplier, kind
order by supplier, kind`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	suppliers := r.Project.suppliers()
	for rows.Next() {
		var l SupplierLoads
		if err := rows.Scan(&l.Supplier, &l.Kind, &l.Loads, &l.Latest, &l.Held); err != nil {
			return err
		}
		l.Rejected = rejected[[2]string{l.Supplier, l.Kind}]
		due, onTimeUntil := suppliers.Next(l.Supplier, l.Latest)
		l.NextDue, l.Late = due, !due.IsZero() && !r.now().Before(onTimeUntil.AddDate(0, 0, 1))
		s.Held += l.Held
		s.Rejected += l.Rejected
		s.Loads = append(s.Loads, l)
	}
	return rows.Err()
}

// Runs of the ledger, the latest first.
func (r *Runner) Runs(ctx context.Context) (runs []RunInfo, err error) {
	_, err = r.reading(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		runs, err = listRuns(ctx, tx, "order by started_at desc, run desc")
		return err
	})
	return runs, err
}

func listRuns(ctx context.Context, tx *warehouse.Tx, tail string, args ...any) (runs []RunInfo, err error) {
	rows, err := tx.Query(ctx, `select run, coalesce(job, ''), coalesce(trigger, ''), due_at, started_at, finished_at, status,
  coalesce(exit_code, 0), coalesce(release, ''), coalesce(program, ''), coalesce(detail, '') from ledger.runs `+tail, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		var i RunInfo
		var due, finished sql.NullTime
		if err := rows.Scan(&i.Run, &i.Job, &i.Trigger, &due, &i.Started, &finished, &i.Status, &i.ExitCode, &i.Release, &i.Program, &i.Detail); err != nil {
			return nil, err
		}
		i.Due, i.Finished = due.Time, finished.Time
		runs = append(runs, i)
	}
	return runs, rows.Err()
}

// RunShow is one run with its steps and files.
func (r *Runner) RunShow(ctx context.Context, id string) (info RunInfo, err error) {
	found := false
	_, err = r.reading(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		runs, err := listRuns(ctx, tx, "where run = ?", id)
		if err != nil || len(runs) == 0 {
			return err
		}
		found, info = true, runs[0]
		return errors.Join(runSteps(ctx, tx, &info), runFiles(ctx, tx, &info))
	})
	if err == nil && !found {
		f := fault.New(fault.Usage, "P007", "there is no such run")
		f.Try = "throughcare runs list"
		err = f
	}
	return info, single(err)
}

func runSteps(ctx context.Context, tx *warehouse.Tx, info *RunInfo) error {
	rows, err := tx.Query(ctx, "select step, started_at, finished_at, status, coalesce(detail, '') from ledger.steps where run = ? order by started_at", info.Run)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		var s StepInfo
		var finished sql.NullTime
		if err := rows.Scan(&s.Step, &s.Started, &finished, &s.Status, &s.Detail); err != nil {
			return err
		}
		s.Finished = finished.Time
		info.Steps = append(info.Steps, s)
	}
	return rows.Err()
}

func runFiles(ctx context.Context, tx *warehouse.Tx, info *RunInfo) error {
	rows, err := tx.Query(ctx, `select load, file, coalesce(kind, ''), coalesce(supplier, ''), extract_date, status, rows_read, accepted, unchanged, rejected, held
from ledger.loads where run = ? order by seq`, info.Run)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		var f FileResult
		var date sql.NullTime
		if err := rows.Scan(&f.Load, &f.File, &f.Kind, &f.Supplier, &date, &f.Status, &f.Read, &f.Accepted, &f.Unchanged, &f.Rejected, &f.Held); err != nil {
			return err
		}
		f.ExtractDate = date.Time
		info.Files = append(info.Files, f)
	}
	return rows.Err()
}

// Releases, the latest first.
func (r *Runner) Releases(ctx context.Context) (list []ReleaseInfo, err error) {
	_, err = r.reading(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		list, err = r.releases(ctx, tx)
		return err
	})
	return list, err
}

func (r *Runner) releases(ctx context.Context, tx *warehouse.Tx) ([]ReleaseInfo, error) {
	all, err := marts.List(ctx, tx)
	if err != nil {
		return nil, err
	}
	made := map[string]string{}
	runs, err := listRuns(ctx, tx, "where release is not null order by started_at desc")
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		made[run.Release] = run.Run // the first run that ended with it, since later ones come before it
	}
	var list []ReleaseInfo
	for _, one := range all {
		list = append(list, ReleaseInfo{Release: one.ID, AsAt: one.AsAt, Made: one.MadeAt, Figures: one.Figures, Suppressed: one.Suppressed,
			Comparisons: one.Comparisons, ControlPoints: one.ControlPoints, ConferenceClock: one.ConferenceClock,
			Run: made[one.ID], Program: one.Program})
	}
	return list, nil
}

// ReleaseShow is one release with the paths of its reports.
func (r *Runner) ReleaseShow(ctx context.Context, id string) (ReleaseInfo, error) {
	list, err := r.Releases(ctx)
	if err != nil {
		return ReleaseInfo{}, err
	}
	for _, one := range list {
		if one.Release == id {
			if one.Outputs, err = filepath.Glob(filepath.Join(r.Project.Out(), id, "*", "*", "*.html")); err != nil {
				return one, err
			}
			_, err = r.reading(ctx, func(ctx context.Context, tx *warehouse.Tx) (err error) {
				one.Revisions, err = marts.Revisions(ctx, tx, id)
				return err
			})
			return one, err
		}
	}
	f := fault.New(fault.Usage, "P008", "there is no such release")
	f.Try = "throughcare release list"
	return ReleaseInfo{}, f
}
