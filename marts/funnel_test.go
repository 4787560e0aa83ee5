package marts_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
	"throughcare/marts/stats"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// handMade puts figures of one year and one comparison straight into the marts: what each place has of n, and Scotland all.
func (b *bundle) handMade(statistic string, names []string, k, n []float64) {
	b.Helper()
	const unit = 100
	row := func(kind, code string, k, n float64) string {
		return fmt.Sprintf(`('m', 'm', '%s', 'cohort', 'financial_year', date '2025-04-01', date '2026-03-31', '%s', '%s', '%s', 'all', 'all',
  %v, %v, %v, null, null, 'per hundred', null, 'All', 0)`, statistic, kind, code, code, unit*k/n, k, n)
	}
	var allK, allN float64
	rows := make([]string, 0, len(k)+1)
	for i := range k {
		rows = append(rows, row("authority", names[i], k[i], n[i]))
		allK, allN = allK+k[i], allN+n[i]
	}
	rows = append(rows, row("scotland", country, allK, allN))
	b.exec("insert into mart.periods values ('financial_year', '2025-04-01', '2026-03-31', '2026-03-31', true, true, 1)",
		fmt.Sprintf("insert into mart.compared values ('m', '%s', 'authority', 'all', 'all')", statistic),
		"insert into mart.figures values "+strings.Join(rows, ", "))
}

// numbers of a select, by row.
func (b *bundle) numbers(query string) (all [][]float64) {
	b.Helper()
	for _, line := range b.rows(query) {
		var row []float64
		for text := range strings.SplitSeq(line, "|") {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				b.Fatal(err)
			}
			row = append(row, v)
		}
		all = append(all, row)
	}
	return all
}

func close9(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// Public Health England's 303 areas go through a release: phi and tau² are FunnelPlotR's, and the limits of every area are R's.
func TestComparisonsOfPHEsAreas(t *testing.T) {
	b := setup(t, "2026-09-30")
	var names []string
	var k, n []float64
	var input strings.Builder
	input.WriteString("k,n\n")
	for i, row := range fixture(t, "phe_funnel_prop_inputs.csv") {
		above, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		below, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, fmt.Sprintf("A%03d", i))
		k, n = append(k, above), append(n, below)
		fmt.Fprintf(&input, "%v,%v\n", above, below)
	}
	b.handMade("rate", names, k, n)
	r := b.release(5)
	if r.Comparisons != 303 || r.ComparedSHA256 == "" {
		t.Fatalf("release: got %+v", r)
	}
	got := b.numbers(`select target, phi, tau2, dispersion_places, compared_places, all_places, lower_95, upper_95, lower_998, upper_998
from release.comparisons order by place_code`)
	if len(got) != 303 {
		t.Fatalf("got %d places", len(got))
	}
	if math.Abs(got[0][0]-80.642448) > 5e-7 || math.Abs(got[0][1]-242.277343) > 5e-7 || math.Abs(got[0][2]-0.00143292287) > 5e-12 ||
		!slices.Equal(got[0][3:6], []float64{303, 303, 303}) {
		t.Errorf("target, phi, tau², places: got %v", got[0][:6])
	}
	limits := limitsByR(t, input.String())
	for i, row := range got {
		for j, want := range limits[i] {
			close9(t, fmt.Sprintf("limit %d of area %d", j, i), row[6+j], want)
		}
	}
}

// limitsByR works Spiegelhalter's additive limits out in R, by its own words for the formulas.
func limitsByR(t *testing.T, input string) (all [][]float64) {
	t.Helper()
	rscript, err := exec.LookPath("Rscript")
	if err != nil {
		t.Skip("no Rscript on PATH: the limits are not compared with R itself")
	}
	const script = `d <- read.csv(file("stdin")); p <- sum(d$k) / sum(d$n); s <- 1 / (2 * sqrt(d$n))
z <- (asin(sqrt(d$k / d$n)) - asin(sqrt(p))) / s
q <- quantile(z, c(.1, .9)); z <- pmin(pmax(z, q[1]), q[2]); N <- nrow(d); phi <- mean(z^2); w <- 1 / s^2
tau2 <- max(0, (N * phi - (N - 1)) / (sum(w) - sum(w^2) / sum(w)))
at <- function(level, side) { zz <- qnorm(1 - (1 - level) / 2); 100 * sin(pmin(pi / 2, pmax(0, asin(sqrt(p)) + side * zz * sqrt(s^2 + tau2))))^2 }
write.table(format(cbind(at(.95, -1), at(.95, 1), at(.998, -1), at(.998, 1)), digits = 15), sep = ",", col.names = FALSE, row.names = FALSE, quote = FALSE)`
	run := exec.Command(rscript, "--vanilla", "-e", script)
	run.Stdin = strings.NewReader(input)
	out, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(string(out), " ", ""))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		var numbers []float64
		for _, text := range row {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, v)
		}
		all = append(all, numbers)
	}
	return all
}

