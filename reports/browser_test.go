package reports

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
)

// probe loads a page in frames of three widths and writes what it finds into its own text.
const probe = `<!doctype html><body><pre id="out"></pre><script>
var widths = [360, 768, 1440], left = widths.length, found = [];
widths.forEach(function (w) {
  var f = document.createElement('iframe');
  f.style.width = w + 'px'; f.style.height = '900px';
  f.onload = function () { setTimeout(function () {
    var d = f.contentDocument, charts = [];
    d.querySelectorAll('[data-chart]').forEach(function (c) {
      var s = c.querySelector('svg'), b = s ? s.getBoundingClientRect() : {width: 0, height: 0};
      charts.push({id: c.id, width: b.width, height: b.height, marks: s ? s.querySelectorAll('path').length : 0, label: c.getAttribute('aria-label') || ''});
    });
    found.push({width: w, title: d.title, scroll: d.documentElement.scrollWidth, charts: charts,
      resources: f.contentWindow.performance.getEntriesByType('resource').length, focus: d.querySelectorAll('a.skip').length});
    if (--left === 0) { document.getElementById('out').textContent = JSON.stringify(found); }
  }, 200); };
  f.src = '/page'; document.body.appendChild(f);
});
</script>`

// testBrowser opens pages in Chromium: nothing is asked for, every chart is drawn at every width, nothing runs over the edge.
func (b *bundle) testBrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not on the PATH: the pages were not opened in a browser")
	}
	// Scotland's page has every kind of chart, and the hostile name among the areas.
	b.probe(t, chromium, [2]string{"inspection", "scotland"})
}

func (b *bundle) probe(t *testing.T, chromium string, name [2]string) {
	page := b.read(t, name[0], name[1], "index.html")
	var lock sync.Mutex
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		asked[r.URL.Path]++
		lock.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.URL.Path {
		case "/":
			fmt.Fprint(w, probe)
		case "/page":
			_, _ = w.Write(page)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	out := textOf(t, chromium, server.URL+"/", 8000)
	m := regexp.MustCompile(`(?s)<pre id="out">(.*?)</pre>`).FindSubmatch(out)
	var found []struct {
		Width, Scroll, Resources int
		Title                    string
		Charts                   []struct {
			ID, Label     string
			Width, Height float64
			Marks         int
		}
	}
	if m == nil || json.Unmarshal([]byte(html.UnescapeString(string(m[1]))), &found) != nil || len(found) != 3 {
		t.Fatalf("%v: the page did not load", name)
	}
	for _, f := range found {
		if f.Resources != 0 || f.Title == "ran" || len(f.Charts) < 8 || f.Scroll > f.Width {
			t.Errorf("%v at %d: %d resources, title %q, %d charts, %d wide", name, f.Width, f.Resources, f.Title, len(f.Charts), f.Scroll)
		}
		for _, c := range f.Charts {
			if c.Width < 200 || c.Width > float64(f.Width) || c.Height < 60 || c.Marks < 3 || c.Label == "" {
				t.Errorf("%v at %d: %s is %gx%g with %d marks", name, f.Width, c.ID, c.Width, c.Height, c.Marks)
			}
		}
	}
	lock.Lock()
	defer lock.Unlock()
	delete(asked, "/")
	delete(asked, "/page")
	delete(asked, "/favicon.ico") // the browser asks for it for the outer page
	if len(asked) > 0 {
		t.Errorf("%v: the page asked for %v", name, asked)
	}
}

// textOf is the text that the browser made of a page after some milliseconds of its own clock. It can reach nothing but this machine.
func textOf(t *testing.T, chromium, url string, milliseconds int) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1500,1000", "--user-data-dir="+t.TempDir(),
		"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", fmt.Sprintf("--virtual-time-budget=%d", milliseconds), "--dump-dom", url).Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// testOffice opens a workbook in LibreOffice.
func (b *bundle) testOffice(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice is not on the PATH: no workbook was opened in LibreOffice")
	}
	out := t.TempDir()
	path := filepath.Join(b.root, "management", "barlinnie", "management-barlinnie.xlsx")
	log, err := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+filepath.Join(out, "profile"), "--headless", "--convert-to", "pdf", "--outdir", out, path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	info, err := os.Stat(filepath.Join(out, "management-barlinnie.pdf"))
	if err != nil || info.Size() < 20000 {
		t.Errorf("no PDF worth the name: %v", err)
	}
}
