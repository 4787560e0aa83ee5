package pipeline_test

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"throughcare/cmd/internal/pipeline"
	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// What Scotland has published about throughcare, in nine tables (the project's domain notes, section 7), comes out of records or
// series made for it: through files, core models, figures and a release. The published numbers are the expected values.
//
// From records: table 1 (community and custody, by gender), 3 (people by age, gender and ethnicity, as sign-ups), 5 (referrals and
// re-releases), 6 (licences in breach) and 9 (licences by MAPPA level; five have none recorded, and the parts are five short).
// From series, since no record of ours is what they count: table 2 (22 people whom a council could not place in custody or the
// community), table 3's per cents as they were printed (structured deferred sentences are no throughcare), 4 and 7 (community
// payback orders). Table 8 is of the deck's two months: the demo's test counts it from records.

// sheet is a file in the canonical layout.
type sheet struct {
	strings.Builder
	rows int
}

func newSheet(header string) *sheet {
	s := &sheet{}
	s.WriteString(header + "\n")
	return s
}

func (s *sheet) add(cells ...any) {
	for i, c := range cells {
		if i > 0 {
			s.WriteByte(',')
		}
		fmt.Fprint(s, c)
	}
	s.WriteByte('\n')
	s.rows++
}

// publishedRecords are the people, licences, breaches, recalls, sign-ups and custody of tables 1, 3, 5, 6 and 9.
type publishedRecords struct {
	people, licences, breaches, recalls, signUps, custody *sheet
}

func makePublishedRecords() publishedRecords {
	r := publishedRecords{
		newSheet("person_ref,date_of_birth,gender,ethnicity"),
		newSheet("licence_ref,person_ref,licence_type,started_on,ended_on,end_reason,mappa_level"),
		newSheet("breach_ref,licence_ref,person_ref,identified_on"),
		newSheet("recall_ref,licence_ref,person_ref,route,referred_on,decided_on,outcome,re_release_outcome"),
		newSheet("sign_up_ref,person_ref,service,offered_on,response,signed_up_on"),
		newSheet("custody_ref,person_ref,admitted_at,legal_status,sentenced_on,sentence_class,liberated_on,liberation_type"),
	}
	r.stock(2009, [2]int{2249, 100}, [2]int{2956, 83})
	r.stock(2010, [2]int{2311, 54}, [2]int{3074, 107})
	r.stock(2011, [2]int{2097, 66}, [2]int{2990, 117})
	r.mappa()
	r.deferred()
	r.board()
	r.breached("PAROLE", 476, 26)
	r.breached("NONPAR", 403, 149)
	return r
}

// person gives a new one.
func (r publishedRecords) person(born, gender, ethnicity string) string {
	ref := fmt.Sprintf("P%d", r.people.rows)
	r.people.add(ref, born, gender, ethnicity)
	return ref
}

func (r publishedRecords) licence(kind, from, to, reason string) (licence, person string) {
	person, licence = r.person("1980-01-01", "M", "WHITE"), fmt.Sprintf("L%d", r.licences.rows)
	r.licences.add(licence, person, kind, from, to, reason, 0)
	return licence, person
}

// stock is table 1: men and women with a licence open, and in custody, at 31 March of one year, and of no other.
func (r publishedRecords) stock(year int, community, custody [2]int) {
	from, to := fmt.Sprintf("%d-06-01", year-1), fmt.Sprintf("%d-06-01", year)
	for i, gender := range []string{"M", "F"} {
		for range community[i] {
			r.licences.add(fmt.Sprintf("L%d", r.licences.rows), r.person("1970-01-01", gender, "WHITE"), "OTHER", from, to, "COMPLETED", 0)
		}
		for range custody[i] {
			r.custody.add(fmt.Sprintf("C%d", r.custody.rows), r.person("1970-01-01", gender, "WHITE"), from+"T10:00", "SENTENCED", from, "DET4", to, "NON_PAROLE")
		}
	}
}

