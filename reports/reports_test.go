package reports

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// The bodies that the tests write: all of Scotland, an island authority with much withheld, a hostile name, a prison, a service.
var testBodies = []string{scotland, "na-h-eileanan-siar", "script-script-document-title-ran-script", "BAR", "TSO", "sps-tso"}

// poison stands in a figure that is marked as confidential and yet has its number, as no release should.
const poison = "987654"

// bundle is one run of all test bodies.
type bundle struct {
	db      *warehouse.DB
	root    string // the release's folder
	written []Written
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{db: openRelease(t)}
	err := b.db.Tx(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
		n, err := tx.Exec(ctx, `update release.figures set value = 987654.25, numerator = 987654.25, denominator = 987654.25, lower = 987654.25, upper = 987654.25
			where marker = '[c]' and place = 'Na h-Eileanan Siar'`)
		if err == nil && n < 100 {
			err = errors.New("too few figures are withheld for the test to mean anything")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	// THROUGHCARE_LOOK keeps the reports, to be looked at.
	if look := os.Getenv("THROUGHCARE_LOOK"); look != "" {
		out = look
	}
	b.written = write(t, b.db, Options{Out: out, Bodies: testBodies})
	b.root = filepath.Join(out, made)
	return b
}

func TestReports(t *testing.T) {
	b := setup(t)
	t.Run("page and workbook show the same cells", b.testSameCells)
	t.Run("every figure is the release's", b.testFigures)
	t.Run("cells asked of the release directly", b.testCells)
	t.Run("places and months are compared", b.testCompared)
	t.Run("nothing withheld is shown", b.testWithheld)
	t.Run("a hostile name is text", b.testHostile)
	t.Run("pages ask for nothing", b.testSelfContained)
	t.Run("workbooks are accessible", b.testWorkbook)
	t.Run("what charts force upon workbooks", b.testChartWorkbooks)
	t.Run("the statistics workbook meets every check", b.testStatisticsChecks)
	t.Run("the statistics workbook has the release's figures", b.testStatisticsFigures)
	t.Run("the data package says what its files are", b.testDataPackage)
	t.Run("the data files have the release's figures", b.testDataFigures)
	t.Run("another program reads the data files", b.testDataReader)
	t.Run("the report on the data", b.testDataQuality)
	t.Run("workbooks against the schemas", b.testSchemas)
	t.Run("manifest holds every file", b.testManifest)
	t.Run("the same release gives the same bytes", b.testSameBytes)
	t.Run("what is absent is said", b.testAbsent)
	t.Run("what is to be done this week", b.testWeek)
	t.Run("a preview", b.testPreview)
	t.Run("own words and looks", b.testOwn)
	t.Run("faults", b.testFaults)
	t.Run("days of a curve", b.testCurve)
	t.Run("browser", b.testBrowser)
	t.Run("periods, areas and the search box", b.testSwitch)
	t.Run("axe-core", b.testAxe)
	t.Run("office", b.testOffice)
}

// read returns the file of a body: "index.html", "figures.csv" or "xlsx".
func (b *bundle) read(t *testing.T, report, body, name string) []byte {
	t.Helper()
	if name == "xlsx" {
		name = report + "-" + body + ".xlsx"
	}
	content, err := os.ReadFile(filepath.Join(b.root, report, body, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// bodies are the folders written, as report and body.
func (b *bundle) bodies() [][2]string {
	var all [][2]string
	for _, w := range b.written {
		if strings.HasSuffix(w.Path, "/index.html") && w.Report != "" {
			all = append(all, [2]string{w.Report, w.Body})
		}
	}
	return all
}

// charted are the bodies whose workbook has the tables of the page with charts.
func (b *bundle) charted(t *testing.T) [][2]string {
	t.Helper()
	all, err := loadDefinitions(nil)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(b.bodies(), func(name [2]string) bool {
		return name[0] == "data-quality" || !slices.ContainsFunc(all, func(d Definition) bool { return d.Report == name[0] && d.Workbook == "" })
	})
}

func (b *bundle) open(t *testing.T, report, body string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(filepath.Join(b.root, report, body, report+"-"+body+".xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func (b *bundle) testSameCells(t *testing.T) {
	for _, name := range b.charted(t) {
		book := b.open(t, name[0], name[1])
		onPage := tables(t, string(b.read(t, name[0], name[1], "index.html")))
		if len(onPage) < 8 {
			t.Errorf("%v: only %d tables", name, len(onPage))
		}
		for id, rows := range onPage {
			// Tables of earlier periods, which a page can switch to, are in no workbook.
			if strings.Contains(id, "--") {
				continue
			}
			sheet := strings.ToUpper(id[:1]) + strings.ReplaceAll(id[1:], "-", "_")
			list, err := book.GetTables(sheet)
			if err != nil || len(list) != 1 {
				t.Fatalf("%v: sheet %s: %d tables, %v", name, sheet, len(list), err)
			}
			if got := sheetRows(t, book, sheet, list[0].Range); !cmp.Equal(got, rows) {
				t.Errorf("%v: sheet %s is not the page's table: %s", name, sheet, cmp.Diff(rows, got))
			}
		}
	}
}

// parts is the content of a file: of a workbook, every part unpacked.
func parts(t *testing.T, path string) map[string]string {
	t.Helper()
	all := map[string]string{}
	if !strings.HasSuffix(path, ".xlsx") {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(path)] = string(content)
		return all
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(content)
	}
	return all
}

func (b *bundle) testWithheld(t *testing.T) {
	for _, w := range b.written {
		for part, content := range parts(t, filepath.Join(filepath.Dir(b.root), w.Path)) {
			if strings.Contains(content, poison) || strings.Contains(content, document.Count.Write(987654)) {
				t.Errorf("%s: %s holds a number of a figure that is withheld", w.Path, part)
			}
		}
	}
	island := string(b.read(t, "inspection", "na-h-eileanan-siar", "index.html"))
	if strings.Count(island, "<td class=\"number\">[c]</td>") < 20 || !strings.Contains(island, "<dt>[c]</dt>") {
		t.Error("withheld figures are not marked and explained")
	}
}

func (b *bundle) testHostile(t *testing.T) {
	for _, body := range []string{"script-script-document-title-ran-script", "scotland"} {
		page := string(b.read(t, "inspection", body, "index.html"))
		if !strings.Contains(page, html.EscapeString(hostile)) && !strings.Contains(page, "&lt;/script&gt;&lt;script&gt;document.title=&#34;ran&#34;&lt;/script&gt;") {
			t.Errorf("%s: the name is not shown", body)
		}
		if strings.Contains(page, "<script>document") || strings.Contains(page, `</script><script>document`) {
			t.Errorf("%s: the name is markup", body)
		}
		if open, closed := strings.Count(page, "<script"), strings.Count(page, "</script>"); open != closed || open != 3+strings.Count(page, `<script type="application/json"`) {
			t.Errorf("%s: %d scripts begin, %d end", body, open, closed)
		}
	}
}

func (b *bundle) testSelfContained(t *testing.T) {
	for _, w := range b.written {
		if !strings.HasSuffix(w.Path, ".html") {
			continue
		}
		page := parts(t, filepath.Join(filepath.Dir(b.root), w.Path))["index.html"]
		for _, m := range regexp.MustCompile(`(?i)\s(src|href|action|data)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			if strings.ToLower(m[1]) != "href" || strings.Contains(m[2], ":") || strings.HasPrefix(m[2], "/") {
				t.Errorf("%s: refers to %s", w.Path, m[2])
			}
		}
		policy := html.UnescapeString(regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)[1])
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "script-src 'unsafe") {
			t.Errorf("%s: policy %s", w.Path, policy)
		}
		for _, m := range regexp.MustCompile(`(?s)<(script|style)>(.*?)</(?:script|style)>`).FindAllStringSubmatch(page, -1) {
			sum := sha256.Sum256([]byte(m[2]))
			if !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
				t.Errorf("%s: a %s is not in the policy", w.Path, m[1])
			}
		}
		for _, want := range []string{`<html lang="en-GB">`, `<main id="main"`, `href="#main"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %s", w.Path, want)
			}
		}
		ids := map[string]bool{}
		for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if ids[m[1]] {
				t.Errorf("%s: the id %s stands twice", w.Path, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if !ids[m[1]] {
				t.Errorf("%s: a link to #%s leads nowhere", w.Path, m[1])
			}
		}
	}
}

func (b *bundle) testManifest(t *testing.T) {
	var m manifest
	content, err := os.ReadFile(filepath.Join(b.root, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != len(b.written)-1 || m.AsAt != "2026-10-31" || m.Release != made {
		t.Errorf("%d files of release %s as at %s; written were %d", len(m.Files), m.Release, m.AsAt, len(b.written))
	}
	for _, f := range m.Files {
		path := filepath.Join(b.root, f.Path)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != f.SHA256 || len(content) != f.Bytes {
			t.Errorf("%s is not as the manifest says", f.Path)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", f.Path, info.Mode().Perm())
		}
	}
	index := parts(t, filepath.Join(b.root, "index.html"))["index.html"]
	for _, name := range b.bodies() {
		if !strings.Contains(index, fmt.Sprintf(`href="%s/%s/index.html"`, name[0], name[1])) {
			t.Errorf("the index does not link %v", name)
		}
	}
}

func (b *bundle) testSameBytes(t *testing.T) {
	again := write(t, b.db, Options{Out: t.TempDir(), Bodies: testBodies})
	if diff := cmp.Diff(b.written, again); diff != "" {
		t.Error(diff)
	}
}

func (b *bundle) testAbsent(t *testing.T) {
	page := string(b.read(t, "inspection", "scotland", "index.html"))
	at := strings.Index(page, `id="breach-rate"`)
	if at < 0 || !strings.Contains(page[at:at+600], "No figures in this release.") {
		t.Error("a table without figures does not say so")
	}
	// The period asked for is the last one shown.
	out := t.TempDir()
	write(t, b.db, Options{Out: out, Reports: []string{"inspection"}, Bodies: []string{"scotland"}, Period: "2026-Q2"})
	early := parts(t, filepath.Join(out, made, "inspection", "scotland", "index.html"))["index.html"]
	rows := tables(t, early)["signups-by-month"]
	if got := rows[len(rows)-1][0]; got != "Jun 2026" {
		t.Errorf("the last month shown is %s", got)
	}
}

func (b *bundle) testFaults(t *testing.T) {
	for _, c := range []struct {
		code, release string
		o             Options
	}{
		{"P001", "2026-12-01", Options{}},
		{"P001", "../elsewhere", Options{}},
		{"P002", made, Options{Reports: []string{"inspection", "weekly"}}},
		{"P003", made, Options{Period: "last month"}},
		{"P004", made, Options{Reports: []string{"inspection"}, Bodies: []string{"atlantis"}}},
	} {
		c.o.Out = t.TempDir()
		err := b.db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) error {
			_, err := Write(ctx, tx, c.release, c.o)
			return err
		})
		if f := fault.As(err); f == nil || f.Code != c.code || f.Kind != fault.Usage {
			t.Errorf("%s: got %v", c.code, err)
		}
	}
}

func TestLastDay(t *testing.T) {
	for period, want := range map[string]string{"": "2026-10-31", "2026-09": "2026-09-30", "2026-Q3": "2026-09-30", "2025-26": "2026-03-31", "2025/26": "2026-03-31",
		"2025/2026": "2026-03-31", "2026-02": "2026-02-28", "2026-08-15": "2026-08-15", "1999-00": "2000-03-31", "2026-13": "", "2026": "", "Q3": ""} {
		got, err := lastDay(period, time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC))
		if (err != nil) != (want == "") || err == nil && got.Format(time.DateOnly) != want {
			t.Errorf("%q: %s, %v; want %q", period, got.Format(time.DateOnly), err, want)
		}
	}
}