// Events per 100 years: 14 places that differ by chance, one with four times the rate. Limits are those of the package stats.
func TestComparisonOfRates(t *testing.T) {
	b := setup(t, "2026-09-30")
	var names []string
	var k, n []float64
	for i := range 14 {
		names, k, n = append(names, fmt.Sprintf("A%02d", i)), append(k, float64(26+i%7)), append(n, 100+float64(i))
	}
	names, k, n = append(names, "A99"), append(k, 120), append(n, 100)
	b.handMade("rate_per_100_years", names, k, n)
	b.release(5)
	spread, err := stats.RateDispersion(k, n)
	if err != nil {
		t.Fatal(err)
	}
	limits := marts.FunnelLimits(true, spread.Centre, spread.Tau2, n)
	for i, row := range b.numbers(`select target, phi, tau2, lower_95, upper_95, lower_998, upper_998 from release.comparisons order by place_code`) {
		for j, want := range []float64{100 * spread.Centre, spread.Phi, spread.Tau2, 100 * limits.Inner.Lower[i], 100 * limits.Inner.Upper[i],
			100 * limits.Outer.Lower[i], 100 * limits.Outer.Upper[i]} {
			close9(t, fmt.Sprintf("number %d of place %d", j, i), row[j], want)
		}
	}
	if diff := cmp.Diff([]string{"A99"}, b.rows("select place from release.comparisons where state = 'above_998'")); diff != "" {
		t.Errorf("called different (-want +got):\n%s", diff)
	}
}

// liberated are the cohort of supported_on_day_rate: of 60 in each of 24 authorities half are supported, in Glasgow 52; Moray
// has 4 of 60, Orkney 12 in all, and two of Edinburgh's cohort have no place. Eight authorities have nobody.
const liberated = `insert into core.liberations (custody_ref, person_key, liberated_on, authority, sign_up_ref, supported_on_day)
select
  'c' || place.code || i,
  'p' || place.code || i,
  date '2025-04-01' + (5 * i)::integer,
  if(place.code = 'S12000036' and i < 2, null, place.code),
  's' || place.code || i,
  i < case place.code when 'S12000049' then 52 when 'S12000020' then 4 when 'S12000023' then 6 else 30 + place.nth % 5 - 2 end
from (select code, row_number() over (order by code) as nth from ref.authorities order by code desc limit 24) as place,
  range(60) as t (i)
where place.code <> 'S12000023' or i < 12`

func TestAPlantedPlaceIsCalledDifferentAndNoOther(t *testing.T) {
	b := setup(t, "2026-09-30", liberated).only("supported_on_day_rate")
	b.exec("insert into core.record_reviews (review_ref, authority) select code, code from ref.authorities") // places that are known
	b.build()
	b.release(5)
	const latest = " from release.comparisons where place_type = 'authority' and period_start = '2025-04-01'"
	if diff := cmp.Diff([]string{"Glasgow City|above_998"}, b.rows("select place, state"+latest+" and state not in ('inside', 'not_compared')")); diff != "" {
		t.Errorf("outside the limits (-want +got):\n%s", diff)
	}
	want := []string{"Moray|withheld|[c]||||", "Orkney Islands|small|[u]|50.0|12.0||"}
	if got := b.rows("select place, reason, marker, value, denominator, lower_95, upper_998" + latest +
		" and place in ('Moray', 'Orkney Islands') order by place"); !slices.Equal(got, want) {
		t.Errorf("not compared: got %v, want %v", got, want)
	}
	if got := b.rows("select count(*)" + latest + " and reason = 'nothing_counted'")[0]; got != "8" {
		t.Errorf("places of which nothing was counted: got %s", got)
	}
	if got := b.rows("select count(*)" + latest + " and place_code = 'NOT_RECORDED'")[0]; got != "0" {
		t.Errorf("a place that is not recorded is compared: %s", got)
	}
	// Nothing stands there that is not in the figures.
	if got := b.rows(`select count(*) from release.comparisons anti join release.figures
using (measure, statistic, period_type, period_start, place_type, place_code, breakdown, category, value, numerator, denominator)
where value is not null`)[0]; got != "0" {
		t.Errorf("comparisons that are not of a released figure: %s", got)
	}
	if got := b.rows("select count(*) from release.comparisons where marker = '[c]' and coalesce(value, numerator, denominator, lower_95) is not null")[0]; got != "0" {
		t.Errorf("numbers of what is held back: %s", got)
	}
	// The year in progress is not compared.
	if got := b.rows("select count(*) from release.comparisons where period_end > '2026-09-30'")[0]; got != "0" {
		t.Errorf("a year in progress is compared: %s", got)
	}
}

