package marts

import (
	"context"
	"math"

	"throughcare/marts/stats"
	"throughcare/sql/warehouse"
)

// leastPlaces is how many places it takes to tell how unlike they are. With fewer the limits are those of chance alone.
const leastPlaces = 10

// comparisonsTable is the temporary table that compare makes: release.comparisons without the release.
const comparisonsTable = "protected_comparisons"

// funnelPlace is one place of a funnel plot, and what came of it.
type funnelPlace struct {
	n                               int64
	plot                            plot
	value, above, below, target     float64 // above over below is the value; in its unit: per cent, or per 100 years
	reason                          string
	place                           stats.Place
	low95, high95, low998, high998  float64
	phi, tau2                       float64 // NaN where they were not estimated
	dispersed, compared, standingBy int
}

// plot names a funnel plot.
type plot struct{ measure, statistic, placeType, start, breakdown, category string }

// compare makes the table of protected comparisons from the protected figures, in the caller's transaction: what it shows can
// be worked out from the figures that the release shows.
//
// A place is compared where as many events, and for a share as many non-events, are expected of it as the threshold for small
// numbers: of smaller ones the counts in the middle are those held back, and to be seen at all they must lie far out. It says how
// unlike places are where twice as many are expected: then next to none is held back for its value.
func compare(ctx context.Context, tx *warehouse.Tx, threshold int) error {
	if err := runCompare(ctx, tx, "1_places", "compare_places"); err != nil {
		return err
	}
	places, err := readFunnels(ctx, tx)
	if err != nil {
		return err
	}
	for from := 0; from < len(places); {
		to := from + 1
		for to < len(places) && places[to].plot == places[from].plot {
			to++
		}
		if err := funnel(places[from:to], float64(threshold)); err != nil {
			return err
		}
		from = to
	}
	return writeFunnels(ctx, tx, places)
}

func readFunnels(ctx context.Context, tx *warehouse.Tx) (places []funnelPlace, err error) {
	rows, err := tx.Query(ctx, `select
  n, measure, statistic, place_type, period_start::varchar, breakdown, category, coalesce(value, 0), coalesce(numerator, 0),
  coalesce(denominator, 0), target, coalesce(reason, '')
from compare_places
order by n`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end
	for rows.Next() {
		var p funnelPlace
		if err := rows.Scan(&p.n, &p.plot.measure, &p.plot.statistic, &p.plot.placeType, &p.plot.start, &p.plot.breakdown,
			&p.plot.category, &p.value, &p.above, &p.below, &p.target, &p.reason); err != nil {
			return nil, err
		}
		places = append(places, p)
	}
	return places, rows.Err()
}

// funnel places the places of one plot. The limits allow for the places' own variance where it can be estimated and is more
// than chance; else they are exact about chance alone.
func funnel(places []funnelPlace, threshold float64) error {
	const unit = 100 // both statistics are given per hundred
	rate := places[0].plot.statistic == RatePer100Years
	centre := places[0].target / unit
	var size, values, above, below []float64
	for i := range places {
		p := &places[i]
		expected := centre * p.below
		if !rate {
			expected = math.Min(expected, p.below-expected)
		}
		if p.reason == "" && expected < threshold {
			p.reason = "small"
		}
		if p.reason != "" {
			continue
		}
		size, values = append(size, p.below), append(values, p.value/unit)
		if expected >= 2*threshold {
			above, below = append(above, p.above), append(below, p.below)
		}
	}
	spread, err := dispersionOf(rate, centre, above, below)
	if err != nil {
		return err
	}
	limits := FunnelLimits(rate, centre, spread.Tau2, size)
	where, err := limits.Places(values)
	if err != nil {
		return err
	}
	at := 0
	for i := range places {
		p := &places[i]
		p.phi, p.tau2, p.dispersed, p.compared, p.standingBy = spread.Phi, spread.Tau2, len(above), len(size), len(places)
		p.low95, p.high95, p.low998, p.high998 = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		if p.reason != "" {
			p.place = "not_compared"
			continue
		}
		p.place = where[at]
		p.low95, p.high95 = unit*limits.Inner.Lower[at], unit*limits.Inner.Upper[at]
		p.low998, p.high998 = unit*limits.Outer.Lower[at], unit*limits.Outer.Upper[at]
		at++
	}
	return nil
}

// dispersionOf is how unlike the places are beyond chance; phi and tau² are NaN where there are too few to tell.
func dispersionOf(rate bool, centre float64, above, below []float64) (stats.Dispersion, error) {
	switch {
	case len(above) < leastPlaces:
		return stats.Dispersion{Phi: math.NaN(), Tau2: math.NaN()}, nil
	case rate:
		return stats.RateDispersionAbout(centre, above, below)
	default:
		return stats.ProportionDispersionAbout(centre, above, below)
	}
}

// FunnelLimits are the limits of a funnel plot of a release for places of some sizes: about a centre (a proportion, or events
// a year), with the variance between places, tau², which is 0 or NaN for chance alone. Reports draw the curves with it.
func FunnelLimits(rate bool, centre, tau2 float64, size []float64) stats.Funnel {
	spread := tau2 > 0 // not of NaN
	switch {
	case rate && spread:
		return stats.OverdispersedRateFunnel(centre, size, tau2)
	case rate:
		return stats.RateFunnel(centre, size)
	case spread:
		return stats.OverdispersedProportionFunnel(centre, size, tau2)
	default:
		return stats.ProportionFunnel(centre, size)
	}
}

// writeFunnels joins what came of the places to them.
func writeFunnels(ctx context.Context, tx *warehouse.Tx, places []funnelPlace) error {
	var c workedOut
	for _, p := range places {
		c.whole(p.n, int64(p.dispersed), int64(p.compared), int64(p.standingBy))
		c.number(p.low95, p.high95, p.low998, p.high998, p.phi, p.tau2)
		c.text(string(p.place), p.reason)
	}
	return c.join(ctx, tx, `create or replace temporary table `+comparisonsTable+` as
select
  places.measure,
  places.statistic,
  places."view",
  places.period_type,
  places.period_start,
  places.period_end,
  places.breakdown,
  places.category,
  places.category_label,
  places.place_type,
  places.place_code,
  places.place,
  places.value,
  places.numerator,
  places.denominator,
  places.unit,
  places.marker,
  places.target,
  numbers[1] as lower_95,
  numbers[2] as upper_95,
  numbers[3] as lower_998,
  numbers[4] as upper_998,
  texts[1] as state,
  texts[2] as reason,
  numbers[5] as phi,
  numbers[6] as tau2,
  wholes[2]::integer as dispersion_places,
  wholes[3]::integer as compared_places,
  wholes[4]::integer as all_places
from compare_places as places
inner join worked_out on worked_out.wholes[1] = places.n
order by places.n`, "compare_places")
}
