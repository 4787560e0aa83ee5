package xlsx

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// Table marks rows of a sheet as a table: its header, which stands in row Top from column A, and Rows rows under it. It has no
// filter, no style and no stripes. excelize cannot make one without a filter (qax-os/excelize issue 1796), and reads all tables
// of the workbook again for each.
type Table struct {
	Name    string
	Columns []string
	Top     int
	Rows    int
}

const (
	main          = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageLinks  = "http://schemas.openxmlformats.org/package/2006/relationships"
	tableType     = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
	tableLink     = "rIdTable" // of the sheet to its table; excelize numbers its own
)

// part of the table, whose number is that of its sheet. (ECMA-376 part 1, 18.5.1.2.)
func (t *Table) part(number int) ([]byte, error) {
	var out bytes.Buffer
	name, err := attribute(t.Name)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&out, xml.Header+`<table xmlns="%s" id="%d" name="%s" displayName="%s" ref="A%d:%s%d" totalsRowShown="0"><tableColumns count="%d">`,
		main, number, name, name, t.Top, columnName(len(t.Columns)), t.Top+t.Rows, len(t.Columns))
	for i, c := range t.Columns {
		name, err := attribute(c)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, `<tableColumn id="%d" name="%s"/>`, i+1, name)
	}
	out.WriteString(`</tableColumns><tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="0" showColumnStripes="0"/></table>`)
	return out.Bytes(), nil
}

func attribute(text string) (string, error) {
	var out bytes.Buffer
	err := escape(&out, text)
	return out.String(), err
}

// linked is a sheet's part of relations with the one to its table.
func linked(part []byte, number int) []byte {
	link := fmt.Sprintf(`<Relationship Id="%s" Type="%s/table" Target="../tables/table%d.xml"/>`, tableLink, relationships, number)
	if len(part) == 0 {
		return []byte(xml.Header + `<Relationships xmlns="` + packageLinks + `">` + link + `</Relationships>`)
	}
	return addTo(part, "</Relationships>", link)
}

// tableParts is the element that says in a sheet which table it has.
const tableParts = `<tableParts count="1"><tablePart xmlns:r="` + relationships + `" r:id="` + tableLink + `"/></tableParts>`
