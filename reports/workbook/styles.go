package workbook

import "github.com/xuri/excelize/v2"

// styles are the cell styles by use. Text is Arial 12, black, wrapped; numbers are right aligned.
type styles struct {
	title, text, bold, link, unwrapped int
	head, headNumber                   int
	marker                             int
	numbers                            map[string]int // by number format
	totals                             map[string]int
	boldMarker                         int
	// text right of a column of numbers stands off from it
	headIndent, textIndent, boldIndent int
}

const (
	fontName  = "Arial"
	fontSize  = 12
	titleSize = 16
)

func newStyles(f *excelize.File) (styles, error) {
	s := styles{numbers: map[string]int{}, totals: map[string]int{}}
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: fontName, Size: size, Bold: bold}
	}
	left := &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true}
	indent := &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true, Indent: 1}
	right := &excelize.Alignment{Horizontal: "right", Vertical: "top", WrapText: true}
	line := []excelize.Border{{Type: "bottom", Color: "000000", Style: 1}}
	link := font(fontSize, false)
	link.Color, link.Underline = "0000FF", "single"
	plain := []struct {
		to    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: font(titleSize, true), Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top"}}},
		{&s.text, excelize.Style{Font: font(fontSize, false), Alignment: left}},
		{&s.unwrapped, excelize.Style{Font: font(fontSize, false), Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "top"}}},
		{&s.bold, excelize.Style{Font: font(fontSize, true), Alignment: left}},
		{&s.link, excelize.Style{Font: link, Alignment: left}},
		{&s.head, excelize.Style{Font: font(fontSize, true), Alignment: left, Border: line}},
		{&s.headIndent, excelize.Style{Font: font(fontSize, true), Alignment: indent, Border: line}},
		{&s.textIndent, excelize.Style{Font: font(fontSize, false), Alignment: indent}},
		{&s.boldIndent, excelize.Style{Font: font(fontSize, true), Alignment: indent}},
		{&s.headNumber, excelize.Style{Font: font(fontSize, true), Alignment: right, Border: line}},
		{&s.marker, excelize.Style{Font: font(fontSize, false), Alignment: right}},
		{&s.boldMarker, excelize.Style{Font: font(fontSize, true), Alignment: right}},
	}
	for _, p := range plain {
		id, err := f.NewStyle(&p.style)
		if err != nil {
			return s, err
		}
		*p.to = id
	}
	for _, format := range []string{"#,##0", "#,##0.0", "0.0%", `0.0"%"`} {
		for i, into := range []map[string]int{s.numbers, s.totals} {
			code, bold := format, i == 1
			id, err := f.NewStyle(&excelize.Style{Font: font(fontSize, bold), Alignment: right, CustomNumFmt: &code})
			if err != nil {
				return s, err
			}
			into[format] = id
		}
	}
	return s, nil
}
