package reports

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"throughcare/sql/warehouse"
)

// hostile is a place name that must stay text wherever it stands.
const hostile = `</script><script>document.title="ran"</script>`

// made is the release of the tests, by a generator with a fixed seed.
const made = "2026-11-01"

// maker makes believable figures.
type maker struct {
	random *rand.Rand
	rows   []string
}

type madePlace struct {
	kind, code, name string
	size             float64
}

func madePlaces() []madePlace {
	places := []madePlace{{"scotland", scotland, "Scotland", 1}}
	for i, name := range []string{"Aberdeen City", "City of Edinburgh", "Glasgow City", "Highland", "Na h-Eileanan Siar", "Orkney Islands", hostile} {
		size := []float64{.06, .12, .3, .04, .005, .002, .03}[i]
		places = append(places, madePlace{"authority", fmt.Sprintf("S120000%02d", 33+i), name, size})
	}
	return append(places, madePlace{"authority", "NOT_RECORDED", "Not recorded", .01},
		madePlace{"establishment", "BAR", "Barlinnie", .3}, madePlace{"establishment", "LIL", "Lilias Centre", .01},
		madePlace{"service", "TSO", "Throughcare Support Officers", .4}, madePlace{"service", "UPSIDE", "Upside", .5})
}

type madePeriod struct {
	kind       string
	start, end time.Time
	years      float64
}

func madePeriods() []madePeriod {
	var all []madePeriod
	day := func(y int, m time.Month) time.Time { return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC) }
	for m := range 21 {
		s := day(2025, time.Month(4+m))
		all = append(all, madePeriod{"month", s, s.AddDate(0, 1, -1), 1. / 12})
		if m%3 == 0 {
			all = append(all, madePeriod{"quarter", s, s.AddDate(0, 3, -1), .25})
		}
		if s.Month() == time.April {
			all = append(all, madePeriod{"financial_year", s, s.AddDate(1, 0, -1), 1})
		}
	}
	return all
}

// categories with their shares.
var madeBreakdowns = map[string][]string{
	"needs":    {"HOUSING:.24", "BENEFITS:.18", "MENTAL_HEALTH:.15", "DRUGS:.13", "ALCOHOL:.08", "EMPLOYMENT:.08", "GP_REGISTRATION:.06", "FAMILY_RELATIONSHIPS:.04", "OTHER:.02", "NOT_RECORDED:.02"},
	"housing":  {"SETTLED:.52", "TEMPORARY:.26", "NONE:.12", "NOT_RECORDED:.1"},
	"recall":   {"RECALLED:.6", "WARNING_LETTER:.14", "NO_ACTION:.1", "DEFERRED:.06", "WITHDRAWN:.05", "PENDING:.05"},
	"kind":     {"GATE_PICKUP:.4", "HOUSING_APPT:.25", "TRANSPORT:.2", "BENEFITS_APPT:.15"},
	"reason":   {"MISSED_APPOINTMENT:.4", "NEW_CHARGE:.3", "SUBSTANCE:.2", "ADDRESS:.1"},
	"response": {"WARNING:.5", "BREACH_REPORT:.3", "INFORMAL:.15", "NONE:.05"},
	"licence":  {"NONPAR:.45", "PAROLE:.2", "EXT:.15", "LIFE:.1", "SRO:.08", "OLR:.02"},
	"close":    {"COMPLETED:.4", "DISENGAGED:.3", "FURTHER_CUSTODY:.15", "TRANSFERRED_OUT:.05", "NOT_RECORDED:.1"},
	"met":      {"MET:.35", "PARTLY_MET:.15", "NOT_MET:.12", "DECLINED:.08", "WITHDRAWN:.05", "OPEN:.2", "NOT_RECORDED:.05"},
	"route":    {"BOARD:.6", "MINISTERS:.25", "COURT:.15"},
	"question": {"risk_assessment_quality:.5", "support_for_wider_needs:.5"},
	"answer":   {"6:.07", "5:.27", "4:.36", "3:.18", "2:.09", "1:.03"},
	"weeks":    {"1:.72", "4:.55", "12:.38", "26:.2"},
}

func (k *maker) row(measure, statistic, view string, p madePeriod, at madePlace, breakdown, category, numbers, unit, marker string) {
	quote := func(s string) string { return warehouse.Literal(s) }
	k.rows = append(k.rows, fmt.Sprintf("(%s,'t_%s',%s,%s,%s,%s,'%s','%s',%s,%s,%s,%s,%s,%s,%s,nullif(%s,''),'',0)", quote(made), measure, quote(measure), quote(statistic), quote(view), quote(p.kind),
		p.start.Format(time.DateOnly), p.end.Format(time.DateOnly), quote(at.kind), quote(at.code), quote(at.name), quote(breakdown), quote(category), numbers, quote(unit), quote(marker)))
}