// Where as few are expected as are held back, what is left to be seen lies far out; such a place is not compared.
func TestAPlaceOfWhichFewAreExpectedIsNotCompared(t *testing.T) {
	b := setup(t, "2026-09-30")
	b.handMade("rate", []string{"A1", "A2", "A3"}, []float64{50, 0, 60}, []float64{1000, 50, 1000})
	b.release(5)
	want := []string{"A1|inside||1000.0|", "A2|not_compared|small|50.0|", "A3|inside||1000.0|"}
	if got := b.rows("select place, state, reason, denominator, tau2 from release.comparisons order by place"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestVerifyFindsATamperedComparison(t *testing.T) {
	b := setup(t, "2026-09-30", liberated).only("supported_on_day_rate")
	b.build()
	r := b.release(5)
	if again := b.release(5); again.Made || again.ComparedSHA256 != r.ComparedSHA256 || again.Comparisons != r.Comparisons {
		t.Errorf("the same figures: got %+v, want %+v", again, r)
	}
	verify := func() error {
		return b.db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			_, err := marts.Verify(ctx, tx, r.ID)
			return err
		})
	}
	if err := verify(); err != nil {
		t.Fatal(err)
	}
	b.exec("update release.comparisons set state = 'inside' where place = 'Glasgow City'")
	if f := fault.As(verify()); f == nil || f.Code != "M031" {
		t.Errorf("got %v, want the fault M031", f)
	}
}

const rateEntry = `id: share
title: Share
definition: A share.
numerator: Some.
denominator: All.
unit: offers
view: cohort
source: core.sign_ups
statistics: [rate]
places: {authority: the authority}
breakdowns:
  - {name: weeks, title: Weeks, labels: {'4': 4 weeks, '26': 26 weeks}}
better: higher
comparison: {places: [authority], breakdown: weeks, categories: ['4']}
control:
  - {chart: p, period: month, places: [scotland]}
version: "1"
`

func TestComparisonsThatDoNotHoldAreAFault(t *testing.T) {
	read := func(entry string) ([]marts.Measure, error) {
		return marts.Catalogue(fstest.MapFS{"marts/share.yaml": {Data: []byte(entry)}, "marts/share.sql": {Data: []byte("select 1")}})
	}
	good, err := read(rateEntry)
	if err != nil {
		t.Fatal(err)
	}
	want := "Between local authorities, each financial year, by a funnel plot about Scotland's figure with 95% and 99.8% limits (Weeks: 4 weeks). " +
		"Over time by a p-chart each month, for Scotland. Higher is better."
	if got := good[0].Compared(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for name, c := range map[string]struct{ old, new string }{
		"no word on what is better":    {"better: higher\n", ""},
		"another word for it":          {"better: higher", "better: more"},
		"no rate to compare":           {"statistics: [rate]", "statistics: [records]"},
		"no such place":                {"places: [authority]", "places: [service]"},
		"no such breakdown":            {"breakdown: weeks", "breakdown: months"},
		"no such category":             {"categories: ['4']", "categories: ['5']"},
		"breakdown without categories": {", categories: ['4']", ""},
		"unknown chart":                {"chart: p", "chart: u"},
		"a p-chart of a count":         {"chart: p,", "chart: p, statistic: records,"},
		"an XmR chart of nothing":      {"chart: p", "chart: xmr"},
		"charts by year":               {"period: month", "period: financial_year"},
		"a chart for no place":         {"places: [scotland]", "places: []"},
		"a chart without totals":       {"places: {authority", "totals: false\nplaces: {authority"},
	} {
		if _, err := read(strings.Replace(rateEntry, c.old, c.new, 1)); fault.As(err) == nil || fault.As(err).Code != "M001" {
			t.Errorf("%s: got %v, want the fault M001", name, err)
		}
	}
}

// Every comparison of the catalogue says which way is better, and nothing that has no rate is compared.
func TestWhatTheCatalogueCompares(t *testing.T) {
	b := setup(t, "2026-09-30")
	b.build()
	if got := b.rows("select count(*) >= 12 and bool_and(better is not null and compared like '%etter%') from mart.measures where measure in (select measure from mart.compared union select measure from mart.charted)"); got[0] != "true" {
		t.Errorf("got %v", got)
	}
	if got := b.rows("select measure from mart.compared where statistic not in ('rate', 'rate_per_100_years')"); len(got) != 0 {
		t.Errorf("compared without a rate: %v", got)
	}
}
