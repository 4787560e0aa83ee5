package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughcare/reports/document"
)

// step is one day of a curve of the release, a row of release.curves.
type step struct {
	days                 int
	atRisk, value        float64
	lower, upper         *float64
	measure, place, code string
	start                time.Time
}

// readCurves reads the curves of whole measures by financial year. Where a place has none its figures at fixed days stand alone.
func readCurves(ctx context.Context, tx Reader, id string, until time.Time) ([]step, error) {
	var all []step
	err := each(ctx, tx, `
		select measure, place_type, place_code, period_start, days, at_risk, value, lower, upper
		from release.curves
		where release = ? and period_type = 'financial_year' and breakdown = 'all' and period_end <= ?::date
		order by measure, place_type, place_code, period_start, days`, []any{id, until.Format(time.DateOnly)}, func(rows *sql.Rows) error {
		var s step
		err := rows.Scan(&s.measure, &s.place, &s.code, &s.start, &s.days, &s.atRisk, &s.value, &s.lower, &s.upper)
		s.start = day(s.start)
		all = append(all, s)
		return err
	})
	return all, err
}

// withCurve adds the days of the release's curve to the fixed days of a table, and how many were still followed on each.
func (b *builder) withCurve(t tableSpec, m *matrix) *matrix {
	if m.empty() || m.any() == nil || m.any().PeriodType != "financial_year" {
		return m
	}
	f := m.any()
	m.atRisk = make([]*float64, len(m.rows))
	found := false
	for _, s := range b.curves {
		if s.measure != f.Measure || s.place != b.place.Type || s.code != b.place.Code || !s.start.Equal(f.Start) {
			continue
		}
		found = true
		at := slices.IndexFunc(m.rows, func(r entry) bool { return r.key == strconv.Itoa(s.days) })
		if at < 0 {
			at = slices.IndexFunc(m.rows, func(r entry) bool { return leading(r.key) > s.days })
			if at < 0 {
				at = len(m.rows)
			}
			g := &Figure{Measure: f.Measure, Statistic: f.Statistic, View: f.View, PeriodType: f.PeriodType, Start: f.Start, End: f.End, Unit: f.Unit, Breakdown: f.Breakdown,
				Value: &s.value, Lower: s.lower, Upper: s.upper, curve: true}
			m.rows = slices.Insert(m.rows, at, entry{key: strconv.Itoa(s.days), label: fmt.Sprintf("%d days", s.days), measure: f.Measure})
			m.cells = slices.Insert(m.cells, at, []*Figure{g})
			m.atRisk = slices.Insert(m.atRisk, at, nil)
		}
		m.atRisk[at] = &s.atRisk
	}
	if !found {
		m.atRisk = nil
	}
	return m
}

// curveTime is a share of a curve of the release, a row of release.curve_times.
type curveTime struct {
	measure, place, code string
	start                time.Time
	share, last          int
	days, lower, upper   *int
}

// readCurveTimes reads the times by which a quarter and half had the event, of the curves that readCurves reads.
func readCurveTimes(ctx context.Context, tx Reader, id string, until time.Time) ([]curveTime, error) {
	var all []curveTime
	if there, err := hasTable(ctx, tx, "curve_times"); err != nil || !there {
		return nil, err
	}
	err := each(ctx, tx, `
		select measure, place_type, place_code, period_start, share, days, lower, upper, last_days
		from release.curve_times
		where release = ? and period_type = 'financial_year' and breakdown = 'all' and period_end <= ?::date
		order by measure, place_type, place_code, period_start, share`, []any{id, until.Format(time.DateOnly)}, func(rows *sql.Rows) error {
		var c curveTime
		err := rows.Scan(&c.measure, &c.place, &c.code, &c.start, &c.share, &c.days, &c.lower, &c.upper, &c.last)
		c.start = day(c.start)
		all = append(all, c)
		return err
	})
	return all, err
}

// times says in words by which week a quarter and half of those followed had the event; "" where there is no curve. A share that
// is not reached is said so, once.
func (b *builder) times(m *matrix, subject string) string {
	f := m.any()
	if f == nil || f.PeriodType != "financial_year" {
		return ""
	}
	names, parts := map[int]string{25: "a quarter", 50: "half"}, []string{}
	for _, c := range b.curveTimes {
		if c.measure != f.Measure || c.place != b.place.Type || c.code != b.place.Code || !c.start.Equal(f.Start) {
			continue
		}
		if c.days == nil {
			parts = append(parts, fmt.Sprintf("fewer than %s had been %s by week %d, the last that is shown", names[c.share], lowerFirst(subject), week(c.last)))
			break
		}
		parts = append(parts, fmt.Sprintf("%s had been %s by week %d (95%% interval: %s)", names[c.share], lowerFirst(subject), week(*c.days), c.interval()))
	}
	if len(parts) == 0 {
		return ""
	}
	return upperFirst(strings.Join(parts, "; ")) + "."
}

// week is the week that a day is in; the first has the days 1 to 7.
func week(days int) int { return (days + 6) / 7 }

// interval is the 95% limits in weeks.
func (c curveTime) interval() string {
	from := 1
	if c.lower != nil {
		from = week(*c.lower + 1)
	}
	if c.upper == nil {
		return fmt.Sprintf("week %d or later", from)
	}
	return fmt.Sprintf("weeks %d to %d", from, week(*c.upper))
}

// atRiskCell is the number still followed just before a day.
func atRiskCell(n *float64, f *Figure) document.Cell {
	switch {
	case n != nil:
		return document.NumberCell(*n, document.Count)
	case f.Suppressed():
		return document.TextCell("[c]")
	default:
		return document.TextCell(notAvailable)
	}
}