// count draws a count around its mean; 1 to 4 is withheld.
func (k *maker) count(measure, statistic, view string, p madePeriod, at madePlace, breakdown, category string, mean float64, unit string) {
	n := math.Max(0, math.Round(mean+k.random.NormFloat64()*math.Sqrt(mean)))
	if n > 0 && n < 5 {
		k.row(measure, statistic, view, p, at, breakdown, category, "null,null,null,null,null", unit, "[c]")
		return
	}
	k.row(measure, statistic, view, p, at, breakdown, category, fmt.Sprintf("%g,null,null,null,null", n), unit, "")
}

func (k *maker) counts(measure, statistic, view string, p madePeriod, at madePlace, yearly float64, unit, breakdown, list string) {
	mean := yearly * at.size
	if view != "stock" {
		mean *= p.years
	}
	k.count(measure, statistic, view, p, at, "all", "all", mean, unit)
	for _, c := range madeBreakdowns[list] {
		code, share, _ := strings.Cut(c, ":")
		var s float64
		fmt.Sscan(share, &s)
		k.count(measure, statistic, view, p, at, breakdown, code, mean*s, unit)
	}
}

// crossed draws the pairs of two lists, and the sums of both; a pair or sum of 1 to 4 is withheld.
func (k *maker) crossed(measure, view string, p madePeriod, at madePlace, yearly float64, unit, first, second, list, across string) {
	sums, order := map[string]float64{}, []string{}
	add := func(breakdown, category string, n float64) {
		key := breakdown + " " + category
		if _, ok := sums[key]; !ok {
			order = append(order, key)
		}
		sums[key] += n
	}
	share := func(entry string) (string, float64) {
		code, text, _ := strings.Cut(entry, ":")
		var s float64
		fmt.Sscan(text, &s)
		return code, s
	}
	for _, a := range madeBreakdowns[list] {
		one, x := share(a)
		for _, c := range madeBreakdowns[across] {
			two, y := share(c)
			mean := yearly * at.size * p.years * x * y
			n := math.Max(0, math.Round(mean+k.random.NormFloat64()*math.Sqrt(mean)))
			add("all", "all", n)
			add(first, one, n)
			add(second, two, n)
			add(first+"_and_"+second, one+"/"+two, n)
		}
	}
	for _, key := range order {
		breakdown, category, _ := strings.Cut(key, " ")
		if n := sums[key]; n > 0 && n < 5 {
			k.row(measure, "records", view, p, at, breakdown, category, "null,null,null,null,null", unit, "[c]")
		} else {
			k.row(measure, "records", view, p, at, breakdown, category, fmt.Sprintf("%g,null,null,null,null", n), unit, "")
		}
	}
}

// estimate draws the share with an event by a day; a share under 0 is of a day that nobody has been followed for.
func (k *maker) estimate(measure string, p madePeriod, at madePlace, days string, yearly, share float64) {
	followed := math.Round(yearly * at.size)
	switch {
	case share < 0:
		k.row(measure, "cumulative_incidence", "cohort", p, at, "follow_up", days, "null,null,null,null,null", "per cent", "[x]")
	case followed*share < 5:
		k.row(measure, "cumulative_incidence", "cohort", p, at, "follow_up", days, "null,null,null,null,null", "per cent", "[c]")
	default:
		half := 196 * math.Sqrt(share*(1-share)/followed)
		k.row(measure, "cumulative_incidence", "cohort", p, at, "follow_up", days, fmt.Sprintf("%g,%g,%g,%g,%g", 100*share, math.Round(followed*share), followed, math.Max(0, 100*share-half), 100*share+half), "per cent", "")
	}
}

// rate draws a proportion with Wilson's interval.
func (k *maker) rate(measure string, p madePeriod, at madePlace, breakdown, category string, base, share float64) {
	d := math.Round(base * at.size * p.years)
	if d < 5 {
		k.row(measure, "rate", "cohort", p, at, breakdown, category, "null,null,null,null,null", "per cent", "[c]")
		return
	}
	n := math.Round(d * math.Min(1, math.Max(0, share+k.random.NormFloat64()*.08)))
	x, z2 := n/d, z95*z95
	mid, half := (x+z2/(2*d))/(1+z2/d), z95*math.Sqrt(x*(1-x)/d+z2/(4*d*d))/(1+z2/d)
	marker := ""
	if d < 20 {
		marker = "[u]"
	}
	k.row(measure, "rate", "cohort", p, at, breakdown, category, fmt.Sprintf("%g,%g,%g,%g,%g", 100*x, n, d, 100*math.Max(0, mid-half), 100*(mid+half)), "per cent", marker)
}