// mappa is table 9, at another 31 March: people in the community by the level at which they are managed; of five it is not recorded.
func (r publishedRecords) mappa() {
	for _, level := range expand(map[string]int{"1": 4848, "2": 95, "": 5}) {
		r.licences.add(fmt.Sprintf("L%d", r.licences.rows), r.person("1970-01-01", "M", "WHITE"), "OTHER", "2016-06-01", "2017-06-01", "COMPLETED", level)
	}
}

// deferred is table 3: 450 people by age, gender and ethnicity.
func (r publishedRecords) deferred() {
	ages := expand(map[string]int{"2004-01-01": 45, "2001-01-01": 58, "1997-01-01": 70, "1992-01-01": 73, "1985-01-01": 119, "1970-01-01": 85})
	genders := expand(map[string]int{"M": 321, "F": 129})
	ethnicities := expand(map[string]int{"WHITE": 423, "ASIAN": 2, "MIXED": 3, "OTHER": 4, "NOT_KNOWN": 18})
	for i := range ages {
		r.signUps.add(fmt.Sprintf("S%d", i), r.person(ages[i], genders[i], ethnicities[i]), "OTHER", "2020-09-15", "ACCEPTED", "2020-09-15")
	}
}

// board is table 5: what the Parole Board did with 149 referrals, and in the year before 42 recalls after which release was looked at.
func (r publishedRecords) board() {
	for _, outcome := range expand(map[string]int{"RECALLED": 90, "WARNING_LETTER": 43, "NO_ACTION": 4, "DEFERRED": 10, "WITHDRAWN": 2}) {
		licence, person := r.licence("EXT", "2016-01-01", "", "")
		r.recalls.add(fmt.Sprintf("R%d", r.recalls.rows), licence, person, "BOARD", "2017-07-01", "2017-08-01", outcome, "")
	}
	for _, both := range expand(map[string]int{"BOARD,IMMEDIATE": 9, "BOARD,NOT_RELEASED": 25, "MINISTERS,IMMEDIATE": 2, "MINISTERS,NOT_RELEASED": 6}) {
		route, after, _ := strings.Cut(both, ",")
		licence, person := r.licence("EXT", "2016-01-01", "", "")
		r.recalls.add(fmt.Sprintf("R%d", r.recalls.rows), licence, person, route, "2016-07-01", "2016-08-01", "RECALLED", after)
	}
}

// breached is table 6: licences that ended in 2012-13, some with a breach.
func (r publishedRecords) breached(kind string, ended, with int) {
	for i := range ended {
		licence, person := r.licence(kind, "2011-07-01", "2012-10-01", "COMPLETED")
		if i < with {
			r.breaches.add(fmt.Sprintf("B%d", r.breaches.rows), licence, person, "2012-05-01")
		}
	}
}

// expand writes every key as often as it counts, in the order of the keys.
func expand(counts map[string]int) (list []string) {
	for _, key := range sortedKeys(counts) {
		for range counts[key] {
			list = append(list, key)
		}
	}
	return list
}

