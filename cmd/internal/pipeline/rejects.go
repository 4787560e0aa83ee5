package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"throughcare/ingest"
	"throughcare/ingest/contract"
	"throughcare/reports/rejects"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Rejects is where the workbooks with rows to mend are written: apart from all reports, for the owner only.
func (p *Project) Rejects() string { return filepath.Join(p.Restricted(), "rejects") }

// RejectsFilter says what of all that was set aside is asked for; "" is everything.
type RejectsFilter struct {
	Supplier, Kind string
	All            bool // earlier loads of a file too
}

// RejectsList are the rows to mend, counted by reason: no value of a row is in it.
func (r *Runner) RejectsList(ctx context.Context, o RejectsFilter) (list []ingest.Aside, err error) {
	if o.Kind != "" {
		if _, err := contract.KindByName(o.Kind); err != nil {
			return nil, err
		}
	}
	_, err = r.reading(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		list, err = asides(ctx, tx, o)
		return err
	})
	return list, single(err)
}

// asides are those that the filter lets through. A supplier that never sent anything is a fault: it is a slip of the pen.
func asides(ctx context.Context, tx *warehouse.Tx, o RejectsFilter) ([]ingest.Aside, error) {
	if o.Supplier != "" {
		var known bool
		if err := tx.QueryRow(ctx, "select count(*) > 0 from ledger.loads where supplier = ?", o.Supplier).Scan(&known); err != nil {
			return nil, err
		}
		if !known {
			f := fault.New(fault.Usage, "P014", "no file of the supplier %q was ever taken in", o.Supplier)
			f.Effect, f.Try = "nothing was written", "throughcare status names the suppliers"
			return nil, f
		}
	}
	list, err := ingest.Asides(ctx, tx, o.All)
	return slices.DeleteFunc(list, func(a ingest.Aside) bool {
		return o.Supplier != "" && a.Supplier != o.Supplier || o.Kind != "" && a.Kind != o.Kind
	}), err
}

// ExportRejects writes a workbook for each supplier with the rows to mend as they were sent. The ledger keeps who asked, and when.
func (r *Runner) ExportRejects(ctx context.Context, o Options) (Result, error) {
	return r.guarded(ctx, "rejects export", o, func(ctx context.Context, s *session) error {
		folder, err := s.exportFolder()
		if err != nil {
			return err
		}
		return s.step(ctx, "rejects", func(ctx context.Context) (string, error) {
			err := s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error { return s.exportRejects(ctx, tx, folder) })
			return fmt.Sprintf("rows to mend of %s, %d workbooks in %s, asked for by %s", firstOf(o.Supplier, "every supplier"), len(s.result.Outputs), folder, askedBy()), err
		})
	})
}

// exportFolder is where the workbooks go: never to where all may look.
func (s *session) exportFolder() (string, error) {
	if s.o.To == "" {
		return filepath.Join(s.Project.Rejects(), s.today().Format(time.DateOnly)), nil
	}
	folder, err := filepath.Abs(s.o.To)
	if err != nil {
		return "", err
	}
	for _, open := range []string{s.Project.Out(), s.Project.Published(), s.Project.Inbox()} {
		open, err := filepath.Abs(open)
		if err != nil {
			return "", err
		}
		if folder == open || strings.HasPrefix(folder, open+string(filepath.Separator)) {
			f := fault.New(fault.Usage, "P015", "the workbooks name people, and do not belong into the project's folder %s", filepath.Base(open))
			f.Effect, f.Try = "nothing was written", "throughcare rejects export, which writes into the project's folder restricted"
			return "", f
		}
	}
	return folder, nil
}

// today in Scotland, at midnight UTC.
func (s *session) today() time.Time {
	now := s.now()
	if london, err := time.LoadLocation("Europe/London"); err == nil {
		now = now.In(london)
	}
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
}

func (s *session) exportRejects(ctx context.Context, tx *warehouse.Tx, folder string) error {
	list, err := asides(ctx, tx, RejectsFilter{Supplier: s.o.Supplier})
	if err != nil {
		return err
	}
	if s.o.To == "" && s.o.Supplier == "" { // all of the day's anew: one of a supplier who has mended everything must not stay
		if err := os.RemoveAll(folder); err != nil {
			return fmt.Errorf("rows to mend: %w", err)
		}
	}
	bySupplier := map[string][]ingest.Aside{}
	var suppliers []string
	for _, a := range list {
		if bySupplier[a.Supplier] == nil {
			suppliers = append(suppliers, a.Supplier)
		}
		bySupplier[a.Supplier] = append(bySupplier[a.Supplier], a)
	}
	slices.Sort(suppliers)
	taken := map[string]bool{}
	for i, supplier := range suppliers {
		s.event(Event{Step: "rejects", Message: supplier, Done: int64(i), Total: int64(len(suppliers))})
		path := filepath.Join(folder, bookName(supplier, s.today(), taken))
		written, err := s.exportBook(ctx, tx, supplier, bySupplier[supplier], path)
		if err != nil {
			return err
		}
		if written {
			s.result.Outputs = append(s.result.Outputs, path)
		}
	}
	return nil
}

// exportBook writes one supplier's workbook; false: of all that was set aside, a later file took the place.
func (s *session) exportBook(ctx context.Context, tx *warehouse.Tx, supplier string, list []ingest.Aside, path string) (bool, error) {
	e := &export{session: s, tx: tx, out: map[string]string{}, book: &rejects.Book{Supplier: supplier, MadeAt: s.today()}, lists: map[string]map[string]string{}}
	defer e.close()
	for _, a := range list {
		if err := e.add(ctx, a); err != nil {
			return false, fmt.Errorf("rows to mend of %s: %w", a.File, err)
		}
	}
	if len(e.book.Parts) == 0 {
		return false, nil
	}
	if err := e.codes(ctx); err != nil {
		return false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, fmt.Errorf("rows to mend: %w", err)
	}
	file, err := renameio.NewPendingFile(path, renameio.WithStaticPermissions(0o600))
	if err != nil {
		return false, fmt.Errorf("rows to mend: %w", err)
	}
	defer file.Cleanup() //nolint:errcheck // nothing is left to clean after the replacement
	if err := rejects.Write(ctx, file, e.book); err != nil {
		return false, err
	}
	return true, file.CloseAtomicallyReplace()
}

// mostSlug is how much of a supplier's id stands in the name of its workbook.
const mostSlug = 60

// bookName of a supplier's workbook: letters, digits and hyphens, each once.
func bookName(supplier string, day time.Time, taken map[string]bool) string {
	slug := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(supplier))
	slug = firstOf(strings.Trim(slug[:min(len(slug), mostSlug)], "-"), "supplier-not-known")
	for n := 1; ; n++ {
		name := "rows-to-mend-" + slug
		if n > 1 {
			name += fmt.Sprintf("-%d", n)
		}
		if !taken[name] {
			taken[name] = true
			return name + "-" + day.Format(time.DateOnly) + ".xlsx"
		}
	}
}
