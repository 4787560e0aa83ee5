package schedule

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// ErrNever is returned for a schedule with no time in the next five years, such as the 31st of February.
var ErrNever = errors.New("this schedule never falls due")

// Job is a named schedule. Make it with Parse.
type Job struct {
	Name    string
	Spec    string // as written
	CatchUp bool   // whether the latest time missed while nothing ran is answered at the start
	zone    *time.Location
	times   cron.Schedule // steps over wall-clock times, which it is given dressed as UTC
}

// DueRun is one job at one instant of its schedule.
type DueRun struct {
	Job  string
	Due  time.Time // UTC
	Late bool      // it was missed while nothing ran, and is caught up
}

// Parse reads five cron fields (minute, hour, day of month, month, day of week) or one of @hourly, @daily, @weekly,
// @monthly and @yearly, in the wall clock of the zone.
func Parse(name, spec string, zone *time.Location, catchUp bool) (Job, error) {
	spec = strings.TrimSpace(spec)
	if strings.HasPrefix(spec, "TZ=") || strings.HasPrefix(spec, "CRON_TZ=") {
		return Job{}, errors.New("the zone is the project's: take TZ= out")
	}
	if strings.HasPrefix(spec, "@every") {
		return Job{}, errors.New("@every has no fixed times to catch up: use */15 * * * * for every quarter of an hour")
	}
	times, err := parseFields(spec)
	if err != nil {
		return Job{}, err
	}
	job := Job{Name: name, Spec: spec, CatchUp: catchUp, zone: zone, times: times}
	// The library looks five years ahead: from here the 29th of February is within reach.
	if times.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Job{}, ErrNever
	}
	return job, nil
}

// parseFields keeps a panic of the cron library (it has some, for odd texts) from ending the program.
func parseFields(spec string) (times cron.Schedule, err error) {
	defer func() {
		if recover() != nil {
			times, err = nil, errors.New("this is not a schedule")
		}
	}()
	times, err = cron.ParseStandard(spec)
	if err != nil {
		return nil, fmt.Errorf("this is not a schedule: %w", err)
	}
	return times, nil
}

// Next instant of the job after t, in UTC; zero when it has none for the next five years.
func (j Job) Next(t time.Time) time.Time {
	// A wall-clock time up to the one at t has its instant at or before t, on the two odd days too: a time that October
	// shows again had its first pass, a time that March leaves out became the end of the gap.
	for wall := dressed(t.In(j.zone)); ; {
		wall = j.times.Next(wall)
		if wall.IsZero() {
			return time.Time{}
		}
		if at := instant(wall, j.zone); at.After(t) {
			return at
		}
	}
}

// latest instant of the job after since and not after now; zero when there is none.
func (j Job) latest(since, now time.Time) time.Time {
	if !since.Before(now) {
		return time.Time{}
	}
	// Looking back over doubling spans finds the latest time without stepping through every one since a long pause.
	for span := time.Hour; ; span *= 2 {
		from := now.Add(-span)
		if from.Before(since) {
			from = since
		}
		var found time.Time
		for at := j.Next(from); !at.IsZero() && !at.After(now); at = j.Next(at) {
			found = at
		}
		if !found.IsZero() || from.Equal(since) {
			return found
		}
	}
}

// dressed is the wall clock of t as if it were UTC, so that the cron library sees days of 24 hours only.
func dressed(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// instant at which the zone's wall clock first shows the dressed time, or, when it never does because the clocks go
// forward over it, the instant at which they do.
func instant(wall time.Time, zone *time.Location) time.Time {
	_, before := wall.Add(-24 * time.Hour).In(zone).Zone()
	_, after := wall.Add(24 * time.Hour).In(zone).Zone()
	first := wall.Add(-time.Duration(before) * time.Second)
	second := wall.Add(-time.Duration(after) * time.Second)
	if second.Before(first) {
		first, second = second, first
	}
	for _, at := range []time.Time{first, second} {
		if dressed(at.In(zone)).Equal(wall) {
			return at
		}
	}
	// Read with the offset from before the change, a wall time inside the gap lies after it: in the zone's new span.
	start, _ := wall.Add(-time.Duration(before) * time.Second).In(zone).ZoneBounds()
	return start.UTC()
}

// Due says which jobs are due at now, oldest first: for each job the latest instant after the last one answered. A job
// that last does not name is not due: give it the instant from which it counts.
func Due(jobs []Job, last map[string]time.Time, now time.Time) []DueRun {
	var due []DueRun
	for _, job := range jobs {
		since, known := last[job.Name]
		if !known {
			continue
		}
		if at := job.latest(since, now); !at.IsZero() {
			due = append(due, DueRun{Job: job.Name, Due: at})
		}
	}
	slices.SortStableFunc(due, func(a, b DueRun) int { return a.Due.Compare(b.Due) })
	return due
}

// Upcoming is the earliest next instant of the jobs after now, or zero when there are no jobs.
func Upcoming(jobs []Job, now time.Time) (run DueRun) {
	for _, job := range jobs {
		at := job.Next(now)
		if !at.IsZero() && (run.Due.IsZero() || at.Before(run.Due)) {
			run = DueRun{Job: job.Name, Due: at}
		}
	}
	return run
}
