package reports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"throughcare/reports/document"
	"throughcare/reports/opendocument"
	"throughcare/reports/page"
	"throughcare/reports/workbook"
	"throughcare/sql/fault"
)

// Write makes the reports of a release: for each report and body a folder <Out>/<release>/<report>/<body> with index.html,
// <report>-<body>.xlsx and figures.csv, then index.html and manifest.json of the release; and <Out>/<release>/data with all figures
// as data files, in a run for everything or where a report that speaks of them finds none. A folder is replaced whole.
// It reads the release once. Faults: P001 no such release, P002 no such report, P003 not a period, P004 no such body.
func Write(ctx context.Context, tx Reader, release string, o Options) ([]Written, error) {
	w, err := newWriter(ctx, tx, release, o)
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{}
	var jobs []*job
	for i := range w.definitions {
		d := &w.definitions[i]
		for _, p := range w.places {
			if slices.Contains(d.Places, p.Type) && wanted(p, o.Bodies, asked) {
				jobs = append(jobs, &job{definition: d, place: p})
			}
		}
	}
	for _, name := range o.Bodies {
		if !asked[name] {
			return nil, unknown("P004", "body", name)
		}
	}
	written, err := w.all(ctx, jobs)
	if err != nil {
		return written, err
	}
	top, err := w.finish()
	return append(written, top...), err
}

// job is one document to write.
type job struct {
	definition *Definition
	place      *place
	written    []Written
}

