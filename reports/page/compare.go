package page

import (
	"math"
	"strings"

	"throughcare/reports/document"
)

// axisGrey is the grey of lines that are read: limits, means and targets.
const axisGrey = "#595959"

// signColour is the colour of a sign; its shape says the same.
func signColour(s document.Sign) string {
	switch s {
	case document.SignOwn, document.SignSpecial:
		return palette[2]
	case document.SignNear, document.SignFar, document.SignWorse:
		return palette[3]
	case document.SignBetter:
		return palette[1]
	default:
		return palette[0]
	}
}

// guide is a line without symbols.
func guide(name string, data []any, kind any) dict {
	return dict{"type": "line", "name": name, "data": data, "symbol": "none", "silent": true, "connectNulls": false, "z": 2, "emphasis": dict{"disabled": true},
		"lineStyle": dict{"color": axisGrey, "width": 1.5, "type": kind}, "itemStyle": dict{"color": axisGrey}, "tooltip": dict{"show": false}}
}

// lineNames writes the names of lines to the right of the picture; the page's script keeps them apart, and leaves them out where
// there is no room: the key has them too.
func lineNames(x any, names []string, at []float64) dict {
	var data []any
	for i, name := range names {
		data = append(data, dict{"value": []any{x, at[i]}, "label": dict{"formatter": strings.NewReplacer("{", "", "}", "").Replace(name)}})
	}
	return dict{"type": "scatter", "id": "names", "name": "Names of lines", "data": data, "symbolSize": 1, "silent": true, "clip": false, "itemStyle": dict{"color": "transparent", "opacity": 1},
		"tooltip": dict{"show": false}, "label": dict{"show": true, "position": "right", "distance": 8, "color": ink, "fontSize": 13}}
}

// funnelOption draws places over their size, with the target and the limits. Names stand at the places outside the limits and at
// the document's own; on a narrow screen the page's script leaves those of places that are not different out.
func funnelOption(c *document.Chart) dict {
	f := c.Funnel
	text := dict{"color": ink, "fontSize": 14}
	most := f.Curve[len(f.Curve)-1].Size
	low, high, step := funnelEnds(c)
	curve := func(value func(document.FunnelLimits) float64) []any {
		var data []any
		for _, at := range f.Curve {
			data = append(data, []any{four(at.Size), four(value(at))})
		}
		return data
	}
	dashed := []int{6, 4}
	target := guide("Scotland", []any{[]any{0, f.Target}, []any{four(most), f.Target}}, "solid")
	target["lineStyle"] = dict{"color": ink, "width": 2, "type": "solid"}
	return dict{
		"series": []any{
			guide("Lower 99.8% limit", curve(func(l document.FunnelLimits) float64 { return l.Low998 }), "solid"),
			guide("Lower 95% limit", curve(func(l document.FunnelLimits) float64 { return l.Low95 }), dashed),
			guide("Upper 95% limit", curve(func(l document.FunnelLimits) float64 { return l.High95 }), dashed),
			guide("Upper 99.8% limit", curve(func(l document.FunnelLimits) float64 { return l.High998 }), "solid"),
			target, funnelPoints(f, most),
			lineNames(four(most), []string{"99.8%", "95%", f.Named}, []float64{f.Curve[len(f.Curve)-1].High998, f.Curve[len(f.Curve)-1].High95, f.Target})},
		"xAxis": dict{"type": "value", "min": 0, "max": four(most), "name": f.Size, "nameLocation": "middle", "nameGap": 30, "nameTextStyle": text,
			"splitLine": dict{"show": false}, "axisLine": dict{"show": true, "lineStyle": dict{"color": axisGrey}}, "axisTick": dict{"show": true},
			"axisLabel": dict{"color": ink, "fontSize": 14, "hideOverlap": true, "showMaxLabel": false}},
		"yAxis": dict{"type": "value", "min": low, "max": high, "interval": step, "name": c.Axis, "splitLine": dict{"lineStyle": dict{"color": rule}},
			"axisLabel": text, "axisLine": dict{"show": false}, "axisTick": dict{"show": false}, "nameTextStyle": dict{"color": ink, "fontSize": 14, "align": "left", "padding": []int{0, 0, 4, -4}}},
		"grid": dict{"left": 8, "right": 24, "top": 44, "bottom": 48, "outerBoundsMode": "same", "outerBoundsContain": "axisLabel"}}
}

