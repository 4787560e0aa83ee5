package pipeline

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"throughcare/ingest"
	"throughcare/ingest/contract"
	"throughcare/marts"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Runner does the work of a project. Its methods take the project's lock where they change anything.
type Runner struct {
	Project *Project
	Log     *slog.Logger     // never nil; no value of a row goes into it
	Events  func(Event)      // progress, for a terminal; may be nil
	Now     func() time.Time // nil: the machine's clock
	Program string           // the program's version, written into runs and releases
}

// Event is progress of a step.
type Event struct {
	Step, Message     string
	Done, Total       int64
	Started, Finished bool
}

// Options of a run; the zero value does everything with the inbox, as at the latest extract.
type Options struct {
	AsAt       warehouse.AsAt
	Files      []string          // instead of the inbox
	Override   contract.Override // of the files named
	Kind       string            // of the files named, where their names do not say
	Amend      bool              // the files named add to their dates: what they do not have is not absent
	Job        string
	Trigger    string
	Due        time.Time // the instant of the schedule that this run answers
	Reports    []string  // names; empty is all
	Bodies     []string  // place codes, names or slugs; empty is all
	Release    string    // to report from; "" is the latest
	Periods    []Period  // of Report: a release that has these too, beside those of the settings
	Restricted bool      // of Report: the lists of people, and nothing else
	Supplier   string    // of ExportRejects: this one alone
	To         string    // of ExportRejects: the folder; "" is one of the day in Rejects
}

// Result is what a run did.
type Result struct {
	Run                 string
	Files               []FileResult
	Release             string
	ReleaseMade         bool
	Figures, Suppressed int64
	Outputs             []string // paths of the reports to look at
	Partial             bool     // some files were refused
	Notes               []string // of ExportRejects: which rows could not be written as they were sent
}

// FileResult is one kind of record of one file.
type FileResult struct {
	File, Kind, Supplier, Status, Load string // Status: loaded, unchanged (known already), refused
	ExtractDate                        time.Time
	Read, Accepted, Unchanged          int64
	Rejected, Held                     int64
	Fault                              *fault.Fault
	Notes                              []string
}

// Run takes in the inbox, brings core and figures up to date, makes a release when something has changed, and writes its
// reports.
func (r *Runner) Run(ctx context.Context, o Options) (Result, error) {
	return r.guarded(ctx, "run", o, func(ctx context.Context, s *session) error {
		if err := s.ingest(ctx); err != nil {
			return err
		}
		if err := s.release(ctx); err != nil {
			return err
		}
		return s.report(ctx)
	})
}

// Ingest takes in the inbox or the files named, and nothing more.
func (r *Runner) Ingest(ctx context.Context, o Options) (Result, error) {
	return r.guarded(ctx, "ingest", o, func(ctx context.Context, s *session) error { return s.ingest(ctx) })
}