// all writes the data files and the documents. What reads the release goes one after the other, since there is one
// transaction; the other documents are drawn beside it.
func (w *writer) all(ctx context.Context, jobs []*job) ([]Written, error) {
	run, ctx := errgroup.WithContext(ctx)
	do := func(j *job) (err error) {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("reports: %w", err)
		}
		if j.written, err = w.body(ctx, j.definition, j.place); err != nil {
			return fmt.Errorf("report %s: body %s: %w", j.definition.Report, j.place.Slug, err)
		}
		return nil
	}
	var written []Written
	run.Go(func() (err error) {
		if written, err = w.data(ctx); err != nil {
			return err
		}
		for _, j := range jobs {
			if j.definition.reads() {
				if err := do(j); err != nil {
					return err
				}
			}
		}
		return nil
	})
	drawn := make(chan *job)
	run.Go(func() error {
		defer close(drawn)
		for _, j := range jobs {
			if j.definition.reads() {
				continue
			}
			select {
			case drawn <- j:
			case <-ctx.Done():
				return fmt.Errorf("reports: %w", ctx.Err())
			}
		}
		return nil
	})
	for range max(1, runtime.GOMAXPROCS(0)) {
		run.Go(func() error {
			for j := range drawn {
				if err := do(j); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := run.Wait()
	for _, j := range jobs {
		written = append(written, j.written...)
	}
	return written, err
}

// reads tells whether the workbook of a report reads the release beside the figures that all reports share.
func (d *Definition) reads() bool { return d.Workbook == "tables" }

// wanted tells whether a place is among the bodies asked for, by code, name or slug, and remembers which names were met.
func wanted(p *place, bodies []string, met map[string]bool) bool {
	if len(bodies) == 0 {
		return true
	}
	found := false
	for _, name := range bodies {
		if name == p.Code || strings.EqualFold(name, p.Name) || slug(name) == p.Slug {
			met[name], found = true, true
		}
	}
	return found
}

// writer holds what all documents of a run share.
type writer struct {
	tx          Reader
	options     Options
	root        string // the folder of the release
	release     Release
	definitions []Definition
	places      []*place
	builder     builder // without a place
	pages       *page.Renderer
	mark        string // stands on every page and sheet; see document.Document
}

func newWriter(ctx context.Context, tx Reader, release string, o Options) (*writer, error) {
	w := &writer{tx: tx, options: o, root: filepath.Join(o.Out, release)}
	if release == "" || release != filepath.Base(release) || release == ".." || release == "." {
		return nil, fault.New(fault.Usage, "P001", "there is no release %q", release)
	}
	var err error
	if w.definitions, err = (library{o.Definitions}).load(o.Reports); err != nil {
		return nil, err
	}
	if w.release, err = readRelease(ctx, tx, release); err != nil {
		return nil, err
	}
	b := builder{release: w.release}
	if b.until, err = lastDay(o.Period, w.release.AsAt); err != nil {
		return nil, err
	}
	if b.until.After(day(w.release.AsAt)) {
		b.until = day(w.release.AsAt)
	}
	if b.words, err = loadWords(); err != nil {
		return nil, err
	}
	if b.catalogue, err = readMeasures(ctx, tx, release); err != nil {
		return nil, err
	}
	if w.places, err = readBodies(ctx, tx, release, w.definitions, wantsOf(w.definitions, b.until, b.until.Equal(day(w.release.AsAt))), o.Bodies); err != nil {
		return nil, err
	}
	if b.curves, err = readCurves(ctx, tx, release, b.until); err != nil {
		return nil, err
	}
	if b.curveTimes, err = readCurveTimes(ctx, tx, release, b.until); err != nil {
		return nil, err
	}
	w.places = addSuppliers(w.places, w.release.Loads)
	if b.compared, err = readCompared(ctx, tx, release, b.until); err != nil {
		return nil, err
	}
	b.all = w.places
	if b.rejections, err = readRejections(ctx, tx, release); err != nil {
		return nil, err
	}
	if b.revised, err = readRevised(ctx, tx, w.release, b.until); err != nil {
		return nil, err
	}
	for _, p := range w.places {
		if p.Type == "scotland" && p.Code == scotland {
			b.scotland = p
		}
	}
	w.builder = b
	w.pages, err = page.New()
	return w, err
}

// readBodies reads the figures by place. For one body, it reads no other's.
func readBodies(ctx context.Context, tx Reader, release string, definitions []Definition, w wants, bodies []string) ([]*place, error) {
	var known []place
	if len(bodies) == 1 {
		var err error
		if known, err = readPlaces(ctx, tx, release, w); err != nil {
			return nil, err
		}
		for _, p := range placesOf(nil, known...) {
			if wanted(p, bodies, map[string]bool{}) {
				w.narrow(definitions, p)
			}
		}
	}
	figures, err := readFigures(ctx, tx, release, w)
	if err != nil {
		return nil, err
	}
	return placesOf(figures, known...), nil
}

// body builds and writes one document.
func (w *writer) body(ctx context.Context, d *Definition, p *place) ([]Written, error) {
	return w.bodyInto(ctx, d, p, filepath.Join(w.root, d.Report, p.Slug))
}

// bodyInto builds one document and writes it into a folder, which is replaced whole.
func (w *writer) bodyInto(ctx context.Context, d *Definition, p *place, folder string) ([]Written, error) {
	b := w.builder
	b.place, b.shown, b.order = p, map[*Figure]bool{}, nil
	doc := b.document(d)
	doc.Mark = w.mark
	doc.Publisher, doc.Contact, doc.Look = w.options.Publisher, or(d.Contact, w.options.Contact), d.look
	book, err := w.workbook(ctx, d, doc)
	if err != nil {
		return nil, err
	}
	table, err := figuresCSV(w.release.ID, b.order)
	if err != nil {
		return nil, err
	}
	links := []page.File{
		{Name: doc.Base() + ".xlsx", Text: "Workbook with every table", Kind: "XLSX", Bytes: int64(len(book))},
		{Name: "figures.csv", Text: "The figures as data", Kind: "CSV", Bytes: int64(len(table))}}
	if d.Workbook == "tables" {
		links = append(links, w.dataLinks()...)
	}
	files := map[string][]byte{doc.Base() + ".xlsx": book, "figures.csv": table}
	if ods := w.opendocument(ctx, d, book); ods != nil {
		files[doc.Base()+".ods"] = ods
		links = slices.Insert(links, 1, page.File{Name: doc.Base() + ".ods", Text: "The same workbook as OpenDocument", Kind: "ODS", Bytes: int64(len(ods))})
	}
	if files["index.html"], err = w.pages.Render(doc, links); err != nil {
		return nil, err
	}
	if err := replaceFolder(folder, files); err != nil {
		return nil, err
	}
	var out []Written
	for _, name := range []string{"index.html", doc.Base() + ".xlsx", doc.Base() + ".ods", "figures.csv"} {
		if content, made := files[name]; made {
			out = append(out, w.written(d.Report, p.Slug, filepath.Join(folder, name), content))
		}
	}
	return out, nil
}

// opendocument is a copy of a statistics workbook as ODS, where the project asks for it; nil for others, for previews, and where
// it cannot be made, which is noted.
func (w *writer) opendocument(ctx context.Context, d *Definition, book []byte) []byte {
	if !w.options.ODS || !d.reads() || w.mark != "" {
		return nil
	}
	ods, err := opendocument.Copy(ctx, book, opendocument.Longest)
	if err != nil && w.options.Note != nil {
		w.options.Note("no ODS copy of " + d.Report + ": " + err.Error())
	}
	return ods
}

// workbook of a document, of the kind that its definition asks for.
func (w *writer) workbook(ctx context.Context, d *Definition, doc *document.Document) ([]byte, error) {
	if !d.reads() {
		return workbook.Render(doc)
	}
	b, err := w.statisticsBook(ctx, d, doc)
	if err != nil {
		return nil, err
	}
	return checked(b, doc.Base()+".xlsx")
}

func (w *writer) written(report, body, path string, b []byte) Written {
	sum := sha256.Sum256(b)
	short, err := filepath.Rel(w.options.Out, path)
	if err != nil {
		short = path
	}
	return Written{Report: report, Body: body, Path: filepath.ToSlash(short), SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(b))}
}

// finish writes the index over the documents that are there, and the manifest of every file.
func (w *writer) finish() ([]Written, error) {
	// A mistake in a definition that was not asked for does not stop the others.
	all, _ := library{w.options.Definitions}.load(nil)
	headings := map[string]string{"scotland": "Scotland", "authority": "Local authorities", "establishment": "Establishments", "service": "Services", supplier: "Suppliers"}
	var groups []page.Group
	for _, d := range all {
		for _, kind := range d.Places {
			g := page.Group{Report: d.Title, Heading: or(headings[kind], kind)}
			for _, p := range w.places {
				path := filepath.Join(w.root, d.Report, p.Slug, "index.html")
				if _, err := os.Stat(path); p.Type == kind && err == nil {
					g.Links = append(g.Links, page.Link{Name: p.Name, Path: d.Report + "/" + p.Slug + "/index.html"})
				}
			}
			if len(g.Links) > 0 {
				groups = append(groups, g)
			}
		}
	}
	index, err := w.pages.Index(document.Release{ID: w.release.ID, AsAt: w.release.AsAt, MadeAt: w.release.MadeAt}, groups)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(w.root, "index.html")
	if err := writeFile(path, index); err != nil {
		return nil, err
	}
	manifest, err := manifestOf(w.root, w.release)
	if err != nil {
		return nil, err
	}
	at := filepath.Join(w.root, "manifest.json")
	if err := writeFile(at, manifest); err != nil {
		return nil, err
	}
	return []Written{w.written("", "", path, index), w.written("", "", at, manifest)}, nil
}
