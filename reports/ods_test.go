package reports

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"throughcare/sql/warehouse"
)

// The ODS copy is made of the statistics alone, where it is asked for: it is in the manifest and on the page. Without LibreOffice
// that is noted, and everything else is written; a preview has none.
func TestOpenDocument(t *testing.T) {
	db, bin := openRelease(t), t.TempDir()
	t.Setenv("PATH", bin)
	run := func(out string, preview bool, o Options) (notes []string) {
		t.Helper()
		o.Out, o.Note = out, func(note string) { notes = append(notes, note) }
		err := db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) (err error) {
			if preview {
				_, err = Preview(ctx, tx, made, o)
			} else {
				_, err = Write(ctx, tx, made, o)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return notes
	}
	asked := Options{ODS: true, Reports: []string{"statistics", "data-quality"}, Bodies: []string{"scotland"}}
	without := t.TempDir()
	if notes := run(without, false, asked); !slices.Equal(notes, []string{"no ODS copy of statistics: LibreOffice (soffice) is not on the PATH"}) {
		t.Errorf("without LibreOffice: %q", notes)
	}
	if listed(t, without, "ods") != "" || listed(t, without, "statistics/scotland/statistics-scotland.xlsx") == "" {
		t.Error("without LibreOffice the workbook is not written as ever")
	}
	// A program that says what it was given: LibreOffice itself is tried in package opendocument.
	if err := os.WriteFile(filepath.Join(bin, "soffice"), []byte("#!/bin/sh\necho \"$@\" > workbook.ods\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	with := t.TempDir()
	if notes := run(with, false, asked); len(notes) > 0 {
		t.Errorf("with LibreOffice: %q", notes)
	}
	const copied = "statistics/scotland/statistics-scotland.ods"
	if listed(t, with, copied) == "" || listed(t, with, "data-quality-scotland.ods") != "" {
		t.Error("the manifest has not the copy of the statistics alone")
	}
	content, err := os.ReadFile(filepath.Join(with, made, copied))
	if err != nil || !strings.Contains(string(content), "--headless") || !strings.Contains(string(content), "ods") {
		t.Errorf("the copy: %q, %v", content, err)
	}
	page, err := os.ReadFile(filepath.Join(with, made, "statistics", "scotland", "index.html"))
	if err != nil || !strings.Contains(string(page), `href="statistics-scotland.ods"`) {
		t.Errorf("the page does not lead to the copy, %v", err)
	}
	run(with, true, Options{ODS: true, Reports: []string{"statistics"}})
	if _, err := os.Stat(filepath.Join(with, "preview", copied)); !os.IsNotExist(err) {
		t.Errorf("a preview has a copy: %v", err)
	}
	if listed(t, without, "statistics") == "" || listed(t, with, "preview") != "" {
		t.Error("the manifest lists what it should not")
	}
}

// listed is the first path of the manifest that has a text in it.
func listed(t *testing.T, out, text string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(out, made, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := json.Unmarshal(content, &m); err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Files {
		if strings.Contains(f.Path, text) {
			return f.Path
		}
	}
	return ""
}
