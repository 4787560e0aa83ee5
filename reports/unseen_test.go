package reports

import (
	"strings"
	"testing"

	"throughcare/reports/document"
)

// TestUnseen: a table in which no number may be shown becomes a sentence; one number, even a true zero, keeps the table.
func TestUnseen(t *testing.T) {
	marked := func(marker string) *Figure { return &Figure{Measure: "signups", Marker: marker} }
	zero := counted(0, 0)
	for name, c := range map[string]struct {
		m    matrix
		want string
	}{
		"held back":             {matrix{cells: [][]*Figure{{marked("[c]")}, {marked("[z]")}, {nil}}}, "Nothing of this can be shown [c]"},
		"does not apply":        {matrix{cells: [][]*Figure{{marked("[z]")}}, totalRow: []*Figure{marked("[z] [p]")}}, "This does not apply [z]"},
		"a zero":                {matrix{cells: [][]*Figure{{marked("[c]")}, {zero}}}, ""},
		"a total":               {matrix{cells: [][]*Figure{{marked("[c]")}}, totalRow: []*Figure{counted(12, 0)}}, ""},
		"the whole":             {matrix{cells: [][]*Figure{{marked("[c]")}}, whole: counted(12, 0)}, ""},
		"not available":         {matrix{cells: [][]*Figure{{marked("[x]")}}}, ""},
		"Scotland's alone":      {matrix{cells: [][]*Figure{{marked("[c]")}}, compare: []*Figure{counted(12, 0)}}, "Nothing of this can be shown [c]"},
		"a reference, no place": {matrix{cells: [][]*Figure{{marked("[z]")}}, reference: counted(12, 0)}, "This does not apply [z]"},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.m.unseen()
			if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestMarkersOfWhatHasNoTable: the key explains the signs of a sentence that stands in a table's place, in an earlier period too.
func TestMarkersOfWhatHasNoTable(t *testing.T) {
	d := document.Document{Sections: []document.Section{{Blocks: []document.Block{{
		Empty:   "This does not apply [z]: nothing was counted.",
		Earlier: []document.Block{{Empty: "Nothing of this can be shown [c]."}},
	}}}}}
	var got []string
	for _, m := range markersOf(&d, 5) {
		got = append(got, m.Sign)
	}
	if strings.Join(got, " ") != "[c] [z]" {
		t.Errorf("the key explains %q", got)
	}
}

// TestApplies: a share of what was met is of those to which the limit applies, and not known where their number does not follow.
func TestApplies(t *testing.T) {
	cols := []entry{{key: "MET"}, {key: "MISSED"}, {key: "NOT_APPLICABLE"}}
	held := counted(0, 0)
	held.Value, held.Marker = nil, "[c]"
	m := matrix{rows: make([]entry, 2), cols: cols, totalCol: []*Figure{counted(3043, 0), counted(300, 0)},
		cells: [][]*Figure{{counted(203, 0), counted(20, 0), counted(2820, 0)}, {counted(200, 0), held, held}}}
	if got := m.applies(tableSpec{}, 0); got != 223 {
		t.Errorf("the limit applies to %v, not 223", got)
	}
	if got := m.applies(tableSpec{}, 1); got != 0 {
		t.Errorf("told that it applies to %v", got)
	}
}
