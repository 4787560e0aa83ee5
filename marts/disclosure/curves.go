package disclosure

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"throughcare/sql/warehouse"
)

// CurvesTable is the temporary table that ProtectCurves makes: the days of mart.curves that may be seen.
const CurvesTable = "protected_curves"

// leastAtRisk is how many must still be followed on a day of a curve that is shown (the default for survival tables of ACRO,
// which checks the output of trusted research environments); a higher threshold raises it.
const leastAtRisk = 10

// bigCurve is how many thresholds of events a category needs to have a curve of its own, and smallRest how many those without
// one need together, if they have any. Of at most so many categories every choice is tried.
const (
	bigCurve       = 4
	smallRest      = 2
	mostCategories = 6
)

// tally counts since the start of a curve.
type tally struct{ events, others, entered int64 }

func (a tally) less(b tally) tally {
	return tally{a.events - b.events, a.others - b.others, a.entered - b.entered}
}

// none or many: what happened between two days that are shown can be told from them.
func (a tally) hides(threshold int64) bool {
	for _, n := range []int64{a.events, a.others, a.entered} {
		if n != 0 && n < threshold {
			return false
		}
	}
	return true
}

// point is what one curve could show on one day.
type point struct {
	day            int
	fixed, allowed bool
	atRisk         int64
	tally
}

// curve is one curve of Scotland: of a measure, for the starts of a year or of all years (period_type all).
type curve struct {
	measure, period, start, breakdown, category string
	points                                      []point
}

// shown is a curve and the days on which it is shown.
type shownCurve struct {
	curve
	days []int
}

// ProtectCurves makes the table of curves as they may be seen, after Protect and from its table. A step of a curve is an event
// of a person, so a curve is shown on few days: between two of them nothing happened, or at least as much as the threshold, and
// that for events, for those who left otherwise and for those who came late, and for everybody who is in no curve shown as well.
// It returns a fault (Policy, M021) where the audit of curves finds a day that must not be seen.
func ProtectCurves(ctx context.Context, tx *warehouse.Tx, o Options) error {
	if _, err := run(ctx, tx, "10_curve_counts"); err != nil {
		return err
	}
	curves, err := readCurves(ctx, tx)
	if err != nil {
		return err
	}
	if err := keepDays(ctx, tx, chooseDays(curves, int64(o.Threshold))); err != nil {
		return err
	}
	for _, name := range []string{"11_curves", "12_audit_curves"} {
		if _, err := run(ctx, tx, name); err != nil {
			return err
		}
	}
	found, err := count(ctx, tx, "select count(*) from sdc_curve_findings")
	if err != nil {
		return err
	}
	if found > 0 {
		return auditFault(found, "12_audit_curves")
	}
	for _, table := range []string{"sdc_curve_counts", "sdc_curve_days", "sdc_curve_findings"} {
		if _, err := tx.Exec(ctx, "drop table temp."+table); err != nil {
			return err
		}
	}
	return nil
}

