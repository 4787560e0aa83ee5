package marts_test

import (
	"context"
	"os"
	"slices"
	"testing"

	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// The slides of the Scottish Prison Service say of two months: 345 people signed up, 595 needs identified and referred, 179
// supported on the day. Records that hold as much go from staging through the shipped core models to the same three counts; the
// 179 are not a part of the 345.
func TestTheDeckOfTwoMonths(t *testing.T) {
	b := setup(t, "2026-08-31")
	staging, err := os.ReadFile("testdata/staging.sql")
	if err != nil {
		t.Fatal(err)
	}
	const every = `'sps' as supplier, date '2026-08-31' as extract_date, 'L1' as load_id, i as row_number from range(`
	b.exec("drop schema core cascade", "create schema core", string(staging),
		`insert into staging.people by name select 'p' || i as person_key, date '1990-01-01' as date_of_birth, 'M' as gender,
			'S12000049' as home_authority, `+every+`600) as t (i)`,
		`insert into staging.sign_ups by name select 's' || i as sign_up_ref, 'p' || i as person_key, 'TSO' as service,
			'BAR' as delivering_establishment, date '2026-07-01' + (i % 62)::integer as offered_on, 'ACCEPTED' as response,
			date '2026-07-01' + (i % 62)::integer as signed_up_on, `+every+`345) as t (i)`,
		`insert into staging.needs by name select 'n' || i as need_ref, 'p' || (i % 345) as person_key, 's' || (i % 345) as sign_up_ref,
			'HOUSING' as category, date '2026-07-01' + (i % 62)::integer as identified_on,
			date '2026-07-01' + (i % 62)::integer as referred_on, `+every+`595) as t (i)`,
		`insert into staging.custody by name select 'c' || i as custody_ref, 'p' || (300 + i) as person_key,
			timestamp '2025-01-01 10:00' as admitted_at, 'SENTENCED' as legal_status, 'BAR' as establishment,
			date '2026-07-01' + (i % 62)::integer as liberated_on, 'SENTENCE_SERVED' as liberation_type, `+every+`200) as t (i)`,
		// Two kinds of support for each of 179, one for the next ten that was declined.
		`insert into staging.liberation_support by name select 'u' || i as support_ref, 'p' || (300 + i % 189) as person_key,
			'c' || (i % 189) as custody_ref, date '2026-07-01' + ((i % 189) % 62)::integer as supported_on, 'TRANSPORT' as kind,
			if(i % 189 < 179, 'ATTENDED', 'DECLINED') as result, `+every+`378) as t (i)`)
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		models, err := transform.Load(sqlfiles.FS)
		if err != nil {
			return err
		}
		_, err = transform.Build(ctx, tx, models, nil)
		return err
	})
	b.asking(false, [2]string{"2026-07-01", "2026-08-31"}).build()
	for _, c := range []struct {
		measure, statistic, want string
	}{
		{"signups", "people", "345.0 [p]"},
		{"needs_identified", "records", "595.0 [p]"},
		{"needs_referred", "records", "595.0 [p]"},
		{"supported_on_day", "people", "179.0 [p]"},
		{"supported_on_day", "records", "358.0 [p]"},
	} {
		if got := b.figure(cell{c.measure, c.statistic, "quarter", "2026-07-01", country, "", ""}); got != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.measure, c.statistic, got, c.want)
		}
		// The window itself, asked for as a period, is over: nothing about it is provisional.
		if got := b.figure(cell{c.measure, c.statistic, "from_to", "2026-07-01", country, "", ""}); got+" [p]" != c.want {
			t.Errorf("%s, %s of the two months: got %q, want %q", c.measure, c.statistic, got, c.want)
		}
	}
	// The cohort is another thing: of those liberated, the few who had signed up.
	if got := b.figure(cell{"supported_on_day_rate", "rate", "quarter", "2026-07-01", country, "", ""}); got == "51.8841 179.0/345.0 [p]" {
		t.Errorf("the cohort's rate is made of two activity counts: %s", got)
	}
	if got := b.rows(`select count(*) from core.sign_ups where signed_up_on between '2026-07-01' and '2026-08-31'
union all select count(*) from core.needs where is_referred and identified_on between '2026-07-01' and '2026-08-31'
union all select count(distinct person_key) from core.liberation_support where on_day and attended and supported_on between '2026-07-01' and '2026-08-31'`); !slices.Equal(got, []string{"345", "595", "179"}) {
		t.Errorf("counted from the records: got %v", got)
	}
	r := b.release(5)
	if !r.Made || r.Suppressed == r.Figures {
		t.Errorf("release: got %+v", r)
	}
}
