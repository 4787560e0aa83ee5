package conformance

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"throughcare/sql/fault"
)

// mostBytes of a part, unpacked: a bigger one is no table that anybody reads.
const mostBytes = 512 << 20

// book is a workbook as it is stored.
type book struct {
	name   string
	beside []string
	parts  map[string]*zip.File
	sheets []*sheet // in the order of the tabs; chart sheets are left out
	styles styles
	texts  []*said
	seen   map[string]*said // texts of cells that are not in the list, each kept once

	nothing *said // what a cell without a text says

	active                             int // the tab that is in front
	title, language, creator, keywords string
	macros                             bool
	notes                              []noteUse // filled once, see noteUses
	noted                              bool
}

// openBook reads every part that the checks look at.
func openBook(name string, content []byte) (*book, error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, notWorkbook(name, err)
	}
	b := &book{name: name, parts: map[string]*zip.File{}, seen: map[string]*said{}, nothing: &said{asked: true}}
	for _, f := range z.File {
		b.parts[strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(f.Name, "/"), `\`, "/"))] = f
		b.macros = b.macros || strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin")
	}
	if err := b.load(); err != nil {
		return nil, notWorkbook(name, err)
	}
	if len(b.sheets) == 0 {
		return nil, notWorkbook(name, errors.New("it has no sheet"))
	}
	return b, nil
}

func notWorkbook(name string, err error) error {
	f := fault.New(fault.Usage, "K001", "%s is not a workbook that can be read", name)
	f.Rule = "XLSX, as Office Open XML (ECMA-376) has it"
	f.Try = "open it in a spreadsheet program and save it as .xlsx"
	f.Err = err
	return f
}

func (b *book) load() error {
	main := "xl/workbook.xml"
	root, err := b.relations("")
	if err != nil {
		return err
	}
	for _, r := range root {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	if b.parts[strings.ToLower(main)] == nil {
		return errors.New("it has no workbook part")
	}
	related, err := b.relations(main)
	if err != nil {
		return err
	}
	for _, r := range related {
		switch r.kind {
		case "styles":
			err = b.loadStyles(r.target)
		case "sharedStrings":
			err = b.loadTexts(r.target)
		}
		if err != nil {
			return err
		}
	}
	for _, r := range root {
		if r.kind == "core-properties" {
			if err := b.loadCore(r.target); err != nil {
				return err
			}
		}
	}
	return b.loadSheets(main, related)
}

// relation is a line of a part's relationships: what kind, to which part or address.
type relation struct {
	id, kind, target string
	external         bool
}

// relations of a part, or of the package itself; targets are names of parts, addresses where external.
func (b *book) relations(part string) ([]relation, error) {
	folder, file := path.Split(part)
	var all []relation
	err := b.each(folder+"_rels/"+file+".rels", func(e *element) error {
		if e.name != "Relationship" {
			return nil
		}
		r := relation{id: e.attr("Id"), kind: path.Base(e.attr("Type")), target: e.attr("Target"), external: strings.EqualFold(e.attr("TargetMode"), "External")}
		if !r.external {
			if strings.HasPrefix(r.target, "/") {
				r.target = strings.TrimPrefix(r.target, "/")
			} else {
				r.target = path.Join(folder, r.target)
			}
		}
		all = append(all, r)
		return nil
	})
	return all, err
}

func (b *book) loadCore(part string) error {
	return b.each(part, func(e *element) error {
		into := map[string]*string{"title": &b.title, "language": &b.language, "creator": &b.creator, "keywords": &b.keywords}[e.name]
		if into == nil {
			return nil
		}
		text, err := e.text()
		*into = strings.TrimSpace(text)
		return err
	})
}

func (b *book) loadSheets(main string, related []relation) error {
	target := func(id string) string {
		i := slices.IndexFunc(related, func(r relation) bool { return r.id == id })
		if i < 0 || related[i].kind != "worksheet" {
			return ""
		}
		return related[i].target
	}
	err := b.each(main, func(e *element) error {
		switch e.name {
		case "workbookView":
			b.active, _ = strconv.Atoi(e.attr("activeTab"))
		case "sheet":
			if part := target(e.attr("id")); part != "" {
				b.sheets = append(b.sheets, &sheet{name: e.attr("name"), hidden: e.attr("state") == "hidden" || e.attr("state") == "veryHidden", part: part})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := b.loadPlain(); err != nil {
		return err
	}
	for _, s := range b.sheets {
		if err := b.loadSheet(s); err != nil {
			return fmt.Errorf("part %s: %w", s.part, err)
		}
	}
	return nil
}

// element is a start tag that was met, with a way to what is in it.
type element struct {
	name    string // without its prefix
	attrs   []xml.Attr
	decoder *xml.Decoder
}

// attr is an attribute's value, by its name without prefix.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// on tells whether an attribute says yes; absent is otherwise.
func (e *element) on(name string, otherwise bool) bool {
	switch e.attr(name) {
	case "":
		return otherwise
	case "0", "false", "off":
		return false
	default:
		return true
	}
}

// text reads to the end of the element and returns what stands in it.
func (e *element) text() (string, error) {
	var out strings.Builder
	for depth := 1; depth > 0; {
		token, err := e.decoder.RawToken()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			out.Write(t)
		}
	}
	return out.String(), nil
}

// partOf the package, unpacked. One that is not there is empty.
func (b *book) partOf(name string) ([]byte, error) {
	f := b.parts[strings.ToLower(name)]
	if f == nil {
		return nil, nil
	}
	if f.UncompressedSize64 > mostBytes {
		return nil, fmt.Errorf("part %s: too big", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", name, err)
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, mostBytes))
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", name, err)
	}
	return content, nil
}

// each calls for every start tag of a part, in order. A part that is not there has none.
func (b *book) each(part string, found func(*element) error) error {
	content, err := b.partOf(part)
	if err != nil {
		return err
	}
	return eachOf(part, bytes.NewReader(content), found)
}

func eachOf(part string, content io.Reader, found func(*element) error) error {
	d := xml.NewDecoder(content)
	e := &element{decoder: d}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("part %s: %w", part, err)
		}
		if start, ok := token.(xml.StartElement); ok {
			e.name, e.attrs = start.Name.Local, start.Attr
			if err := found(e); err != nil {
				return fmt.Errorf("part %s: %w", part, err)
			}
		}
	}
}
