// Package page draws a document as one web page that needs nothing but itself: style, chart script and data are inside, a
// content security policy lets nothing else in, and every chart has its table right below, so that the page says everything
// on paper and without script.
//
// Chart options are built with go-echarts and written as JSON with HTML escaping; the page is the package's own html/template.
// Names of places and categories are data: they are escaped wherever they stand.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
	"unicode"

	"throughcare/reports/document"
)

//go:embed assets/echarts.min.js assets/charts.js assets/switch.js assets/index.js assets/page.css assets/*.tmpl
var assets embed.FS

// File is a file beside the page that it links to.
type File struct {
	Name  string // relative
	Text  string // what it is: "Workbook with every table"
	Kind  string // XLSX
	Bytes int64
}

// Size in words: "48 KB".
func (f File) Size() string { return fmt.Sprintf("%d KB", max(1, (f.Bytes+512)/1024)) }

// Renderer draws pages. Make it once: it holds the parsed templates and the hashes of the scripts.
type Renderer struct {
	templates *template.Template
	script    template.JS // ECharts
	charts    template.JS // draws the charts of a page
	switches  template.JS // switches periods and areas
	search    template.JS // of the index
	style     template.CSS
}

// New makes a renderer.
func New() (*Renderer, error) {
	r := &Renderer{}
	read := func(name string) (string, error) {
		b, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return "", fmt.Errorf("page: %w", err)
		}
		// Browsers read a carriage return as a line feed before they hash; the files have none.
		return strings.TrimSpace(string(b)), nil
	}
	echarts, err := read("echarts.min.js")
	if err != nil {
		return nil, err
	}
	charts, err := read("charts.js")
	if err != nil {
		return nil, err
	}
	switches, err := read("switch.js")
	if err != nil {
		return nil, err
	}
	search, err := read("index.js")
	if err != nil {
		return nil, err
	}
	style, err := read("page.css")
	if err != nil {
		return nil, err
	}
	r.script, r.charts, r.style = template.JS(echarts), template.JS(charts), template.CSS(style) //nolint:gosec // the project's own files
	r.switches, r.search = template.JS(switches), template.JS(search)                            //nolint:gosec // likewise
	r.templates, err = template.New("").Funcs(template.FuncMap{
		"date":     document.Date,
		"optionOf": optionOf, "comparisons": comparisons,
		"key": keyClass, "hasKey": hasKey, "slug": anchor, "cellClass": cellClass,
	}).ParseFS(assets, "assets/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	return r, nil
}

// Render draws the document.
func (r *Renderer) Render(d *document.Document, files []File) ([]byte, error) {
	options, colours := map[string]template.JS{}, recolour(d)
	for _, b := range d.Tables() {
		if b.Chart == nil {
			continue
		}
		json, err := option(b.Chart)
		if err != nil {
			return nil, fmt.Errorf("page: chart %s: %w", b.Chart.ID, err)
		}
		options[b.Chart.ID] = template.JS(colours.Replace(string(json))) //nolint:gosec // JSON with <, > and & escaped
	}
	return r.execute("page.tmpl", map[string]any{"Doc": d, "Files": files, "Options": options, "Script": r.script, "Charts": r.charts, "Switch": r.switches})
}

// Link is a document in the index.
type Link struct{ Name, Path string }

// Group is the documents of one report for one type of place.
type Group struct {
	Report, Heading string
	Links           []Link
}

// Index draws the page that links all documents of a release.
func (r *Renderer) Index(release document.Release, groups []Group) ([]byte, error) {
	type section struct {
		Title  string
		Groups []Group
	}
	var sections []section
	for _, g := range groups {
		if n := len(sections); n == 0 || sections[n-1].Title != g.Report {
			sections = append(sections, section{Title: g.Report})
		}
		last := &sections[len(sections)-1]
		last.Groups = append(last.Groups, g)
	}
	return r.execute("index.tmpl", map[string]any{"Release": release, "Reports": sections, "Search": r.search})
}

func (r *Renderer) execute(name string, data map[string]any) ([]byte, error) {
	style := string(r.style)
	if d, ok := data["Doc"].(*document.Document); ok {
		style = recolour(d).Replace(style)
		if d.Mark != "" {
			style += "\n" + printedMark(d.Mark)
		}
		if d.Restricted {
			style += "\n@page { size: A4 landscape; }" // the lists are wide
		}
		data["Logo"] = template.URL(d.Look.Logo) //nolint:gosec // made by the reports from a picture that they have checked
	}
	scripts := []string{hash(string(r.search))}
	if name == "page.tmpl" {
		scripts = []string{hash(string(r.script)), hash(string(r.charts)), hash(string(r.switches))}
	}
	data["Style"], data["Policy"] = template.CSS(style), policy(style, strings.Join(scripts, " ")) //nolint:gosec // the project's own file, with colours and letters
	var b bytes.Buffer
	if err := r.templates.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	return b.Bytes(), nil
}

// recolour puts the document's own colours in the place of the palette's, in styles and chart options alike: both have them as
// the palette writes them.
func recolour(d *document.Document) *strings.Replacer {
	var pairs []string
	for i, own := range d.Look.Colours {
		if i < len(palette) {
			pairs = append(pairs, palette[i], own)
		}
	}
	return strings.NewReplacer(pairs...)
}

// policy of a page with this style and the scripts of these hashes. ECharts sets style attributes on the nodes of its drawings; style elements need the hash.
func policy(style, scripts string) string {
	return fmt.Sprintf("default-src 'none'; img-src data:; style-src %[1]s; style-src-elem %[1]s; style-src-attr 'unsafe-inline'; script-src %[2]s; base-uri 'none'; form-action 'none'",
		hash(style), scripts)
}

// printedMark puts a document's mark into the margin of every printed page.
func printedMark(mark string) string {
	plain := strings.Map(func(c rune) rune {
		if c == ' ' || c == ',' || c == ':' || c == '.' || unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return -1
	}, mark)
	box := `{ content: "` + plain + `"; font: bold 10pt Arial, Helvetica, sans-serif; }`
	return "@page { @top-center " + box + " @bottom-center " + box + " }"
}

// hash of an inline script or style, as a content security policy has it.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// keyClass is the style of a series in the key over the chart.
func keyClass(c *document.Chart, i int) string {
	class := fmt.Sprintf("k%d", i%len(palette))
	if at := scalePoint(c, i); at >= 0 {
		return fmt.Sprintf("s%d", at)
	}
	if c.Series[i].Muted {
		class = "k-muted"
	}
	if hatched(c, i) {
		class += " k-hatched"
	}
	if c.Kind == document.Line {
		class += " k-line"
	}
	return class
}

// hasKey tells whether the chart needs a key: with one series its headline names it.
func hasKey(c *document.Chart) bool { return len(c.Series) > 1 && c.Kind != document.Multiples }

// cellClass aligns numbers, and the markers that stand for them, to the right, and lets hashes break.
func cellClass(c document.Column, cell document.Cell) string {
	switch {
	case c.Number:
		return "number"
	case c.Name == "Extract date":
		return "date"
	case c.Name == "SHA-256" || c.Name == "File" || c.Name == "Person (pseudonym)" || len(cell.Text) == 64:
		return "code"
	default:
		return ""
	}
}

func anchor(s string) string { return "s-" + s }
