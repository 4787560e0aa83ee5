package page

import (
	"math"
	"slices"
	"strings"

	"throughcare/reports/document"
)

// incidenceOption is a line over days with a band between its limits, and under it a row of numbers for each day.
func incidenceOption(c *document.Chart) dict {
	// Nothing has happened on the first day.
	line := []any{dict{"value": []any{0, 0}, "symbol": "none"}}
	var band [][]any
	var marks, ticks []any
	if !slices.Contains(c.Days, 0) {
		ticks = append(ticks, 0)
	} else {
		line = nil
	}
	run := 0 // the limits of days with a gap between them are drawn apart
	for _, s := range c.Series[:1] {
		for i, p := range s.Points {
			if c.Fixed[i] {
				ticks = append(ticks, c.Days[i])
			}
			if p.Value == nil {
				run++
				line = append(line, []any{c.Days[i], "-"})
				marks = append(marks, dict{"value": []any{c.Days[i], 0}, "label": dict{"show": true, "formatter": p.Marker, "position": "top", "color": ink, "fontSize": 13}})
				continue
			}
			at := dict{"value": []any{c.Days[i], *p.Value}}
			if !c.Fixed[i] {
				at["symbolSize"], at["label"] = 6, dict{"show": false}
			}
			line = append(line, at)
			if p.Lower != nil && p.Upper != nil {
				band = append(band, []any{c.Days[i], *p.Lower, *p.Upper, run})
			}
		}
	}
	rows := []any{}
	for _, u := range c.Under {
		rows = append(rows, dict{"name": u.Name, "cells": u.Cells})
	}
	text := dict{"color": ink, "fontSize": 14}
	days := dict{"type": "value", "min": 0, "max": slices.Max(c.Days), "name": "Days after release", "nameLocation": "middle", "nameGap": 28, "nameTextStyle": text, "splitLine": dict{"show": false},
		"axisLine": dict{"show": true, "onZero": true, "lineStyle": dict{"color": "#595959"}}, "axisTick": dict{"show": true, "customValues": ticks},
		"axisLabel": dict{"customValues": ticks, "color": ink, "fontSize": 14, "hideOverlap": true, "showMaxLabel": true}}
	share := dict{"type": "value", "min": 0, "name": c.Axis, "splitNumber": 4, "splitLine": dict{"lineStyle": dict{"color": rule}},
		"axisLabel": text, "nameTextStyle": dict{"color": ink, "fontSize": 14, "align": "left", "padding": []int{0, 0, 4, -4}}}
	if top := c.Ceiling(); top != nil {
		share["max"], share["interval"] = *top, *top/4
	} else {
		// The band is not part of what the axis is fitted to.
		share["max"], share["interval"] = roof(c)
	}
	return dict{"xAxis": days, "yAxis": share, "under": rows, "ticks": c.Days,
		"grid": dict{"left": 8, "right": 28, "top": 44, "bottom": 52 + 24*len(c.Under), "outerBoundsMode": "same", "outerBoundsContain": "axisLabel"},
		"series": []any{
			dict{"type": "custom", "id": "band", "name": "95% limits", "data": band, "silent": true, "clip": true, "itemStyle": dict{"color": "#bfcad4"}, "tooltip": dict{"show": false}, "z": 1},
			dict{"type": "line", "name": c.Series[0].Name, "data": line, "symbol": "circle", "symbolSize": 9, "silent": true, "connectNulls": false,
				"lineStyle": dict{"width": 3, "color": palette[0]}, "itemStyle": dict{"color": palette[0]}, "emphasis": dict{"disabled": true}, "z": 3,
				"label": dict{"show": true, "position": "top", "distance": 8, "color": ink, "fontSize": 14, "fontWeight": "bold", "textBorderColor": "#ffffff", "textBorderWidth": 3}, "labelLayout": dict{"hideOverlap": true}},
			dict{"type": "scatter", "id": "gaps", "name": "Not shown", "data": marks, "symbolSize": 1, "silent": true, "itemStyle": dict{"color": "transparent"}, "tooltip": dict{"show": false}}}}
}

// panel is one small chart; the page's script places the panels by the width that there is.
func multiplesOption(c *document.Chart) dict {
	panels := []any{}
	for _, s := range c.Series {
		panels = append(panels, dict{"name": s.Name, "values": values(s)})
	}
	out := dict{"panels": panels, "periods": c.Categories, "colour": palette[0], "grey": grey}
	if len(c.Whole.Points) > 0 {
		out["whole"] = dict{"name": c.Whole.Name, "values": values(c.Whole)}
	}
	if c.Format == document.Percent {
		out["max"] = 100
	} else if c.Format == document.Proportion {
		out["max"] = 1
	}
	return out
}

func values(s document.Series) []any {
	all := make([]any, len(s.Points))
	for i, p := range s.Points {
		all[i] = value(p)
		if p.Value == nil && p.Marker != "" {
			all[i] = p.Marker
		}
	}
	return all
}

// roof is a round number above every point and limit of a chart, and the step of its axis.
func roof(c *document.Chart) (top, step float64) {
	most := 0.0
	for _, s := range c.Series {
		for _, p := range s.Points {
			for _, v := range []*float64{p.Value, p.Upper} {
				if v != nil {
					most = max(most, *v)
				}
			}
		}
	}
	return roundAbove(most)
}

// roundAbove is a round number not below another, and a step of which it is three to five.
func roundAbove(most float64) (top, step float64) {
	unit := math.Pow(10, math.Floor(math.Log10(max(most, 1e-6)))-1)
	for _, n := range []float64{1, 2, 2.5, 5, 10, 20, 25} {
		for _, steps := range []float64{3, 4, 5} {
			if t := n * unit * steps; t >= most && (top == 0 || t < top) {
				top, step = t, n*unit
			}
		}
	}
	return top, step
}

// provisional takes the points that are marked so out of the lines and draws them hollow, at the end of dashes, in series of
// their own.
func provisional(c *document.Chart, drawn []any) []any {
	if c.Kind != document.Line {
		return nil
	}
	var out []any
	for i, s := range c.Series {
		soft := func(j int) bool {
			return j >= 0 && j < len(s.Points) && s.Points[j].Value != nil && strings.Contains(s.Points[j].Marker, "[p]")
		}
		line, ok := drawn[i].(dict)
		data, listed := line["data"].([]any)
		if !ok || !listed || !slices.ContainsFunc(s.Points, func(p document.Point) bool { return p.Value != nil && strings.Contains(p.Marker, "[p]") }) {
			continue
		}
		own := make([]any, len(s.Points))
		for j, p := range s.Points {
			switch {
			case soft(j):
				own[j], data[j] = dict{"value": *p.Value, "symbol": "emptyCircle", "symbolSize": 9}, dict{"value": "-"}
			case soft(j-1) || soft(j+1):
				own[j] = dict{"value": value(p), "symbol": "none"}
			default:
				own[j] = "-"
			}
		}
		style, _ := line["itemStyle"].(dict)
		out = append(out, dict{"type": "line", "id": "provisional-" + s.Name, "name": s.Name, "data": own, "silent": true, "connectNulls": false, "showAllSymbol": true, "emphasis": dict{"disabled": true},
			"itemStyle": dict{"color": style["color"], "borderWidth": 2}, "lineStyle": dict{"width": 2, "type": []int{4, 4}, "color": style["color"]}, "tooltip": dict{"show": false}})
	}
	return out
}
