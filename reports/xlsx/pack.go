package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sheet is what a sheet gets beside what excelize wrote of it: all of its cells, and its table.
type Sheet struct {
	Rows  func(*Rows) error
	Table *Table // may be nil
}

const (
	typesPart = "[Content_Types].xml"
	linksPart = "xl/_rels/workbook.xml.rels"
	textsPart = "xl/sharedStrings.xml"
)

var defaults = regexp.MustCompile(`<Default [^>]*?(?:/>|></Default>)`)

// Pack writes the package that excelize makes, with the cells and tables of the sheets, all of them, which are numbered from
// 1 in the order in which they were made: parts in the order of their names with no times, the content types first and sorted, the texts
// last. The same parts give the same bytes. mend, when given, changes further parts.
func Pack(f *excelize.File, sheets map[int]Sheet, mend func(part string, content []byte) []byte) ([]byte, error) {
	var out bytes.Buffer
	err := PackTo(&out, f, sheets, mend)
	return out.Bytes(), err
}

// PackTo is Pack for workbooks that are too long to be held in memory.
func PackTo(out io.Writer, f *excelize.File, sheets map[int]Sheet, mend func(part string, content []byte) []byte) error {
	p := &packing{parts: parts{}, sheets: sheets, mend: mend, texts: texts{number: map[string]int{}}}
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return p.parts })
	if err := f.Write(io.Discard); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	p.zip = zip.NewWriter(out)
	for _, name := range p.names() {
		if err := p.write(name); err != nil {
			return fmt.Errorf("workbook: part %s: %w", name, err)
		}
	}
	if err := p.zip.Close(); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return nil
}

// parts are what excelize writes, by name, instead of an archive that would only be unpacked again.
type parts map[string]*bytes.Buffer

// Create begins a part.
func (p parts) Create(name string) (io.Writer, error) {
	p[name] = &bytes.Buffer{}
	return p[name], nil
}

// AddFS is asked of an archive, and not used for workbooks.
func (p parts) AddFS(fs.FS) error { return errors.New("a workbook has no folder of files") }

// Close has nothing to do.
func (p parts) Close() error { return nil }

// packing of one workbook.
type packing struct {
	parts  parts
	sheets map[int]Sheet
	mend   func(string, []byte) []byte
	zip    *zip.Writer
	texts  texts
}

// names of the parts, in the order in which they are written.
func (p *packing) names() []string {
	all := map[string]bool{typesPart: true, textsPart: true}
	for name := range p.parts {
		all[name] = true
	}
	for number, s := range p.sheets {
		if s.Table != nil {
			all[fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", number)] = true
			all[fmt.Sprintf("xl/tables/table%d.xml", number)] = true
		}
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	rank := func(name string) int { return slices.Index([]string{textsPart, "", typesPart}, name) }
	slices.SortFunc(names, func(a, b string) int {
		switch x, y := rank(a), rank(b); {
		case a == b:
			return 0
		case x == 2 || y == 0:
			return -1
		case y == 2 || x == 0:
			return 1
		default:
			return strings.Compare(a, b)
		}
	})
	return names
}

// write one part.
func (p *packing) write(name string) error {
	var content []byte
	if part := p.parts[name]; part != nil { // none: excelize did not write it
		content = part.Bytes()
	}
	to, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	var number int
	switch {
	case name == typesPart:
		content = p.types(content)
	case name == linksPart:
		content = addTo(content, "</Relationships>", fmt.Sprintf(`<Relationship Id="rIdTexts" Type="%s/sharedStrings" Target="sharedStrings.xml"/>`, relationships))
	case name == stylesPart:
		content = fonts(content)
	case name == textsPart:
		content = p.texts.part()
	case numbered(name, "xl/worksheets/sheet%d.xml", &number):
		return p.sheet(to, number, content)
	case numbered(name, "xl/worksheets/_rels/sheet%d.xml.rels", &number):
		if p.sheets[number].Table != nil {
			content = linked(content, number)
		}
	case numbered(name, "xl/tables/table%d.xml", &number) && p.sheets[number].Table != nil:
		if content, err = p.sheets[number].Table.part(number); err != nil {
			return err
		}
	case p.mend != nil:
		content = p.mend(name, content)
	}
	_, err = to.Write(content)
	return err
}

// numbered tells whether a part's name is the pattern with a number.
func numbered(name, pattern string, number *int) bool {
	n, err := fmt.Sscanf(name, pattern, number)
	return err == nil && n == 1 && name == fmt.Sprintf(pattern, *number)
}

// types are the content types, sorted, with those of the tables and of the texts.
func (p *packing) types(content []byte) []byte {
	var kinds []string
	for _, m := range defaults.FindAll(content, -1) {
		kinds = append(kinds, string(m))
	}
	slices.Sort(kinds)
	i := 0
	content = defaults.ReplaceAllFunc(content, func([]byte) []byte {
		i++
		return []byte(kinds[i-1])
	})
	var more strings.Builder
	for _, name := range p.names() {
		var number int
		if numbered(name, "xl/tables/table%d.xml", &number) && p.sheets[number].Table != nil {
			fmt.Fprintf(&more, `<Override PartName="/%s" ContentType="%s"/>`, name, tableType)
		}
	}
	fmt.Fprintf(&more, `<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>`, textsPart)
	return addTo(content, "</Types>", more.String())
}

// addTo puts something at the end of a part, before its end tag.
func addTo(content []byte, end, more string) []byte {
	return bytes.Replace(content, []byte(end), []byte(more+end), 1)
}

// sheet writes what excelize wrote of a sheet, with its rows and its table. excelize knows heights of rows at most, which say how
// high a chart is.
func (p *packing) sheet(to io.Writer, number int, content []byte) error {
	s, given := p.sheets[number]
	before, rest, found := bytes.Cut(content, []byte("<sheetData>"))
	known, after, ended := bytes.Cut(rest, []byte("</sheetData>"))
	if !given || !found || !ended || bytes.Contains(known, []byte("<c ")) {
		return errors.New("the sheet has cells of its own, or is not known")
	}
	if _, err := to.Write(before); err != nil {
		return err
	}
	if _, err := io.WriteString(to, "<sheetData>"); err != nil {
		return err
	}
	rows := &Rows{to: to, texts: &p.texts}
	if err := errors.Join(s.Rows(rows), rows.err); err != nil {
		return err
	}
	after = append([]byte("</sheetData>"), after...)
	if s.Table != nil {
		// Near the end of the element: only what is foreign to the schema comes after.
		end := "</worksheet>"
		if bytes.Contains(after, []byte("<extLst>")) {
			end = "<extLst>"
		}
		after = addTo(after, end, tableParts)
	}
	_, err := to.Write(after)
	return err
}
