package pipeline

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"throughcare/marts"
	"throughcare/reports"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Preview writes one report for one place from the published copy, and returns the paths of its page and workbook. It takes no
// lock and writes nothing into the ledger: a run may be under way.
func (r *Runner) Preview(ctx context.Context, o Options) (Result, error) {
	var result Result
	path := r.Project.publishedFile()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		f := fault.New(fault.Usage, "P006", "there is no release to preview from yet")
		f.Source, f.Try = r.Project.Dir, "throughcare run makes one"
		return result, f
	}
	db, err := warehouse.Open(ctx, warehouse.Config{Path: path, ReadOnly: true, Threads: r.Project.Config.Threads, MemoryLimit: r.Project.Config.Memory})
	if err != nil {
		return result, err
	}
	err = db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		release, err := marts.Show(ctx, tx, o.Release)
		if err != nil {
			return err
		}
		result.Release = release.ID
		written, err := reports.Preview(ctx, tx, result.Release, r.reportOptions(o))
		for _, w := range written {
			if strings.HasSuffix(w.Path, ".html") || strings.HasSuffix(w.Path, ".xlsx") {
				result.Outputs = append(result.Outputs, filepath.Join(r.Project.Out(), filepath.FromSlash(w.Path)))
			}
		}
		return err
	})
	return result, single(errors.Join(err, db.Close()))
}
