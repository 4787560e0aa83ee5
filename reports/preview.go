package reports

import (
	"context"
	"path/filepath"
	"slices"

	"throughcare/sql/fault"
)

// previewMark stands on every page of a preview.
const previewMark = "Preview: not a published report"

// Preview makes one report for one place, to be looked at: Options name one report, and a place or none, which is Scotland or
// the first place that the report is for. Its folder is <Out>/preview/<report>/<body>; no index and no manifest know of it. The
// figures are those of the release, protected as they are. Faults as of Write.
func Preview(ctx context.Context, tx Reader, release string, o Options) ([]Written, error) {
	if len(o.Reports) != 1 || len(o.Bodies) > 1 {
		return nil, fault.New(fault.Usage, "P005", "a preview is of one report for one place")
	}
	if len(o.Bodies) == 0 {
		o.Bodies = []string{scotland}
	}
	w, err := newWriter(ctx, tx, release, o)
	if err != nil {
		return nil, err
	}
	w.mark = previewMark
	d := &w.definitions[0]
	for _, p := range w.places {
		if slices.Contains(d.Places, p.Type) && wanted(p, o.Bodies, map[string]bool{}) {
			return w.bodyInto(ctx, d, p, filepath.Join(o.Out, "preview", d.Report, p.Slug))
		}
	}
	return nil, unknown("P004", "body", o.Bodies[0])
}
