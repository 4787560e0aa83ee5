package marts_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
	"throughcare/sql/warehouse"
)

// came is a load of a supplier's extract that came on a day, and was loaded long after.
func came(supplier, kind, extract, day string) string {
	load := strings.NewReplacer("'x'", "'"+supplier+kind+extract+day+"'", "'"+supplier+"/", "'"+day+"/"+supplier+"/").Replace(sent(supplier, kind, extract))
	load = strings.ReplaceAll(load, "date '"+extract+"' + 1", "timestamp '2026-09-01 08:00'")
	return load + "; insert into ledger.arrivals values ('" + supplier + kind + extract + day + "', '" + day + " 23:30')"
}

// What was due of each supplier, by hand. The clock of the ledger is UTC: half past eleven in summer is the next day in London.
func TestDeliveriesDue(t *testing.T) {
	b := setup(t, "2026-06-30",
		// every month, the last day, 5 days allowed: March is missing, April late by the hour, of May a first file of the 29th is corrected
		came("sps", "custody", "2026-01-31", "2026-02-01"), came("sps", "custody", "2026-02-28", "2026-03-04"),
		came("sps", "custody", "2026-04-30", "2026-05-05"), came("sps", "custody", "2026-05-29", "2026-06-01"), came("sps", "custody", "2026-05-29", "2026-06-20"),
		// sent once, and not with the latest files: no series
		came("sps", "people", "2026-01-31", "2026-02-01"),
		// every week until 20 June, with more than is due; the last is for the 19th
		came("tso", "needs", "2026-05-29", "2026-05-29"), came("tso", "needs", "2026-06-05", "2026-06-05"), came("tso", "needs", "2026-06-09", "2026-06-09"),
		came("tso", "needs", "2026-06-12", "2026-06-18"),
		// every year, the history sent at once: it has not been noted when the first came
		came("jsw", "licences", "2023-03-31", "2026-05-02"), came("jsw", "licences", "2024-03-31", "2026-05-02"), came("jsw", "licences", "2026-04-10", "2026-05-03"),
		// of one whose files are not due, and one that the settings do not name, nothing is asked
		came("shine", "needs", "2026-01-31", "2026-02-01"), came("upside", "needs", "2026-01-31", "2026-02-01"),
	).only("deliveries", "deliveries_on_time_rate", "timeliness")
	build := func(asAt string, known time.Time) []string {
		b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
			day, err := time.Parse(time.DateOnly, asAt)
			if err != nil {
				return err
			}
			if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: day, Known: known}); err != nil {
				return err
			}
			named := marts.Suppliers{{ID: "sps", Due: "monthly", Within: 5}, {ID: "tso", Due: "weekly", Within: 1, Until: time.Date(2026, 6, 20, 0, 0, 0, 0, time.UTC)},
				{ID: "jsw", Due: "yearly", Within: 30}, {ID: "shine"}}
			if err := named.Set(ctx, tx); err != nil {
				return err
			}
			_, err = marts.Build(ctx, tx, b.catalogue, nil)
			return err
		})
		return b.rows("select supplier, kind, due_on, state, coalesce(received_on::varchar, '') from mart.deliveries_due order by all")
	}
	want := []string{
		"jsw|licences|2024-03-31|NOT_RECORDED|2026-05-03", "jsw|licences|2025-03-31|MISSING|", "jsw|licences|2026-03-31|LATE|2026-05-04",
		"sps|custody|2026-02-28|ON_TIME|2026-03-04", "sps|custody|2026-03-31|MISSING|", "sps|custody|2026-04-30|LATE|2026-05-06",
		"sps|custody|2026-05-31|ON_TIME|2026-06-02", "sps|custody|2026-06-30|PENDING|",
		"tso|needs|2026-06-05|ON_TIME|2026-06-06", "tso|needs|2026-06-12|ON_TIME|2026-06-10", "tso|needs|2026-06-19|MISSING|",
	}
	_ = want
	got := build("2026-06-30", time.Time{})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, c := range []struct{ query, want string }{
		{`select sum(value) filter (breakdown = 'all'), sum(value) filter (breakdown = 'state'), sum(value) filter (breakdown = 'supplier_and_state'), sum(value) filter (breakdown = 'kind')
from mart.figures where measure = 'deliveries' and period_type = 'financial_year'`, "11.0|11.0|11.0|11.0"},
		{"select string_agg(category || ' ' || value, ' ' order by category) from mart.figures where measure = 'deliveries' and period_type = 'financial_year' and breakdown = 'state' and period_start = '2026-04-01' and value > 0", "LATE 1.0 MISSING 1.0 ON_TIME 3.0 PENDING 1.0"},
		{"select numerator, denominator from mart.figures where measure = 'deliveries_on_time_rate' and period_type = 'financial_year' and breakdown = 'all' and period_start = '2026-04-01'", "3.0|5.0"},
	} {
		if diff := cmp.Diff(c.want, strings.Join(b.rows(c.query), " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.query, diff)
		}
	}
	// At an earlier day less was due, and what had not come by then is not known.
	want = []string{"jsw|licences|2024-03-31|NOT_RECORDED|2026-05-03", "jsw|licences|2025-03-31|MISSING|", "sps|custody|2026-02-28|ON_TIME|2026-03-04"}
	if diff := cmp.Diff(want, build("2026-03-20", time.Time{})); diff != "" {
		t.Errorf("as at March (-want +got):\n%s", diff)
	}
	if got := build("2026-03-20", time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC)); len(got) > 0 {
		t.Errorf("known before anything was loaded: %v", got)
	}
}