// seriesFiles are what was published: by edition, since two editions differ.
func seriesFiles() map[string]*sheet {
	const header = "series,edition,period_start,period_end,breakdown,category,value,marker,note"
	files := map[string]*sheet{"2013-06-01": newSheet(header), "2018-04-01": newSheet(header), "2018-04-02": newSheet(header), "2021-09-28": newSheet(header)}
	stock := func(year int, whole string, note string, parts ...any) {
		day := fmt.Sprintf("%d-03-31", year)
		files["2013-06-01"].add("jsw.throughcare.statutory.stock", "2010-11", day, day, "", "", whole, "", note)
		for i, name := range []string{"community/M", "community/F", "custody/M", "custody/F"} {
			files["2013-06-01"].add("jsw.throughcare.statutory.stock", "2010-11", day, day, "place_and_gender", name, parts[i], "", "")
		}
	}
	stock(2006, "4901", "One authority could not tell custody from community: the total is more than its parts", 2165, 73, 2547, 94)
	stock(2009, "5388", "", 2249, 100, 2956, 83)
	stock(2010, "5546", "", 2311, 54, 3074, 107)
	stock(2011, "5270", "", 2097, 66, 2990, 117)
	for i, share := range []float64{41.4, 4.5, 3.0, 2.4, 1.3, 16.5, 3.3, 27.7} {
		files["2018-04-01"].add("jsw.cpo.first_contact_late.percent", "2016-17", "2016-04-01", "2017-03-31", "reason", i, share, "", "")
	}
	for i, share := range []float64{23.7, 6.2, 5.8, 3.6, 3.7, 2.0, 29.7, 3.7, 21.6} {
		files["2018-04-01"].add("jsw.cpo.induction_late.percent", "2016-17", "2016-04-01", "2017-03-31", "reason", i, share, "", "")
	}
	for route, counts := range map[string][2]int{"Board": {9, 25}, "Ministers": {2, 6}} {
		files["2018-04-01"].add("parole.extended.tribunals", "2017-18", "2016-04-01", "2017-03-31", "route_and_outcome", route+"/re-released", counts[0], "", "")
		files["2018-04-01"].add("parole.extended.tribunals", "2017-18", "2016-04-01", "2017-03-31", "route_and_outcome", route+"/not re-released", counts[1], "", "")
	}
	files["2018-04-01"].add("parole.extended.referred", "2017-18", "2017-04-01", "2018-03-31", "", "", 149, "", "")
	files["2018-04-01"].add("parole.breach_rate", "2012-13", "2012-04-01", "2013-03-31", "licence_type", "PAROLE", 5.5, "", "")
	files["2018-04-01"].add("parole.breach_rate", "2012-13", "2012-04-01", "2013-03-31", "licence_type", "NONPAR", 37, "", "")
	files["2018-04-01"].add("seed.throughcare", "deck", "2016-01-01", "2016-02-29", "", "signed up", 345, "", "At least")
	files["2018-04-01"].add("mappa.community", "2023-24", "2017-03-31", "2017-03-31", "", "", 4948, "", "The levels do not add up to it: footnote of the publication")
	for level, n := range []int{4848, 95, 0} {
		files["2018-04-01"].add("mappa.community", "2023-24", "2017-03-31", "2017-03-31", "level", level+1, n, "", "")
	}
	editions := map[string][][5]any{ // year, completed, applications, ratio, lodged in 5 days
		"2018-04-02": {{2015, 19091, 5891, 0.31, 83.0}, {2016, 18937, 5969, 0.32, 86.0}, {2017, 18585, 6006, 0.32, 84.2}, {2018, 17442, 6190, 0.35, 83.1}, {2019, 15992, 5653, 0.35, 82.6}},
		"2021-09-28": {{2016, 18939, 5970, 0.32, 86.0}, {2017, 18611, 6014, 0.32, 84.2}, {2018, 17514, 6222, 0.36, 82.9}, {2019, 16271, 5768, 0.35, 82.3}, {2020, 10034, 2529, 0.25, 76.5}},
	}
	for file, rows := range editions {
		edition := map[string]string{"2018-04-02": "2019-20", "2021-09-28": "2020-21"}[file]
		for _, row := range rows {
			year := row[0].(int)
			for i, series := range []string{"jsw.cpo.completed", "jsw.cpo.breach_applications", "jsw.cpo.breach_ratio", "jsw.cpo.breach_lodged_in_5_days"} {
				files[file].add(series, edition, fmt.Sprintf("%d-04-01", year), fmt.Sprintf("%d-03-31", year+1), "", "", row[i+1], "", "")
			}
		}
	}
	for category, cell := range map[string][2]any{"White": {97.9, ""}, "Asian": {"", "*"}, "Black": {"", "-"}, "Mixed": {0.7, ""}, "Other": {0.9, ""}} {
		files["2021-09-28"].add("jsw.deferred.ethnicity.percent", "2020-21", "2020-04-01", "2021-03-31", "ethnicity", category, cell[0], cell[1], "")
	}
	return files
}

