package stats_test

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"

	"throughcare/marts/stats"
)

func xmrSeries(t *testing.T, name string) []float64 {
	t.Helper()
	var series []float64
	for _, row := range textRows(t, "statistics", "xmr_series.csv") {
		if row["case"] == name {
			series = append(series, value(t, row["y"]))
		}
	}
	return series
}

func xmr(t *testing.T, values []float64, set stats.XmRSettings) stats.ControlChart {
	t.Helper()
	chart, err := stats.XmR(values, set)
	if err != nil {
		t.Fatal(err)
	}
	return chart
}

func TestXmRAgainstNHSRplotthedots(t *testing.T) {
	series := map[string]string{"r1_screen": "r1", "r2_outlier_screened": "r2_r3", "r3_outlier_not_screened": "r2_r3",
		"vignette18_screened": "vignette18", "vignette18_excel": "vignette18"}
	screened := map[string]bool{"r1_screen": true, "r2_outlier_screened": true, "vignette18_screened": true}
	for _, row := range textRows(t, "statistics", "xmr_limits_expected.csv") {
		name := row["case"]
		chart := xmr(t, xmrSeries(t, series[name]), stats.XmRSettings{DropLargeRanges: screened[name]})
		raw := xmr(t, xmrSeries(t, series[name]), stats.XmRSettings{})
		for column, got := range map[string]float64{"mean": chart.Centre[0], "amr_raw": raw.MeanRange, "amr": chart.MeanRange,
			"lpl": chart.Lower[0], "upl": chart.Upper[0]} {
			near(t, name+" "+column, got, value(t, row[column]))
		}
	}
	chart := xmr(t, xmrSeries(t, "r1"), stats.XmRSettings{DropLargeRanges: true})
	for i, row := range textRows(t, "statistics", "xmr_expected.csv") {
		for column, got := range map[string]float64{"y": chart.Value[i], "mr": chart.MovingRange[i], "mean": chart.Centre[i],
			"amr": chart.MeanRange, "lpl": chart.Lower[i], "upl": chart.Upper[i]} {
			near(t, "point "+row["i"]+" "+column, got, value(t, row[column]))
		}
	}
}

func TestPChart(t *testing.T) {
	rows := textRows(t, "statistics", "pchart_expected.csv")
	var k, n []float64
	for _, row := range rows {
		k, n = append(k, value(t, row["k"])), append(n, value(t, row["n"]))
	}
	chart, err := stats.PChart(k, n, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for column, got := range map[string]float64{"p": chart.Value[i], "pbar": chart.Centre[i], "lcl": chart.Lower[i], "ucl": chart.Upper[i]} {
			near(t, "point "+row["i"]+" "+column, got, value(t, row[column]))
		}
		if outside := chart.Causes.Rule[i] == stats.Outside; outside != (row["outside"] == "TRUE") {
			t.Errorf("point %s outside: %v", row["i"], outside)
		}
	}
	if chart.Trial || chart.Points != 12 {
		t.Errorf("12 points make no trial limits: %v, %d", chart.Trial, chart.Points)
	}
}

