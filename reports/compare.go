package reports

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"throughcare/reports/document"
)

// Comparison is one place in one funnel plot, a row of release.comparisons.
type Comparison struct {
	Measure, Statistic, Category, Label, View       string
	PeriodType                                      string
	Start, End                                      time.Time
	PlaceType, PlaceCode, Place                     string
	Value, Numerator, Denominator                   *float64
	Unit, Marker                                    string
	Target                                          float64
	Lower95, Upper95, Lower998, Upper998, Phi, Tau2 *float64
	State, Reason                                   string
	Dispersed, Compared, All                        int // places: phi is from, compared, there are
}

// ControlPoint is one point of one control chart, a row of release.control_points.
type ControlPoint struct {
	Measure, Statistic, Chart, View, PeriodType string
	Start, End                                  time.Time
	PlaceType, PlaceCode                        string
	Value, Numerator, Denominator               *float64
	Unit, Marker                                string
	Mean, Lower, Upper                          *float64
	Part, Rule, Direction                       string
	BaselineStart, BaselineEnd                  time.Time
	BaselinePoints                              int
	Frozen, Trial                               bool
	Reason                                      string
}

// compared is what a release compares.
type compared struct {
	places []Comparison
	points []ControlPoint
}

func readCompared(ctx context.Context, tx Reader, id string, until time.Time) (compared, error) {
	var all compared
	day0 := until.Format(time.DateOnly)
	err := each(ctx, tx, `
		select measure, statistic, category, category_label, "view", period_type, period_start, period_end, place_type, place_code, place,
		       value, numerator, denominator, unit, coalesce(marker, ''), target, lower_95, upper_95, lower_998, upper_998, phi, tau2,
		       state, coalesce(reason, ''), dispersion_places, compared_places, all_places
		from release.comparisons where release = ? and period_end <= ?::date
		order by measure, statistic, place_type, category, period_start, place, place_code`, []any{id, day0}, func(rows *sql.Rows) error {
		var c Comparison
		err := rows.Scan(&c.Measure, &c.Statistic, &c.Category, &c.Label, &c.View, &c.PeriodType, &c.Start, &c.End, &c.PlaceType, &c.PlaceCode, &c.Place,
			&c.Value, &c.Numerator, &c.Denominator, &c.Unit, &c.Marker, &c.Target, &c.Lower95, &c.Upper95, &c.Lower998, &c.Upper998, &c.Phi, &c.Tau2,
			&c.State, &c.Reason, &c.Dispersed, &c.Compared, &c.All)
		c.Start, c.End = day(c.Start), day(c.End)
		all.places = append(all.places, c)
		return err
	})
	if err != nil {
		return all, err
	}
	err = each(ctx, tx, `
		select measure, statistic, chart, "view", period_type, period_start, period_end, place_type, place_code,
		       value, numerator, denominator, unit, coalesce(marker, ''), mean, lower, upper, part, coalesce(rule, ''), coalesce(direction, ''),
		       baseline_start, baseline_end, baseline_points, frozen, trial, coalesce(reason, '')
		from release.control_points where release = ? and least(period_end, if(part = 'provisional', period_start, period_end)) <= ?::date
		order by measure, statistic, period_type, place_type, place_code, period_start`, []any{id, day0}, func(rows *sql.Rows) error {
		var p ControlPoint
		err := rows.Scan(&p.Measure, &p.Statistic, &p.Chart, &p.View, &p.PeriodType, &p.Start, &p.End, &p.PlaceType, &p.PlaceCode,
			&p.Value, &p.Numerator, &p.Denominator, &p.Unit, &p.Marker, &p.Mean, &p.Lower, &p.Upper, &p.Part, &p.Rule, &p.Direction,
			&p.BaselineStart, &p.BaselineEnd, &p.BaselinePoints, &p.Frozen, &p.Trial, &p.Reason)
		p.Start, p.End, p.BaselineStart, p.BaselineEnd = day(p.Start), day(p.End), day(p.BaselineStart), day(p.BaselineEnd)
		all.points = append(all.points, p)
		return err
	})
	return all, err
}

// funnels are the places of the funnel plots that a table asks for, the latest period first.
func (c *compared) funnels(t tableSpec) [][]Comparison {
	var plots [][]Comparison
	for _, p := range c.places { // by period
		if p.Measure != t.Measures[0] || p.PlaceType != t.Of || p.Category != or(t.Category, "all") {
			continue
		}
		if n := len(plots); n == 0 || !plots[n-1][0].Start.Equal(p.Start) {
			plots = append(plots, nil)
		}
		plots[len(plots)-1] = append(plots[len(plots)-1], p)
	}
	slices.Reverse(plots)
	return plots
}

// process is the points of the control chart of a place, the latest of them as many as a table shows.
func (c *compared) process(t tableSpec, p *place) []ControlPoint {
	var found []ControlPoint
	for _, at := range c.points {
		if at.Measure == t.Measures[0] && at.PeriodType == t.PeriodType && at.PlaceType == p.Type && at.PlaceCode == p.Code &&
			slices.Contains(t.Statistic, at.Statistic) {
			found = append(found, at)
		}
	}
	return found[max(0, len(found)-max(t.Periods, 1)):]
}

// compareBlock is a table that shows a comparison or a control chart.
func (b *builder) compareBlock(t tableSpec) document.Block {
	if t.Show == "control" {
		return b.controlBlock(t)
	}
	return b.funnelBlock(t)
}

// released remembers the figure of the release that a comparison was made of, for the file of figures.
func (b *builder) released(p *place, measure, statistic, category, periodType string, start time.Time) {
	for _, f := range p.measures[measure] {
		if f.Statistic == statistic && f.Category == category && f.PeriodType == periodType && f.Start.Equal(start) {
			b.show([]*Figure{f})
			return
		}
	}
}

// nextTo joins names as people list them: "A, B and C".
func nextTo(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// inWords is a small number in words, as it starts or stands in a sentence.
func inWords(n int) string {
	words := [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	if n < len(words) {
		return words[n]
	}
	return document.Count.Write(float64(n))
}