func readCurves(ctx context.Context, tx *warehouse.Tx) (curves []*curve, err error) {
	rows, err := tx.Query(ctx, `select measure, period_type, period_start::varchar, breakdown, category, days, is_fixed, allowed, at_risk,
  events, others, entered
from sdc_curve_counts
order by all`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	var last *curve
	for rows.Next() {
		c, p, measure := curve{}, point{}, ""
		if err := scanPoint(rows, &measure, &c, &p); err != nil {
			return nil, err
		}
		c.measure = measure
		if last == nil || last.name() != c.name() {
			last = &c
			curves = append(curves, last)
		}
		last.points = append(last.points, p)
	}
	return curves, rows.Err()
}

func scanPoint(rows *sql.Rows, measure *string, c *curve, p *point) error {
	return rows.Scan(measure, &c.period, &c.start, &c.breakdown, &c.category, &p.day, &p.fixed, &p.allowed, &p.atRisk,
		&p.events, &p.others, &p.entered)
}

func (c *curve) name() string {
	return strings.Join([]string{c.measure, c.period, c.start, c.breakdown, c.category}, "|")
}

// chooseDays takes each year's curve by itself, since no curve of the years together shows their sum on the same terms; and the
// curves of all years together with those of their categories, on days that they share.
func chooseDays(curves []*curve, threshold int64) (chosen []shownCurve) {
	families := map[string][]*curve{}
	for _, c := range curves {
		if c.period != "all" {
			chosen = append(chosen, shownCurve{*c, walk([]*curve{c}, nil, true, threshold)})
			continue
		}
		families[c.measure] = append(families[c.measure], c)
	}
	for _, family := range families {
		chosen = append(chosen, together(family, threshold)...)
	}
	return chosen
}

// together chooses, of the categories that are big enough, those that are shown beside the whole, and the days that all of them
// share: the choice that shows most. What one category may not show on a day, the others that are shown do not show either.
func together(family []*curve, threshold int64) (chosen []shownCurve) {
	var whole *curve
	var big []*curve
	for _, c := range family {
		switch {
		case c.breakdown == "all":
			whole = c
		case c.events() >= bigCurve*threshold:
			big = append(big, c)
		}
	}
	if whole == nil {
		return nil
	}
	slices.SortStableFunc(big, func(a, b *curve) int { return int(b.events() - a.events()) })
	big = big[:min(len(big), mostCategories)]
	most := 0
	for choice := range 1 << len(big) {
		shown, rest := []*curve{whole}, whole.events()
		for i, c := range big {
			if choice&(1<<i) != 0 {
				shown, rest = append(shown, c), rest-c.events()
			}
		}
		if len(shown) > 1 && rest != 0 && rest < smallRest*threshold {
			continue
		}
		days := walk(shown, shown[1:], false, threshold)
		// the years show the whole already: a category more is worth more than a day more
		worth := len(days) * len(shown) * len(shown)
		if worth <= most {
			continue
		}
		most, chosen = worth, nil
		for _, c := range shown {
			chosen = append(chosen, shownCurve{*c, days})
		}
	}
	return chosen
}

func (c *curve) events() int64 {
	if len(c.points) == 0 {
		return 0
	}
	return c.points[len(c.points)-1].events
}

// walk goes through the days that all the curves have. The first curve is the whole; less its parts, it is the rest, which must
// be as well hidden as they are. published says that the fixed days are shown as figures whatever is chosen here: then nothing
// may follow from a day and the fixed days before and after it either.
func walk(shown, parts []*curve, published bool, threshold int64) (days []int) {
	least := max(int64(leastAtRisk), threshold)
	number := len(shown[0].points)
	for _, c := range shown {
		number = min(number, len(c.points))
	}
	at := func(i int) []tally {
		all := make([]tally, 0, len(shown)+1)
		if i < 0 {
			return append(all, make([]tally, len(shown)+1)...)
		}
		rest := shown[0].points[i].tally
		for _, c := range parts {
			rest = rest.less(c.points[i].tally)
		}
		for _, c := range shown {
			all = append(all, c.points[i].tally)
		}
		return append(all, rest)
	}
	hidden := func(from, to int) bool {
		a, b := at(from), at(to)
		for k := range a {
			if !b[k].less(a[k]).hides(threshold) {
				return false
			}
		}
		return true
	}
	last, edge := -1, -1
	for i := range number {
		keep := !slices.ContainsFunc(shown, func(c *curve) bool { return !c.points[i].allowed || c.points[i].atRisk < least })
		keep = keep && hidden(last, i)
		if published {
			keep = keep && hidden(edge, i) && hidden(i, shown[0].nextFixed(i))
		}
		p := shown[0].points[i]
		if keep && (p.fixed || p.events != at(last)[0].events) {
			days = append(days, p.day)
			last = i
		}
		if published && p.fixed && p.allowed {
			edge = i
		}
	}
	return days
}

// nextFixed is the first fixed day from a day on, or the last day.
func (c *curve) nextFixed(from int) int {
	for i := from; i < len(c.points); i++ {
		if c.points[i].fixed {
			return i
		}
	}
	return len(c.points) - 1
}

// keepDays makes the temporary table sdc_curve_days.
func keepDays(ctx context.Context, tx *warehouse.Tx, chosen []shownCurve) error {
	if _, err := tx.Exec(ctx, "create or replace temporary table sdc_curve_days as from sdc_curve_counts limit 0"); err != nil {
		return err
	}
	for _, c := range chosen {
		if len(c.days) == 0 {
			continue
		}
		list := strings.Trim(strings.ReplaceAll(fmt.Sprint(c.days), " ", ", "), "[]")
		if _, err := tx.Exec(ctx, `insert into sdc_curve_days
from sdc_curve_counts
where measure = ? and period_type = ? and period_start = ?::date and breakdown = ? and category = ? and days in (`+list+")",
			c.measure, c.period, c.start, c.breakdown, c.category); err != nil {
			return err
		}
	}
	return nil
}
