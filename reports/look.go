package reports

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"

	"throughcare/reports/document"
	"throughcare/sql/settings"
)

// lookSpec is how a project wants a report to look.
type lookSpec struct {
	Logo         string   `yaml:"logo"`          // a file beside the definition: SVG or PNG
	WorkbookLogo string   `yaml:"workbook_logo"` // a PNG for the workbook, where the logo is an SVG
	LogoText     string   `yaml:"logo_text"`     // what the logo says, for those who do not see it
	Colours      []string `yaml:"colours"`       // up to four, "#002d54"; the first is that of headings too
}

// look is a lookSpec with its files.
type look = document.Look

// The limits of a logo, and the least contrast of colours against the white page: of text (the first) and of graphics (WCAG 2.2,
// 1.4.3 and 1.4.11).
const (
	maxLogo         = 100 << 10
	maxLogoSide     = 2000
	textContrast    = 4.5
	graphicContrast = 3
	mostColours     = 4
)

// read checks the look and reads its files.
func (s lookSpec) read(files fs.FS, file *settings.File) look {
	var out look
	s.checkColours(file)
	out.Colours = s.Colours
	if s.Logo == "" && s.WorkbookLogo == "" {
		return out
	}
	if strings.TrimSpace(s.LogoText) == "" {
		file.Fail("look.logo", codeLogo, "the logo needs words for those who do not see it").Try = `logo_text: "Scottish Prison Service"`
		return out
	}
	out.LogoText = strings.TrimSpace(s.LogoText)
	kind, content := readLogo(files, file, "look.logo", s.Logo)
	if kind != "" {
		out.Logo = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(content)
	}
	switch {
	case s.WorkbookLogo != "":
		kind, content = readLogo(files, file, "look.workbook_logo", s.WorkbookLogo)
		if kind == "image/svg+xml" {
			file.Fail("look.workbook_logo", codeLogo, "workbooks show PNG only")
			return out
		}
		out.LogoPNG = content
	case kind == "image/png":
		out.LogoPNG = content
	}
	return out
}

// readLogo reads a picture and returns its type, "" where it cannot be shown: a fault then says why.
func readLogo(files fs.FS, file *settings.File, at, name string) (kind string, content []byte) {
	if name == "" {
		return "", nil
	}
	if !fs.ValidPath(name) || name != path.Base(name) {
		file.Fail(at, codeLogo, "a logo is a file in the folder of the definition").Try = "copy it there, and give its name only"
		return "", nil
	}
	content, err := fs.ReadFile(files, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		file.Fail(at, codeLogo, "there is no file %s beside the definition", name)
		return "", nil
	case err != nil:
		file.Add(fmt.Errorf("read the logo: %w", err))
		return "", nil
	case len(content) > maxLogo:
		file.Fail(at, codeLogo, "%s is larger than %d KB", name, maxLogo>>10).Try = "make it smaller: every page carries it"
		return "", nil
	}
	if strings.HasSuffix(strings.ToLower(name), ".svg") {
		if why := unsafeSVG(content); why != "" {
			file.Fail(at, codeLogo, "%s %s", name, why).Try = "save it as a plain SVG, or as PNG"
			return "", nil
		}
		return "image/svg+xml", content
	}
	size, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		file.Fail(at, codeLogo, "%s is neither SVG nor PNG", name)
		return "", nil
	}
	if size.Width > maxLogoSide || size.Height > maxLogoSide {
		file.Fail(at, codeLogo, "%s is more than %d dots wide or high", name, maxLogoSide)
		return "", nil
	}
	return "image/png", content
}

// unsafeSVG says why a drawing is not shown. Browsers run no script and fetch nothing for a picture, but the file may be taken out
// of the page.
func unsafeSVG(content []byte) string {
	text := strings.ToLower(string(content))
	switch {
	case !strings.Contains(text, "<svg"):
		return "is not an SVG"
	case strings.Contains(text, "<script") || strings.Contains(text, "<foreignobject") || regexp.MustCompile(`\son[a-z]+\s*=`).MatchString(text):
		return "has a script in it"
	case strings.Contains(text, "<!entity") || strings.Contains(text, "@import") ||
		regexp.MustCompile(`(href|src)\s*=\s*["']\s*[^#"'\s]|url\(\s*["']?\s*[^#"'\s)]`).MatchString(strings.ReplaceAll(text, "data:", "#")):
		return "refers to something outside itself"
	}
	return ""
}

func (s lookSpec) checkColours(file *settings.File) {
	if len(s.Colours) > mostColours {
		file.Fail("look.colours", codeColour, "%d colours are more than the %d that people can tell apart in a chart", len(s.Colours), mostColours)
	}
	for i, c := range s.Colours {
		at := fmt.Sprintf("look.colours[%d]", i)
		got, ok := contrast(c)
		if !ok {
			file.Fail(at, codeColour, "%q is not a colour", c).Try = `"#002d54", in quotes`
			continue
		}
		for j := range i {
			if strings.EqualFold(s.Colours[j], c) {
				file.Fail(at, codeColour, "colour %s stands twice", c)
			}
		}
		least, of := float64(graphicContrast), "graphics"
		if i == 0 {
			least, of = textContrast, "the first, which headings have too,"
		}
		if got < least {
			file.Fail(at, codeColour, "colour %s is too pale: its contrast with the page is %.1f:1, and %s need %.1f:1", c, math.Floor(got*10)/10, of, least).Try = "a darker one"
		}
	}
}

// contrast of a colour with white, from 1 to 21 (WCAG 2.2: relative luminance).
func contrast(colour string) (float64, bool) {
	if !regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`).MatchString(colour) {
		return 0, false
	}
	n, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil {
		return 0, false
	}
	light := 0.0
	for i, weight := range [...]float64{0.2126, 0.7152, 0.0722} {
		c := float64(n>>(16-8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		light += weight * c
	}
	return 1.05 / (light + 0.05), true
}
