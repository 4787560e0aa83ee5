package statbook

import (
	"github.com/xuri/excelize/v2"

	"throughcare/reports/document"
)

const (
	fontName    = "Arial"
	fontSize    = 12
	headingSize = 14
	titleSize   = 16
)

// styles are the cell styles by use: Arial 12, colour automatic, wrapped; numbers and what stands for them to the right.
type styles struct {
	title, heading, text, above, link, head, headNumber, marker int
	numbers                                                     map[document.Format]int
}

func newStyles(f *excelize.File) (styles, error) {
	s := styles{numbers: map[document.Format]int{}}
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: fontName, Size: size, Bold: bold}
	}
	aligned := func(to string, wrap bool) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: to, Vertical: "top", WrapText: wrap}
	}
	line := []excelize.Border{{Type: "bottom", Color: "000000", Style: 1}}
	link := font(fontSize, false)
	link.Color, link.Underline = "0000FF", "single"
	for _, p := range []struct {
		to    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: font(titleSize, true), Alignment: aligned("left", false)}},
		{&s.heading, excelize.Style{Font: font(headingSize, true), Alignment: aligned("left", true)}},
		{&s.text, excelize.Style{Font: font(fontSize, false), Alignment: aligned("left", true)}},
		// Lines above a table run over its columns: wrapped in column A they would make rows of great height.
		{&s.above, excelize.Style{Font: font(fontSize, false), Alignment: aligned("left", false)}},
		{&s.link, excelize.Style{Font: link, Alignment: aligned("left", true)}},
		{&s.head, excelize.Style{Font: font(fontSize, true), Alignment: aligned("left", true), Border: line}},
		{&s.headNumber, excelize.Style{Font: font(fontSize, true), Alignment: aligned("right", true), Border: line}},
		{&s.marker, excelize.Style{Font: font(fontSize, false), Alignment: aligned("right", true)}},
	} {
		id, err := f.NewStyle(&p.style)
		if err != nil {
			return s, err
		}
		*p.to = id
	}
	// The unit stands in the header, so a percentage has no sign of its own.
	for _, n := range []struct {
		format document.Format
		code   string
	}{{document.Count, "#,##0"}, {document.Percent, "#,##0.0"}, {document.Decimal, "#,##0.0"}, {document.Proportion, "0.0%"}} {
		id, err := f.NewStyle(&excelize.Style{Font: font(fontSize, false), Alignment: aligned("right", true), CustomNumFmt: &n.code})
		if err != nil {
			return s, err
		}
		s.numbers[n.format] = id
	}
	return s, nil
}