func (k *maker) figures() {
	for _, at := range madePlaces() {
		for _, p := range madePeriods() {
			// The tables by month are few.
			if p.kind == "month" {
				for _, measure := range []string{"offers", "signups", "supported_on_day", "liberations"} {
					k.counts(measure, "records", "activity", p, at, 2000, "records", "", "")
					k.counts(measure, "people", "activity", p, at, 1900, "records", "", "")
				}
				k.counts("caseload", "people", "stock", p, at, 900, "sign-ups", "", "")
				continue
			}
			for _, statistic := range []string{"records", "people"} {
				k.counts("offers", statistic, "activity", p, at, 2600, "offers", "", "")
				k.counts("signups", statistic, "activity", p, at, 2070, "sign-ups", "", "")
				k.counts("caseload", statistic, "stock", p, at, 900, "sign-ups", "", "")
				k.counts("supported_on_day", statistic, "activity", p, at, 1074, "supports", "", "")
				k.counts("liberations", statistic, "activity", p, at, 3400, "liberations", "", "")
				k.counts("exits", statistic, "activity", p, at, 1700, "sign-ups", "close_reason", "close")
				k.counts("housing_at_liberation", statistic, "activity", p, at, 3400, "liberations", "housing_group", "housing")
			}
			k.counts("needs_identified", "records", "activity", p, at, 3570, "needs", "category", "needs")
			k.counts("needs_referred", "records", "activity", p, at, 3000, "needs", "category", "needs")
			k.counts("needs_accepted", "records", "activity", p, at, 2300, "needs", "category", "needs")
			k.counts("needs_met", "records", "cohort", p, at, 3570, "needs", "outcome", "met")
			k.counts("support_kinds", "records", "activity", p, at, 1800, "supports", "kind", "kind")
			k.counts("licences_open", "records", "stock", p, at, 2400, "licences", "licence_type", "licence")
			k.counts("breaches", "records", "activity", p, at, 620, "breaches", "", "")
			k.counts("breach_reasons", "records", "activity", p, at, 620, "breaches", "primary_reason", "reason")
			k.counts("breach_responses", "records", "activity", p, at, 620, "breaches", "response", "response")
			k.counts("recalls_referred", "records", "activity", p, at, 400, "referrals", "", "")
			k.counts("recalls", "records", "activity", p, at, 240, "recalls", "", "")
			k.crossed("recall_outcomes", "cohort", p, at, 900, "referrals", "route", "outcome", "route", "recall")
			k.crossed("review_answers", "activity", p, at, 1200, "answers", "question", "answer", "question", "answer")
			if p.kind == "financial_year" {
				for i, days := range []string{"30", "90", "182", "365", "730"} {
					k.estimate("time_to_recall", p, at, days, 900, []float64{.02, .05, .08, .11, -1}[i])
				}
			}
			k.rate("signup_rate", p, at, "all", "all", 2500, .8)
			k.rate("supported_on_day_rate", p, at, "all", "all", 1700, .6)
			for _, c := range madeBreakdowns["weeks"] {
				code, share, _ := strings.Cut(c, ":")
				var s float64
				fmt.Sscan(share, &s)
				k.rate("contact_after", p, at, "weeks", code, 1700, s)
			}
		}
	}
}

