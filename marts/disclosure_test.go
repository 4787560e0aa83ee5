package marts_test

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughcare/marts"
	"throughcare/marts/disclosure"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// protect runs the control on what has been built and keeps the outcome in the table seen.
func (b *bundle) protect(threshold int) (result disclosure.Result) {
	b.Helper()
	b.tx(func(ctx context.Context, tx *warehouse.Tx) (err error) {
		if result, err = disclosure.Protect(ctx, tx, disclosure.Options{Threshold: threshold, AsAt: b.asAt}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "create or replace table seen as from "+disclosure.Table)
		return err
	})
	return result
}

func TestSmallNumbersAreHeldBack(t *testing.T) {
	b := setup(t, "2026-09-30", manyNeeds).only("needs_identified", "needs_met_rate")
	b.exec("insert into core.record_reviews (review_ref, authority) values ('r1', 'S12000034')") // a place that is known
	b.build()
	b.protect(5)
	// Drugs (3) is small, so benefits (7) goes with it; Edinburgh (4) is small, so Glasgow, the next, goes with it.
	want := strings.Split(`category|BENEFITS|
category|DRUGS|
category|GP_REGISTRATION|0.0
category|HOUSING|30.0`, "\n")
	got := b.rows(`select breakdown, category, value from seen
where measure = 'needs_identified' and statistic = 'records' and period_type = 'financial_year' and place_type = 'scotland'
  and category in ('HOUSING', 'BENEFITS', 'DRUGS', 'GP_REGISTRATION') order by all`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("categories in Scotland (-want +got):\n%s", diff)
	}
	want = strings.Split(`S12000034|0.0|
S12000036||[c]
S12000049||[c]`, "\n")
	got = b.rows(`select place_code, value, replace(marker, '[p]', '') from seen
where measure = 'needs_identified' and statistic = 'people' and period_type = 'quarter' and period_start = '2026-04-01' and breakdown = 'all'
  and place_code in ('S12000036', 'S12000049', 'S12000034') order by all`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("authorities (-want +got):\n%s", diff)
	}
	// Needs per person are held back where the needs or the people are, and only there.
	if got := b.rows(`select count(*) filter (ratio.marker = '[c]'), count(*) filter ((ratio.marker = '[c]') <> (counts.marker = '[c]'))
from seen as ratio inner join seen as counts
  using (measure, period_type, period_start, period_end, place_type, place_code, breakdown, category)
where ratio.statistic = 'per_person' and counts.statistic = 'people' and counts.value is distinct from 0`); got[0] == "0|0" || !strings.HasSuffix(got[0], "|0") {
		t.Errorf("needs per person held back, and unlike their counts: %s", got[0])
	}
	if got := b.rows("select count(*) from seen where marker = '[c]' and coalesce(value, numerator, denominator, lower, upper) is not null"); got[0] != "0" {
		t.Errorf("figures held back in part: %s", got[0])
	}
	if got := b.rows("select (select count(*) from seen) - (select count(*) from mart.figures)"); got[0] != "0" {
		t.Errorf("rows lost or gained: %s", got[0])
	}
}

func TestAStockIsHeldBackWhereverItStands(t *testing.T) {
	b := setup(t, "2026-06-30", `insert into core.sign_ups
  (sign_up_ref, person_key, service, establishment, authority, offered_on, response, signed_up_on)
select 's' || i, 'p' || i, 'TSO', case when i < 3 then 'EDI' else 'BAR' end, 'S12000049', '2026-05-05', 'ACCEPTED', '2026-05-06'
from range(20) as t (i)`).only("caseload")
	b.build()
	b.protect(5)
	got := b.rows(`select distinct place_code, period_type, value from seen
where statistic = 'records' and breakdown = 'all' and period_end >= '2026-06-30' and place_code in ('BAR', 'EDI', 'S92000003') order by all`)
	want := strings.Split(`BAR|financial_year|
BAR|month|
BAR|quarter|
EDI|financial_year|
EDI|month|
EDI|quarter|
S92000003|financial_year|20.0
S92000003|month|20.0
S92000003|quarter|20.0`, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stock at 30 June (-want +got):\n%s", diff)
	}
}

