package marts

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughcare/sql/warehouse"
)

// What an improvement of a measure is.
const (
	Higher  = "higher"
	Lower   = "lower"
	Neither = "neither" // neither more nor less is good in itself
)

// The control charts.
const (
	XmR    = "xmr" // individual values and moving ranges: of counts, and of shares whose units are not independent
	PChart = "p"   // of shares of independent units
)

// Comparison says between which kinds of place a measure's rate is compared, in a funnel plot about Scotland's rate for each
// financial year.
type Comparison struct {
	Places     []string `yaml:"places"`
	Breakdown  string   `yaml:"breakdown"`  // blank: the whole
	Categories []string `yaml:"categories"` // of the breakdown: a funnel plot each
}

// Control says how a measure is watched over time, in a control chart for every place of some kinds.
type Control struct {
	Chart     string   `yaml:"chart"`     // xmr or p
	Statistic string   `yaml:"statistic"` // of xmr; of a p-chart it is the rate
	Period    string   `yaml:"period"`    // month or quarter
	Places    []string `yaml:"places"`
}

// comparedStatistic is the rate of the measure, or blank.
func (m *Measure) comparedStatistic() string {
	switch {
	case m.has(Rate):
		return Rate
	case m.has(RatePer100Years):
		return RatePer100Years
	default:
		return ""
	}
}

func (c Control) statistic() string {
	if c.Chart == PChart {
		return Rate
	}
	return c.Statistic
}

// validateCompare refuses a comparison or control chart that could not be made.
func (m *Measure) validateCompare() error {
	compared := len(m.Comparison.Places) > 0
	if (compared || len(m.Control) > 0) != (m.Better != "") || !slices.Contains([]string{"", Higher, Lower, Neither}, m.Better) {
		return fmt.Errorf("better is %s, %s or %s where there is a comparison or a control chart, and only there", Higher, Lower, Neither)
	}
	if compared {
		if err := m.validateComparison(); err != nil {
			return fmt.Errorf("comparison: %w", err)
		}
	}
	for i, c := range m.Control {
		if err := m.validateControl(c); err != nil {
			return fmt.Errorf("control %d: %w", i+1, err)
		}
	}
	return nil
}

func (m *Measure) validateComparison() error {
	c := m.Comparison
	if m.comparedStatistic() == "" {
		return fmt.Errorf("the measure has no rate")
	}
	for _, place := range c.Places {
		if !slices.Contains(m.placeTypes(), place) {
			return fmt.Errorf("the measure has no places of the kind %s", place)
		}
	}
	if (c.Breakdown == "") != (len(c.Categories) == 0) || c.Breakdown == "" && !m.HasTotals() {
		return fmt.Errorf("a breakdown needs categories, and a measure without totals needs a breakdown")
	}
	if c.Breakdown == "" {
		return nil
	}
	at := m.breakdown(c.Breakdown)
	if at < 0 {
		return fmt.Errorf("there is no breakdown %s", c.Breakdown)
	}
	for _, place := range c.Places {
		if b := m.Breakdowns[at]; len(b.Places) > 0 && !slices.Contains(b.Places, place) {
			return fmt.Errorf("the breakdown %s is not shown for the kind of place %s", c.Breakdown, place)
		}
	}
	for _, category := range c.Categories {
		if labels := m.Breakdowns[at].Labels; len(labels) > 0 && m.label(at, category) == "" {
			return fmt.Errorf("the breakdown %s has no category %s", c.Breakdown, category)
		}
	}
	return nil
}

func (m *Measure) validateControl(c Control) error {
	switch {
	case c.Chart != XmR && c.Chart != PChart:
		return fmt.Errorf("the chart is %s or %s", XmR, PChart)
	case c.Chart == PChart && c.Statistic != "":
		return fmt.Errorf("a p-chart is of the rate: it names no statistic")
	case !m.has(c.statistic()) || !slices.Contains([]string{Rate, Records, People}, c.statistic()):
		return fmt.Errorf("the measure has no such statistic, or it is none that a control chart is made of")
	case c.Period != "month" && c.Period != "quarter":
		return fmt.Errorf("the period is month or quarter")
	case !m.HasTotals() || m.View == Stock:
		return fmt.Errorf("a stock, or a measure without totals, has no control chart")
	case len(c.Places) == 0:
		return fmt.Errorf("the places are missing")
	}
	for _, place := range c.Places {
		if place != "scotland" && !slices.Contains(m.placeTypes(), place) {
			return fmt.Errorf("the measure has no places of the kind %s", place)
		}
	}
	return nil
}

// label of a category that the entry itself names; blank where it does not.
func (m *Measure) label(breakdown int, category string) string {
	for _, item := range m.Breakdowns[breakdown].Labels {
		if fmt.Sprint(item.Key) == category {
			return fmt.Sprint(item.Value)
		}
	}
	return ""
}

// Compared says in words how the measure is compared between places and over time; blank where it is not.
func (m *Measure) Compared() string {
	var parts []string
	if places := m.Comparison.Places; len(places) > 0 {
		text := "Between " + kinds(places) + ", each financial year, by a funnel plot about Scotland's figure with 95% and 99.8% limits"
		if c := m.Comparison; c.Breakdown != "" {
			at := m.breakdown(c.Breakdown)
			var names []string
			for _, category := range c.Categories {
				names = append(names, or(m.label(at, category), category))
			}
			text += " (" + m.Breakdowns[at].Title + ": " + strings.Join(names, "; ") + ")"
		}
		parts = append(parts, text+".")
	}
	for _, c := range m.Control {
		chart := "an XmR chart of the " + map[string]string{Records: "number of records", People: "number of people", Rate: "percentage"}[c.Statistic]
		if c.Chart == PChart {
			chart = "a p-chart"
		}
		parts = append(parts, fmt.Sprintf("Over time by %s each %s, for %s.", chart, c.Period, kinds(c.Places)))
	}
	if len(parts) == 0 {
		return ""
	}
	parts = append(parts, map[string]string{Higher: "Higher is better.", Lower: "Lower is better.",
		Neither: "Neither higher nor lower is better in itself."}[m.Better])
	return strings.Join(parts, " ")
}

// kinds are kinds of place in words.
func kinds(places []string) string {
	words := map[string]string{"scotland": "Scotland", "authority": "local authorities", "establishment": "establishments", "service": "services"}
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = words[p]
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// describeCompare writes what is to be compared into mart.compared and mart.charted.
func describeCompare(ctx context.Context, tx *warehouse.Tx, m *Measure) error {
	breakdown, categories := or(m.Comparison.Breakdown, "all"), m.Comparison.Categories
	if len(categories) == 0 {
		categories = []string{"all"}
	}
	for _, place := range m.Comparison.Places {
		for _, category := range categories {
			if _, err := tx.Exec(ctx, "insert into mart.compared values (?, ?, ?, ?, ?)",
				m.ID, m.comparedStatistic(), place, breakdown, category); err != nil {
				return err
			}
		}
	}
	for _, c := range m.Control {
		for _, place := range c.Places {
			if _, err := tx.Exec(ctx, "insert into mart.charted values (?, ?, ?, ?, ?)",
				m.ID, c.statistic(), c.Chart, c.Period, place); err != nil {
				return err
			}
		}
	}
	return nil
}
