package xlsx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// mostText is how many UTF-16 units a cell may hold: with more, a spreadsheet program asks to repair the file.
const mostText = 32767

// Rows writes the cells of one sheet, row by row, into the package: they stand in memory nowhere. Texts go into the workbook's
// list of texts, each once.
type Rows struct {
	to     io.Writer
	texts  *texts
	line   []byte
	column int
	row    int
	err    error
}

// Start begins a row of a height in points, the one under the last.
func (r *Rows) Start(height float64) {
	r.row++
	r.column = 0
	r.line = append(r.line[:0], `<row r="`...)
	r.line = strconv.AppendInt(r.line, int64(r.row), 10)
	r.line = append(r.line, `" ht="`...)
	r.line = strconv.AppendFloat(r.line, height, 'f', -1, 64)
	r.line = append(r.line, `" customHeight="1">`...)
}

// Text is the next cell of the row. One without a text is not there: a cell with an empty text is not a blank cell.
func (r *Rows) Text(style int, text string) {
	r.column++
	if text == "" {
		return
	}
	at, err := r.texts.at(text)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("cell %s%d: %w", columnName(r.column), r.row, err)
	}
	r.open(style)
	r.line = append(r.line, `" t="s"><v>`...)
	r.line = strconv.AppendInt(r.line, int64(at), 10)
	r.line = append(r.line, `</v></c>`...)
}

// Own is the next cell of the row, with a text that stands nowhere else: it is written in its place, not into the list of texts,
// which is held in memory. One that is too long for a cell is cut, and says so. One without a text is there, and blank.
func (r *Rows) Own(style int, text string) {
	r.column++
	r.open(style)
	if text == "" {
		r.line = append(r.line, `"/>`...)
		return
	}
	r.line = append(r.line, `" t="inlineStr"><is><t xml:space="preserve">`...)
	var out bytes.Buffer
	if err := escape(&out, Cut(text)); err != nil && r.err == nil {
		r.err = err
	}
	r.line = append(append(r.line, out.Bytes()...), `</t></is></c>`...)
}

// cutMark ends a text that was cut.
const cutMark = " [the rest does not fit into a cell]"

// Cut is a text, cut to what a cell holds.
func Cut(text string) string {
	if len(text) <= mostText {
		return text
	}
	units := utf16.Encode([]rune(text))
	if len(units) <= mostText {
		return text
	}
	return strings.TrimRight(string(utf16.Decode(units[:mostText-len(cutMark)])), "\ufffd") + cutMark
}

// Number is the next cell of the row.
func (r *Rows) Number(style int, v float64) {
	r.column++
	r.open(style)
	r.line = append(r.line, `"><v>`...)
	r.line = strconv.AppendFloat(r.line, v, 'f', -1, 64)
	r.line = append(r.line, `</v></c>`...)
}

func (r *Rows) open(style int) {
	r.line = append(r.line, `<c r="`...)
	r.line = append(r.line, columnName(r.column)...)
	r.line = strconv.AppendInt(r.line, int64(r.row), 10)
	r.line = append(r.line, `" s="`...)
	r.line = strconv.AppendInt(r.line, int64(style), 10)
}

// End ends the row.
func (r *Rows) End() {
	r.line = append(r.line, `</row>`...)
	if _, err := r.to.Write(r.line); err != nil && r.err == nil {
		r.err = err
	}
}

// Line is a row of one text, in column A.
func (r *Rows) Line(height float64, style int, text string) {
	r.Start(height)
	r.Text(style, text)
	r.End()
}

func columnName(column int) string {
	if column <= 26 {
		return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column-1 : column]
	}
	return columnName((column-1)/26) + columnName((column-1)%26+1)
}

// texts is the workbook's list of texts.
type texts struct {
	number map[string]int
	uses   int
	items  bytes.Buffer
}

// at is the number of a text in the list.
func (t *texts) at(text string) (int, error) {
	t.uses++
	if n, known := t.number[text]; known {
		return n, nil
	}
	if len(text) > mostText && len(utf16.Encode([]rune(text))) > mostText {
		return 0, errors.New("the text is too long for a cell")
	}
	n := len(t.number)
	t.number[text] = n
	t.items.WriteString("<si><t")
	if strings.TrimSpace(text) != text || strings.Contains(text, "\n") {
		t.items.WriteString(` xml:space="preserve"`)
	}
	t.items.WriteByte('>')
	err := escape(&t.items, text)
	t.items.WriteString("</t></si>")
	return n, err
}

func (t *texts) part() []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, xml.Header+`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">`, t.uses, len(t.number))
	out.Write(t.items.Bytes())
	out.WriteString("</sst>")
	return out.Bytes()
}

// coded is what a spreadsheet program takes for the code of a sign (ECMA-376 part 1, 22.9.2.19: ST_Xstring).
var coded = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// escape a text for an element or an attribute.
func escape(to io.Writer, text string) error {
	if strings.Contains(text, "_x") {
		text = coded.ReplaceAllString(text, "_x005F_$1")
	}
	return xml.EscapeText(to, []byte(text))
}
