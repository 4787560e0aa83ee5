package page

import (
	"fmt"
	"math"
	"time"

	"throughcare/reports/document"
)

// points makes a series; a negative number is withheld.
func points(values ...float64) []document.Point {
	out := make([]document.Point, len(values))
	for i, v := range values {
		if v < 0 {
			out[i].Marker = "[c]"
			continue
		}
		out[i].Value = &v
	}
	return out
}

// limited makes a series with limits around each value.
func limited(half float64, values ...float64) []document.Point {
	out := points(values...)
	for i := range out {
		if out[i].Value != nil {
			lower, upper := max(0, *out[i].Value-half), *out[i].Value+half
			out[i].Lower, out[i].Upper = &lower, &upper
		}
	}
	return out
}

func number(v float64) *float64 { return &v }

// madeFunnel has places of every sign, two of them so close that their names need different sides.
func madeFunnel() document.Chart {
	f := &document.FunnelPlot{Size: "Number of liberations (denominator)", Target: 50, Named: "Scotland 50.0%"}
	for n := 20.0; n <= 300; n += 20 {
		half := 50 / math.Sqrt(n)
		f.Curve = append(f.Curve, document.FunnelLimits{Size: n, Low95: 50 - 1.96*half, High95: 50 + 1.96*half, Low998: 50 - 3.09*half, High998: 50 + 3.09*half})
	}
	for _, p := range []document.FunnelPoint{{Name: "Fife", Size: 76, Value: 55}, {Name: "Glasgow City", Size: 286, Value: 49}, {Name: "Highland", Size: 52, Value: 59},
		{Name: "East Ayrshire", Size: 60, Value: 35, Sign: document.SignNear}, {Name: "North Ayrshire", Size: 56, Value: 34, Sign: document.SignNear},
		{Name: "Dumfries and Galloway", Size: 240, Value: 68, Sign: document.SignFar}, {Name: "Perth and Kinross", Size: 120, Value: 52, Own: true}} {
		if p.Sign == "" {
			p.Sign = document.SignPlain
		}
		f.Points = append(f.Points, p)
	}
	return document.Chart{Kind: document.Funnel, Axis: "Percentage", Format: document.Percent, Funnel: f}
}

// madeControl has a gap, a special cause on either side, limits that vary, and a period that is not complete.
func madeControl(quarters []string) document.Chart {
	c := &document.ControlPlot{Mean: "Mean 50.0%", Baseline: 4}
	values := points(52, 75, -1, 49, 24, 46)
	for i, p := range values {
		c.Points = append(c.Points, document.ControlPoint{Value: p.Value, Marker: p.Marker, Mean: number(50), Lower: number(30 - float64(i%2)), Upper: number(70 + float64(i%2)), Sign: document.SignPlain})
	}
	c.Points[1].Sign, c.Points[1].High, c.Points[4].Sign = document.SignBetter, true, document.SignWorse
	c.Points[5] = document.ControlPoint{Value: values[5].Value, Marker: "[p]", Sign: document.SignPlain, Provisional: true}
	return document.Chart{Kind: document.Control, Axis: "Percentage", Format: document.Percent, Categories: quarters, Series: []document.Series{{Name: "Supported", Points: values}}, Control: c}
}

