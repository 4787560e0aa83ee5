package page

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// update writes the pictures anew: go test ./reports/page -update, then look at each of them.
var update = flag.Bool("update", false, "write the golden pictures of the charts")

// easel shows nothing of a page but its charts, one under the other, at one width. What is left has no size that a font could
// change. The frame is needed because a window of headless Chromium is never narrower than 500 pixels.
const easel = `<!doctype html><style>body{margin:0}iframe{border:0;display:block}</style><body><script>
var width = %d, f = document.createElement('iframe');
f.style.width = width + 'px'; f.style.height = '9000px';
f.onload = function () {
  var d = f.contentDocument, charts = Array.prototype.slice.call(d.querySelectorAll('[data-chart]'));
  var main = d.createElement('main');
  charts.forEach(function (c) { c.style.margin = '0'; main.appendChild(c); });
  d.body.replaceChildren(main);
  f.contentWindow.dispatchEvent(new Event('%s'));
};
f.src = '/page'; document.body.appendChild(f);
</script>`

// TestGoldenPictures compares every kind of chart, at three widths and as printed, with a picture that somebody has looked at.
func TestGoldenPictures(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not on the PATH: no picture of a chart was compared")
	}
	doc := everyKind()
	renderer, err := New()
	if err != nil {
		t.Fatal(err)
	}
	html, err := renderer.Render(doc, nil)
	if err != nil {
		t.Fatal(err)
	}
	some := tolerance(t)
	for name, c := range map[string]struct {
		width int
		event string
	}{"360": {360, "resize"}, "768": {768, "resize"}, "1440": {1440, "resize"}, "print": {660, "beforeprint"}} {
		t.Run(name, func(t *testing.T) {
			got := picture(t, chromium, html, c.width, c.event)
			path := filepath.Join("testdata", "charts-"+name+".png")
			if *update {
				write(t, path, got)
				return
			}
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want, err := png.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if bad := unlike(want, got, some); len(bad) > 0 {
				kept := filepath.Join(t.TempDir(), "charts-"+name+".png")
				if folder := os.Getenv("THROUGHCARE_LOOK"); folder != "" {
					kept = filepath.Join(folder, "charts-"+name+".png")
				}
				write(t, kept, got)
				t.Errorf("the charts are not as in %s: %v (THROUGHCARE_LOOK names a folder to keep the picture in)", path, bad)
			}
			// Series that are gone are noticed.
			if bad := unlike(want, withoutTeal(want), sameFont); len(bad) == 0 {
				t.Error("a picture without its second series is taken for the same")
			}
		})
	}
}

func picture(t *testing.T, chromium string, html []byte, width int, event string) image.Image {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch r.URL.Path {
		case "/":
			fmt.Fprintf(w, easel, width, event)
		case "/page":
			_, _ = w.Write(html)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	folder := t.TempDir()
	shot := filepath.Join(folder, "shot.png")
	if log, err := exec.CommandContext(t.Context(), chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", fmt.Sprintf("--window-size=%d,6000", max(width, 600)),
		"--user-data-dir="+filepath.Join(folder, "profile"), "--virtual-time-budget=8000", "--screenshot="+shot, server.URL+"/").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, log)
	}
	file, err := os.ReadFile(shot)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return trimmed(whole, width)
}

// trimmed cuts the picture to the width, and what is white below the last chart, and keeps few colours, so that it is small.
func trimmed(whole image.Image, width int) image.Image {
	b := whole.Bounds()
	bottom := b.Min.Y
	for y := b.Max.Y - 1; y > b.Min.Y && bottom == b.Min.Y; y-- {
		for x := b.Min.X; x < b.Min.X+width; x += 3 {
			if shade(whole, x, y) < 250 {
				bottom = y + 8
				break
			}
		}
	}
	var few color.Palette
	for _, base := range []color.RGBA{{0, 45, 84, 255}, {43, 156, 147, 255}, {106, 32, 99, 255}, {229, 104, 42, 255}, {0, 101, 189, 255}, {51, 51, 51, 255}, {148, 148, 148, 255}, {127, 149, 169, 255}, {191, 202, 212, 255}, {217, 217, 217, 255}} {
		for _, part := range []float64{1, 0.66, 0.33} {
			mix := func(v uint8) uint8 { return uint8(255 - part*float64(255-v)) }
			few = append(few, color.RGBA{mix(base.R), mix(base.G), mix(base.B), 255})
		}
	}
	few = append(few, color.White, color.Black)
	out := image.NewPaletted(image.Rect(0, 0, width, min(bottom, b.Max.Y)), few)
	for y := range out.Rect.Dy() {
		for x := range width {
			out.Set(x, y, whole.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}

func write(t *testing.T, path string, p image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func shade(p image.Image, x, y int) float64 {
	r, g, b, _ := p.At(x, y).RGBA()
	return (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b)) / 257
}

// The tolerance: the share of the tiles of a band that may differ by much. With the fonts that the pictures were made with next to
// nothing does. Another font changes letters everywhere, and moves axes as its labels are wider: DejaVu Sans, which is far from
// Arial, changes up to 7% of a band's tiles.
const (
	tile       = 12   // pixels
	much       = 60.0 // of 255
	sameFont   = 0.01
	otherFont  = 0.10
	bandHigh   = 240 // pixels
	metricsOf  = "Arial"
	metricsLib = "Liberation Sans" // has Arial's widths
)

// tolerance asks which font stands for the pages' own. Where nobody can tell it is taken for another.
func tolerance(t *testing.T) float64 {
	out, err := exec.CommandContext(t.Context(), "fc-match", "-f", "%{family}", metricsOf).Output()
	if family := string(out); err == nil && (strings.Contains(family, metricsOf) || strings.Contains(family, metricsLib)) {
		return sameFont
	}
	t.Log("the font is not the one of the pictures: they are compared less closely")
	return otherFont
}

// unlike compares two pictures band by band, as tiles of mean grey, and names the bands that differ.
func unlike(want, got image.Image, someBad float64) []string {
	w, g := want.Bounds(), got.Bounds()
	if w.Dx() != g.Dx() || math.Abs(float64(w.Dy()-g.Dy())) > bandHigh/4 {
		return []string{fmt.Sprintf("%dx%d is now %dx%d", w.Dx(), w.Dy(), g.Dx(), g.Dy())}
	}
	var bad []string
	high := min(w.Dy(), g.Dy())
	for top := 0; top+tile <= high; top += bandHigh {
		tiles, differ := 0, 0
		for y := top; y+tile <= min(top+bandHigh, high); y += tile {
			for x := 0; x+tile <= w.Dx(); x += tile {
				tiles++
				if math.Abs(mean(want, x, y)-mean(got, x, y)) > much {
					differ++
				}
			}
		}
		if float64(differ) > someBad*float64(tiles) {
			bad = append(bad, fmt.Sprintf("%d of %d tiles from %d pixels down", differ, tiles, top))
		}
	}
	return bad
}

func mean(p image.Image, x, y int) float64 {
	sum := 0.0
	for j := range tile {
		for i := range tile {
			sum += shade(p, x+i, y+j)
		}
	}
	return sum / (tile * tile)
}

// withoutTeal is the picture without what is drawn in teal: the second series of most charts.
func withoutTeal(p image.Image) image.Image {
	b := p.Bounds()
	out := image.NewRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			if out.Set(x, y, p.At(x, y)); out.RGBAAt(x, y) == (color.RGBA{43, 156, 147, 255}) {
				out.Set(x, y, color.White)
			}
		}
	}
	return out
}
