package reports

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"throughcare/sql/fault"
)

// drawing is a PNG of the size.
func drawing(t *testing.T, width, height int) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		picture.Set(x, x%height, color.RGBA{R: 200, A: 255})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const safeSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect id="a" width="9" height="9" fill="#002d54"/><use href="#a"/></svg>`

// own is a project's folder with one report, short and whole.
func own(t *testing.T) fstest.MapFS {
	return fstest.MapFS{
		"women.yaml": {Data: []byte(`report: women
title: Women leaving prison
audience: The board
places: [scotland, service]
contact: women@example.org
look:
  logo: logo.svg
  logo_text: A square
  workbook_logo: logo.png
  colours: ["#4b0082", "#8b0000"]
messages:
  - {measure: signups, statistic: [people], period_type: quarter, label: signed up, says: people signed up}
sections:
  - id: sign-ups
    heading: Our sign-ups
    text: In our own words.
    tables:
      - id: signups
        title: Sign-ups and offers
        measures: [signups, offers]
        statistic: [records]
        period_type: quarter
        periods: 4
        chart: column
`)},
		"logo.svg": {Data: []byte(safeSVG)}, "logo.png": {Data: drawing(t, 120, 40)},
	}
}

// TestOwnDefinitionFaults spoils the definition, one thing at a time, and reads where and what the fault says.
func TestOwnDefinitionFaults(t *testing.T) {
	if _, err := (library{own(t)}).load([]string{"women"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, code, source, try string }{
		{"title: Women", "titel: Women", codeKey, "women.yaml:2:1", "title"},
		{"chart: column", "chart: colum", codeValue, "women.yaml:24:16", ""},
		{"[signups, offers]", "[signups, ofers]", codeValue, "women.yaml:20:29", "offers"},
		{"[records]", "[recrods]", codeValue, "women.yaml:21:20", "records"},
		{"period_type: quarter\n", "breakdown: [gendr]\n        period_type: quarter\n", codeValue, "women.yaml:22:20", "gender"},
		{"periods: 4", "periods: four", codeType, "women.yaml:23:18", ""},
		{"[scotland, service]", "[scotland, servce]", codeValue, "women.yaml:4:20", "service"},
		{"report: women", "report: men", codeValue, "women.yaml:1:9", "report: women"},
		{"    heading: Our", "    part: lat\n    heading: Our", codeValue, "women.yaml:15:11", "late"},
		{"\"#8b0000\"", "\"#aaaaaa\"", codeColour, "women.yaml:10:24", "darker"},
		{"\"#4b0082\"", "\"#2b9c93\"", codeColour, "women.yaml:10:13", "darker"},
		{"\"#8b0000\"", "red", codeColour, "women.yaml:10:24", "quotes"},
		{"\"#8b0000\"", "\"#4B0082\"", codeColour, "women.yaml:10:24", ""},
		{"\"#8b0000\"", "\"#8b0000\", \"#002d54\", \"#005500\", \"#550000\"", codeColour, "women.yaml:10:12", ""},
		{"logo: logo.svg", "logo: ../logo.svg", codeLogo, "women.yaml:7:9", ""},
		{"logo: logo.svg", "logo: https://example.org/logo.svg", codeLogo, "women.yaml:7:9", ""},
		{"logo: logo.svg", "logo: none.svg", codeLogo, "women.yaml:7:9", ""},
		{"workbook_logo: logo.png", "workbook_logo: logo.svg", codeLogo, "women.yaml:9:18", ""},
		{"  logo_text: A square\n", "", codeLogo, "women.yaml:7:9", "logo_text"},
	} {
		files := own(t)
		text := string(files["women.yaml"].Data)
		if strings.Count(text, c.old) == 0 {
			t.Fatalf("nothing to spoil: %s", c.old)
		}
		files["women.yaml"].Data = []byte(strings.Replace(text, c.old, c.new, 1))
		if c.old == "period_type: quarter\n" {
			files["women.yaml"].Data = []byte(strings.Replace(text, "        "+c.old, "        "+c.new, 1))
		}
		_, err := (library{files}).load(nil)
		f := fault.As(err)
		if f == nil || f.Code != c.code || f.Source != c.source || !strings.Contains(f.Try, c.try) || f.Kind != fault.Usage {
			t.Errorf("%s: got %+v, want %s at %s, try %q", c.new, f, c.code, c.source, c.try)
		}
		// Reports that are well can still be made.
		if _, err := (library{files}).load([]string{"inspection"}); err != nil {
			t.Errorf("%s stops another report: %v", c.new, err)
		}
	}
}

func TestLogosThatAreRefused(t *testing.T) {
	for name, content := range map[string][]byte{
		"a script":       []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`),
		"a handler":      []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="1"/>`),
		"another file":   []byte(`<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.org/x.png"/></svg>`),
		"another style":  []byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>a{fill:url(//example.org/x)}</style></svg>`),
		"an entity":      []byte(`<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg"/>`),
		"something else": []byte("GIF89a"),
		"too large":      append([]byte(safeSVG), bytes.Repeat([]byte(" "), maxLogo)...),
	} {
		files := own(t)
		files["logo.svg"].Data = content
		if _, err := (library{files}).load([]string{"women"}); fault.As(err) == nil || fault.As(err).Code != codeLogo {
			t.Errorf("%s: got %v", name, err)
		}
	}
	files := own(t)
	files["logo.png"].Data = drawing(t, maxLogoSide+1, 2)
	if _, err := (library{files}).load([]string{"women"}); fault.As(err) == nil {
		t.Error("a picture of great width is taken")
	}
}

