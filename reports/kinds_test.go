package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughcare/reports/document"
)

// outcomes is referrals by route and outcome: 18 and 3 of 24 by the board, 9 and 0 of 12 by the court.
func outcomes() (*matrix, tableSpec) {
	m := &matrix{rows: []entry{{key: "BOARD", label: "Parole Board"}, {key: "COURT", label: "Court"}},
		cols:     []entry{{key: "RECALLED", label: "Recalled"}, {key: "NO_ACTION", label: "No action"}, {key: "PENDING", label: "Pending"}},
		cells:    [][]*Figure{{counted(18, 0), counted(3, 0), counted(3, 0)}, {counted(9, 0), counted(0, 0), counted(3, 0)}},
		totalCol: []*Figure{counted(24, 0), counted(12, 0)}, totalRow: []*Figure{counted(27, 0), counted(3, 0), counted(6, 0)}, whole: counted(36, 0)}
	return m, tableSpec{Rows: "category", Columns: "crossed", Subject: "Referrals", Cross: []string{"route", "outcome"}}
}

func withheld() *Figure {
	f := counted(0, 0)
	f.Value, f.Marker = nil, "[c]"
	return f
}

func wording(t *testing.T) *builder {
	t.Helper()
	w, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	return &builder{words: w, scotland: &place{Name: "Scotland"}}
}

// flows writes the links of a chart as names, so that they can be read.
func flows(c *document.Chart) map[string]float64 {
	out := map[string]float64{}
	for _, l := range c.Links {
		out[c.Nodes[l.From].Name+" > "+c.Nodes[l.To].Name] = l.Value
	}
	return out
}

func TestFlow(t *testing.T) {
	b := wording(t)
	m, spec := outcomes()
	c := &document.Chart{}
	b.flowChart(spec, m, c)
	want := map[string]float64{"Referrals > Parole Board": 24, "Referrals > Court": 12, "Parole Board > Recalled": 18, "Parole Board > No action": 3,
		"Parole Board > Pending": 3, "Court > Recalled": 9, "Court > Pending": 3}
	if diff := cmp.Diff(want, flows(c)); diff != "" {
		t.Error(diff)
	}
	// With a pair withheld the rows are left out, and what the totals leave goes to a node without a number.
	m.cells[1][2], m.cells[0][2], m.totalRow[2], m.totalRow[1] = withheld(), withheld(), withheld(), withheld()
	c = &document.Chart{}
	b.flowChart(spec, m, c)
	if diff := cmp.Diff(map[string]float64{"Referrals > Recalled": 27, "Referrals > Held back": 9}, flows(c)); diff != "" {
		t.Error(diff)
	}
	if held := c.Nodes[len(c.Nodes)-1]; held.Value != nil || held.Marker != "[c]" || !held.Muted {
		t.Errorf("what is held back is drawn as %+v", held)
	}
	// With all of them withheld there is nothing to draw.
	m.totalRow[0] = withheld()
	c = &document.Chart{}
	if b.flowChart(spec, m, c); len(c.Links)+len(c.Nodes) > 0 {
		t.Errorf("drawn with all parts withheld: %v", flows(c))
	}
	// Without a whole there is nothing to draw parts of.
	m.whole = withheld()
	c = &document.Chart{}
	if b.flowChart(spec, m, c); len(c.Links) > 0 {
		t.Errorf("drawn without a whole: %v", flows(c))
	}
}

// TestPaths draws the states that the definition puts before the categories.
func TestPaths(t *testing.T) {
	b := wording(t)
	m := &matrix{rows: []entry{{key: "MET", label: "Met"}, {key: "NOT_MET", label: "Not met"}, {key: "NOT_REFERRED", label: "Not referred"}},
		cols: []entry{{key: "needs"}}, cells: [][]*Figure{{counted(30, 0)}, {counted(10, 0)}, {counted(20, 0)}}, totalRow: []*Figure{counted(60, 0)}}
	spec := tableSpec{Rows: "category", Subject: "Needs", Paths: []pathSpec{{Through: []string{"Referred", "Accepted"}, Categories: []string{"MET", "NOT_MET"}}}}
	c := &document.Chart{}
	b.flowChart(spec, m, c)
	want := map[string]float64{"Needs > Referred": 40, "Referred > Accepted": 40, "Accepted > Met": 30, "Accepted > Not met": 10, "Needs > Not referred": 20}
	if diff := cmp.Diff(want, flows(c)); diff != "" {
		t.Error(diff)
	}
	for _, n := range c.Nodes {
		if n.Name == "Accepted" && (n.Value == nil || *n.Value != 40) {
			t.Errorf("the state has %v", n.Value)
		}
	}
	// A state that something withheld went through has no number.
	m.cells[1][0] = withheld()
	c = &document.Chart{}
	b.flowChart(spec, m, c)
	for _, n := range c.Nodes {
		if n.Name == "Accepted" && n.Value != nil {
			t.Errorf("a state whose parts are withheld has %g", *n.Value)
		}
	}
}

