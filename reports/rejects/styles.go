package rejects

import "github.com/xuri/excelize/v2"

// styles are the cell styles by use. What the supplier sent is text in every spreadsheet program, also when it is edited: a
// reference keeps its noughts, a date its form, and what looks like a formula is none.
type styles struct {
	title, text, bold, line, link, number, sent, marked int
	head, headNumber                                    int
}

const (
	fontName  = "Arial"
	fontSize  = 11
	titleSize = 16
	asText    = 49 // the number format "@"
)

func newStyles(f *excelize.File) (styles, error) {
	var s styles
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: fontName, Size: size, Bold: bold}
	}
	wrapped := &excelize.Alignment{Horizontal: "left", Vertical: "top", WrapText: true, Indent: 1}
	plain := &excelize.Alignment{Horizontal: "left", Vertical: "top"}
	link := font(fontSize, false)
	link.Color, link.Underline = "0000FF", "single"
	under := []excelize.Border{{Type: "bottom", Color: "000000", Style: 2}}
	box := make([]excelize.Border, 0, 4)
	for _, side := range []string{"left", "right", "top", "bottom"} {
		box = append(box, excelize.Border{Type: side, Color: "C00000", Style: 2})
	}
	for _, one := range []struct {
		to    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: font(titleSize, true), Alignment: plain}},
		{&s.text, excelize.Style{Font: font(fontSize, false), Alignment: wrapped}},
		{&s.bold, excelize.Style{Font: font(fontSize, true), Alignment: plain}},
		{&s.line, excelize.Style{Font: font(fontSize, false), Alignment: plain}},
		{&s.link, excelize.Style{Font: link, Alignment: wrapped}},
		{&s.head, excelize.Style{Font: font(fontSize, true), Alignment: wrapped, NumFmt: asText, Border: under}},
		{&s.headNumber, excelize.Style{Font: font(fontSize, true), Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "top", WrapText: true}, Border: under}},
		{&s.number, excelize.Style{Font: font(fontSize, false), Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "top"}, NumFmt: 1}},
		{&s.sent, excelize.Style{Font: font(fontSize, false), Alignment: wrapped, NumFmt: asText}},
		{&s.marked, excelize.Style{Font: font(fontSize, true), Alignment: wrapped, NumFmt: asText, Border: box, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF2CC"}}}},
	} {
		id, err := f.NewStyle(&one.style)
		if err != nil {
			return s, err
		}
		*one.to = id
	}
	return s, nil
}
