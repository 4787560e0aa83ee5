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
	"slices"
	"testing"
)

// hands use a page in a frame as a reader would: they choose a period, an area, type into the search box, and write down
// what the page shows after each.
const hands = `<!doctype html><body><pre id="out"></pre><script>
var pages = ['/period', '/area', '/index'], found = {}, left = pages.length;
function fire(element, value, kind) { element.value = value; element.dispatchEvent(new Event(kind, {bubbles: true})); }
function text(d, q) { return Array.prototype.map.call(d.querySelectorAll(q), function (e) { return e.textContent; }); }
var use = {
  '/period': function (d) {
    var select = d.querySelector('select[data-switch=quarter]'), block = d.getElementById('needs-by-category'), periods = text(select, 'option');
    function seen() { return {rows: text(block, 'table td'), subtitle: text(block, '.subtitle').join(), marks: block.querySelectorAll('svg path').length, charts: block.querySelectorAll('[data-chart]').length}; }
    var before = seen();
    fire(select, periods[1], 'change');
    var after = seen(), status = d.getElementById('switch-status').textContent;
    fire(select, periods[0], 'change');
    return {periods: periods, before: before, after: after, back: seen(), status: status};
  },
  '/area': function (d) {
    var select = d.getElementById('switch-area'), block = d.getElementById('supported-on-day-rate'), areas = text(select, 'option');
    function seen() { return {head: text(block, '[data-compare-head]').join(), rows: text(block, '[data-compare-cell]'), label: block.querySelector('[data-chart]').getAttribute('aria-label')}; }
    var before = seen();
    fire(select, 'Glasgow City', 'change');
    return {areas: areas, before: before, after: seen()};
  },
  '/index': function (d) {
    var box = d.getElementById('search');
    function seen() { return Array.prototype.filter.call(d.querySelectorAll('main a, main h2, main h3'), function (a) { return a.offsetParent !== null; }).map(function (a) { return a.textContent; }); }
    var all = seen();
    fire(box, 'BARL manage', 'input');
    var few = seen(), status = d.getElementById('search-status').textContent;
    fire(box, 'nowhere at all', 'input');
    return {all: all, few: few, status: status, none: seen().concat(d.getElementById('search-status').textContent)};
  }
};
pages.forEach(function (p) {
  var f = document.createElement('iframe');
  f.style.width = '1200px'; f.style.height = '900px';
  f.onload = function () { setTimeout(function () {
    try { found[p] = use[p](f.contentDocument); } catch (e) { found[p] = {error: String(e)}; }
    if (--left === 0) { document.getElementById('out').textContent = JSON.stringify(found); }
  }, 300); };
  f.src = p; document.body.appendChild(f);
});
</script>`

type seenBlock struct {
	Rows                  []string
	Subtitle, Head, Label string
	Marks, Charts         int
}

// testSwitch chooses another period and another area, and searches the index, without a server behind the page.
func (b *bundle) testSwitch(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not on the PATH: nobody chose a period or searched the index")
	}
	files := map[string]string{"/period": filepath.Join(b.root, "management", "scotland", "index.html"), "/index": filepath.Join(b.root, "index.html"),
		"/area": filepath.Join(b.root, "inspection", "script-script-document-title-ran-script", "index.html")}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == "/" {
			fmt.Fprint(w, hands)
			return
		}
		page, err := os.ReadFile(files[r.URL.Path])
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(page)
	}))
	defer server.Close()
	out := textOf(t, chromium, server.URL+"/", 8000)
	var found struct {
		Period struct {
			Periods             []string
			Before, After, Back seenBlock
			Status, Error       string
		} `json:"/period"`
		Area struct {
			Areas         []string
			Before, After seenBlock
			Error         string
		} `json:"/area"`
		Index struct {
			All, Few, None []string
			Status, Error  string
		} `json:"/index"`
	}
	m := regexp.MustCompile(`(?s)<pre id="out">(.*?)</pre>`).FindSubmatch(out)
	if m == nil {
		t.Fatal("the pages did not load")
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(m[1]))), &found); err != nil {
		t.Fatalf("%v: %.300s", err, m[1])
	}
	p, a, i := found.Period, found.Area, found.Index
	if p.Error+a.Error+i.Error != "" {
		t.Fatalf("period: %q, area: %q, index: %q", p.Error, a.Error, i.Error)
	}
	wantPeriod, wantArea := tables(t, string(b.read(t, "management", "scotland", "index.html"))), tables(t, string(b.read(t, "inspection", "script-script-document-title-ran-script", "index.html")))
	cells := func(rows [][]string) (all []string) {
		for _, r := range rows[1:] {
			all = append(all, r[1:]...)
		}
		return all
	}
	if len(p.Periods) != 4 || p.Periods[0] != "Jul to Sep 2026" || p.Periods[1] != "Apr to Jun 2026" {
		t.Errorf("the periods are %q", p.Periods)
	}
	if want := cells(wantPeriod["needs-by-category--apr-to-jun-2026"]); !slices.Equal(p.After.Rows, want) || slices.Equal(p.After.Rows, p.Before.Rows) {
		t.Errorf("after the choice the table shows %q, not %q", p.After.Rows, want)
	}
	if p.After.Charts != 1 || p.After.Marks < 3 || p.Back.Marks < 3 || !slices.Equal(p.Back.Rows, p.Before.Rows) || p.Status == "" {
		t.Errorf("%d charts with %d marks, and back %d; status %q", p.After.Charts, p.After.Marks, p.Back.Marks, p.Status)
	}
	if len(a.Areas) < 5 || a.Areas[0] != "Scotland" || slices.Contains(a.Areas, hostile) || a.Before.Head != "Scotland" || a.After.Head != "Glasgow City" {
		t.Errorf("areas %q, from %s to %s", a.Areas, a.Before.Head, a.After.Head)
	}
	glasgow := b.rates(t, "supported_on_day_rate", "Glasgow City")
	for at, got := range a.After.Rows {
		if period := wantArea["supported-on-day-rate"][1+at][0]; glasgow[period] != got {
			t.Errorf("%s is compared with %s, and Glasgow City has %s", period, got, glasgow[period])
		}
	}
	if !slices.Contains(i.Few, "Barlinnie") || slices.Contains(i.Few, "Lilias Centre") || len(i.Few) != 3 || i.Status == "" || len(i.None) != 1 || len(i.All) < 8 {
		t.Errorf("the search finds %q, %q and %q of %d", i.Few, i.Status, i.None, len(i.All))
	}
}

// rates are the percentages of one place by quarter, as a page writes them, asked of the release.
func (b *bundle) rates(t *testing.T, measure, placeName string) map[string]string {
	t.Helper()
	out := map[string]string{}
	figures := b.figuresOf(t, measure, placeName)
	for _, f := range figures {
		out[f.PeriodName()] = valueCell(&f).String()
	}
	if len(out) < 4 {
		t.Fatalf("only %d rates of %s", len(out), placeName)
	}
	return out
}
