package page

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"throughcare/reports/document"
)

// palette is the Scottish Government's, in its order, and the grey of its focus palette for what has no outcome.
var palette = [...]string{"#002d54", "#2b9c93", "#6a2063", "#e5682a"}

const (
	grey = "#949494"
	ink  = "#333333"
	rule = "#d9d9d9"
)

// dict is an ECharts option.
type dict = map[string]any

// spec is what the page's script gets for one chart.
type spec struct {
	Kind   document.ChartKind `json:"kind"`
	Format string             `json:"format"`
	Height int                `json:"height"`
	Option dict               `json:"option"`
}

// option is the chart's specification as JSON that is safe inside a script element.
func option(c *document.Chart) ([]byte, error) {
	var base dict
	var err error
	switch c.Kind {
	case document.Flow:
		base = flowOption(c)
	case document.Incidence:
		base = incidenceOption(c)
	case document.Multiples:
		base = multiplesOption(c)
	case document.Funnel:
		base = funnelOption(c)
	case document.Control:
		base = controlOption(c)
	default:
		if base, err = columns(c); err != nil {
			return nil, err
		}
	}
	base["animation"] = false
	base["color"] = palette
	base["textStyle"] = dict{"fontFamily": "Arial, Helvetica, sans-serif", "color": ink, "fontSize": 14}
	base["aria"] = dict{"enabled": true, "label": dict{"enabled": true, "description": c.Description}}
	base["legend"], base["title"], base["toolbox"] = dict{"show": false}, dict{"show": false}, dict{"show": false}
	base["tooltip"] = dict{"trigger": "axis", "renderMode": "richText", "confine": true, "axisPointer": dict{"type": "none"}}
	names := map[document.Format]string{document.Count: "count", document.Percent: "percent", document.Proportion: "proportion"}
	format := names[c.Format]
	if format == "" {
		format = "decimal"
	}
	return json.Marshal(spec{Kind: c.Kind, Format: format, Height: height(c), Option: base})
}

// columns is the option of a chart that draws columns of its table.
func columns(c *document.Chart) (dict, error) {
	base, err := bare(c)
	if err != nil {
		return nil, err
	}
	axes(base, c)
	series, _ := base["series"].([]any)
	for i := range series {
		if s, ok := series[i].(dict); ok {
			dress(s, c, i)
		}
	}
	series = append(series, provisional(c, series)...)
	series = append(series, intervals(c)...)
	if c.Kind == document.Shares {
		series = append(series, heldBack(c)...)
	} else {
		series = append(series, gaps(c)...)
	}
	base["series"] = series
	return base, nil
}

// bare builds axes and series with go-echarts, with a gap where there is no value.
func bare(c *document.Chart) (dict, error) {
	var built dict
	switch c.Kind {
	case document.Line:
		chart := charts.NewLine()
		chart.SetXAxis(c.Categories)
		for _, s := range c.Series {
			var data []opts.LineData
			for _, p := range s.Points {
				data = append(data, opts.LineData{Value: value(p)})
			}
			chart.AddSeries(s.Name, data)
		}
		chart.Validate()
		built = chart.JSON()
	case document.Intervals:
		chart := charts.NewScatter()
		for _, s := range c.Series {
			var data []opts.ScatterData
			for i, p := range s.Points {
				if p.Value != nil {
					data = append(data, opts.ScatterData{Value: []any{*p.Value, i}})
				}
			}
			chart.AddSeries(s.Name, data)
		}
		chart.Validate()
		built = chart.JSON()
	default:
		chart := charts.NewBar()
		chart.SetXAxis(c.Categories)
		for _, s := range c.Series {
			var data []opts.BarData
			for _, p := range s.Points {
				data = append(data, opts.BarData{Value: value(p)})
			}
			chart.AddSeries(s.Name, data)
		}
		chart.Validate()
		built = chart.JSON()
	}
	return plain(built)
}

// plain turns go-echarts' option into maps, to which the page adds what go-echarts has no field for.
func plain(built dict) (dict, error) {
	b, err := json.Marshal(built)
	if err != nil {
		return nil, err
	}
	out := dict{}
	return out, json.Unmarshal(b, &out)
}

// value of a point; "-" is ECharts' word for a gap.
func value(p document.Point) any {
	if p.Value == nil {
		return "-"
	}
	return *p.Value
}

func horizontal(c *document.Chart) bool {
	return c.Kind != document.Line && c.Kind != document.Columns && c.Kind != document.Control
}