// Months and leap years: the day that is due is that of the first extract, or the last of the month where that was one.
func TestDaysOfMonthsThatAreDue(t *testing.T) {
	for _, c := range []struct{ often, first, asAt, want string }{
		{"monthly", "2026-02-28", "2026-06-01", "2026-03-31 2026-04-30 2026-05-31"},
		{"monthly", "2026-01-30", "2026-05-30", "2026-02-28 2026-03-30 2026-04-30 2026-05-30"},
		{"quarterly", "2025-11-30", "2026-09-01", "2026-02-28 2026-05-31 2026-08-31"},
		{"yearly", "2024-02-29", "2026-03-01", "2025-02-28 2026-02-28"},
		{"yearly", "2024-02-29", "2028-03-01", "2025-02-28 2026-02-28 2027-02-28 2028-02-29"},
		{"weekly", "2026-02-20", "2026-03-06", "2026-02-27 2026-03-06"},
		{"daily", "2026-02-27", "2026-03-01", "2026-02-28 2026-03-01"},
		{"yearly", "2026-02-27", "2026-03-01", ""},
	} {
		b := setup(t, c.asAt, came("sps", "custody", c.first, c.first)).only("deliveries")
		b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
			if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: b.asAt}); err != nil {
				return err
			}
			if err := (marts.Suppliers{{ID: "sps", Due: c.often}}).Set(ctx, tx); err != nil {
				return err
			}
			_, err := marts.Build(ctx, tx, b.catalogue, nil)
			return err
		})
		if diff := cmp.Diff(c.want, strings.Join(b.rows("select due_on from mart.deliveries_due order by all"), " ")); diff != "" {
			t.Errorf("%s from %s (-want +got):\n%s", c.often, c.first, diff)
		}
		// The settings' own next day agrees with it.
		latest, _ := time.Parse(time.DateOnly, c.first)
		if due, _ := (marts.Suppliers{{ID: "sps", Due: c.often}}).Next("sps", latest); c.want != "" && due.Format(time.DateOnly) != c.want[:10] {
			t.Errorf("%s from %s: next is %s", c.often, c.first, due.Format(time.DateOnly))
		}
	}
}

// Files say nothing of a person: of a small number of them none is held back, nor is what is left of a period of the project's own.
func TestSmallNumbersOfDeliveriesAreShown(t *testing.T) {
	b := setup(t, "2026-06-30", came("sps", "custody", "2026-03-31", "2026-04-01"), came("sps", "custody", "2026-04-30", "2026-05-01"),
		came("sps", "custody", "2026-05-31", "2026-06-28")).only("deliveries", "deliveries_on_time_rate", "timeliness")
	named := marts.Suppliers{{ID: "sps", Due: "monthly", Within: 10}}
	b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
		if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: b.asAt}); err != nil {
			return err
		}
		asked := marts.Periods{FromTo: []marts.FromTo{{From: "2026-05-01", To: "2026-06-15"}}}
		if err := errors.Join(asked.Set(ctx, tx), named.Set(ctx, tx)); err != nil {
			return err
		}
		_, err := marts.Build(ctx, tx, b.catalogue, nil)
		return err
	})
	r := b.release(5)
	if r.Suppressed != 0 {
		t.Errorf("%d figures are held back", r.Suppressed)
	}
	for _, c := range []struct{ query, want string }{
		{"select statistic, value from release.figures where measure = 'deliveries_on_time_rate' and period_type = 'financial_year' and breakdown = 'all' and period_start = '2026-04-01'", "rate|50.0"},
		{"select value from release.figures where measure = 'timeliness' and statistic = 'median' and period_type = 'financial_year' and breakdown = 'all' and period_start = '2026-04-01'", "15.5"},
		{"select value from release.figures where measure = 'deliveries' and period_type = 'from_to' and breakdown = 'all'", "1.0"},
		{"select due_on, received_on, state from release.deliveries order by due_on", "2026-04-30|2026-05-02|ON_TIME 2026-05-31|2026-06-29|LATE 2026-06-30||PENDING"},
		{"select distinct confidential from release.measures", "false"},
	} {
		if diff := cmp.Diff(c.want, strings.Join(b.rows(c.query), " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.query, diff)
		}
	}
}

// What a release keeps of the suppliers is read as it was written; of those of an earlier version only the names are known.
func TestSuppliersOfARelease(t *testing.T) {
	all := marts.Suppliers{{ID: "upside", Due: "quarterly", Within: 0}, {ID: "shine"}, {ID: "new-routes", Due: "weekly", Within: 3, Until: time.Date(2025, 9, 30, 0, 0, 0, 0, time.UTC)}}
	const text = "new-routes:weekly:3:2025-09-30,(shine),upside:quarterly:0:"
	if diff := cmp.Diff(text, all.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for in, want := range map[string]string{text: text, "": "", "sps,(shine)": "(shine),(sps)"} {
		read, err := marts.ParseSuppliers(in)
		if err != nil || read.String() != want {
			t.Errorf("%q: got %q, %v", in, read.String(), err)
		}
	}
	for _, in := range []string{"sps:monthly:few:", "sps:monthly:3:soon"} {
		if _, err := marts.ParseSuppliers(in); err == nil {
			t.Errorf("%q was read", in)
		}
	}
	if due, _ := all.Next("new-routes", time.Date(2025, 9, 26, 0, 0, 0, 0, time.UTC)); !due.IsZero() {
		t.Errorf("after its last day %s is due", due)
	}
}