func TestPublishedTablesOfScotland(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.project.Config.Threshold = 3
	records := makePublishedRecords()
	for kind, s := range map[string]*sheet{"people": records.people, "licences": records.licences, "breaches": records.breaches, "recalls": records.recalls, "sign_ups": records.signUps,
		"custody": records.custody} {
		early := kind + "_made-up_2018-04-30.csv"
		if kind == "sign_ups" {
			early = kind + "_made-up_2021-10-31.csv"
		}
		b.inbox(early, s.String())
	}
	// The figures begin with the first event: somebody offered support in 2008.
	b.inbox("sign_ups_made-up_2008-04-30.csv", "sign_up_ref,person_ref,service,offered_on,response\nfirst,P0,OTHER,2008-04-01,DECLINED\n")
	for day, s := range seriesFiles() {
		b.inbox("published_series_published_"+day+".csv", s.String())
	}
	one := pipeline.Options{Reports: []string{"inspection"}, Bodies: []string{"S92000003"}}
	b.run(one)
	b.tablesOf2021()
	one.AsAt = warehouse.AsAt{Date: day(t, "2018-04-30")}
	b.run(one)
	b.tablesOf2018()
	// The day on which the first of the two editions of table 4 came is made up, so that one is known in 2018 and the other is not.
	equal(t, "table 4, first edition alone", b.published("jsw.cpo.breach_applications", "2018-04-30.1"),
		"2019-20|2015|5891\n2019-20|2016|5969\n2019-20|2017|6006\n2019-20|2018|6190\n2019-20|2019|5653")
	equal(t, "table 4, both editions", b.one("select count(*), count(distinct edition) from release.published where series = 'jsw.cpo.breach_applications' and release = '2021-10-31.1'"), "10|2")
}

// published are the figures of a series in a release: edition, year and value.
func (b *bench) published(series, release string) string {
	return strings.Join(b.ask("select edition, year(period_start), value from release.published where series = '"+series+
		"' and release = '"+release+"' order by all", false), "\n")
}