// axes sets the category and the value axis. The value axis of every chart starts at zero.
func axes(base dict, c *document.Chart) {
	names := c.Categories
	if !horizontal(c) {
		names = twoLines(names)
	}
	category := dict{"type": "category", "data": names, "axisTick": dict{"show": false}, "axisLine": dict{"lineStyle": dict{"color": "#595959"}},
		"axisLabel": dict{"color": ink, "fontSize": 14, "hideOverlap": true}}
	values := dict{"type": "value", "min": 0, "name": c.Axis, "splitNumber": 4, "splitLine": dict{"lineStyle": dict{"color": rule}},
		"axisLabel": dict{"color": ink, "fontSize": 14, "hideOverlap": true}, "nameTextStyle": dict{"color": ink, "fontSize": 14}}
	if top := c.Ceiling(); top != nil {
		values["max"], values["interval"] = *top, *top/4
	}
	if c.Kind == document.Shares {
		values["max"], values["interval"] = 100, 25
	}
	if c.Format == document.Count {
		values["minInterval"] = 1
	}
	if horizontal(c) {
		category["inverse"] = true
		category["axisLabel"].(dict)["interval"] = 0
		category["axisLabel"].(dict)["hideOverlap"] = false
		values["nameLocation"], values["nameGap"] = "middle", 30
		base["xAxis"], base["yAxis"] = values, category
		base["grid"] = dict{"left": 8, "right": 72, "top": 12, "bottom": 44, "outerBoundsMode": "same", "outerBoundsContain": "axisLabel"}
		if c.Reference != nil {
			base["grid"].(dict)["top"] = 34
		}
		return
	}
	values["nameLocation"] = "end"
	values["nameTextStyle"].(dict)["align"] = "left"
	values["nameTextStyle"].(dict)["padding"] = []int{0, 0, 4, -4}
	base["xAxis"], base["yAxis"] = category, values
	base["grid"] = dict{"left": 8, "right": 20, "top": 44, "bottom": 12, "outerBoundsMode": "same", "outerBoundsContain": "axisLabel"}
}

// twoLines puts the year of a period under it, so that more periods have room.
func twoLines(periods []string) []string {
	out := make([]string, len(periods))
	for i, p := range periods {
		out[i] = p
		if at := strings.LastIndexByte(p, ' '); at > 0 {
			out[i] = p[:at] + "\n" + p[at+1:]
		}
	}
	return out
}

// hatched tells whether a series has a pattern beside its colour: the fifth and further, and the second grey one.
func hatched(c *document.Chart, i int) bool {
	if !c.Series[i].Muted {
		return i >= len(palette)
	}
	for _, s := range c.Series[:i] {
		if s.Muted {
			return true
		}
	}
	return false
}

// dress gives a series its colour, pattern, labels and reference line.
func dress(s dict, c *document.Chart, i int) {
	series := c.Series[i]
	colour := palette[i%len(palette)]
	if series.Muted {
		colour = grey
	}
	style := dict{"color": colour}
	if hatched(c, i) {
		style["decal"] = dict{"symbol": "rect", "color": "rgba(255,255,255,0.65)", "dashArrayX": []int{1, 0}, "dashArrayY": []int{2, 4}, "rotation": -0.785}
	}
	s["itemStyle"] = style
	s["emphasis"] = dict{"disabled": true}
	s["silent"] = true
	label := dict{"show": true, "color": ink, "fontSize": 14, "position": "right"}
	switch c.Kind {
	case document.Stacked:
		s["stack"] = "all"
		s["barMaxWidth"] = 34
		style["borderColor"], style["borderWidth"] = "#ffffff", 1
		label["position"], label["backgroundColor"], label["padding"], label["borderRadius"], label["fontSize"] = "inside", "#ffffff", []int{1, 4}, 2, 13
		s["labelLayout"] = dict{"hideOverlap": true}
	case document.Shares:
		dressShares(s, c, i, style, label)
	case document.Columns:
		label["position"] = "top"
		s["barMaxWidth"] = 48
		s["labelLayout"] = dict{"hideOverlap": true}
	case document.Line:
		dashes, symbols := [...]any{"solid", []int{8, 4}, "dotted", []int{10, 3, 2, 3}}, [...]string{"circle", "diamond", "triangle", "rect"}
		s["lineStyle"] = dict{"width": 3, "color": colour, "type": dashes[i%4]}
		s["symbol"], s["symbolSize"], s["connectNulls"], s["showAllSymbol"] = symbols[i%4], 8, false, true
		if len(c.Series) > 1 {
			s["endLabel"] = dict{"show": true, "formatter": "{a}", "color": ink, "fontSize": 14, "distance": 8, "width": 120, "overflow": "break"}
			s["labelLayout"] = dict{"moveOverlap": "shiftY"}
		}
		label["show"] = false
	case document.Intervals:
		s["symbolSize"], s["symbol"] = 9, [...]string{"circle", "diamond"}[i%2]
		if d := dodge(c, i); d != 0 {
			s["symbolOffset"] = []float64{0, d}
		}
		label["show"] = false
	default:
		s["barMaxWidth"], s["barGap"], s["barCategoryGap"] = 22, "10%", "28%"
	}
	s["label"] = label
	if c.Reference != nil && i == 0 {
		s["markLine"] = dict{"silent": true, "symbol": "none", "data": []any{dict{"xAxis": c.Reference.Value}},
			"lineStyle": dict{"color": palette[3], "width": 2, "type": "solid"},
			"label":     dict{"formatter": strings.NewReplacer("{", "", "}", "").Replace(c.Reference.Name), "position": "start", "distance": 6, "color": ink, "fontSize": 14, "fontWeight": "bold"}}
	}
}

