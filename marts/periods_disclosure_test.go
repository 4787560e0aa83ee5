package marts_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughcare/marts/disclosure"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// The attacker of these tests has every figure that is shown of one measure, place and category, whatever its period, and linear
// algebra: a stretch of days, or several together, whose count is a sum and difference of figures shown, is known. What he so
// learns is looked up in the records themselves.

// line is a figure as he sees it: from a day to before a day, held back or shown.
type line struct {
	first, next int
	held, own   bool
}

// attack gives the worst that he learns of one series: "" for nothing. counts are the records of each day.
func attack(lines []line, counts map[int]int, threshold int) string {
	var days []int
	for _, l := range lines {
		days = append(days, l.first, l.next)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	stretch := func(first, next int) []int64 {
		v := make([]int64, len(days)-1)
		for i := range v {
			if days[i] >= first && days[i] < next {
				v[i] = 1
			}
		}
		return v
	}
	var all, usual span
	for _, l := range lines {
		if !l.held {
			all.add(stretch(l.first, l.next))
			if !l.own {
				usual.add(stretch(l.first, l.next))
			}
		}
	}
	learnt := func(v []int64) bool { return all.has(v) && !usual.has(v) }
	for _, l := range lines {
		if l.held && learnt(stretch(l.first, l.next)) {
			return fmt.Sprintf("the figure held back of days %d to %d", l.first, l.next)
		}
	}
	between := make([]int, len(days)-1)
	for i := range between {
		for d := days[i]; d < days[i+1]; d++ {
			between[i] += counts[d]
		}
	}
	// Every choice of up to three stretches, by the points where they begin and end.
	worst := ""
	var choose func(from int, v []int64, sum, stretches int)
	choose = func(from int, v []int64, sum, stretches int) {
		if worst != "" || sum >= threshold {
			return
		}
		if sum > 0 && learnt(v) {
			worst = fmt.Sprintf("%d in %v of the days %v", sum, v, days)
			return
		}
		if stretches == 3 {
			return
		}
		for i := from; i < len(between); i++ {
			longer, more := slices.Clone(v), sum
			for j := i; j < len(between) && more < threshold; j++ {
				longer[j] = 1
				more += between[j]
				choose(j+2, longer, more, stretches+1)
			}
		}
	}
	choose(0, make([]int64, len(between)), 0, 0)
	return worst
}

// span is a space of vectors modulo a prime, as rows with leading ones.
type span struct{ rows [][]int64 }

const prime = 2147483647

func (s *span) reduce(v []int64) []int64 {
	v = slices.Clone(v)
	for _, row := range s.rows {
		lead := slices.IndexFunc(row, func(x int64) bool { return x != 0 })
		if f := v[lead]; f != 0 {
			for i := range v {
				v[i] = ((v[i]-f*row[i])%prime + prime) % prime
			}
		}
	}
	return v
}

func (s *span) has(v []int64) bool {
	return !slices.ContainsFunc(s.reduce(v), func(x int64) bool { return x != 0 })
}

func (s *span) add(v []int64) {
	v = s.reduce(v)
	lead := slices.IndexFunc(v, func(x int64) bool { return x != 0 })
	if lead < 0 {
		return
	}
	inverse, base := int64(1), v[lead]
	for e := prime - 2; e > 0; e >>= 1 {
		if e&1 == 1 {
			inverse = inverse * base % prime
		}
		base = base * base % prime
	}
	for i := range v {
		v[i] = v[i] * inverse % prime
	}
	s.rows = append(s.rows, v)
}

// seriesSeen are the figures of every series of needs in seen that has periods of the project's own, and the truth by day.
const seriesSeen = `select measure, place_type, place_code, breakdown, category, period_start - date '1970-01-01',
  least(period_end, date '2026-08-15') + 1 - date '1970-01-01', marker is not distinct from '[c]', period_type in ('from_to', 'calendar_year')
from seen
where place_type in ('scotland', 'authority') and (value is not null or marker in ('[c]', '[z]'))
  and (measure = 'needs_identified' and statistic = 'records' or measure = 'needs_met_rate') order by all`

const needsByDay = `select identified_on - date '1970-01-01', coalesce(authority, 'NOT_RECORDED'), category, gender, count(*),
  count(*) filter (state = 'MET'), count(*) filter (state = 'NOT_MET') from core.needs group by all`

// attackAll attacks every series of needs and tells of the first that gives something away, and how many there were to attack.
func (b *bundle) attackAll(threshold int) (worst string, attacked, shown int) {
	b.Helper()
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	type key struct{ measure, kind, place, breakdown, category string }
	lines, own := map[key][]line{}, map[key]bool{}
	var keys []key
	for _, row := range b.rows(seriesSeen) {
		f := strings.Split(row, "|")
		k := key{f[0], f[1], f[2], f[3], f[4]}
		if lines[k] == nil {
			keys = append(keys, k)
		}
		l := line{number(f[5]), number(f[6]), f[7] == "true", f[8] == "true"}
		lines[k] = append(lines[k], l)
		own[k] = own[k] || l.own
		if l.own && !l.held {
			shown++
		}
	}
	counts := map[key][3]map[int]int{}
	for _, row := range b.rows(needsByDay) {
		f := strings.Split(row, "|")
		for _, k := range keys {
			if k.kind == "authority" && k.place != f[1] || k.breakdown == "category" && k.category != f[2] || k.breakdown == "gender" && k.category != f[3] {
				continue
			}
			if counts[k][0] == nil {
				counts[k] = [3]map[int]int{{}, {}, {}}
			}
			for i := range 3 {
				counts[k][i][number(f[0])] += number(f[4+i])
			}
		}
	}
	for _, k := range keys {
		if !own[k] || k.breakdown != "all" && k.breakdown != "category" && k.breakdown != "gender" {
			continue
		}
		attacked++
		parts := []int{0}
		if k.measure == "needs_met_rate" {
			parts = []int{1, 2}
		}
		for _, part := range parts {
			if found := attack(lines[k], counts[k][part], threshold); found != "" && worst == "" {
				worst = fmt.Sprintf("%v, part %d: %s", k, part, found)
			}
		}
	}
	return worst, attacked, shown
}

// The attack itself works: with a period that leaves four days of May out shown beside May, he learns what happened on them.
func TestTheAttackFindsADifference(t *testing.T) {
	lines := []line{{0, 31, false, false}, {31, 61, true, false}, {0, 27, false, true}, {10, 50, false, true}, {31, 50, false, true}}
	counts := map[int]int{3: 20, 12: 10, 29: 2, 40: 9}
	if got := attack(lines, counts, 5); !strings.HasPrefix(got, "2 in") {
		t.Errorf("got %q", got)
	}
	if got := attack(lines[:2], counts, 5); got != "" {
		t.Errorf("months alone: got %q", got)
	}
	if got := attack([]line{{0, 10, true, false}, {10, 20, false, false}, {0, 20, false, true}}, counts, 5); !strings.HasPrefix(got, "the figure held back") {
		t.Errorf("a month held back: got %q", got)
	}
	// Two apart: from the middle of one month to the middle of the next but one, less the month between.
	if got := attack([]line{{10, 20, false, false}, {5, 25, false, true}}, map[int]int{6: 1, 15: 9, 22: 2}, 5); !strings.HasPrefix(got, "3 in") {
		t.Errorf("two pieces: got %q", got)
	}
}

func TestNothingSmallFollowsFromPeriodsThatOverlap(t *testing.T) {
	if err := flag.Set("rapid.checks", "8"); err != nil {
		t.Fatal(err)
	}
	b := setup(t, "2026-08-15").only("needs_identified", "needs_met_rate")
	all := 0
	rapid.Check(t, func(r *rapid.T) {
		threshold := rapid.IntRange(3, 10).Draw(r, "threshold")
		b.exec("delete from core.needs")
		b.exec(randomRecords(rapid.Uint32().Draw(r, "seed"), rapid.IntRange(20, 600).Draw(r, "records"))[0])
		var days [][2]string
		for range rapid.IntRange(1, 5).Draw(r, "periods") {
			first := time.Date(2026, 3, 25, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 140).Draw(r, "first"))
			if rapid.Bool().Draw(r, "from the first of a month") {
				first = first.AddDate(0, 0, 1-first.Day())
			}
			last := first.AddDate(0, 0, rapid.IntRange(0, 100).Draw(r, "days"))
			one := [2]string{first.Format(time.DateOnly), last.Format(time.DateOnly)}
			if !slices.Contains(days, one) {
				days = append(days, one)
			}
		}
		b.asking(rapid.Bool().Draw(r, "calendar years"), days...).build()
		b.protect(threshold)
		worst, _, shown := b.attackAll(threshold)
		all += shown
		if worst != "" {
			r.Errorf("threshold %d, periods %v: %s", threshold, days, worst)
		}
	})
	if all == 0 {
		t.Error("no period of the project's own is shown at all: the test tests nothing")
	}
}