func TestTheAuditStopsWhatTheRulesMissed(t *testing.T) {
	b := setup(t, "2026-09-30", manyNeeds).only("needs_identified")
	b.build()
	b.protect(5)
	for name, change := range map[string]string{
		"a small count shown": "value = 3, marker = null where marker = '[c]' and category = 'DRUGS' and statistic = 'records' and place_type = 'scotland'",
		"a number beside [c]": "denominator = 30 where marker = '[c]' and category = 'DRUGS'",
		"a single category":   "value = 7, marker = null where marker = '[c]' and category = 'BENEFITS' and place_type = 'scotland' and period_type = 'financial_year'",
	} {
		err := b.db.Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
			for _, s := range []string{
				"set variable sdc_threshold = 5",
				"create temporary table protected_figures as from seen",
				"update protected_figures set " + change,
			} {
				if _, err := tx.Exec(ctx, s); err != nil {
					return err
				}
			}
			return disclosure.Audit(ctx, tx)
		})
		if f := fault.As(err); f == nil || f.Code != "M021" {
			t.Errorf("%s: got %v, want the fault M021", name, err)
		}
	}
}

// sums are the equations that anyone can write down from the shape of the tables: the value of the whole, of the children
// shown, how many are held back and what they are in truth.
const sums = `with every as (
  select
    f.*,
    s.marker is not distinct from '[c]' as held,
    unnest(case statistic when 'rate' then ['hits', 'misses'] else ['count'] end) as part
  from mart.figures as f
  inner join seen as s using (measure, statistic, period_type, period_start, place_type, place_code, breakdown, category)
  where f.statistic in ('records', 'rate') and f.value is not null
),
sizes as (
  select
    * exclude (value),
    case part when 'hits' then numerator when 'misses' then denominator - numerator else value end as value,
    -- of a set of which nothing is shown, what is held back may be zero too
    bool_and(held or value = 0) over (partition by measure, period_type, place_type, breakdown)
    and bool_or(held and value = 0) over (partition by measure, period_type, place_type, breakdown) as unseen
  from every
),
links as (
  select w.measure, w.statistic, w.part, w.period_type || w.period_start || w.place_type || w.place_code || w.category || '/' || c.breakdown as eq, w.held as whole_held, c.held, c.value, c.unseen
  from sizes as w inner join sizes as c using (measure, statistic, part, period_type, period_start, place_type, place_code)
  where w.breakdown = 'all' and c.breakdown <> 'all'
  union all
  select w.measure, w.statistic, w.part, w.period_type || w.period_start || w.breakdown || w.category || '/' || c.place_type, w.held, c.held, c.value, c.unseen
  from sizes as w inner join sizes as c using (measure, statistic, part, period_type, period_start, breakdown, category)
  where w.place_type = 'scotland' and c.place_type <> 'scotland'
  union all
  select w.measure, w.statistic, w.part, w.period_start || w.place_type || w.place_code || '/months', w.held, c.held, c.value, c.unseen
  from sizes as w inner join sizes as c using (measure, statistic, part, place_type, place_code, breakdown, category)
  where w.period_type = 'quarter' and c.period_type = 'month' and w.view <> 'stock' and c.period_start between w.period_start and w.period_end
  union all
  select w.measure, w.statistic, w.part, w.period_start || w.place_type || w.place_code || w.breakdown || w.category || '/quarters', w.held, c.held, c.value, c.unseen
  from sizes as w inner join sizes as c using (measure, statistic, part, place_type, place_code, breakdown, category)
  where w.period_type = 'financial_year' and c.period_type = 'quarter' and w.view <> 'stock' and c.period_start between w.period_start and w.period_end
)
select measure, statistic, part, eq, any_value(whole_held) as whole_held, count(*) filter (held) as n, bool_and(unseen) as unseen, coalesce(sum(value) filter (held), 0) as total
from links group by 1, 2, 3, 4`

