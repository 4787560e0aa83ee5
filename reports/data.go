package reports

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"throughcare/reports/datapackage"
	"throughcare/reports/document"
	"throughcare/reports/page"
)

// dataFolder of a release holds its figures as data files.
const dataFolder = "data"

// data writes the data files of the release: in a run for everything, and where a report that speaks of them finds none.
func (w *writer) data(ctx context.Context) ([]Written, error) {
	folder := filepath.Join(w.root, dataFolder)
	speaks := slices.ContainsFunc(w.definitions, func(d Definition) bool { return d.Workbook == "tables" })
	_, missing := os.Stat(filepath.Join(folder, "datapackage.json"))
	if everything := len(w.options.Reports) == 0 && len(w.options.Bodies) == 0; !everything && (!speaks || missing == nil) {
		return nil, nil
	}
	r := w.release
	about := datapackage.About{Release: r.ID, AsAt: r.AsAt.Format(time.DateOnly), MadeAt: r.MadeAt.UTC().Format(time.RFC3339), Title: "Throughcare figures, release " + r.ID,
		Description: "Support before and after liberation, licences, breaches and recalls in Scotland, as at " + document.Date(r.AsAt) + ". " + document.Protection(document.Release{Threshold: r.Threshold})}
	var ids []string
	for id := range w.builder.catalogue {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var measures []datapackage.Measure
	for _, id := range ids {
		m := w.builder.catalogue[id]
		var said []string
		for _, text := range []string{m.Definition, labelled("Numerator: ", m.Numerator), labelled("Denominator: ", m.Denominator), labelled("Places: ", m.Places), m.Caveats} {
			if text != "" {
				said = append(said, strings.TrimSpace(text))
			}
		}
		measures = append(measures, datapackage.Measure{ID: id, Title: or(m.Title, id), Description: strings.Join(said, " "), View: m.View})
	}
	err := swapFolder(folder, func(fresh string) error { return datapackage.Write(ctx, w.tx, fresh, about, measures) })
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var written []Written
	for _, e := range entries {
		size, sum, err := digest(filepath.Join(folder, e.Name()))
		if err != nil {
			return written, err
		}
		written = append(written, Written{Path: r.ID + "/" + dataFolder + "/" + e.Name(), SHA256: sum, Bytes: size})
	}
	return written, nil
}

func labelled(what, text string) string {
	if text == "" {
		return ""
	}
	return what + strings.TrimSpace(text)
}

// dataLinks are the data files that a page of statistics links to, as far as they are there.
func (w *writer) dataLinks() []page.File {
	var links []page.File
	for _, f := range []page.File{{Name: "figures.parquet", Text: "All figures of the release", Kind: "Parquet"}, {Name: "datapackage.json", Text: "What the data files hold: one CSV file a measure", Kind: "JSON"},
		{Name: "dictionary.csv", Text: "Data dictionary", Kind: "CSV"}} {
		if info, err := os.Stat(filepath.Join(w.root, dataFolder, f.Name)); err == nil {
			f.Name, f.Bytes = "../../"+dataFolder+"/"+f.Name, info.Size()
			links = append(links, f)
		}
	}
	return links
}
