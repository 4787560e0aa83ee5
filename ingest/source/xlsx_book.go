package source

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// What a workbook may unpack to, so that a zip bomb is refused before it is unpacked.
const (
	unzipLimit  = 4 << 30   // all parts together
	stringLimit = 512 << 20 // the shared texts, which are kept in memory
	smallLimit  = 32 << 20  // any other part but sheets
	bombRatio   = 300       // unpacked to packed, looked at above bombSize
	bombSize    = 64 << 20
)

// workbook is an opened Excel file: one sheet of it, and what its cells refer to.
type workbook struct {
	sheet    string // name
	part     *zip.File
	date1904 bool
	formats  []cellFormat // by style number
	strings  [][]byte     // shared texts
}

// sheetEntry is a tab of the workbook.
type sheetEntry struct {
	Name  string `xml:"name,attr"`
	State string `xml:"state,attr"`
	ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
	// Strict workbooks have the same attribute in another name space.
	StrictID string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
	target   string
}

// relation is a link between parts of the workbook.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// parts is the files of the workbook by name.
type parts map[string]*zip.File

// openBook opens the workbook and finds its sheet.
func (f *File) openBook() error {
	files, err := f.unzip()
	if err != nil {
		return err
	}
	f.book = &workbook{}
	root := "xl/workbook.xml"
	for _, r := range files.relations("_rels/.rels") {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			root = strings.TrimPrefix(path.Clean("/"+r.Target), "/")
		}
	}
	var book struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []sheetEntry `xml:"sheets>sheet"`
	}
	if err := files.decode(root, &book); err != nil {
		return cause(f.fault(codeNotAsNamed, "the file is a zip file, but no Excel workbook (.xlsx)",
			"Open it in Excel and save it as \"Excel Workbook (.xlsx)\"."), err)
	}
	f.book.date1904 = book.Pr.Date1904 == "1" || book.Pr.Date1904 == "true"
	var stylesPart, stringsPart string
	targets := map[string]relation{}
	for _, r := range files.relations(path.Join(path.Dir(root), "_rels", path.Base(root)+".rels")) {
		if !strings.HasPrefix(r.Target, "/") {
			r.Target = path.Join("/", path.Dir(root), r.Target)
		}
		r.Target = strings.TrimPrefix(path.Clean(r.Target), "/")
		targets[r.ID] = r
		switch {
		case strings.HasSuffix(r.Type, "/styles"):
			stylesPart = r.Target
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			stringsPart = r.Target
		}
	}
	var sheets []sheetEntry
	for _, s := range book.Sheets {
		r := targets[s.ID+s.StrictID]
		if s.target = r.Target; strings.HasSuffix(r.Type, "/worksheet") && files[r.Target] != nil {
			sheets = append(sheets, s)
		}
	}
	chosen, err := f.chooseSheet(sheets)
	if err != nil {
		return err
	}
	f.book.sheet, f.book.part = chosen.Name, files[chosen.target]
	if f.book.formats, err = files.cellFormats(stylesPart); err == nil {
		f.book.strings, err = files.sharedStrings(stringsPart)
	}
	return f.sheetFault(err)
}

// chooseSheet finds the layout's sheet: by name, or by number among the visible worksheets.
func (f *File) chooseSheet(sheets []sheetEntry) (sheetEntry, error) {
	var visible []sheetEntry
	var names []string
	for _, s := range sheets {
		if names = append(names, s.Name); s.State == "" || s.State == "visible" {
			visible = append(visible, s)
		}
	}
	want := fold(f.layout.Sheet)
	for _, s := range sheets {
		if want != "" && strings.EqualFold(fold(s.Name), want) {
			return s, nil
		}
	}
	number, err := strconv.Atoi(want)
	if want == "" {
		number, err = 1, nil
	}
	if err == nil && number >= 1 && number <= len(visible) {
		return visible[number-1], nil
	}
	what := fmt.Sprintf("the workbook has no sheet %q", f.layout.Sheet)
	if want == "" {
		what = "the workbook has no visible worksheet"
	}
	return sheetEntry{}, f.fault(codeNoSheet, what,
		"Its worksheets are: "+quoteAll(names)+". Rename the sheet in Excel, or name the right one under file: sheet: in the contract.")
}