func TestNoSmallNumberCanBeReadOrSubtracted(t *testing.T) {
	if err := flag.Set("rapid.checks", "6"); err != nil {
		t.Fatal(err)
	}
	b := setup(t, "2026-08-15").only("needs_identified", "needs_met_rate", "need_referral_days", "caseload", "recall_outcomes", "recalls_referred")
	rapid.Check(t, func(r *rapid.T) {
		threshold := rapid.IntRange(2, 10).Draw(r, "threshold")
		b.exec("delete from core.needs", "delete from core.sign_ups", "delete from core.recalls")
		b.exec(randomRecords(rapid.Uint32().Draw(r, "seed"), rapid.IntRange(1, 150).Draw(r, "records"))...)
		b.build()
		b.protect(threshold)
		small := fmt.Sprintf("between 1 and %d", threshold-1)
		for name, query := range map[string]string{
			"a small count is shown": "select 1 from seen where statistic in ('records', 'people') and value " + small,
			"a small part of a rate is shown": "select 1 from seen where statistic = 'rate' and (numerator " + small +
				" or denominator " + small + " or denominator - numerator " + small + ")",
			"a median of few is shown":                        "select 1 from seen where denominator between 1 and 9 and statistic in ('median', 'lower_quartile')",
			"held back in part":                               "select 1 from seen where marker = '[c]' and coalesce(value, numerator, denominator, lower, upper) is not null",
			"a zero is held back where others are shown":      "select 1 from seen semi join (select * from mart.figures where value = 0 and statistic = 'records') as f using (measure, statistic, period_type, period_start, place_type, place_code, breakdown, category) where marker = '[c]' and (measure, period_type, place_type, breakdown) in (select (measure, period_type, place_type, breakdown) from seen where value > 0 and statistic = 'records')",
			"places are shown where Scotland's zeros are not": "select 1 from (from seen where statistic = 'records') as a inner join (from seen where place_type = 'scotland' and statistic = 'records') as b on a.measure = b.measure and a.period_type = b.period_type and a.breakdown = b.breakdown where a.place_type <> 'scotland' and (a.measure, a.period_type, a.breakdown) in (select (s.measure, s.period_type, s.breakdown) from seen as s inner join mart.figures as f using (measure, statistic, period_type, period_start, place_type, place_code, breakdown, category) where s.place_type = 'scotland' and s.statistic = 'records' and s.marker = '[c]' and f.value = 0) group by a.measure, a.period_type, a.place_type, a.breakdown having bool_and(coalesce(b.marker, '') = '[c]') and bool_or(coalesce(a.value, 0) > 0)",
			"records without people":                          "select 1 from seen as a inner join seen as b using (measure, period_type, period_start, place_type, place_code, breakdown, category) where a.statistic = 'records' and b.statistic = 'people' and (a.marker = '[c]') is distinct from (b.marker = '[c]') and (a.value is null) <> (b.value is null)",
			"a single one held back":                          "from (" + sums + ") where not whole_held and n = 1",
			"a sum held back is small":                        "from (" + sums + fmt.Sprintf(") where not whole_held and n > 0 and total between 1 and %d", threshold-1),
			"each of those held is one":                       "from (" + sums + ") where not whole_held and statistic = 'records' and n > 0 and not unseen and total = n",
			"a whole is the sum of what is shown":             "from (" + sums + ") where whole_held and n = 0",
		} {
			if got := b.rows(query); len(got) > 0 {
				r.Errorf("threshold %d: %s: %d, the first: %s", threshold, name, len(got), got[0])
			}
		}
	})
}

