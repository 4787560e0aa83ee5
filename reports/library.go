package reports

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"throughcare/sql/fault"
	"throughcare/sql/settings"
)

//go:embed definitions/*.yaml
var definitions embed.FS

// The stable codes of faults in a definition.
const (
	codeSyntax = "D001" // not YAML
	codeKey    = "D002" // a key that there is not
	codeType   = "D003" // a value of the wrong form
	codeValue  = "D004" // a value that cannot be: an unknown measure, a layout that cannot be drawn
	codeLogo   = "D005" // a logo that cannot be shown
	codeColour = "D006" // a colour that cannot be told from the page
)

// labelsFile has the words that all reports share.
const labelsFile = "labels.yaml"

// library is where definitions come from: the program's own, and a project's folder, whose files stand in for those of the same
// name and add reports of other names.
type library struct{ own fs.FS } // nil: the program's only

// loadDefinitions reads the embedded reports, or those named, in the order of their file names.
func loadDefinitions(names []string) ([]Definition, error) { return library{}.load(names) }

// load reads the reports, or those named: the program's in the order of their names, then the project's others. What is wrong
// with a definition of the project's is told with line and column; those not asked for are not read.
func (l library) load(names []string) ([]Definition, error) {
	ids, err := l.ids()
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if !slices.Contains(ids, n) {
			f := fault.New(fault.Usage, "P002", "there is no report %q", n)
			f.Try = settings.Suggest(n, ids)
			return nil, f
		}
	}
	var all []Definition
	var wrong []error
	for _, id := range ids {
		if len(names) > 0 && !slices.Contains(names, id) {
			continue
		}
		d, err := l.read(id)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		all = append(all, d)
	}
	return all, errors.Join(wrong...)
}

// ids of the reports.
func (l library) ids() ([]string, error) {
	ids, err := idsOf(definitions, "definitions")
	if err != nil || l.own == nil {
		return ids, err
	}
	own, err := idsOf(l.own, ".")
	for _, id := range own {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, err
}

func idsOf(files fs.FS, folder string) ([]string, error) {
	entries, err := fs.ReadDir(files, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("report definitions: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), ".yaml"); ok && e.Name() != labelsFile && !strings.HasPrefix(id, ".") {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// text of a definition, and whether it is the project's.
func (l library) text(id string) (text []byte, own bool, err error) {
	if l.own != nil {
		text, err := fs.ReadFile(l.own, id+".yaml")
		if err == nil {
			return text, true, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, true, fmt.Errorf("report definitions: %w", err)
		}
	}
	text, err = definitions.ReadFile(path.Join("definitions", id+".yaml"))
	if err != nil {
		return nil, false, fmt.Errorf("report definitions: %w", err)
	}
	return text, false, nil
}

func (l library) read(id string) (Definition, error) {
	var d Definition
	text, own, err := l.text(id)
	if err != nil {
		return d, err
	}
	file := settings.Read(id+".yaml", text, &d, definitionWords())
	if file.Err() == nil {
		d.check(id, file)
	}
	if file.Err() == nil && own {
		d.file = file
		d.checkOwn(file)
		d.look = d.Look.read(l.own, file)
	}
	return d, file.Err()
}

func definitionWords() settings.Words {
	return settings.Words{Syntax: codeSyntax, Key: codeKey, Type: codeType, Effect: "no report was written"}
}

// check refuses a definition that could not be drawn.
func (d *Definition) check(name string, file *settings.File) {
	if !regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`).MatchString(name) || len(name) > 40 {
		file.Fail("report", codeValue, "the file of a report is named in small letters, digits and hyphens, which name its folder too")
	}
	if d.Report != name {
		file.Fail("report", codeValue, "the file is %s.yaml, and its report is %q", name, d.Report).Try = "report: " + name
	}
	if strings.TrimSpace(d.Title) == "" {
		file.Fail("title", codeValue, "the report needs a title")
	}
	kinds := []string{"scotland", "authority", "establishment", "service", supplier}
	for i, p := range d.Places {
		if !slices.Contains(kinds, p) {
			file.Fail(fmt.Sprintf("places[%d]", i), codeValue, "there are no places of the kind %q", p).Try = settings.Suggest(p, kinds)
		}
	}
	if kinds := []string{"charts", "tables"}; d.Workbook != "" && !slices.Contains(kinds, d.Workbook) {
		file.Fail("workbook", codeValue, "there is no workbook of %q", d.Workbook).Try = settings.Suggest(d.Workbook, kinds)
	}
	seen := map[string]bool{}
	for i, c := range d.Chapters {
		for j, id := range c.Measures {
			if seen["measure "+id] {
				file.Fail(fmt.Sprintf("chapters[%d].measures[%d]", i, j), codeValue, "the measure %q has two chapters", id)
			}
			seen["measure "+id] = true
		}
	}
	for i, s := range d.Sections {
		for j, t := range s.Tables {
			at := fmt.Sprintf("sections[%d].tables[%d]", i, j)
			if err := t.check(); err != nil {
				word, _, _ := strings.Cut(err.Error(), " ") // often the key at fault
				file.Fail(at+"."+word, codeValue, "table %q: %s", t.ID, err)
			}
			if seen[t.ID] {
				file.Fail(at+".id", codeValue, "two tables are named %q", t.ID)
			}
			seen[t.ID] = true
		}
	}
}

// loadWords reads the labels of codes.
func loadWords() (*words, error) {
	w := &words{label: map[string]string{}, position: map[string]int{}}
	text, err := definitions.ReadFile("definitions/" + labelsFile)
	if err != nil {
		return nil, fmt.Errorf("report definitions: %w", err)
	}
	if err := settings.Read(labelsFile, text, w, definitionWords()).Err(); err != nil {
		return nil, err
	}
	for i, entry := range w.Categories {
		for code, label := range entry {
			w.label[code], w.position[code] = label, i
		}
	}
	return w, nil
}
