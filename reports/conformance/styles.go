package conformance

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// font as a style or a run of text has it. Colour is empty when it is automatic.
type font struct {
	name                       string
	size                       float64
	bold, italic, raised, tint bool
}

// style of a cell.
type style struct {
	font     font
	filled   bool
	wrap     bool
	align    string // left, right, center ...; empty or general: by what the cell holds
	rotation int
	format   string // the number format's code
}

// styles of a workbook, by the number that cells give.
type styles struct{ cells []style }

func (s styles) of(number int) style {
	if number >= 0 && number < len(s.cells) {
		return s.cells[number]
	}
	return style{font: font{name: "Calibri", size: 11}}
}

// builtin are the number formats that have no code in the file and are met in tables (ECMA-376 part 1, 18.8.30).
func builtin(id int) string {
	switch id {
	case 1:
		return "0"
	case 2:
		return "0.00"
	case 3, 37, 38:
		return "#,##0"
	case 4, 39, 40:
		return "#,##0.00"
	case 9:
		return "0%"
	case 10:
		return "0.00%"
	case 11, 48:
		return "0.00E+00"
	case 14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47:
		return "yyyy-mm-dd"
	case 49:
		return "@"
	default:
		return "General"
	}
}

// loadStyles reads fonts, fills and cell formats. They come in this order in the part.
func (b *book) loadStyles(part string) error {
	var fonts []font
	var fills []bool
	formats := map[int]string{}
	within := ""
	return b.each(part, func(e *element) error {
		switch e.name {
		case "fonts", "fills", "cellXfs", "cellStyleXfs", "dxfs", "borders", "cellStyles":
			within = e.name
		case "numFmt":
			id, _ := strconv.Atoi(e.attr("numFmtId"))
			formats[id] = e.attr("formatCode")
		case "font":
			if within == "fonts" {
				f, err := readFont(e)
				fonts = append(fonts, f)
				return err
			}
		case "patternFill", "gradientFill":
			if within == "fills" {
				kind := e.attr("patternType")
				fills = append(fills, e.name == "gradientFill" || kind != "" && kind != "none" && kind != "gray125")
			}
		case "xf":
			if within == "cellXfs" {
				b.styles.cells = append(b.styles.cells, readStyle(e, fonts, fills, formats))
			}
		case "alignment":
			if within == "cellXfs" && len(b.styles.cells) > 0 {
				s := &b.styles.cells[len(b.styles.cells)-1]
				s.wrap, s.align = e.on("wrapText", false), e.attr("horizontal")
				s.rotation, _ = strconv.Atoi(e.attr("textRotation"))
			}
		}
		return nil
	})
}

func readStyle(e *element, fonts []font, fills []bool, formats map[int]string) style {
	number := func(name string) int {
		n, _ := strconv.Atoi(e.attr(name))
		return n
	}
	s := style{font: font{name: "Calibri", size: 11}}
	if i := number("fontId"); i < len(fonts) {
		s.font = fonts[i]
	}
	if i := number("fillId"); i < len(fills) {
		s.filled = fills[i]
	}
	id := number("numFmtId")
	if code, own := formats[id]; own {
		s.format = code
	} else {
		s.format = builtin(id)
	}
	return s
}

// readFont reads what is in a font, or in the properties of a run of text.
func readFont(e *element) (font, error) {
	f := font{size: 11}
	for depth := 1; depth > 0; {
		token, err := e.decoder.RawToken()
		if err != nil {
			return f, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			depth++
			p := element{name: t.Name.Local, attrs: t.Attr}
			switch p.name {
			case "name", "rFont":
				f.name = p.attr("val")
			case "sz":
				f.size, _ = strconv.ParseFloat(p.attr("val"), 64)
			case "b":
				f.bold = p.on("val", true)
			case "i":
				f.italic = p.on("val", true)
			case "vertAlign":
				f.raised = p.attr("val") == "superscript"
			case "color":
				f.tint = tinted(&p)
			}
		}
	}
	return f, nil
}

// tinted tells whether a colour is other than automatic: the theme's text colour and the system's are automatic too.
func tinted(e *element) bool {
	switch {
	case e.on("auto", false), strings.Contains(strings.ToUpper(e.attr("rgb")), "AUTO"):
		return false
	case e.attr("theme") != "":
		return e.attr("theme") != "1" && e.attr("theme") != "0"
	case e.attr("indexed") != "":
		return e.attr("indexed") != "64" && e.attr("indexed") != "8"
	default:
		return e.attr("rgb") != ""
	}
}

func (b *book) loadTexts(part string) error {
	return b.each(part, func(e *element) error {
		if e.name != "si" {
			return nil
		}
		t, err := readText(e)
		b.texts = append(b.texts, t)
		return err
	})
}

// readText reads a text that may have runs; how it is pronounced is no part of it.
func readText(e *element) (*said, error) {
	out := &said{}
	var text strings.Builder
	taking, aside := false, 0
	for depth := 1; depth > 0; {
		token, err := e.decoder.RawToken()
		if err != nil {
			return out, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			switch t.Name.Local {
			case "rPh":
				aside = depth
			case "t":
				taking = aside == 0
			case "rPr":
				f, err := readFont(&element{decoder: e.decoder})
				if err != nil {
					return out, err
				}
				depth--
				out.runs = append(out.runs, f)
			}
		case xml.EndElement:
			if depth == aside {
				aside = 0
			}
			depth--
			taking = false
		case xml.CharData:
			if taking {
				text.Write(t)
			}
		}
	}
	out.text = text.String()
	return out, nil
}