// everyKind is a small made-up document with one chart of each kind, each with something withheld.
func everyKind() *document.Document {
	quarters := []string{"Jan to Mar 2025", "Apr to Jun 2025", "Jul to Sep 2025", "Oct to Dec 2025", "Jan to Mar 2026", "Apr to Jun 2026"}
	needs := []string{"Housing", "Benefits", "Mental health", "Identification documents", "Pharmacy or treatment appointment"}
	started := points(84, 92, 101, -1, 97, 120)
	started[0].Marker = "[p]"
	charts := []document.Chart{
		{Kind: document.Bars, Axis: "Number of needs", Format: document.Count, Categories: needs,
			Series: []document.Series{{Name: "Identified", Points: points(412, 300, 188, 96, 0)}, {Name: "Referred", Points: points(371, 204, 150, -1, 0)}}},
		{Kind: document.Columns, Axis: "Number of people", Format: document.Count, Categories: quarters, Series: []document.Series{{Name: "Sign-ups", Points: points(310, 345, -1, 402, 398, 420)}}},
		{Kind: document.Line, Axis: "Number of sign-ups", Format: document.Count, Categories: quarters,
			Series: []document.Series{{Name: "Offers", Points: points(140, 155, 149, 160, 171, 180)}, {Name: "Sign-ups", Points: started}}},
		{Kind: document.Line, Axis: "Percentage", Format: document.Percent, Categories: quarters,
			Series: []document.Series{{Name: "Fife", Points: limited(9, 50, 58, -1, 61, 47, 66)}, {Name: "Scotland", Muted: true, Points: points(52, 53, 51, 55, 54, 56)}}},
		{Kind: document.Stacked, Axis: "Number of referrals", Format: document.Count, Categories: []string{"2023-24", "2024-25", "2025-26"},
			Series: []document.Series{{Name: "Recalled", Points: points(120, 131, 140)}, {Name: "Warning letter", Points: points(40, 38, -1)}, {Name: "No action", Points: points(22, 30, -1)}, {Name: "Pending", Muted: true, Points: points(0, 5, 31)}}},
		{Kind: document.Shares, Scale: true, Axis: "Percentage", Format: document.Percent, Categories: []string{"Risk assessment quality", "Support for wider needs", "Planning"},
			Series: []document.Series{{Name: "Excellent", Points: points(8, 12, -1)}, {Name: "Very good", Points: points(27, 30, 31)}, {Name: "Good", Points: points(35, 28, 30)},
				{Name: "Adequate", Points: points(18, 20, 19)}, {Name: "Weak", Points: points(9, 7, 11)}, {Name: "Unsatisfactory", Points: points(3, 3, -1)}}},
		{Kind: document.Flow, Format: document.Count, Nodes: []document.Node{{Name: "Referrals", Value: number(240)}, {Name: "Parole Board", Value: number(150)}, {Name: "Scottish Ministers", Value: number(90)},
			{Name: "Recalled", Value: number(140), Last: true}, {Name: "Warning letter", Value: number(60), Last: true}, {Name: "Pending", Value: number(12), Muted: true, Last: true}, {Name: "Held back", Marker: "[c]", Muted: true, Last: true}},
			Links: []document.Link{{From: 0, To: 1, Value: 150}, {From: 0, To: 2, Value: 90}, {From: 1, To: 3, Value: 95}, {From: 1, To: 4, Value: 35}, {From: 1, To: 5, Value: 12}, {From: 1, To: 6, Value: 8},
				{From: 2, To: 3, Value: 45}, {From: 2, To: 4, Value: 25}, {From: 2, To: 6, Value: 20}}},
		{Kind: document.Incidence, Axis: "Percentage", Format: document.Percent, Days: []float64{30, 90, 120, 182, 365}, Fixed: []bool{true, true, false, true, true},
			Series: []document.Series{{Name: "Recalled", Points: limited(2.5, -1, 3.8, 5.1, 6.4, 9.3)}},
			Under:  []document.Under{{Name: "Events", Cells: []string{"[c]", "15", "[x]", "25", "34"}}, {Name: "Still followed", Cells: []string{"[c]", "321", "302", "278", "103"}}}},
		{Kind: document.Intervals, Axis: "Percentage", Format: document.Percent, Categories: []string{"Aberdeen City", "Dumfries and Galloway", "Fife", "Na h-Eileanan Siar", "West Dunbartonshire"},
			Reference: &document.Reference{Name: "Scotland 52.2%", Value: 52.2}, Series: []document.Series{{Name: "Supported", Points: limited(12, 55, 38, 71, -1, 49)}}},
	}
	multiples := document.Chart{Kind: document.Multiples, Format: document.Count, Categories: quarters}
	for i, name := range []string{"Aberdeen City", "City of Edinburgh", "Dumfries and Galloway", "Fife", "Glasgow City", "Highland"} {
		v := float64(10 + 7*i)
		multiples.Series = append(multiples.Series, document.Series{Name: name, Points: points(v, v*1.3, -1, v*1.1, v*0.8, v*1.2)})
	}
	charts = append(charts, multiples, madeFunnel(), madeControl(quarters))
	day := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	doc := &document.Document{Report: "golden", ReportTitle: "Every kind of chart", Place: "Nowhere", Release: document.Release{ID: "2026-06-30.1", AsAt: day, MadeAt: day}}
	section := document.Section{ID: "charts", Heading: "Charts"}
	for i := range charts {
		c := &charts[i]
		c.ID, c.Description = fmt.Sprintf("chart-%d", i), "A made-up chart."
		section.Blocks = append(section.Blocks, document.Block{ID: fmt.Sprintf("block-%d", i), Subtitle: string(c.Kind), Chart: c,
			Table: &document.Table{Name: fmt.Sprintf("block-%d", i), Caption: string(c.Kind), Columns: []document.Column{{Name: "Row"}}, Rows: []document.Row{{Cells: []document.Cell{document.TextCell("made up")}}}}})
	}
	doc.Sections = []document.Section{section}
	return doc
}