// intervals are the confidence limits, drawn by the page's script (ECharts has no error bars).
func intervals(c *document.Chart) []any {
	var out []any
	for i, s := range c.Series {
		var data []any
		for j, p := range s.Points {
			if p.Value != nil && p.Lower != nil && p.Upper != nil {
				limits := []any{j, *p.Lower, *p.Upper}
				if d := dodge(c, i); d != 0 {
					limits = append(limits, d)
				}
				data = append(data, limits)
			}
		}
		if len(data) > 0 {
			out = append(out, dict{"type": "custom", "id": fmt.Sprintf("interval-%d", i), "name": s.Name + ", 95% interval", "data": data, "silent": true, "z": 3,
				"itemStyle": dict{"color": palette[i%len(palette)]}, "tooltip": dict{"show": false}, "encode": encode(c)})
		}
	}
	return out
}

// dodge is how many pixels below the middle of its row a series of points is drawn, so that two stand under one another.
func dodge(c *document.Chart, i int) float64 {
	if c.Kind != document.Intervals {
		return 0
	}
	return (float64(i) - float64(len(c.Series)-1)/2) * 12
}

func encode(c *document.Chart) dict {
	if horizontal(c) {
		return dict{"y": 0, "x": []int{1, 2}}
	}
	return dict{"x": 0, "y": []int{1, 2}}
}

// gaps label what is withheld or missing, beside the bars of its category or on the axis: never a bar of no length, never a
// point on a line.
func gaps(c *document.Chart) []any {
	var data []any
	for i := range c.Categories {
		var signs, names []string
		top, sum := 0.0, 0.0
		for _, s := range c.Series {
			p := s.Points[i]
			if p.Value != nil {
				top, sum = max(top, *p.Value), sum+*p.Value
				if c.Kind == document.Intervals && p.Upper != nil {
					top = max(top, *p.Upper)
				}
				continue
			}
			if len(signs) == 0 || signs[0] != p.Marker {
				signs = append(signs, p.Marker)
			}
			names = append(names, s.Name)
		}
		if len(signs) == 0 {
			continue
		}
		text, at, shift := strings.Join(signs, ""), 0.0, 4
		if horizontal(c) && len(c.Series) > 1 && len(names) < len(c.Series) {
			text += " " + strings.Join(names, ", ")
			at, shift = top, 52
			switch c.Kind {
			case document.Stacked:
				at, shift = sum, 6
			case document.Intervals:
				shift = 10
			default:
			}
		}
		point := []any{i, at}
		label := dict{"show": true, "formatter": strings.NewReplacer("{", "", "}", "").Replace(text), "position": "top", "color": ink, "fontSize": 13}
		if horizontal(c) {
			point = []any{at, i}
			label["position"], label["distance"] = "right", shift
		}
		data = append(data, dict{"value": point, "label": label})
	}
	if len(data) == 0 {
		return nil
	}
	return []any{dict{"type": "scatter", "id": "gaps", "name": "Not shown", "data": data, "symbolSize": 1, "silent": true, "itemStyle": dict{"color": "transparent"}, "tooltip": dict{"show": false}, "z": 5}}
}