func TestShares(t *testing.T) {
	b := wording(t)
	m, spec := outcomes()
	c, block := &document.Chart{}, &document.Block{}
	b.sharesChart(spec, m, c, block)
	if got := *c.Series[0].Points[0].Value; got != 75 {
		t.Errorf("18 of 24 is drawn as %g%%", got)
	}
	m.cells[0][1], m.totalCol[1] = withheld(), withheld()
	c = &document.Chart{}
	b.sharesChart(spec, m, c, block)
	if p := c.Series[1].Points[0]; p.Value != nil || p.Marker != "[c]" {
		t.Errorf("what is withheld is drawn as %+v", p)
	}
	for _, s := range c.Series {
		if p := s.Points[1]; p.Value != nil || p.Marker != "[c]" {
			t.Errorf("a part of a whole that is withheld is drawn as %+v", p)
		}
	}
	if block.Note == "" {
		t.Error("nothing says what the gap is")
	}
}

func TestKindFindings(t *testing.T) {
	b := wording(t)
	m, spec := outcomes()
	days := func(v, lower, upper, n float64, marker string) *Figure {
		f := rated(v, lower, upper, 0)
		f.Denominator, f.Marker, f.Statistic, f.Unit = &n, marker, incidence, "per cent"
		return f
	}
	curve := &matrix{rows: []entry{{label: "90 days"}, {label: "365 days"}, {label: "730 days"}}, cols: []entry{{}},
		cells: [][]*Figure{{days(4, 2, 6, 390, "")}, {days(9.3, 6.6, 12.6, 390, "")}, {withheld()}}}
	areas := &matrix{cols: []entry{{label: "Apr to Jun 2026"}, {label: "Jul to Sep 2026"}}, rows: []entry{{label: "Fife"}, {label: "Angus"}, {label: "Moray"}},
		cells: [][]*Figure{{counted(287, 1), counted(345, 0)}, {counted(10, 1), counted(12, 0)}, {withheld(), counted(9, 0)}}}
	for _, c := range []struct{ got, want string }{
		{b.crossedFinding(spec, m, "Referrals"), "Referrals: recalled is the most common, 27 of 36 (75.0%) in Jul to Sep 2026; 6 pending"},
		{incidenceFinding(curve, "Recalled"), "Recalled: an estimated 9.3% within 365 days, between 6.6% and 12.6% (95% limits), of 390 licences started in Jul to Sep 2026"},
		{placesFinding(areas, "Sign-ups"), "Sign-ups: in 1 of the 2 areas that can be compared Jul to Sep 2026 differed from Apr to Jun 2026 by more than chance alone would usually give; up in Fife"},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
	curve.cells[1][0].Marker = "[u]"
	if got := incidenceFinding(curve, "Recalled"); got != "Recalled: an estimated 4.0% within 90 days, between 2.0% and 6.0% (95% limits), of 390 licences started in Jul to Sep 2026" {
		t.Errorf("an unreliable figure is spoken of: %s", got)
	}
	spec.Scale, spec.Only = true, []string{"6", "5", "4", "3"}
	scale := &matrix{rows: []entry{{label: "Planning"}, {label: "Risk"}, {label: "Review"}}, cols: []entry{{key: "6"}, {key: "5"}, {key: "4"}, {key: "3"}},
		cells: [][]*Figure{{counted(10, 0), counted(10, 0), counted(10, 0), counted(10, 0)}, {counted(20, 0), counted(10, 0), counted(5, 0), counted(5, 0)}, {counted(20, 0), counted(10, 0), counted(5, 0), withheld()}}}
	if got, want := b.crossedFinding(spec, scale, "Good or better"), "Good or better: most often for risk (30 of 40, 75.0%), least for planning (20 of 40, 50.0%) in Jul to Sep 2026"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
