package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// runAxe runs every rule of axe-core but those it calls experimental, and writes what it finds into the page's text.
const runAxe = `axe.run(document, {resultTypes: ['violations', 'incomplete']}).then(function (r) {
  var p = document.createElement('pre');
  p.id = 'axe';
  p.textContent = JSON.stringify({passes: r.passes.length, violations: r.violations.map(function (v) {
    return {rule: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(function (n) { return n.target.join(' ') + ': ' + n.failureSummary; }), count: v.nodes.length};
  })});
  document.body.appendChild(p);
}, function (e) { document.title = 'axe: ' + e; });`

// testAxe holds every kind of page to axe-core, which is not in this repository: THROUGHCARE_AXE names its axe.min.js.
func (b *bundle) testAxe(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not on the PATH: axe-core did not look at the pages")
	}
	script := os.Getenv("THROUGHCARE_AXE")
	if script == "" {
		t.Skip("THROUGHCARE_AXE does not name axe.min.js (npm pack axe-core): it did not look at the pages")
	}
	axe, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{"index": filepath.Join(b.root, "index.html")}
	for _, name := range b.bodies() {
		// One body of each report, and the one with most withheld.
		if _, ok := pages[name[0]]; !ok || name[1] == "na-h-eileanan-siar" {
			pages[name[0]] = filepath.Join(b.root, name[0], name[1], "index.html")
		}
		if name[1] == "scotland" {
			pages[name[0]+" of Scotland"] = filepath.Join(b.root, name[0], name[1], "index.html")
		}
	}
	if len(pages) < 4 {
		t.Fatalf("only the pages %v", pages)
	}
	for name, path := range pages {
		t.Run(name, func(t *testing.T) {
			page, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range axeOn(t, chromium, axe, page) {
				t.Errorf("%s (%s), %d times:\n%s", v.Rule, v.Help, v.Count, strings.Join(v.Nodes, "\n"))
			}
			// A picture that nothing describes, on the same page, is found.
			bad := bytes.Replace(page, []byte("</main>"), []byte(`<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>`), 1)
			if name == "index" && len(axeOn(t, chromium, axe, bad)) == 0 {
				t.Error("axe-core finds nothing wrong with a picture without a text")
			}
		})
	}
}

// violation is a rule of axe-core that a page breaks.
type violation struct {
	Rule, Help string
	Nodes      []string
	Count      int
}

func axeOn(t *testing.T, chromium string, axe, page []byte) []violation {
	t.Helper()
	// The page's policy lets no script in but its own: this copy of it admits the server's.
	page = bytes.Replace(page, []byte("script-src "), []byte("script-src &#39;self&#39; "), 1)
	page = bytes.Replace(page, []byte("</body>"), []byte(`<script src="/axe.js"></script><script src="/run.js"></script></body>`), 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write(page)
		case "/axe.js":
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(axe)
		case "/run.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, runAxe)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	out := textOf(t, chromium, server.URL+"/", 20000)
	found := regexp.MustCompile(`(?s)<pre id="axe">(.*?)</pre>`).FindSubmatch(out)
	var result struct {
		Passes     int
		Violations []violation
	}
	if found == nil || json.Unmarshal([]byte(html.UnescapeString(string(found[1]))), &result) != nil || result.Passes < 10 {
		t.Fatalf("axe-core did not finish: %.200s", regexp.MustCompile(`<title>.*?</title>`).Find(out))
	}
	return result.Violations
}