// twoDays has 60 needs in Glasgow in May and June of 2026, of which 3 on 31 May and 2 on 30 June.
const twoDays = `insert into core.needs (need_ref, person_key, identified_on, category, authority, state)
select 'n' || i, 'p' || i, case when i < 3 then date '2026-05-31' when i < 5 then date '2026-06-30' else date '2026-05-01' + ((i % 2) * 31 + i % 28)::integer end,
  'HOUSING', 'S12000049', 'MET' from range(60) as t (i)
union all
select 'm' || i, 'q' || i, date '2026-04-01' + (i % 15)::integer, 'HOUSING', 'S12000049', 'MET' from range(30) as t (i)`

func TestAPeriodThatLeavesFewDaysOutIsHeldBack(t *testing.T) {
	b := setup(t, "2026-08-15", twoDays).only("needs_identified")
	for _, c := range []struct {
		name string
		days [][2]string
		held []bool
	}{
		{"two whole months", [][2]string{{"2026-05-01", "2026-06-30"}}, []bool{false}},
		{"all but a day of two months", [][2]string{{"2026-05-01", "2026-06-29"}}, []bool{true}},
		{"all but the first half of May", [][2]string{{"2026-05-15", "2026-06-30"}}, []bool{false}},
		{"one after the other", [][2]string{{"2026-05-01", "2026-05-15"}, {"2026-05-01", "2026-05-30"}}, []bool{false, true}},
		{"few days apart", [][2]string{{"2026-05-15", "2026-06-15"}, {"2026-05-15", "2026-06-16"}}, []bool{false, true}},
	} {
		b.asking(false, c.days...).build()
		b.protect(5)
		var want []string
		for i, d := range c.days {
			n := b.rows(fmt.Sprintf("select count(*)::double from core.needs where identified_on between '%s' and '%s'", d[0], d[1]))[0]
			if c.held[i] {
				n = ""
			}
			want = append(want, d[1]+"|"+n)
		}
		got := b.rows(`select period_end, value from seen
where statistic = 'records' and place_type = 'scotland' and breakdown = 'all' and period_type = 'from_to' order by all`)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", c.name, got, want)
		}
	}
}

