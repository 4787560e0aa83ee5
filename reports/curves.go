package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
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
	if m.empty() || m.any() == nil {
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