// unzip reads the table of contents of the file.
func (f *File) unzip() (parts, error) {
	head, err := f.head(1 << 10)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(head, magicOLE) {
		return nil, f.oldOrProtected()
	}
	if !bytes.HasPrefix(head, []byte("PK")) {
		what := whatIs(head)
		if what == "" {
			what = "no workbook at all"
		}
		return nil, f.fault(codeNotAsNamed, "the file should be an Excel workbook (.xlsx), but it is "+what,
			"Open it in Excel and save it as \"Excel Workbook (.xlsx)\", or name its real format in the contract.")
	}
	archive, err := zip.NewReader(f.file, f.size)
	if err != nil {
		return nil, cause(f.cutShort("the workbook is cut short or damaged: its table of contents is missing"), err)
	}
	files, total := parts{}, uint64(0)
	for _, part := range archive.File {
		total += part.UncompressedSize64
		if total > unzipLimit || part.UncompressedSize64 > bombSize && part.UncompressedSize64/bombRatio > part.CompressedSize64 {
			return nil, f.fault(codeNotAsNamed, "the workbook would unpack to far more than a workbook holds",
				"Copy the rows into a new workbook in Excel, or have them sent as CSV.")
		}
		files[strings.TrimPrefix(strings.ReplaceAll(part.Name, "\\", "/"), "/")] = part
	}
	return files, nil
}

// oldOrProtected tells a workbook with a password from one of before 2007: both are in Microsoft's compound format,
// and the names of what is inside are in UTF-16.
func (f *File) oldOrProtected() error {
	mark := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	block := make([]byte, 1<<20)
	for at := int64(0); at < f.size; at += int64(len(block) - len(mark)) {
		n, err := f.file.ReadAt(block, at)
		if bytes.Contains(block[:n], mark) {
			return f.fault(codeEncrypted, "the workbook is protected with a password",
				"Open it in Excel, take the password off (File, Info, Protect Workbook, Encrypt with Password) and save it.")
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return f.unreadable(err)
		}
	}
	return f.fault(codeNotAsNamed, "the file is an old Excel workbook (.xls)", "Open it in Excel and save it as \"Excel Workbook (.xlsx)\".")
}

// open opens a part, which may unpack to at most limit bytes.
func (p parts) open(name string, limit uint64) (io.ReadCloser, error) {
	part := p[name]
	if part == nil {
		return nil, fmt.Errorf("the workbook has no part %s", name)
	}
	if part.UncompressedSize64 > limit {
		return nil, fmt.Errorf("part %s of the workbook is too large", name)
	}
	return part.Open()
}

// decode reads a small part.
func (p parts) decode(name string, to any) error {
	r, err := p.open(name, smallLimit)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(to); err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	return nil
}

// relations reads the links in a part; a part that is not there has none.
func (p parts) relations(name string) []relation {
	var all struct {
		Relations []relation `xml:"Relationship"`
	}
	if p.decode(name, &all) != nil {
		return nil
	}
	return all.Relations
}

// sharedStrings reads the texts that cells refer to by number.
func (p parts) sharedStrings(name string) ([][]byte, error) {
	if name == "" || p[name] == nil {
		return nil, nil
	}
	r, err := p.open(name, stringLimit)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	x := newXMLScanner(r)
	var all [][]byte
	for {
		if err := x.next(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil, io.ErrUnexpectedEOF // before the end tag of all
			}
			return nil, err
		}
		switch {
		case x.kind == endTag && string(x.name) == "sst", x.kind == startTag && x.empty && string(x.name) == "sst":
			return all, nil
		case x.kind == startTag && string(x.name) == "si":
			text, err := richText(x, nil, "si")
			if err != nil {
				return nil, err
			}
			all = append(all, text)
		}
	}
}

// richText appends the text of the element that has just begun, up to its end: that of all its <t>, but for phonetic
// readings.
func richText(x *xmlScanner, to []byte, element string) ([]byte, error) {
	if x.empty {
		return to, nil
	}
	start, inText, phonetic := len(to), false, false
	for {
		if err := x.next(); err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
		switch {
		case x.kind == textToken && inText && !phonetic && x.cdata:
			to = append(to, x.text...)
		case x.kind == textToken && inText && !phonetic:
			to = appendText(to, x.text)
		case x.kind == textToken:
		case string(x.name) == "t":
			inText = x.kind == startTag && !x.empty
		case string(x.name) == "rPh":
			phonetic = x.kind == startTag && !x.empty
		case x.kind == endTag && string(x.name) == element:
			return append(to[:start], unescape(to[start:])...), nil
		}
	}
}