func TestPChartGapsAndFaults(t *testing.T) {
	chart, err := stats.PChart([]float64{1, 0, 2}, []float64{10, 0, 10}, 0)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "pooled over what was tried", chart.Centre[0], 0.15)
	if !math.IsNaN(chart.Value[1]) || !math.IsNaN(chart.Lower[1]) || chart.Causes.Rule[1] != stats.NoRule || chart.Points != 2 {
		t.Errorf("nothing tried: %+v", chart)
	}
	for name, c := range map[string]struct{ k, n []float64 }{
		"more than all":  {[]float64{3}, []float64{2}},
		"not a number":   {[]float64{math.NaN()}, []float64{2}},
		"nothing at all": {[]float64{0}, []float64{0}},
		"no points":      {nil, nil},
		"short":          {[]float64{1}, nil},
	} {
		if _, err := stats.PChart(c.k, c.n, 0); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// With few tried the lower limit is cut at 0. A small share is then not close to a limit only because the limit was cut.
func TestNearLimitsAreNotCutWithTheLimits(t *testing.T) {
	chart, err := stats.PChart([]float64{2, 2, 2, 0.1, 0.1, 0.1, 2, 2}, []float64{10, 10, 10, 10, 10, 10, 10, 10}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, mark := range chart.Causes.TwoInThree {
		if mark != 0 {
			t.Errorf("point %d is marked as close to a limit", i)
		}
	}
}

func TestFrozenBaseline(t *testing.T) {
	values := []float64{4, 6, 5, 7, 4, 6, 5, 30, 31, 29}
	frozen, first := xmr(t, values, stats.XmRSettings{Baseline: 7}), xmr(t, values[:7], stats.XmRSettings{})
	near(t, "mean", frozen.Centre[9], first.Centre[0])
	near(t, "upper", frozen.Upper[9], first.Upper[0])
	if frozen.Points != 7 || !frozen.Trial || frozen.Causes.Outside[7] != 1 {
		t.Errorf("%+v", frozen)
	}
	early := xmr(t, values[:5], stats.XmRSettings{Baseline: 7})
	if early.Points != 5 {
		t.Errorf("a baseline that is not reached yet takes all %d points, not %d", 5, early.Points)
	}
	p, err := stats.PChart([]float64{1, 3, 9}, []float64{10, 10, 10}, 2)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "frozen pbar", p.Centre[2], 0.2)
	if p.Points != 2 {
		t.Errorf("%d points made the limits", p.Points)
	}
}

func TestXmRGapsAndFaults(t *testing.T) {
	nan := math.NaN()
	chart := xmr(t, []float64{1, 3, nan, 5, 5}, stats.XmRSettings{})
	near(t, "mean", chart.Centre[2], 3.5)
	near(t, "mean range", chart.MeanRange, 1)
	if chart.Points != 4 || !math.IsNaN(chart.MovingRange[3]) {
		t.Errorf("%+v", chart)
	}
	for name, values := range map[string][]float64{"none": nil, "one": {1}, "none side by side": {1, nan, 2}, "infinite": {1, math.Inf(1)}} {
		if _, err := stats.XmR(values, stats.XmRSettings{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// The mean of equal values differs from them in the last digit; that is no shift and not outside.
func TestEqualValuesHaveNoSpecialCause(t *testing.T) {
	values := make([]float64, 11)
	for i := range values {
		values[i] = 0.1
	}
	chart := xmr(t, values, stats.XmRSettings{DropLargeRanges: true})
	near(t, "limits without any spread", chart.Upper[0], 0.1)
	for i, rule := range chart.Causes.Rule {
		if rule != stats.NoRule {
			t.Errorf("point %d: %s", i, rule)
		}
	}
}

type ruleVector struct {
	In    []float64 `json:"in"`
	Out   []int     `json:"out"`
	Close []float64 `json:"close_to_limit"`
	Side  []float64 `json:"side"`
}

// causes looks at values on a chart with the centre 0 and limits at 9 and -9, 6 and -6 being near them.
func causes(values []float64) stats.SpecialCauses {
	line := func(v float64) []float64 {
		l := make([]float64, len(values))
		for i := range l {
			l[i] = v
		}
		return l
	}
	return stats.FindSpecialCauses(values, stats.Lines{Centre: line(0), NearLower: line(-6), NearUpper: line(6), Lower: line(-9), Upper: line(9)})
}

// spread marks the seven points that end at each mark.
func spread(ends []int) []int {
	marks := make([]int, len(ends))
	for i, sign := range ends {
		for j := i - 6; sign != 0 && j <= i; j++ {
			marks[j] = sign
		}
	}
	return marks
}

func same(t *testing.T, what string, got, want []int) {
	t.Helper()
	for i := range want {
		if len(got) != len(want) || got[i] != want[i] {
			t.Errorf("%s: got %v, want %v", what, got, want)
			return
		}
	}
}

func TestRuleVectorsOfNHSRplotthedots(t *testing.T) {
	var v struct {
		Shift  []ruleVector `json:"seven_points_one_side_of_mean"`
		Spread []ruleVector `json:"spread_flag_back_over_seven"`
		Trend  []ruleVector `json:"seven_point_trend"`
		Two    []ruleVector `json:"two_in_three"`
	}
	if err := json.NewDecoder(publicFile(t, "statistics", "spc_rule_vectors.json")).Decode(&v); err != nil {
		t.Fatal(err)
	}
	if len(v.Shift) == 0 || len(v.Spread) == 0 || len(v.Trend) == 0 || len(v.Two) == 0 {
		t.Fatal("a rule has no vectors")
	}
	for i, c := range v.Spread { // the spreading that the other vectors are read with
		marks := spread(whole(c.In))
		for j := range marks {
			marks[j] *= marks[j]
		}
		same(t, "spread "+strconv.Itoa(i), marks, c.Out)
	}
	for i, c := range v.Shift {
		want := spread(c.Out)
		for j := range want {
			want[j] *= int(c.In[j])
		}
		same(t, "shift "+strconv.Itoa(i), causes(c.In).Shift, want)
	}
	for i, c := range v.Trend {
		same(t, "trend "+strconv.Itoa(i), causes(c.In).Trend, spread(c.Out))
	}
	for i, c := range v.Two {
		values, want := make([]float64, len(c.Side)), make([]int, len(c.Side))
		for j := range values {
			values[j] = c.Side[j] * (1 + 7*c.Close[j])
			want[j] = c.Out[j] * int(c.Close[j]*c.Side[j])
		}
		same(t, "two in three "+strconv.Itoa(i), causes(values).TwoInThree, want)
	}
}

func whole(values []float64) []int {
	out := make([]int, len(values))
	for i, v := range values {
		out[i] = int(v)
	}
	return out
}

func TestRulesComeInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		values []float64
		want   []stats.Rule
	}{
		"outside before trend": {[]float64{-3, -2, -1, 1, 2, 3, 10},
			[]stats.Rule{"trend", "trend", "trend", "trend", "trend", "trend", "outside"}},
		"trend before two in three and shift": {[]float64{1, 2, 3, 4, 5, 7, 8},
			[]stats.Rule{"trend", "trend", "trend", "trend", "trend", "trend", "trend"}},
		"two in three before shift": {[]float64{1, 2, 1, 7, 2, 7, 1},
			[]stats.Rule{"shift", "shift", "shift", "two_in_three", "shift", "two_in_three", "shift"}},
		"outside is not close":            {[]float64{-1, 10, 7, 1, -1}, []stats.Rule{"", "outside", "", "", ""}},
		"on the limit is not outside":     {[]float64{9, -9, 0}, []stats.Rule{"", "", ""}},
		"the centre breaks a shift":       {[]float64{1, 2, 1, 0, 2, 1, 2, 1}, make([]stats.Rule, 8)},
		"a gap breaks a shift":            {[]float64{1, 2, 1, math.NaN(), 2, 1, 2, 1}, make([]stats.Rule, 8)},
		"a gap breaks a trend":            {[]float64{-3, -2, -1, math.NaN(), 1, 2, 3, 4}, make([]stats.Rule, 8)},
		"six points are no trend":         {[]float64{-3, -2, -1, 1, 2, 3}, make([]stats.Rule, 6)},
		"low is -1 and has the same rule": {[]float64{-10}, []stats.Rule{"outside"}},
	} {
		got := causes(c.values)
		for i := range c.want {
			if got.Rule[i] != c.want[i] {
				t.Errorf("%s: got %q, want %q", name, got.Rule, c.want)
				break
			}
		}
	}
	peak := causes([]float64{-4, -3, -2, -1, 1, 2, 3, 2.5, 1.5, 0.5, -0.5, -1.5, -2.5})
	same(t, "the peak belongs to the rise", peak.Trend, []int{1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1})
	if got := causes([]float64{-10}).Outside[0]; got != -1 {
		t.Errorf("below the lower limit: %d", got)
	}
}
