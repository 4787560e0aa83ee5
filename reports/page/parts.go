package page

import (
	"throughcare/reports/document"
)

// scale is how the points of a scale are drawn, from the best to the worst: the better half in blue, lighter blue and teal, the
// worse half in one orange that grows fuller. Patterns tell the orange ones apart without colour.
var scale = [...]struct{ colour, pattern string }{
	{"#002d54", ""}, {"#0065bd", ""}, {"#2b9c93", ""}, {"#e5682a", "wide"}, {"#e5682a", "narrow"}, {"#e5682a", ""}}

// scalePoint is the place of a series on the scale; the muted ones have none.
func scalePoint(c *document.Chart, i int) int {
	if !c.Scale || c.Series[i].Muted || i >= len(scale) {
		return -1
	}
	return i
}

// decal is a pattern of white lines.
func decal(pattern string) dict {
	switch pattern {
	case "wide":
		return dict{"symbol": "rect", "color": "#ffffff", "dashArrayX": []int{1, 0}, "dashArrayY": []int{5, 3}, "rotation": -0.785}
	case "narrow":
		return dict{"symbol": "rect", "color": "#ffffff", "dashArrayX": []int{1, 0}, "dashArrayY": []int{2, 4}, "rotation": 0.785}
	default:
		return nil
	}
}

// dressShares gives a part of a bar of 100% its colour, pattern and label.
func dressShares(s dict, c *document.Chart, i int, style, label dict) {
	s["stack"], s["barMaxWidth"] = "all", 34
	style["borderColor"], style["borderWidth"] = "#ffffff", 1
	if at := scalePoint(c, i); at >= 0 {
		style["color"] = scale[at].colour
		if d := decal(scale[at].pattern); d != nil {
			style["decal"] = d
		}
	}
	label["position"], label["backgroundColor"], label["padding"], label["borderRadius"], label["fontSize"] = "inside", "#ffffff", []int{1, 3}, 2, 13
	s["labelLayout"] = dict{"hideOverlap": true}
}

// Markers of what is no part of the whole.
const notApplicable, notAvailable = "[z]", "[x]"

// heldBack closes each bar of 100% with a gap for what is withheld, labelled with its marker.
func heldBack(c *document.Chart) []any {
	var data []any
	found := false
	for i := range c.Categories {
		sum, marker := 0.0, ""
		for _, s := range c.Series {
			if p := s.Points[i]; p.Value != nil {
				sum += *p.Value
			} else if marker == "" && p.Marker != notApplicable && p.Marker != notAvailable {
				marker = p.Marker
			}
		}
		if marker == "" || sum > 99.95 {
			data = append(data, "-")
			continue
		}
		found = true
		data = append(data, dict{"value": 100 - sum, "name": marker, "label": dict{"show": true, "formatter": marker, "position": "inside", "color": ink, "fontSize": 13}})
	}
	if !found {
		return nil
	}
	return []any{dict{"type": "bar", "id": "held", "name": "Not shown", "stack": "all", "barMaxWidth": 34, "data": data, "silent": true,
		"itemStyle": dict{"color": "#ffffff", "borderColor": "#595959", "borderWidth": 1, "borderType": "dashed"}, "emphasis": dict{"disabled": true}, "tooltip": dict{"show": false}}}
}