// Report writes reports of a release. An as-at date, or a period that is asked for, makes, or finds, the release that has it first.
func (r *Runner) Report(ctx context.Context, o Options) (Result, error) {
	return r.guarded(ctx, "report", o, func(ctx context.Context, s *session) error {
		if o.Restricted {
			return s.restricted(ctx)
		}
		if o.Release == "" {
			if err := s.placeHeld(ctx); err != nil {
				return err
			}
			if err := s.release(ctx); err != nil {
				return err
			}
		} else if err := s.releaseHas(ctx, o.Release, o.Periods); err != nil {
			return err
		}
		s.result.Release, s.rewrite = firstOf(o.Release, s.result.Release), true
		return s.report(ctx)
	})
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Check says what would become of a file, and loads nothing. It works on a project that has no warehouse yet.
func (r *Runner) Check(ctx context.Context, file string, o Options) (ingest.CheckReport, error) {
	var report ingest.CheckReport
	err := r.locked("contract check", func() error {
		s, err := r.open(ctx, o)
		if err != nil {
			return err
		}
		defer s.close()
		report, err = s.engine.Check(ctx, file, ingest.Options{Override: o.Override, Kind: o.Kind, Amend: o.Amend})
		return err
	})
	return report, err
}

func (r *Runner) locked(verb string, fn func() error) (err error) {
	lock, err := warehouse.Acquire(r.Project.Dir, "throughcare "+verb, r.now())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	return fn()
}

// guarded does work under the lock, with its run in the ledger from beginning to end.
func (r *Runner) guarded(ctx context.Context, verb string, o Options, work func(context.Context, *session) error) (Result, error) {
	var result Result
	err := r.locked(verb, func() error {
		s, err := r.open(ctx, o)
		if err != nil {
			return err
		}
		defer s.close()
		if err := r.Project.clearOpened(); err != nil {
			return fmt.Errorf("remove what a run that was killed had taken out of the archive: %w", err)
		}
		if err := s.begin(ctx); err != nil {
			return err
		}
		failed := work(ctx, s)
		result = s.result
		return errors.Join(failed, s.end(ctx, failed))
	})
	return result, single(err)
}

// single unwraps a join of one, so that a fault is found as itself.
func single(err error) error {
	joined, ok := err.(interface{ Unwrap() []error }) //nolint:errorlint // the joined list itself is wanted
	if ok && len(joined.Unwrap()) == 1 {
		return single(joined.Unwrap()[0])
	}
	return err
}

func (r *Runner) now() time.Time {
	if r.Now == nil {
		return time.Now().UTC()
	}
	return r.Now().UTC()
}

func (r *Runner) event(e Event) {
	if r.Events != nil {
		r.Events(e)
	}
}

// session is one run under way.
type session struct {
	*Runner
	o        Options
	db       *warehouse.DB
	engine   *ingest.Engine
	result   Result
	periods  marts.Periods // that figures are made for
	arrivals *arrivals
	changed  bool // the warehouse has more than the last release was made from
	rewrite  bool // write reports that are there already
}

// open opens the warehouse, brings its tables up to date, and reads contracts and key.
func (r *Runner) open(ctx context.Context, o Options) (*session, error) {
	kinds, err := contract.Kinds()
	if err != nil {
		return nil, err
	}
	codes, err := r.Project.Config.AllCodes()
	if err != nil {
		return nil, err
	}
	contracts, err := contract.LoadDir(os.DirFS(r.Project.Contracts()), codes)
	if err != nil {
		return nil, err
	}
	secret, err := readKey(r.Project.pseudonymKey())
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(secret)
	if err != nil {
		return nil, errors.New("the pseudonym key is not hexadecimal")
	}
	db, err := warehouse.Open(ctx, r.settings(false))
	if err != nil {
		return nil, err
	}
	s := &session{Runner: r, o: o, db: db}
	s.engine = &ingest.Engine{DB: db, Contracts: contracts, Kinds: kinds, Key: key, Codes: r.Project.Config.Codes, Now: r.Now,
		Rejected: r.Project.Restricted()}
	err = s.prepare(ctx, kinds)
	if err == nil {
		err = s.openArrivals(ctx)
	}
	if err != nil {
		s.close()
		return nil, fmt.Errorf("prepare the warehouse: %w", err)
	}
	return s, nil
}

func (r *Runner) settings(readOnly bool) warehouse.Config {
	c := r.Project.Config
	return warehouse.Config{Path: r.Project.Warehouse(), ReadOnly: readOnly, Threads: c.Threads, MemoryLimit: c.Memory,
		AllowedDirs: []string{r.Project.Dir}}
}

func (s *session) prepare(ctx context.Context, kinds []contract.Kind) error {
	if err := s.db.Migrate(ctx); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		if err := addCodes(ctx, tx, s.Project.Config.Codes); err != nil {
			return err
		}
		return ingest.Prepare(ctx, tx, kinds)
	})
}

// addCodes puts the project's own codes beside those of the program, so that reports can name them.
func addCodes(ctx context.Context, tx *warehouse.Tx, codes map[string]map[string]string) error {
	for list, more := range codes {
		for code, label := range more {
			_, err := tx.Exec(ctx, `insert into ref.codes by name
select ? as list, ? as code, ? as label, 1000 as sort_order, 'throughcare.yaml' as source, true as verified
where not exists (from ref.codes where list = ? and code = ?)`, list, code, label, list, code)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *session) close() {
	if err := s.db.Close(); err != nil {
		s.Log.Error("close the warehouse", "error", err)
	}
}