// TestContrast holds the formula to published pairs: black and white, and the grey that WCAG gives as the palest of 4.5:1.
func TestContrast(t *testing.T) {
	for colour, want := range map[string]string{"#000000": "21.0", "#ffffff": "1.0", "#767676": "4.5", "#777777": "4.4", "#949494": "3.0", "#002D54": "13.9"} {
		got, ok := contrast(colour)
		if text := fmt.Sprintf("%.1f", math.Floor(got*10)/10); !ok || text != want {
			t.Errorf("%s: got %s, want %s", colour, text, want)
		}
	}
	if _, ok := contrast("#12345"); ok {
		t.Error("five digits are a colour")
	}
}

// testOwn writes an own report, and the program's under an own title.
func (b *bundle) testOwn(t *testing.T) {
	out, files := t.TempDir(), own(t)
	copied, err := CopyDefinition(files, "management", "")
	if err != nil {
		t.Fatal(err)
	}
	files["management.yaml"] = &fstest.MapFile{Data: bytes.Replace(copied, []byte("\ntitle: Throughcare management report\n"), []byte("\ntitle: Our own month\n"), 1)}
	write(t, b.db, Options{Out: out, Definitions: files, Reports: []string{"women", "management"}, Bodies: []string{"scotland"}, Publisher: "A publisher", Contact: "team@example.org"})
	page := html.UnescapeString(parts(t, filepath.Join(out, made, "women", "scotland", "index.html"))["index.html"])
	for _, want := range []string{"Women leaving prison", "Our sign-ups", "In our own words.", "Questions about these figures: women@example.org", "<dd>A publisher</dd>",
		`<img class="logo" src="data:image/svg+xml;base64,`, `alt="A square"`, "#4b0082", "#8b0000"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, not := range []string{"#002d54", "#2b9c93"} {
		if strings.Contains(page, not) {
			t.Errorf("the page has the program's colour %s", not)
		}
	}
	other := parts(t, filepath.Join(out, made, "management", "scotland", "index.html"))["index.html"]
	if !strings.Contains(other, "Our own month") || !strings.Contains(other, "team@example.org") || !strings.Contains(other, "#002d54") {
		t.Error("the copy of the program's report is not as it was written")
	}
	index := parts(t, filepath.Join(out, made, "index.html"))["index.html"]
	if !strings.Contains(index, "Women leaving prison") || !strings.Contains(index, "Our own month") {
		t.Error("the index does not list the project's reports")
	}
	book, err := excelize.OpenFile(filepath.Join(out, made, "women", "scotland", "women-scotland.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	pictures, err := book.GetPictures("Cover", "C1")
	if err != nil || len(pictures) != 1 || pictures[0].Format.AltText != "A square" || !bytes.Equal(pictures[0].File, files["logo.png"].Data) {
		t.Errorf("the cover's pictures: %d, %v", len(pictures), err)
	}
	if program := os.Getenv("THROUGHCARE_OOXML"); program != "" { // see testSchemas
		for _, fault := range schemaFaults(t, program, filepath.Join(out, made, "women", "scotland", "women-scotland.xlsx")) {
			t.Errorf("a workbook with a picture: %s", fault)
		}
	}
	chart := ""
	for name, text := range parts(t, filepath.Join(out, made, "women", "scotland", "women-scotland.xlsx")) {
		if strings.HasPrefix(name, "xl/charts/chart") {
			chart += text
		}
	}
	if !strings.Contains(chart, "4B0082") || strings.Contains(chart, "002D54") {
		t.Error("the workbook's chart does not have the own colours")
	}
}

// TestCopies copies every report of the program, and reads the copies under both names.
func TestCopies(t *testing.T) {
	all, err := Definitions(nil)
	if err != nil || len(all) < 2 {
		t.Fatalf("%d reports, %v", len(all), err)
	}
	for _, d := range all {
		for _, as := range []string{d.ID, "another"} {
			text, err := CopyDefinition(nil, d.ID, as)
			if err != nil {
				t.Fatal(err)
			}
			files := fstest.MapFS{as + ".yaml": {Data: text}}
			if _, err := (library{files}).load([]string{as}); err != nil {
				t.Errorf("the copy of %s as %s: %v", d.ID, as, err)
			}
			listed, err := Definitions(files)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range listed {
				if l.Own != (l.ID == as) || l.Own && l.Program != (as == d.ID) {
					t.Errorf("%s as %s is listed as %+v", d.ID, as, l)
				}
			}
		}
	}
	if _, err := CopyDefinition(nil, "managment", ""); fault.As(err) == nil || !strings.Contains(fault.As(err).Try, "management") {
		t.Errorf("got %v", err)
	}
}