func (b *bench) tablesOf2018() {
	t := b.t
	t.Helper()
	const stock = `select period_end, category, value from release.figures where release = '2018-04-30.1' and measure = 'licences_open' and statistic = 'people'
and period_type = 'financial_year' and place_type = 'scotland' and category in ('all', 'M', 'F') and value > 0 and period_end < '2012-01-01' order by all`
	equal(t, "table 1: community", strings.Join(b.ask(stock, false), "\n"), strings.Join([]string{
		"2009-03-31|F|100", "2009-03-31|M|2249", "2009-03-31|all|2349", "2010-03-31|F|54", "2010-03-31|M|2311", "2010-03-31|all|2365",
		"2011-03-31|F|66", "2011-03-31|M|2097", "2011-03-31|all|2163"}, "\n"))
	equal(t, "table 1: beside the published", b.one(`select count(*), count(*) filter (agrees), sum(abs(difference)) from release.published
where measure = 'licences_open' and release = '2018-04-30.1' and period_start >= '2009-01-01'`), "6|6|0")
	const custody = `select period_end, category, value from release.figures where release = '2018-04-30.1' and measure = 'statutory_custody' and statistic = 'people'
and period_type = 'financial_year' and place_type = 'scotland' and category in ('all', 'M', 'F') and value > 0 order by all`
	equal(t, "table 1: custody", strings.Join(b.ask(custody, false), "\n"), strings.Join([]string{
		"2009-03-31|F|83", "2009-03-31|M|2956", "2009-03-31|all|3039", "2010-03-31|F|107", "2010-03-31|M|3074", "2010-03-31|all|3181",
		"2011-03-31|F|117", "2011-03-31|M|2990", "2011-03-31|all|3107"}, "\n"))
	equal(t, "table 1: custody beside the published", b.one(`select count(*), count(*) filter (agrees), sum(abs(difference)) from release.published
where measure = 'statutory_custody' and release = '2018-04-30.1' and period_start >= '2009-01-01'`), "6|6|0")
	equal(t, "table 1: per cent in the community, from records", b.one(`select year(period_end), category, sum(value),
round(100 * sum(value) filter (measure = 'licences_open') / sum(value), 1) from release.figures where release = '2018-04-30.1'
and measure in ('licences_open', 'statutory_custody') and statistic = 'people' and period_type = 'financial_year' and place_type = 'scotland'
and category in ('all', 'M', 'F') and value > 0 and period_end = '2009-03-31' group by all order by all`),
		"2009|F|183|54.6\n2009|M|5205|43.2\n2009|all|5388|43.6")
	equal(t, "table 9: from records", strings.Join(b.ask(`select category, value from release.figures where release = '2018-04-30.1' and measure = 'licences_open'
and statistic = 'people' and breakdown = 'mappa_level' and period_type = 'financial_year' and period_end = '2017-03-31' and category <> '0' order by all`, false), "\n"),
		"1|4848\n2|95\n3|0\nNOT_RECORDED|5")
	// Shares of the published total, which is not the sum of the parts in 2006.
	equal(t, "tables 1 and 2: per cent in the community", b.one(`select year(w.period_start), w.value, sum(p.value),
round(100 * sum(p.value) filter (p.category like 'community/%') / w.value, 1)
from release.published as w inner join release.published as p using (release, series, period_start)
where w.category = 'all' and p.breakdown = 'place_and_gender' and release = '2018-04-30.1' group by w.period_start, w.value order by all`),
		"2006|4901|4879|45.7\n2009|5388|5388|43.6\n2010|5546|5546|42.6\n2011|5270|5270|41")
}