// funnelEnds are the ends and the step of the axis of values. It need not start at zero: nothing is drawn as a length.
func funnelEnds(c *document.Chart) (low, high, step float64) {
	least, most := math.Inf(1), 0.0
	see := func(v float64) { least, most = min(least, v), max(most, v) }
	for _, p := range c.Funnel.Points {
		see(p.Value)
	}
	see(c.Funnel.Curve[0].Low998)
	see(c.Funnel.Curve[0].High998)
	if c.Format != document.Percent || most <= 60 {
		high, step = roundAbove(most)
		return 0, high, step
	}
	if least > 40 {
		low = 20 * math.Floor(least/20)
	}
	return low, 100, 20
}

// funnelPoints are the places: circles within the limits, diamonds outside, the document's own larger and in its own colour.
func funnelPoints(f *document.FunnelPlot, most float64) dict {
	var data []any
	for _, p := range f.Points {
		colour, size, symbol := signColour(p.Sign), 9, "circle"
		style := dict{"color": colour, "borderColor": "#ffffff", "borderWidth": 1, "opacity": 1}
		if p.Sign != document.SignPlain {
			symbol, size = "diamond", 14
		}
		if p.Own {
			colour, size = signColour(document.SignOwn), size+4
			style["color"] = colour
		}
		if p.Sign == document.SignNear {
			style["color"], style["borderColor"], style["borderWidth"] = "#ffffff", colour, 2
		}
		point := dict{"name": p.Name, "value": []any{four(p.Size), p.Value}, "symbol": symbol, "symbolSize": size, "itemStyle": style}
		if p.Own || p.Sign != document.SignPlain {
			side := "right"
			if p.Size > 0.55*most {
				side = "left"
			}
			label := dict{"show": true, "position": side, "distance": 6, "color": ink, "fontSize": 13, "textBorderColor": "#ffffff", "textBorderWidth": 3}
			if p.Own || p.Sign == document.SignFar {
				label["fontWeight"] = "bold"
			}
			point["label"], point["kept"] = label, p.Own || p.Sign == document.SignFar
		}
		data = append(data, point)
	}
	return dict{"type": "scatter", "id": "places", "name": "Places", "data": data, "z": 4, "emphasis": dict{"disabled": true}}
}

// controlOption draws a process over time: the values joined where nothing is missing between them, mean and limits, a triangle at
// each special cause, and a line where the baseline ends.
func controlOption(c *document.Chart) dict {
	p := c.Control
	option := dict{}
	axes(option, c)
	delete(option["yAxis"].(dict), "minInterval")
	if top := controlTop(c); top > 0 {
		option["yAxis"].(dict)["max"], option["yAxis"].(dict)["interval"] = roundAbove(top)
		if c.Format == document.Percent && top > 60 {
			option["yAxis"].(dict)["max"], option["yAxis"].(dict)["interval"] = 100, 25
		}
	}
	line := func(value func(document.ControlPoint) *float64) []any {
		var data []any
		for _, at := range p.Points {
			if v := value(at); v != nil {
				data = append(data, *v)
			} else {
				data = append(data, "-")
			}
		}
		return data
	}
	whole := func(provisional bool) []any {
		return line(func(at document.ControlPoint) *float64 {
			if at.Provisional != provisional {
				return nil
			}
			return at.Value
		})
	}
	values := dict{"type": "line", "id": "values", "name": c.Series[0].Name, "data": whole(false), "symbol": "circle", "symbolSize": 6, "silent": true, "connectNulls": false,
		"showAllSymbol": true, "z": 3, "lineStyle": dict{"color": palette[0], "width": 2}, "itemStyle": dict{"color": palette[0]}, "emphasis": dict{"disabled": true}}
	series := []any{values}
	if p.Mean != "" {
		dashed := []int{6, 4}
		steps := func(s dict) dict { s["step"] = "middle"; return s }
		series = append(series,
			guide("Mean", line(func(at document.ControlPoint) *float64 { return at.Mean }), "solid"),
			steps(guide("Lower limit", line(func(at document.ControlPoint) *float64 { return at.Lower }), dashed)),
			steps(guide("Upper limit", line(func(at document.ControlPoint) *float64 { return at.Upper }), dashed)),
			lineNames(len(p.Points)-1, []string{"Upper limit", p.Mean, "Lower limit"}, controlEnds(p)))
		if p.Baseline > 0 && p.Baseline < len(p.Points) {
			values["markLine"] = dict{"silent": true, "symbol": "none", "data": []any{dict{"xAxis": p.Baseline - 1}}, "lineStyle": dict{"color": axisGrey, "width": 1, "type": "dotted"},
				"label": dict{"formatter": "Limits frozen", "position": "end", "distance": 4, "color": ink, "fontSize": 13}}
		}
	}
	option["series"] = append(series, controlSigns(c)...)
	option["series"] = append(option["series"].([]any), unfinished(c, whole(true))...)
	for _, g := range gaps(c) {
		g.(dict)["labelLayout"] = dict{"hideOverlap": true}
		for _, d := range g.(dict)["data"].([]any) {
			label := d.(dict)["label"].(dict)
			label["backgroundColor"], label["padding"] = "#ffffff", 1 // a limit may run where it stands
		}
		option["series"] = append(option["series"].([]any), g)
	}
	return option
}