// madeRows fill the tables of the schema, but for the figures.
const madeRows = `
insert into release.releases (release, number, as_at, known_at, made_at, program, figures_sha256, figures, suppressed, threshold, note) values ('2026-11-01', 3, date '2026-10-31', timestamp '2026-11-01 06:00:00', timestamp '2026-11-01 06:12:33', 'throughcare v1.0.0', repeat('ab', 32), 4242, 777, 5, null);
insert into release.measures by name
select '2026-11-01' as release, m as measure, t as title, 'What is counted, by whom, and by which date: ' || lower(t) || '.' as definition, case when v = 'cohort' then 'Those for whom it is so.' end as numerator, case when v = 'cohort' then 'All of the period.' end as denominator, u as unit, v as "view", [] as statistics, 'authority: where the person goes' as places, 'Suppliers record this in different ways.' as caveats, 'core' as source, '1' as version
from (values ('offers','Offers','offers','activity'),('signups','Sign-ups','sign-ups','activity'),('caseload','Caseload','sign-ups','stock'),('signup_rate','Offers accepted','offers','cohort'),
('supported_on_day','Supported on the day','supports','activity'),('supported_on_day_rate','Liberated sign-ups supported on the day','liberations','cohort'),('liberations','Liberations','liberations','activity'),
('exits','Exits','sign-ups','activity'),('housing_at_liberation','Housing at liberation','liberations','activity'),('needs_identified','Needs identified','needs','activity'),('needs_referred','Needs referred','needs','activity'),
('needs_accepted','Needs accepted','needs','activity'),('needs_met','Needs by outcome','needs','cohort'),('support_kinds','Support around liberation','supports','activity'),('licences_open','Licences open','licences','stock'),
('breaches','Breaches','breaches','activity'),('breach_reasons','Primary reasons for breach','breaches','activity'),('breach_responses','Responses to breach','breaches','activity'),('recalls_referred','Referrals for recall','referrals','activity'),
('recalls','Recalls','recalls','activity'),('recall_outcomes','Outcomes of referrals for recall','referrals','cohort'),('contact_after','In contact after liberation','liberations','cohort'),
('liberations_due','Liberations due','liberations','stock'),('first_contacts_due','First contacts','liberations','stock'),
('review_answers','Answers of record reviews','answers','activity'),('time_to_recall','Time from release to recall','licences','cohort')) as c(m,t,u,v);
insert into release.sources values ('2026-11-01', 'signups', 'sign_ups'), ('2026-11-01', 'breaches', 'breaches');
insert into release.undated values ('2026-11-01', 'signups', 12, null), ('2026-11-01', 'breaches', null, '[c]');
insert into release.breakdowns values ('2026-11-01', 'needs_identified', 'category', 'Need', 1, false, null, null);
insert into release.curves
select '2026-11-01', 'time_to_recall', 'financial_year', date '2025-04-01', date '2026-03-31', 'scotland', 'S92000003', 'Scotland', 'all', 'all', d, n, v, 1, v - 1.5, v + 1.5, 'per cent', 'All', 0
from (values (14, 890, 2.5), (90, 700, 5.0), (150, 610, 7.25), (365, 300, 11.0)) as c(d, n, v);
insert into release.loads
select '2026-11-01', 'L' || row_number() over (), k, s, k || '_' || s || '_2026-10-31.csv', repeat('0123456789abcdef', 4), d::date, n, n - 40 - r - h, 40, r, h, d::date + 6
from (values ('sign_ups','sps-tso','2026-10-31',2411,12,3),('needs','sps-tso','2026-10-31',4020,0,0),('liberation_support','sps-tso','2026-08-31',1377,204,0),('licences','justice-social-work','2026-10-30',2500,9,1),('recalls','parole-board','2026-10-29',431,0,0)) as l(k,s,d,n,r,h);
insert into release.deliveries values
  ('2026-11-01', 'sps-tso', 'needs', '2026-10-31', '2026-11-06', 'ON_TIME'), ('2026-11-01', 'sps-tso', 'liberation_support', '2026-09-30', null, 'MISSING'),
  ('2026-11-01', 'sps-tso', 'needs', '2026-09-30', '2026-10-20', 'LATE'), ('2026-11-01', 'sps-tso', 'needs', '2024-09-30', '2024-11-20', 'LATE'),
  ('2026-11-01', 'sps-tso', 'needs', '2025-08-31', '2026-01-02', 'NOT_RECORDED'), ('2026-11-01', 'parole-board', 'recalls', '2026-09-30', null, 'MISSING'),
  ('2026-11-01', 'justice-social-work', 'licences', '2026-09-30', '2026-10-02', 'ON_TIME'), ('2026-11-01', 'justice-social-work', 'licences', '2026-10-31', null, 'PENDING');
insert into release.rejections
select '2026-11-01', load, kind, supplier, f, r, 'reject', m, n, c
from release.loads, (values ('on_date', 'not_a_date', 'on_date is not a real date written as DD/MM/YYYY', 190, null), ('kind', 'unknown_code', 'kind is not in the list SUPPORT', null, '[c]'), (null, 'before-the-gate', 'Support dated before the sign-up', null, '[c]')) as x(f,r,m,n,c)
where kind = 'liberation_support';
`

// openRelease makes the release tables in memory.
func openRelease(t *testing.T) *warehouse.DB {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, warehouse.Config{Threads: 1, AllowedDirs: []string{os.TempDir(), os.Getenv("THROUGHCARE_LOOK")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	k := &maker{random: rand.New(rand.NewPCG(1, 2))}
	k.figures()
	k.week()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	err = db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		if _, err := tx.Exec(ctx, madeRows); err != nil {
			return err
		}
		for i := 0; i < len(k.rows); i += 4000 {
			if _, err := tx.Exec(ctx, "insert into release.figures values "+strings.Join(k.rows[i:min(len(k.rows), i+4000)], ",")); err != nil {
				return err
			}
		}
		return madeComparisons(ctx, tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// write runs Write and returns what it wrote.
func write(t *testing.T, db *warehouse.DB, o Options) []Written {
	t.Helper()
	var written []Written
	err := db.Read(context.Background(), func(ctx context.Context, tx *warehouse.Tx) (err error) {
		written, err = Write(ctx, tx, made, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return written
}
