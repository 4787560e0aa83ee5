package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"throughcare/reports"
	"throughcare/sql/warehouse"
)

// report writes the reports of the result's release, unless they are there already.
func (s *session) report(ctx context.Context) error {
	folder := filepath.Join(s.Project.Out(), s.result.Release)
	_, err := os.Stat(filepath.Join(folder, "manifest.json"))
	if err == nil && !s.rewrite {
		s.result.Outputs = s.outputs(nil)
		return nil
	}
	return s.step(ctx, "reports", func(ctx context.Context) (string, error) {
		var written []reports.Written
		var notes []string
		o := s.reportOptions(s.o)
		o.Note = func(note string) { notes = append(notes, note) } // of the statistics, which one goroutine writes
		err := s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) (err error) {
			written, err = reports.Write(ctx, tx, s.result.Release, o)
			return err
		})
		if err != nil {
			return "", err
		}
		s.result.Outputs = s.outputs(written)
		return strings.Join(append([]string{fmt.Sprintf("%d files", len(written))}, notes...), "; "), s.pointLatest()
	})
}

// reportOptions are what reports take from the project and from what was asked for.
func (r *Runner) reportOptions(o Options) reports.Options {
	return reports.Options{Definitions: os.DirFS(r.Project.Definitions()), Publisher: r.Project.Config.Project.Publisher,
		Contact: r.Project.Config.Project.Contact, ODS: r.Project.Config.ODS, Out: r.Project.Out(), Reports: o.Reports, Bodies: o.Bodies}
}

// mostOutputs is how many paths are worth printing; of more, those of Scotland and the index are.
const mostOutputs = 12

// outputs are the pages and workbooks to look at first; of what was written just now, or of the whole release.
func (s *session) outputs(written []reports.Written) []string {
	root := filepath.Join(s.Project.Out(), s.result.Release)
	var all, first []string
	add := func(path string) {
		if !strings.HasSuffix(path, ".html") && !strings.HasSuffix(path, ".xlsx") {
			return
		}
		all = append(all, path)
		if filepath.Dir(path) == root || filepath.Base(filepath.Dir(path)) == "scotland" {
			first = append(first, path)
		}
	}
	for _, w := range written {
		add(filepath.Join(s.Project.Out(), filepath.FromSlash(w.Path)))
	}
	if written == nil {
		_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Type().IsRegular() {
				add(path)
			}
			return nil
		})
	}
	if len(all) <= mostOutputs {
		return all
	}
	return first
}

// pointLatest makes out/latest a link to the release of the newest as-at date that has reports, unless something apart was asked for.
func (s *session) pointLatest() error {
	if !s.o.AsAt.Date.IsZero() || s.o.Release != "" || len(s.o.Periods) > 0 {
		return nil
	}
	link := filepath.Join(s.Project.Out(), "latest")
	fresh := link + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("link the latest reports: %w", err)
	}
	if err := os.Symlink(s.result.Release, fresh); err != nil {
		return fmt.Errorf("link the latest reports: %w", err)
	}
	return os.Rename(fresh, link)
}
