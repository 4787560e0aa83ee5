package schedule

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func parse(t testing.TB, name, spec string, catchUp bool) Job {
	t.Helper()
	job, err := Parse(name, spec, london(t), catchUp)
	if err != nil {
		t.Fatalf("parse %q: %v", spec, err)
	}
	return job
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestNext(t *testing.T) {
	// In 2027 the clocks go forward on 28 March at 01:00 UTC and back on 31 October at 01:00 UTC.
	cases := []struct{ name, spec, after, want string }{
		{"winter", "0 6 * * *", "2027-01-10T12:00:00Z", "2027-01-11T06:00:00Z"},
		{"summer", "0 6 * * *", "2027-07-10T12:00:00Z", "2027-07-11T05:00:00Z"},
		{"strictly after", "0 6 * * *", "2027-01-10T06:00:00Z", "2027-01-11T06:00:00Z"},
		{"half past the missing hour runs when the clocks go forward", "30 1 * * *", "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z"},
		{"and only then", "30 1 * * *", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"},
		{"every quarter of the missing hour is one instant", "*/15 1 * * *", "2027-03-28T01:00:00Z", "2027-03-29T00:00:00Z"},
		{"the doubled hour runs in its first pass", "30 1 * * *", "2027-10-30T12:00:00Z", "2027-10-31T00:30:00Z"},
		{"not in its second", "30 1 * * *", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"},
		{"from inside the second pass", "30 1 * * *", "2027-10-31T01:10:00Z", "2027-11-01T01:30:00Z"},
		{"every hour: the doubled hour once", "0 * * * *", "2027-10-31T00:00:00Z", "2027-10-31T02:00:00Z"},
		{"leap day", "0 6 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T06:00:00Z"},
		{"monthly", "@monthly", "2027-06-15T00:00:00Z", "2027-06-30T23:00:00Z"},
		{"Mondays", "0 7 * * 1", "2027-01-10T12:00:00Z", "2027-01-11T07:00:00Z"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := parse(t, "job", c.spec, true).Next(at(t, c.after))
			if !got.Equal(at(t, c.want)) {
				t.Errorf("after %s: got %s, want %s", c.after, got.UTC().Format(time.RFC3339), c.want)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	cases := []struct{ spec, want string }{
		{"", "not a schedule"},
		{"0 6 * *", "not a schedule"},
		{"0 25 * * *", "not a schedule"},
		{"TZ=0", "take TZ= out"},
		{"CRON_TZ=Europe/London", "take TZ= out"},
		{"@every 1h", "@every"},
		{"@reboot", "not a schedule"},
		{"*/0 * * * *", "not a schedule"},
	}
	for _, c := range cases {
		t.Run(c.spec, func(t *testing.T) {
			_, err := Parse("job", c.spec, time.UTC, true)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	if _, err := Parse("job", "0 0 31 2 *", time.UTC, true); !errors.Is(err, ErrNever) {
		t.Errorf("31 February: got %v, want ErrNever", err)
	}
}

func TestDue(t *testing.T) {
	jobs := []Job{parse(t, "daily", "0 6 * * *", true), parse(t, "hourly", "0 * * * *", true)}
	cases := []struct {
		name string
		last map[string]string
		now  string
		want []string
	}{
		{"nothing known, nothing due", nil, "2027-01-10T12:00:00Z", nil},
		{"on the instant", map[string]string{"daily": "2027-01-09T06:00:00Z"}, "2027-01-10T06:00:00Z", []string{"daily 2027-01-10T06:00:00Z"}},
		{"answered", map[string]string{"daily": "2027-01-10T06:00:00Z"}, "2027-01-10T06:00:01Z", nil},
		{"the latest of many missed", map[string]string{"daily": "2026-12-01T06:00:00Z"}, "2027-01-10T05:59:00Z", []string{"daily 2027-01-09T06:00:00Z"}},
		{
			"oldest first",
			map[string]string{"daily": "2026-12-01T06:00:00Z", "hourly": "2026-12-01T06:00:00Z"},
			"2027-01-10T08:30:00Z",
			[]string{"daily 2027-01-10T06:00:00Z", "hourly 2027-01-10T08:00:00Z"},
		},
		{"an answer from the future is left alone", map[string]string{"daily": "2027-02-01T06:00:00Z"}, "2027-01-10T12:00:00Z", nil},
		{
			"the second pass of the doubled hour asks nothing again",
			map[string]string{"hourly": "2027-10-31T00:00:00Z"}, "2027-10-31T01:30:00Z", nil,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			last := map[string]time.Time{}
			for job, text := range c.last {
				last[job] = at(t, text)
			}
			var got []string
			for _, run := range Due(jobs, last, at(t, c.now)) {
				got = append(got, run.Job+" "+run.Due.UTC().Format(time.RFC3339))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("due (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUpcoming(t *testing.T) {
	jobs := []Job{parse(t, "daily", "0 6 * * *", true), parse(t, "hourly", "0 * * * *", true)}
	got := Upcoming(jobs, at(t, "2027-01-10T05:30:00Z"))
	if got.Job != "daily" || !got.Due.Equal(at(t, "2027-01-10T06:00:00Z")) {
		t.Errorf("got %+v, want daily at six", got)
	}
	if none := Upcoming(nil, time.Now()); !none.Due.IsZero() {
		t.Errorf("no jobs: got %+v", none)
	}
}

// The law: a daily job, at whatever minute, falls due exactly once on every local date of every year.
func TestDailyJobOncePerLocalDate(t *testing.T) {
	zone := london(t)
	rapid.Check(t, func(t *rapid.T) {
		// From 1972: Britain kept one time all year before.
		year := rapid.IntRange(1972, 2090).Draw(t, "year")
		minute := rapid.OneOf(rapid.IntRange(0, 1439), rapid.IntRange(55, 125)).Draw(t, "minute")
		job, err := Parse("daily", fmt.Sprintf("%d %d * * *", minute%60, minute/60), zone, true)
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Date(year, 1, 1, 0, 0, 0, 0, zone).Add(-time.Nanosecond)
		end := time.Date(year+1, 1, 1, 0, 0, 0, 0, zone)
		want := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		for due := job.Next(begin); due.Before(end); due = job.Next(due) {
			local := due.In(zone)
			if local.Format(time.DateOnly) != want.Format(time.DateOnly) {
				t.Fatalf("minute %d: due on %s, want one on %s", minute, local, want.Format(time.DateOnly))
			}
			if wall := local.Hour()*60 + local.Minute(); wall != minute && !isGapEnd(due, zone) {
				t.Fatalf("minute %d: due at %s, which is not that minute", minute, local)
			}
			want = want.AddDate(0, 0, 1)
		}
		if want.Year() != year+1 {
			t.Fatalf("minute %d: nothing due on %s", minute, want.Format(time.DateOnly))
		}
	})
}

// isGapEnd tells whether the clocks go forward at the instant.
func isGapEnd(at time.Time, zone *time.Location) bool {
	_, before := at.Add(-time.Second).In(zone).Zone()
	_, after := at.In(zone).Zone()
	return after > before
}

// latest looks back in doubling spans; it must find what stepping through every instant finds.
func TestLatestIsTheLastOfAll(t *testing.T) {
	zone := london(t)
	specs := []string{"*/20 * * * *", "30 1 * * *", "0 6 * * 1", "15 2 1 * *", "0 0 29 2 *"}
	rapid.Check(t, func(t *rapid.T) {
		job, err := Parse("job", rapid.SampledFrom(specs).Draw(t, "spec"), zone, true)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Date(2028, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 60*24*400).Draw(t, "minutes")) * time.Minute)
		since := now.Add(-time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "back")) * time.Minute)
		var want time.Time
		for at := job.Next(since); !at.After(now); at = job.Next(at) {
			want = at
		}
		if got := job.latest(since, now); !got.Equal(want) {
			t.Fatalf("since %s, now %s: got %s, want %s", since, now, got, want)
		}
	})
}
