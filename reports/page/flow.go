package page

import (
	"slices"

	"throughcare/reports/document"
)

// stream is the palette's dark blue at half strength: the bands of a flow keep 3:1 against the page.
const stream = "#7f95a9"

// flowOption is a Sankey diagram: a node for each state, as high as its number, named beside it.
func flowOption(c *document.Chart) dict {
	nodes, links := []any{}, []any{}
	level := levels(c)
	most := slices.Max(append([]int{0}, level...))
	for i, n := range c.Nodes {
		colour := palette[0]
		switch {
		case n.Muted:
			colour = grey
		case n.Last:
			colour = palette[1]
		}
		style := dict{"color": colour, "borderWidth": 0}
		if n.Muted && n.Value == nil {
			style["decal"] = decal("wide")
		}
		text := n.Name
		switch {
		case n.Value != nil:
			text += " " + c.Format.Write(*n.Value)
		case n.Marker != "":
			text += " " + n.Marker
		}
		nodes = append(nodes, dict{"name": nodeName(i), "text": text, "itemStyle": style, "end": n.Last && level[i] == most})
	}
	for _, l := range c.Links {
		links = append(links, dict{"source": nodeName(l.From), "target": nodeName(l.To), "value": l.Value})
	}
	return dict{"levels": most, "series": []any{dict{"type": "sankey", "data": nodes, "links": links, "nodeWidth": 14, "nodeGap": 18, "nodeAlign": "left", "draggable": false, "silent": true,
		"layoutIterations": 0, "emphasis": dict{"disabled": true}, "left": 4, "top": 8, "bottom": 8, "lineStyle": dict{"color": stream, "opacity": 1, "curveness": 0.5},
		"label": dict{"color": ink, "fontSize": 14, "fontFamily": "Arial, Helvetica, sans-serif", "textBorderColor": "#ffffff", "textBorderWidth": 3}}}}
}

// nodeName is what the diagram calls a node: two states may have one name in words.
func nodeName(i int) string { return "n" + string(rune('0'+i/10)) + string(rune('0'+i%10)) }

// levels are how many links each node is away from the first: a state where some end may stand beside bands that go on.
func levels(c *document.Chart) []int {
	level := make([]int, len(c.Nodes))
	for range c.Nodes {
		for _, l := range c.Links {
			level[l.To] = max(level[l.To], level[l.From]+1)
		}
	}
	return level
}