// What the usual periods show does not change because the project asks for more.
func TestPeriodsOfTheProjectsOwnGiveWay(t *testing.T) {
	b := setup(t, "2026-08-15").only("needs_identified", "needs_met_rate", "recall_outcomes")
	b.exec(randomRecords(11, 400)...)
	const usual = `select measure, statistic, period_type, period_start, place_code, breakdown, category, value, marker from seen
where period_type not in ('from_to', 'calendar_year') order by all`
	b.build()
	b.protect(5)
	before := b.rows(usual)
	b.asking(true, [2]string{"2026-05-10", "2026-06-19"}, [2]string{"2026-05-01", "2026-06-30"}, [2]string{"2026-04-03", "2026-07-02"}).build()
	b.protect(5)
	after := b.rows(usual)
	changed := 0
	for i := range before {
		if before[i] != after[i] {
			changed++
		}
	}
	if len(before) != len(after) || changed > 0 {
		t.Errorf("%d of %d figures changed", changed, len(before))
	}
	if got := b.rows("select count(*) from seen where period_type in ('from_to', 'calendar_year') and value > 0"); got[0] == "0" {
		t.Error("no period of the project's own is shown")
	}
}

func TestTheAuditSeesWhatFollowsFromPeriods(t *testing.T) {
	b := setup(t, "2026-08-15", twoDays).only("needs_identified").asking(false, [2]string{"2026-05-01", "2026-06-29"}, [2]string{"2026-05-20", "2026-06-29"})
	b.build()
	b.protect(5)
	for name, change := range map[string]string{
		"all but a day of two months":   "value = 58, marker = null where period_start = '2026-05-01' and period_end = '2026-06-29' and marker = '[c]' and statistic = 'records'",
		"a month that the others leave": "value = null, marker = '[c]' where period_type = 'month' and period_start = '2026-05-01' and statistic = 'records' and breakdown = 'all' and place_type = 'scotland'",
		"less than the month within":    "value = 33, marker = null where period_type = 'from_to' and period_start = '2026-05-20' and statistic = 'records' and breakdown = 'all' and place_type = 'scotland'",
	} {
		err := b.db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			for _, s := range []string{
				"set variable sdc_threshold = 5; set variable sdc_as_at = date '2026-08-15'",
				"create temporary table protected_figures as from seen",
				"update protected_figures set " + change,
			} {
				if _, err := tx.Exec(ctx, s); err != nil {
					return err
				}
			}
			if name == "a month that the others leave" {
				// a period with the days of the month is shown beside it
				if _, err := tx.Exec(ctx, `insert into protected_figures by name select * replace ('from_to' as period_type, 30 as value, null as marker)
from protected_figures where period_type = 'month' and period_start = '2026-05-01' and statistic = 'records' and breakdown = 'all' and place_type = 'scotland'`); err != nil {
					return err
				}
			}
			if name == "less than the month within" {
				if _, err := tx.Exec(ctx, `insert into protected_figures by name select * replace (date '2026-05-25' as period_start, 30 as value, null as marker)
from protected_figures where period_type = 'from_to' and period_start = '2026-05-20' and statistic = 'records' and breakdown = 'all' and place_type = 'scotland'`); err != nil {
					return err
				}
			}
			return disclosure.Audit(ctx, tx)
		})
		if f := fault.As(err); f == nil || f.Code != "M021" || !strings.Contains(f.Source, "9_audit_periods") {
			t.Errorf("%s: got %v, want the fault M021 of the audit of periods", name, err)
		}
	}
}