// A recall in each of six authorities, of twelve, every month: beside the authorities' months and their zeros, Scotland's six would
// follow to be six ones, so the months of authorities give way, all of them. Scotland's months stand, and what of the authorities is not small.
func TestRareEventsGiveWay(t *testing.T) {
	const recalls = `insert into core.recalls (recall_ref, person_key, referred_on, route, outcome, licence_type, authority)
select 'r' || m || '/' || a, 'p' || m || '/' || a, date '2025-04-10' + to_months(m::integer), 'BOARD', 'PENDING', 'PAROLE', 'S120000' || (33 + a)
from range(12) as months (m), range(12) as authorities (a)
where (m + a) % 2 = 0`
	const twelve = `insert into core.recalls (recall_ref, person_key, referred_on, route, outcome, licence_type, authority)
select 'x' || i, 'x' || i, date '2025-06-20', 'BOARD', 'PENDING', 'PAROLE', 'S12000049' from range(12) as t (i)`
	of := func(b *bundle, place, period string) string {
		return strings.Join(b.rows("select string_agg(coalesce(value::integer::varchar, marker), ' ' order by period_start) from seen where measure = 'recalls_referred' and statistic = 'records' and breakdown = 'all' and place_code = '"+place+"' and period_type = '"+period+"'"), "")
	}
	b := setup(t, "2026-03-31", recalls, twelve).only("recalls_referred")
	b.periods.FromTo = append(b.periods.FromTo, marts.FromTo{From: "2025-06-01", To: "2025-06-30"})
	b.build()
	b.protect(5)
	for _, c := range []struct{ what, place, period, want string }{
		{"Scotland's months", country, "month", "6 6 18 6 6 6 6 6 6 6 6 6"},
		{"months of an authority with twelve in June; those of its quarters of none follow", "S12000049", "month", "[c] [c] [c] 0 0 0 0 0 0 0 0 0"},
		{"months of an authority with one every second", "S12000033", "month", strings.TrimSpace(strings.Repeat("[c] ", 12))},
		{"its quarters", "S12000033", "quarter", "[c] [c] [c] [c]"},
		{"quarters of the one with twelve: zeros are shown", "S12000049", "quarter", "12 0 0 0"},
		{"its year", "S12000049", "financial_year", "12"},
		{"a June of its own", "S12000049", "from_to", "[c]"},
	} {
		if got := of(b, c.place, c.period); got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
	// Where every authority has one every month there is no zero among them: who sees six held back would know six ones, so nothing gives way.
	b = setup(t, "2026-03-31", strings.Replace(recalls, "where (m + a) % 2 = 0", "where a < 6", 1)).only("recalls_referred")
	b.build()
	b.protect(5)
	for place, want := range map[string]string{country: "[c] ", "S12000033": "[c] "} {
		if got := of(b, place, "month"); got != strings.TrimSpace(strings.Repeat(want, 12)) {
			t.Errorf("months of %s where nobody has none: %s", place, got)
		}
	}
	// Where authorities have as many months to show, they stay, with the zeros of those that have none.
	many := func(authority string, n int) string {
		return strings.NewReplacer("range(12)", fmt.Sprintf("range(%d)", 12*n), "'x'", "'"+authority+"'", "date '2025-06-20'", "date '2025-04-20' + to_months((i % 12)::integer)", "S12000049", authority).Replace(twelve)
	}
	b = setup(t, "2026-03-31", recalls, many("S12000049", 13), many("S12000050", 14),
		"insert into core.record_reviews (review_ref, authority) values ('r1', 'S12000008')").only("recalls_referred")
	b.build()
	b.protect(5)
	for authority, want := range map[string]string{"S12000049": "[c] ", "S12000050": "14 ", "S12000008": "0 ", country: "33 "} {
		if got := of(b, authority, "month"); got != strings.TrimSpace(strings.Repeat(want, 12)) {
			t.Errorf("months of %s where two have many: %s", authority, got)
		}
	}
}

// randomRecords fill the core tables with records drawn from the seed.
func randomRecords(seed uint32, records int) []string {
	draw := func(what string, of ...string) string {
		return fmt.Sprintf("(['%s'])[1 + (hash(i, %d, '%s') %% %d)::integer]", strings.Join(of, "', '"), seed, what, len(of))
	}
	number := func(what string, below int) string {
		return fmt.Sprintf("(hash(i, %d, '%s') %% %d)::integer", seed, what, below)
	}
	person := "'p' || " + number("person", 40)
	day := "date '2026-04-01' + " + number("day", 135)
	authority := draw("authority", "S12000049", "S12000049", "S12000036", "S12000047")
	from := fmt.Sprintf(" from range(%d) as t (i)", records)
	return []string{
		"insert into core.needs (need_ref, person_key, identified_on, referred_on, category, authority, state, gender) select 'n' || i, " +
			strings.Join([]string{
				person, day, day + " + " + number("referred", 20), draw("category", "HOUSING", "HOUSING", "HOUSING", "BENEFITS", "DRUGS"),
				authority, draw("state", "MET", "NOT_MET", "OPEN"), draw("gender", "M", "M", "M", "F"),
			}, ", ") + from,
		"insert into core.sign_ups (sign_up_ref, person_key, response, service, signed_up_on, left_on, establishment, authority) select 's' || i, " +
			strings.Join([]string{
				person, "'ACCEPTED', 'TSO'", day, day + " + " + number("left", 90), draw("establishment", "BAR", "EDI", "PER"), authority,
			}, ", ") + from,
		"insert into core.recalls (recall_ref, person_key, referred_on, route, outcome, licence_type, authority) select 'r' || i, " +
			strings.Join([]string{
				person, day, draw("route", "BOARD", "BOARD", "MINISTERS"),
				draw("outcome", "RECALLED", "RECALLED", "WARNING_LETTER", "PENDING"), draw("licence", "PAROLE", "NONPAR", "EXT"), authority,
			}, ", ") + from,
	}
}
