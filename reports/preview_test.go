package reports

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

func (b *bundle) preview(t *testing.T, o Options) ([]Written, error) {
	t.Helper()
	var written []Written
	err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) (err error) {
		written, err = Preview(ctx, tx, made, o)
		return err
	})
	return written, err
}

// testPreview compares previews, which read one place's figures only, with the whole run, and looks for the mark.
func (b *bundle) testPreview(t *testing.T) {
	out := t.TempDir()
	for _, c := range []struct{ report, place, slug string }{
		{"management", "Barlinnie", "barlinnie"}, {"inspection", "", "scotland"}, {"inspection", "na h-eileanan siar", "na-h-eileanan-siar"},
	} {
		o := Options{Out: out, Reports: []string{c.report}}
		if c.place != "" {
			o.Bodies = []string{c.place}
		}
		written, err := b.preview(t, o)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(out, "preview", c.report, c.slug)
		if len(written) != 3 || filepath.Join(out, written[0].Path) != filepath.Join(folder, "index.html") {
			t.Errorf("%s: wrote %v", c.report, written)
		}
		figures, err := os.ReadFile(filepath.Join(folder, "figures.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(figures, b.read(t, c.report, c.slug, "figures.csv")) {
			t.Errorf("%s of %s: the figures are not those of the report", c.report, c.slug)
		}
		checkMark(t, folder, c.report+"-"+c.slug+".xlsx", previewMark)
	}
	for _, name := range []string{"index.html", "manifest.json"} {
		if _, err := os.Stat(filepath.Join(out, "preview", name)); err == nil {
			t.Errorf("previews have an %s", name)
		}
	}
	if strings.Contains(string(b.read(t, "management", "barlinnie", "index.html")), previewMark) {
		t.Error("a report is marked as a preview")
	}
	for _, o := range []Options{{}, {Reports: []string{"inspection", "management"}}, {Reports: []string{"management"}, Bodies: []string{"S12000033"}}} {
		o.Out = out
		if _, err := b.preview(t, o); fault.As(err) == nil {
			t.Errorf("%v: got %v, want a fault", o, err)
		}
	}
}

// checkMark looks for the mark on the page, on every printed page of it, and on every sheet and its header.
func checkMark(t *testing.T, folder, workbook, mark string) {
	t.Helper()
	page := filepath.Join(folder, "index.html")
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), `<p class="mark">`+mark) {
		t.Errorf("%s is not marked", page)
	}
	for i, text := range printed(t, page) {
		if strings.Count(strings.Join(strings.Fields(text), " "), mark) < 2 {
			t.Errorf("%s: printed page %d is not marked at its head and foot", page, i+1)
		}
	}
	book, err := excelize.OpenFile(filepath.Join(folder, workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		cell, err := book.GetCellValue(sheet, "A2")
		if err != nil || cell != mark {
			t.Errorf("sheet %s: %q stands where its mark should be, %v", sheet, cell, err)
		}
		header, err := book.GetHeaderFooter(sheet)
		if err != nil || !strings.Contains(header.OddHeader, mark) || !strings.Contains(header.OddFooter, mark) {
			t.Errorf("sheet %s: its printed header or footer is not marked: %v, %v", sheet, header, err)
		}
	}
}

// printed is the text of every page of paper; none where the machine has no browser, which is logged.
func printed(t *testing.T, page string) []string {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	reader, missing := exec.LookPath("pdftotext")
	if err != nil || missing != nil {
		t.Log("chromium or pdftotext is not on the PATH: no page was printed")
		return nil
	}
	paper := filepath.Join(t.TempDir(), "page.pdf")
	if out, err := exec.CommandContext(t.Context(), chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+t.TempDir(), "--virtual-time-budget=5000", "--print-to-pdf="+paper, "file://"+page).CombinedOutput(); err != nil {
		t.Fatalf("print: %v: %s", err, out)
	}
	text, err := exec.CommandContext(t.Context(), reader, "-layout", paper, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
	if len(pages) < 2 {
		t.Errorf("%d pages were printed", len(pages))
	}
	return pages
}
