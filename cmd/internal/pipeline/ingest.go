package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"throughcare/ingest"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// ingest takes in the files, each whole or not at all; a refused file does not keep the others out.
func (s *session) ingest(ctx context.Context) error {
	var faults []error
	err := s.step(ctx, "ingest", func(ctx context.Context) (string, error) {
		files, err := s.files()
		if err != nil {
			return "", err
		}
		for i, file := range files {
			if err := ctx.Err(); err != nil {
				return "", err
			}
			s.event(Event{Step: "ingest", Message: filepath.Base(file), Done: int64(i), Total: int64(len(files))})
			f, err := s.take(ctx, file)
			if err != nil {
				return "", err
			}
			if f != nil {
				faults = append(faults, f)
			}
		}
		s.event(Event{Step: "ingest", Message: "held rows", Done: int64(len(files)), Total: int64(len(files))})
		if err := errors.Join(s.placeHeld(ctx), s.recount(ctx)); err != nil {
			return "", err
		}
		return s.tally(), nil
	})
	if err != nil {
		return err
	}
	switch {
	case len(faults) == 0:
	case len(s.o.Files) > 0 && len(faults) == len(s.o.Files):
		return errors.Join(faults...)
	default:
		s.result.Partial = true
	}
	return nil
}

// placeHeld places the rows that waited for records that are here by now. It is done after the last file, and again before a
// release is made, since a run may have been killed between the two: so no release lacks rows that could have been placed.
func (s *session) placeHeld(ctx context.Context) error {
	placed, err := s.engine.PlaceHeld(ctx)
	s.changed = s.changed || placed > 0
	return err
}

// recount takes from the ledger what has become of the run's rows: a later file may have settled those of an earlier one.
func (s *session) recount(ctx context.Context) error {
	return s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		rows, err := tx.Query(ctx, "select load, accepted, unchanged, rejected, held from ledger.loads where run = ?", s.result.Run)
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // Err is asked
		now := map[string]FileResult{}
		for rows.Next() {
			var f FileResult
			if err := rows.Scan(&f.Load, &f.Accepted, &f.Unchanged, &f.Rejected, &f.Held); err != nil {
				return err
			}
			now[f.Load] = f
		}
		for i := range s.result.Files {
			f := &s.result.Files[i]
			if n, ok := now[f.Load]; ok {
				f.Accepted, f.Unchanged, f.Rejected, f.Held = n.Accepted, n.Unchanged, n.Rejected, n.Held
			}
		}
		return rows.Err()
	})
}

func (s *session) tally() string {
	var read, accepted, rejected, held int64
	for _, f := range s.result.Files {
		read, accepted, rejected, held = read+f.Read, accepted+f.Accepted, rejected+f.Rejected, held+f.Held
	}
	return fmt.Sprintf("%d rows read, %d accepted, %d rejected, %d held", read, accepted, rejected, held)
}

// take loads one file. A fault of the file is given back as such; any other error ends the run.
func (s *session) take(ctx context.Context, file string) (*fault.Fault, error) {
	o := ingest.Options{}
	if len(s.o.Files) > 0 {
		o = ingest.Options{Override: s.o.Override, Kind: s.o.Kind, Amend: s.o.Amend}
	}
	got, err := s.engine.Load(ctx, file, o)
	f := fault.As(err)
	if err != nil && f == nil {
		return nil, err
	}
	if got.SHA256 != "" && !got.Known {
		if err := s.Project.keep(file, got.SHA256); err != nil {
			return nil, err
		}
		if err := s.arrive(ctx, got.SHA256, got.File); err != nil {
			return nil, err
		}
	}
	s.enter(got, f)
	return f, nil
}

// enter puts what became of a file into the result.
func (s *session) enter(got ingest.Result, f *fault.Fault) {
	base := FileResult{File: got.File, Supplier: got.Supplier, ExtractDate: got.ExtractDate, Notes: got.Notes, Fault: f}
	if got.Unused > 0 {
		base.Notes = append(slices.Clone(base.Notes), fmt.Sprintf("%d of %d rows feed no kind of record", got.Unused, got.SourceRows))
	}
	switch {
	case f != nil:
		base.Status = "refused"
	case got.Known:
		base.Status = "unchanged"
	}
	if base.Status != "" {
		base.Notes = nil
		s.result.Files = append(s.result.Files, base)
		return
	}
	for i, l := range got.Loads {
		one := base
		if i > 0 {
			one.Notes = nil
		}
		one.Status, one.Kind, one.Load = "loaded", l.Kind, l.ID
		one.Read, one.Accepted, one.Unchanged, one.Rejected, one.Held = l.Read, l.Accepted, l.Unchanged, l.Rejected, l.Held
		s.changed = true
		s.result.Files = append(s.result.Files, one)
	}
}

// unreadable is the rank of files that cannot be understood: they go last, and say why when their turn comes.
const unreadable = 1000

// files to take in: those named, or the inbox in the order of extract dates, then so that records come before what refers
// to them.
func (s *session) files() ([]string, error) {
	if len(s.o.Files) > 0 {
		return s.o.Files, nil
	}
	type arrival struct {
		path, name string
		date       time.Time
		rank       int
	}
	var arrivals []arrival
	err := filepath.WalkDir(s.Project.Inbox(), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !entry.Type().IsRegular() || passedOver(entry.Name()) {
			return err
		}
		a := arrival{path: path, name: entry.Name(), rank: unreadable}
		if day, rank, err := s.engine.Peek(path, ingest.Options{}); err == nil {
			a.date, a.rank = day, rank
		}
		arrivals = append(arrivals, a)
		return nil
	})
	if errors.Is(err, os.ErrNotExist) {
		f := fault.New(fault.Usage, "P005", "there is no inbox")
		f.Source, f.Try = s.Project.Inbox(), "make the folder, or set inbox: in throughcare.yaml"
		return nil, f
	}
	slices.SortFunc(arrivals, func(a, b arrival) int {
		return cmp.Or(cmp.Compare(a.rank/unreadable, b.rank/unreadable), a.date.Compare(b.date), cmp.Compare(a.rank, b.rank),
			strings.Compare(a.name, b.name))
	})
	var paths []string
	for _, a := range arrivals {
		paths = append(paths, a.path)
	}
	return paths, err
}

// passedOver are names that no supplier sends: hidden files, Excel's lock files, half-copied files, notes for people.
func passedOver(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || strings.HasSuffix(lower, ".tmp") ||
		strings.HasSuffix(lower, ".part") || strings.HasSuffix(lower, ".crdownload") || lower == "readme.txt" || lower == "readme.md" ||
		lower == "desktop.ini" || lower == "thumbs.db"
}
