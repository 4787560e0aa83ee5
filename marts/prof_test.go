package marts_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"
)

func TestProf(t *testing.T) {
	b := setup(t, "2026-09-30")
	pick := func(of ...string) string {
		return fmt.Sprintf("(['%s'])[1+floor(random()*%d)::integer]", strings.Join(of, "','"), len(of))
	}
	num := func(n int) string { return fmt.Sprintf("floor(random()*%d)::integer", n) }
	day := "date '2023-10-01' + " + num(1090)
	auth := "(select list(code) from ref.codes where list='AUTHORITY')[1+" + num(32) + "]"
	est := "(select list(code) from ref.codes where list='ESTABLISHMENT' and valid_to is null)[1+" + num(17) + "]"
	cat := "(select list(code) from ref.codes where list='NEED')[1+" + num(21) + "]"
	lic := pick("LIFE", "OLR", "PAROLE", "NONPAR", "EXT", "STSO", "SRO", "HDC")
	svc := pick("TSO", "UPSIDE", "SHINE", "LA_VOLUNTARY")
	g := pick("M", "M", "M", "M", "F")
	age := pick("18 to 20", "21 to 25", "26 to 30", "31 to 40", "Over 40")
	p := "'p' || " + num(6000)
	ins := func(table, cols string, n int, exprs ...string) string {
		return fmt.Sprintf("insert into core.%s (%s) select %s from range(%d) t(i)", table, cols, strings.Join(exprs, ", "), n)
	}
	b.exec("select setseed(0.4)",
		ins("sign_ups", "sign_up_ref, person_key, service, establishment, authority, offered_on, response, signed_up_on, left_on, gender, age_band, liberated_on", 9000, "'s'||i", p, svc, est, auth, day, pick("ACCEPTED", "ACCEPTED", "DECLINED"), "null", "null", g, age, "null"),
		"update core.sign_ups set signed_up_on = offered_on + 3 where response = 'ACCEPTED'",
		"update core.sign_ups set left_on = signed_up_on + "+num(400),
		"update core.sign_ups set liberated_on = signed_up_on + 60, lead_days = 60",
		ins("needs", "need_ref, person_key, category, identified_on, referred_on, referred_to, accepted_on, state, is_referred, is_accepted, authority, establishment, service, gender, age_band", 28000, "'n'||i", p, cat, day, day, "'Agency '||(i%40)", day, pick("MET", "NOT_MET", "OPEN"), "true", "true", auth, est, svc, g, age),
		ins("liberations", "custody_ref, person_key, liberated_on, liberation_type, establishment, authority, housing_group, gender, age_band, weekday, sign_up_ref, service, supported_on_day", 8000, "'c'||i", p, day, pick("SENTENCE_SERVED", "PAROLE", "HDC"), est, auth, pick("SETTLED", "TEMPORARY", "NONE"), g, age, "1+"+num(5), "'s'||i", svc, "random() < 0.5"),
		"insert into core.custody select custody_ref, person_key, liberated_on - 200, liberated_on from core.liberations",
		ins("liberation_support", "support_ref, person_key, supported_on, kind, result, establishment, authority, service, gender, age_band, on_day, attended", 12000, "'u'||i", p, day, pick("GATE_PICKUP", "TRANSPORT"), pick("ATTENDED", "DECLINED"), est, auth, svc, g, age, "random()<0.7", "random()<0.7"),
		ins("contacts", "contact_ref, person_key, contact_at, attended", 80000, "'k'||i", p, day, pick("Y", "Y", "N")),
		ins("licences", "licence_ref, person_key, licence_type, started_on, expires_on, authority, gender, age_band", 3000, "'l'||i", p, lic, day, day+"+ 700", auth, g, age),
		"update core.licences set expires_on = started_on + 700, at_risk_to = least(started_on + 700, date '2026-09-30')",
		ins("breaches", "breach_ref, licence_ref, person_key, identified_on, reasons, primary_reason, response, reported_on, more_could_have_been_done, licence_type, authority, gender, age_band, days_to_breach", 2500, "'b'||i", "'l'||"+num(3000), p, day, "['ADDRESS','PROGRAMME']", pick("ADDRESS", "SUBSTANCE"), pick("WARNING", "BREACH_REPORT"), day, pick("Y", "N"), lic, auth, g, age, num(800)),
		ins("recalls", "recall_ref, licence_ref, person_key, breach_ref, route, referred_on, decided_on, outcome, returned_on, licence_type, authority, gender, age_band, days_to_recall", 1000, "'r'||i", "'l'||"+num(3000), p, "'b'||"+num(2500), pick("BOARD", "MINISTERS"), day, day, pick("RECALLED", "WARNING_LETTER"), day, lic, auth, g, age, num(800)),
		ins("case_conferences", "conference_ref, person_key, kind, held_on, pbsw_attended, cbsw_attended, family_attended, authority", 6000, "'h'||i", p, pick("INITIAL", "ANNUAL"), day, pick("Y", "N"), pick("Y", "N"), pick("Y", "N"), auth),
		ins("record_reviews", "review_ref, question, authority, reviewed_on, answer", 3000, "'v'||i", pick("Q1", "Q2", "Q3"), auth, day, pick("4", "5", "2", "YES")),
	)
	b.exec("update core.breaches set licence_type = l.licence_type, authority = l.authority from core.licences l where l.licence_ref = breaches.licence_ref",
		"update core.licences set person_key = 'p' || substr(licence_ref, 2)", "update core.breaches set person_key = 'p' || substr(licence_ref, 2)")
	fmt.Println("ready")
	s := time.Now()
	report := b.build()
	fmt.Println("build", time.Since(s), report.Figures)
	sort.Slice(report.Measures, func(i, j int) bool { return report.Measures[i].Took > report.Measures[j].Took })
	for _, m := range report.Measures[:12] {
		fmt.Println(m.Measure, m.Took, m.Facts, m.Figures)
	}
	var sum time.Duration
	for _, m := range report.Measures {
		sum += m.Took
	}
	fmt.Println("measures", sum)
	for _, l := range b.rows("select breakdown, place_type, count(*), count(*) filter (value > 0) from mart.figures group by all order by 3 desc limit 40") {
		fmt.Println(l)
	}
	for _, l := range b.rows("select measure, count(*), count(*) filter (value > 0) from mart.figures group by all order by 2 desc limit 60") {
		fmt.Println(l)
	}
}
