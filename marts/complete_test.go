package marts_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts"
	"throughcare/sql/warehouse"
)

// sent is a load of a supplier's extract, finished the day after its date.
func sent(supplier, kind, extract string) string {
	return fmt.Sprintf(`insert into ledger.loads (load, seq, kind, supplier, file, sha256, extract_date, started_at, finished_at, status)
values ('%[1]s/%[2]s/%[3]s', 1, '%[2]s', '%[1]s', 'f', 'x', '%[3]s', date '%[3]s' + 1, date '%[3]s' + 1, 'loaded')`, supplier, kind, extract)
}

// The officers' sign-ups reach to July, Upside's to August, and those of a service that ended to March of the year before. Needs
// reach to August. Conferences nobody has sent.
func TestHowFarFilesReach(t *testing.T) {
	b := setup(t, "2026-09-15", sent("tso", "sign_ups", "2026-06-30"), sent("tso", "sign_ups", "2026-07-31"), sent("upside", "sign_ups", "2026-08-31"),
		sent("ended", "sign_ups", "2025-03-31"), sent("tso", "needs", "2026-08-31"), sent("later", "sign_ups", "2026-09-30"),
		`insert into ledger.loads (load, seq, kind, supplier, file, sha256, extract_date, started_at, finished_at, status)
values ('r', 1, 'sign_ups', 'refused', 'f', 'x', '2026-02-28', '2026-03-01', '2026-03-01', 'refused')`).
		only("signups", "needs_identified", "conferences_held", "validity", "supported_on_day_rate")
	reach := func(due string, known time.Time) string {
		b.tx(func(ctx context.Context, tx *warehouse.Tx) error {
			if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: b.asAt, Known: known}); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, "set variable suppliers_due = string_split('"+due+"', ',')"); err != nil {
				return err
			}
			_, err := marts.Build(ctx, tx, b.catalogue, nil)
			return err
		})
		return strings.Join(b.rows("select measure, complete_to from mart.complete order by measure"), " ")
	}
	const rest = "conferences_held| needs_identified|2026-08-31 signups|%[1]s supported_on_day_rate|%[1]s"
	for _, c := range []struct{ why, due, want string }{
		{"none named", "", "2026-07-31"},
		{"one named without when its files are due", "(tso)", "2026-08-31"},
		{"the one that ended is due", "ended,upside", "2025-03-31"},
		{"all named without", "(tso),(upside),(ended)", ""},
	} {
		want := fmt.Sprintf(rest, c.want)
		if strings.Contains(c.due, "(tso)") {
			want = strings.Replace(want, "needs_identified|2026-08-31", "needs_identified|", 1)
		}
		if diff := cmp.Diff(want, reach(c.due, time.Time{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.why, diff)
		}
	}
	// At noon of 31 July nothing was known of the officers' July, and nothing of Upside.
	want := strings.Replace(fmt.Sprintf(rest, "2026-06-30"), "needs_identified|2026-08-31", "needs_identified|", 1)
	if diff := cmp.Diff(want, reach("", time.Date(2026, 7, 31, 12, 0, 0, 0, time.UTC))); diff != "" {
		t.Errorf("as it was known (-want +got):\n%s", diff)
	}
}

// An ended month that a supplier's file does not reach is marked, drawn apart and judged by no rule; once the file has come, it is.
func TestMonthsBetweenDeliveries(t *testing.T) {
	all := counts()
	all[29] = 12 // of September 2025: the officers' 28 are still to come
	last := func(loads ...string) string {
		b := setup(t, "2025-09-30", append(loads, signedUp(all))...).only("signups")
		b.build()
		b.release(5)
		return b.rows("select period_start, value, marker, part, rule, direction" + ofScotland + " order by period_start desc limit 1")[0] + " " +
			strings.Join(b.rows(`select period_type || ' ' || coalesce(marker, 'whole') from mart.figures where measure = 'signups' and statistic = 'records'
and place_type = 'scotland' and breakdown = 'all' and period_start in ('2025-07-01', '2025-09-01') order by period_start, period_type`), ", ")
	}
	upside, officers := sent("upside", "sign_ups", "2025-09-30"), sent("tso", "sign_ups", "2025-08-31")
	for why, c := range map[string]struct {
		loads []string
		want  string
	}{
		"the officers' file has not come": {[]string{upside, officers}, "2025-09-01|12.0|[p]|provisional|| month whole, quarter [p], month [p]"},
		"it has":                          {[]string{upside, officers, sent("tso", "sign_ups", "2025-09-30")}, "2025-09-01|12.0||after|outside|low month whole, quarter whole, month whole"},
	} {
		if diff := cmp.Diff(c.want, last(c.loads...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", why, diff)
		}
	}
}
