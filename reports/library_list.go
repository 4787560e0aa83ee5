package reports

import (
	"io/fs"
	"strings"

	"throughcare/sql/fault"
	"throughcare/sql/settings"
)

// DefinitionInfo is one report that there is a definition of.
type DefinitionInfo struct {
	ID, Title string
	Own       bool // in the project's folder
	Program   bool // the program has one of this name, which an own one stands in for
	Fault     error
}

// Definitions lists every report: the program's, and those of the project's folder, which may be nil. One that does not hold has
// its fault.
func Definitions(own fs.FS) ([]DefinitionInfo, error) {
	l := library{own}
	ids, err := l.ids()
	if err != nil {
		return nil, err
	}
	all := make([]DefinitionInfo, 0, len(ids))
	for _, id := range ids {
		d, err := l.read(id)
		_, isOwn, unread := l.text(id)
		if unread != nil {
			return nil, unread
		}
		_, none := definitions.ReadFile("definitions/" + id + ".yaml")
		all = append(all, DefinitionInfo{ID: id, Title: d.Title, Own: isOwn, Program: none == nil, Fault: err})
	}
	return all, nil
}

// DefinitionText is the definition in force: the project's, else the program's. A fault P002 where there is none.
func DefinitionText(own fs.FS, id string) ([]byte, error) {
	l := library{own}
	ids, err := l.ids()
	if err != nil {
		return nil, err
	}
	for _, known := range ids {
		if known == id {
			text, _, err := l.text(id)
			return text, err
		}
	}
	f := fault.New(fault.Usage, "P002", "there is no report %q", id)
	f.Try = settings.Suggest(id, ids)
	return nil, f
}

// copyHead explains a copy to who changes it.
const copyHead = `# A report of this project. It stands in for the program's report of the same name, or adds one.
# Change titles, texts, sections, tables and messages; "throughcare measures list" says what can be counted, and
# "throughcare report preview NAME --watch" shows every change. Take the # away for your own looks:
#
# contact: throughcare@example.org        # who answers questions
# look:
#   logo: logo.svg                        # SVG or PNG, in this folder, at most 100 KB
#   logo_text: Name of your service       # what the logo says
#   workbook_logo: logo.png               # where the logo is an SVG: workbooks show PNG
#   colours: ["#002d54", "#2b9c93"]       # at most four; the first is that of headings

`

// CopyDefinition is the definition in force as the text of a file to change, under another name where one is given.
func CopyDefinition(own fs.FS, id, as string) ([]byte, error) {
	text, err := DefinitionText(own, id)
	if err != nil || as == id || as == "" {
		return append([]byte(copyHead), text...), err
	}
	renamed := strings.Replace("\n"+string(text), "\nreport: "+id+"\n", "\nreport: "+as+"\n", 1)
	return []byte(copyHead + strings.TrimPrefix(renamed, "\n")), nil
}