// controlEnds are the upper limit, the mean and the lower limit of the last point that has them.
func controlEnds(p *document.ControlPlot) []float64 {
	for i := len(p.Points) - 1; i >= 0; i-- {
		if at := p.Points[i]; at.Upper != nil && at.Mean != nil && at.Lower != nil {
			return []float64{*at.Upper, *at.Mean, *at.Lower}
		}
	}
	return make([]float64, 3)
}

// controlTop is the highest of values and limits.
func controlTop(c *document.Chart) float64 {
	most := 0.0
	for _, at := range c.Control.Points {
		for _, v := range []*float64{at.Value, at.Upper} {
			if v != nil {
				most = max(most, *v)
			}
		}
	}
	return most
}

// controlSigns are triangles at the special causes: upwards where high, downwards where low.
func controlSigns(c *document.Chart) []any {
	var data []any
	for i, at := range c.Control.Points {
		if at.Sign == document.SignPlain || at.Value == nil {
			continue
		}
		turn := 180
		if at.High {
			turn = 0
		}
		data = append(data, dict{"value": []any{i, *at.Value}, "symbolRotate": turn, "itemStyle": dict{"color": signColour(at.Sign), "borderColor": "#ffffff", "borderWidth": 1, "opacity": 1}})
	}
	if len(data) == 0 {
		return nil
	}
	return []any{dict{"type": "scatter", "id": "signs", "name": "Special cause", "data": data, "symbol": "triangle", "symbolSize": 13, "silent": true, "z": 5, "tooltip": dict{"show": false}}}
}

// unfinished is the part that is not complete: hollow, and joined to the last whole point by dashes.
func unfinished(c *document.Chart, data []any) []any {
	first := -1
	for i, at := range c.Control.Points {
		if at.Provisional && at.Value != nil {
			first = i
			break
		}
	}
	if first < 0 {
		return nil
	}
	if first > 0 && c.Control.Points[first-1].Value != nil {
		data[first-1] = dict{"value": *c.Control.Points[first-1].Value, "symbol": "none"}
	}
	return []any{dict{"type": "line", "id": "provisional", "name": "Not complete", "data": data, "symbol": "emptyCircle", "symbolSize": 8, "silent": true, "connectNulls": false, "showAllSymbol": true,
		"z": 3, "lineStyle": dict{"color": palette[0], "width": 2, "type": []int{3, 3}}, "itemStyle": dict{"color": palette[0]}, "emphasis": dict{"disabled": true}}}
}

// four rounds to four places: a picture needs no more, and the page is smaller.
func four(v float64) float64 { return math.Round(v*1e4) / 1e4 }