func (b *bench) tablesOf2021() {
	t := b.t
	t.Helper()
	const year = " and place_type = 'scotland' and period_type = 'financial_year' and value > 0 and period_start = "
	lines := func(measure, statistic, breakdown, start string) string {
		return b.one("select category, value from mart.figures where measure = '" + measure + "' and statistic = '" + statistic +
			"' and breakdown = '" + breakdown + "'" + year + "'" + start + "' order by all")
	}
	equal(t, "table 3: ages", strings.Join(b.ask("select category, value from release.figures where release = '2021-10-31.1' and measure = 'signups' and statistic = 'people' and breakdown in ('age_band', 'gender')"+
		year+"'2020-04-01' order by all", false), "\n"),
		"16 to 17|45\n18 to 20|58\n21 to 25|70\n26 to 30|73\n31 to 40|119\nF|129\nM|321\nOver 40|85")
	equal(t, "table 3: ethnicity", lines("signups", "people", "ethnicity", "2020-04-01"), "ASIAN|2\nMIXED|3\nNOT_KNOWN|18\nOTHER|4\nWHITE|423")
	equal(t, "table 3: per cent of those known", b.one(`select category, round(share, 1), share > 0 and share < 0.5 from (select category, 100 * value / sum(value) over () as share
from mart.figures where measure = 'signups' and statistic = 'people' and breakdown = 'ethnicity' and category not like 'NOT_%'
  and place_type = 'scotland' and period_type = 'financial_year' and period_start = '2020-04-01') order by all`),
		"ASIAN|0.5|true\nBLACK|0|false\nMIXED|0.7|false\nOTHER|0.9|false\nWHITE|97.9|false")
	equal(t, "table 3: as published, with its signs", strings.Join(b.ask(`select category, value, marker, marker_means from release.published
where series = 'jsw.deferred.ethnicity.percent' and release = '2021-10-31.1' order by all`, false), "\n"), strings.Join([]string{
		"Asian|<nil>|*|more than nothing but below 0.5 per cent", "Black|<nil>|-|nil", "Mixed|0.7|<nil>|<nil>", "Other|0.9|<nil>|<nil>", "White|97.9|<nil>|<nil>"}, "\n"))

	equal(t, "table 4: revised", strings.Join(b.ask(`select year(period_start), first_value, latest_value, change from release.published_revisions
where series = 'jsw.cpo.breach_applications' and release = '2021-10-31.1' order by all`, false), "\n"),
		"2016|5969|5970|1\n2017|6006|6014|8\n2018|6190|6222|32\n2019|5653|5768|115")
	equal(t, "table 4: ratios are those of the counts", b.one(`select count(*), count(*) filter (says_the_same(a.value / c.value, r.value, 'two_decimals'))
from release.published as r
inner join release.published as a on a.series = 'jsw.cpo.breach_applications' and (a.release, a.edition, a.period_start) = (r.release, r.edition, r.period_start)
inner join release.published as c on c.series = 'jsw.cpo.completed' and (c.release, c.edition, c.period_start) = (r.release, r.edition, r.period_start)
where r.series = 'jsw.cpo.breach_ratio' and r.release = '2021-10-31.1'`), "10|10")

	equal(t, "table 5: outcomes", lines("recall_outcomes", "records", "outcome", "2017-04-01"), "DEFERRED|10\nNO_ACTION|4\nRECALLED|90\nWARNING_LETTER|43\nWITHDRAWN|2")
	equal(t, "table 5: referred", lines("recalls_referred", "records", "licence_type", "2017-04-01"), "EXT|149")
	equal(t, "table 5: re-release", lines("re_release", "records", "route_and_outcome", "2016-04-01"),
		"BOARD/IMMEDIATE|9\nBOARD/NOT_RELEASED|25\nMINISTERS/IMMEDIATE|2\nMINISTERS/NOT_RELEASED|6")
	equal(t, "table 5: beside the published, what is not held back", b.one(`select count(*), count(*) filter (agrees), count(*) filter (not agrees) from release.published
where series like 'parole.extended.%' and release = '2021-10-31.1'`), "5|1|0")

	equal(t, "table 6: breach rates", strings.Join(b.ask(`select category, numerator, denominator, round(value, 1) from release.figures
where release = '2021-10-31.1' and measure = 'licences_ended_breached' and breakdown = 'licence_type' and category in ('PAROLE', 'NONPAR')
`+year+"'2012-04-01' order by all", false), "\n"), "NONPAR|149|403|37\nPAROLE|26|476|5.5")
	equal(t, "table 6: seven times is 6.7", b.one(`select count(*) filter (agrees), round(max(value) / min(value), 1) from release.published
where series = 'parole.breach_rate' and release = '2021-10-31.1'`), "2|6.7")

	check, err := fs.ReadFile(sqlfiles.FS, "checks/core_published_parts_add_up.sql")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "table 7: 100.1 is within rounding", b.one("select series, round(sum(value), 1) from core.published_series where breakdown = 'reason' group by all order by all"),
		"jsw.cpo.first_contact_late.percent|100.1\njsw.cpo.induction_late.percent|100")
	equal(t, "tables 2, 7 and 9: differences are rounding or documented", b.one(string(check)), "")
	bare := strings.ReplaceAll(string(check), "published.note", "null::varchar as note")
	equal(t, "tables 2 and 9: found without their notes", b.one("select series, year(period_start), total from ("+bare+") order by all"),
		"jsw.throughcare.statutory.stock|2006|4879\nmappa.community|2017|4943")
	equal(t, "table 8: at least", strings.Join(b.ask("select value, note, rounding from release.published where series = 'seed.throughcare' and release = '2021-10-31.1'", false), "\n"),
		"345|At least|at_least")
}

func sortedKeys(counts map[string]int) []string { return slices.Sorted(maps.Keys(counts)) }
