package marts

import (
	"context"
	"database/sql"
	"math"

	"throughcare/marts/stats"
	"throughcare/sql/warehouse"
)

const (
	// leastPoints with a value are needed for limits: one more than the run that is a special cause.
	leastPoints = 8
	// leastShown is the part of the baseline's points that must have a value. What is held back are the small counts: limits of
	// the few that are left would stand too high.
	leastShown = 0.75
)

// controlTable is the temporary table that chart makes: release.control_points without the release.
const controlTable = "protected_control_points"

// Why a control chart has no limits.
const (
	fewPoints   = "few_points"
	withheld    = "withheld"
	noVariation = "no_variation"
)

// process is one control chart: its points, in order of time.
type process struct {
	key                    string // of the measure, statistic, period type and place
	chart, statistic       string
	n                      []int64
	value, hits, tried     []float64 // NaN where there is a gap
	part                   []string
	baseline, shown, given int // points of the baseline, those with a value, and those that are not held back
}

// control makes the table of protected control points from the protected figures, in the caller's transaction.
func control(ctx context.Context, tx *warehouse.Tx) error {
	if err := runCompare(ctx, tx, "2_points", "compare_points"); err != nil {
		return err
	}
	processes, err := readProcesses(ctx, tx)
	if err != nil {
		return err
	}
	var w workedOut
	for _, p := range processes {
		p.work(&w)
	}
	return w.join(ctx, tx, `create or replace temporary table `+controlTable+` as
select
  points.measure,
  points.statistic,
  points.chart,
  points."view",
  points.period_type,
  points.period_start,
  points.period_end,
  points.place_type,
  points.place_code,
  points.place,
  points.value,
  points.numerator,
  points.denominator,
  points.unit,
  points.marker,
  numbers[1] as mean,
  numbers[2] as lower,
  numbers[3] as upper,
  points.part,
  texts[1] as rule,
  texts[2] as direction,
  points.baseline_start,
  points.baseline_end,
  wholes[2]::integer as baseline_points,
  points.frozen,
  wholes[3] = 1 as trial,
  texts[3] as reason
from compare_points as points
inner join worked_out on worked_out.wholes[1] = points.n
order by points.n`, "compare_points")
}

func readProcesses(ctx context.Context, tx *warehouse.Tx) (all []*process, err error) {
	rows, err := tx.Query(ctx, `select
  n, concat_ws('|', measure, statistic, period_type, place_type, place_code), chart, statistic, value, numerator, denominator,
  coalesce(marker, ''), part
from compare_points
order by n`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end
	for rows.Next() {
		var n int64
		var key, chart, statistic, marker, part string
		var value, hits, tried sql.NullFloat64
		if err := rows.Scan(&n, &key, &chart, &statistic, &value, &hits, &tried, &marker, &part); err != nil {
			return nil, err
		}
		if len(all) == 0 || all[len(all)-1].key != key {
			all = append(all, &process{key: key, chart: chart, statistic: statistic})
		}
		p := all[len(all)-1]
		p.n, p.part = append(p.n, n), append(p.part, part)
		p.value = append(p.value, number(value))
		p.hits, p.tried = append(p.hits, number(hits)), append(p.tried, number(tried))
		if part == "baseline" {
			p.baseline++
			if marker != "[c]" {
				p.given++
			}
			if value.Valid {
				p.shown++
			}
		}
	}
	return all, rows.Err()
}

func number(v sql.NullFloat64) float64 {
	if !v.Valid {
		return math.NaN()
	}
	return v.Float64
}

// work finds the lines and special causes of one chart, a row a point.
func (p *process) work(w *workedOut) {
	drawn, reason := p.limits()
	for i := range p.n {
		w.whole(p.n[i], int64(p.shown), truth(reason == "" && drawn.Trial))
		if reason != "" || p.part[i] == "provisional" {
			w.number(math.NaN(), math.NaN(), math.NaN())
			w.text("", "", reason)
			continue
		}
		lower := drawn.Lower[i]
		if p.statistic != Rate {
			lower = math.Max(0, lower) // a count is not below 0; NaN stays
		}
		unit := p.unit()
		w.number(unit*drawn.Centre[i], unit*p.within(lower), unit*p.within(drawn.Upper[i]))
		w.text(string(drawn.Causes.Rule[i]), direction(drawn.Causes, i), "")
	}
}

// unit is what one of the chart's values is in the figures' unit: a p-chart works on proportions, the figures are per cent.
func (p *process) unit() float64 {
	if p.chart == PChart {
		return 100
	}
	return 1
}

// within cuts the limits of an XmR chart of percentages to where these can be.
func (p *process) within(limit float64) float64 {
	if p.chart == XmR && p.statistic == Rate {
		return math.Min(100, math.Max(0, limit))
	}
	return limit
}

// limits makes the chart of the points that are whole: a provisional one has no part in it. The reason says why there is none.
func (p *process) limits() (stats.ControlChart, string) {
	switch {
	case p.baseline == 0 || float64(p.given) < leastShown*float64(p.baseline):
		return stats.ControlChart{}, withheld
	case p.shown < leastPoints || float64(p.shown) < leastShown*float64(p.given):
		return stats.ControlChart{}, fewPoints
	}
	value, hits, tried := make([]float64, len(p.n)), make([]float64, len(p.n)), make([]float64, len(p.n))
	for i := range p.n {
		value[i] = math.NaN()
		if p.part[i] == "provisional" || math.IsNaN(p.value[i]) {
			continue // of a p-chart: nothing tried, which is a gap
		}
		value[i], hits[i], tried[i] = p.value[i], p.hits[i], p.tried[i]
	}
	var drawn stats.ControlChart
	var err error
	if p.chart == PChart {
		drawn, err = stats.PChart(hits, tried, stats.Baseline(p.baseline))
	} else {
		drawn, err = stats.XmR(value, stats.XmRSettings{Baseline: stats.Baseline(p.baseline), DropLargeRanges: true})
	}
	switch {
	case err != nil:
		return drawn, fewPoints // no two points beside one another
	case p.chart == PChart && (drawn.Centre[0] <= 0 || drawn.Centre[0] >= 1), p.chart == XmR && drawn.MeanRange == 0:
		return drawn, noVariation
	default:
		return drawn, ""
	}
}

// direction of a point's special cause; of a trend, whether it rises.
func direction(c stats.SpecialCauses, i int) string {
	sign := map[stats.Rule]int{stats.NoRule: 0, stats.Outside: c.Outside[i], stats.Trend: c.Trend[i],
		stats.TwoInThree: c.TwoInThree[i], stats.Shift: c.Shift[i]}[c.Rule[i]]
	return map[int]string{1: "high", 0: "", -1: "low"}[sign]
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
