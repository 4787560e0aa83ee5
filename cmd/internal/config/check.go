package config

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"throughcare/cmd/internal/schedule"
	"throughcare/sql/settings"
)

// leastThreshold below which a count of people is shown: 2 would show pairs, of whom each knows the other.
const leastThreshold = 3

// check that the values can be, and fill in what a job leaves out.
func (r reader) check(c *Config) {
	if strings.TrimSpace(c.Project.Name) == "" {
		r.value("project.name", "the project needs a name")
	}
	if _, err := time.LoadLocation(c.Timezone); err != nil || c.Timezone == "" || c.Timezone == "Local" {
		r.value("timezone", "there is no zone %q", c.Timezone).Try = "Europe/London"
	}
	if c.Threshold < leastThreshold || c.Threshold > 1000 {
		r.value("threshold", "the threshold must be from %d to 1000", leastThreshold)
	}
	if clocks := []string{"sentence", "admission"}; !slices.Contains(clocks, c.ConferenceClock) {
		r.value("conference_clock", "the first case conference cannot be counted from %q", c.ConferenceClock).Try = settings.Suggest(c.ConferenceClock, clocks)
	}
	if strings.TrimSpace(c.Inbox) == "" {
		r.value("inbox", "the inbox must be a folder").Try = "inbox: inbox"
	}
	if strings.TrimSpace(c.Definitions) == "" {
		r.value("definitions", "the definitions must be a folder").Try = "definitions: reports"
	}
	if c.Memory != "" && !regexp.MustCompile(`^[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B$`).MatchString(c.Memory) {
		r.value("memory", "%q is not an amount of memory", c.Memory).Try = "4GB"
	}
	if c.Threads < 0 || c.Threads > 1024 {
		r.value("threads", "threads must be from 1 to 1024; 0 is one a core")
	}
	r.checkPeriods(c)
	r.checkSuppliers(c)
	r.checkCodes(c)
	r.checkJobs(c)
}

// mostPeriods of a project's own, and mostTitle letters of the title of one.
const (
	mostPeriods = 50
	mostTitle   = 80
)

func (r reader) checkPeriods(c *Config) {
	if len(c.Periods.FromTo) > mostPeriods {
		r.value("periods.from_to", "there are %d periods, and at most %d can be counted", len(c.Periods.FromTo), mostPeriods)
	}
	seen := map[string]bool{}
	for i, one := range c.Periods.FromTo {
		path := fmt.Sprintf("periods.from_to[%d]", i)
		for _, day := range []struct{ key, text string }{{"from", one.From}, {"to", one.To}} {
			if _, err := time.Parse(time.DateOnly, day.text); err != nil {
				r.value(path+"."+day.key, "%s must be a day, year first", day.key).Try = day.key + ": 2026-05-01"
			}
		}
		switch {
		case one.From > one.To:
			r.value(path, "the period ends before it begins")
		case seen[one.From+one.To]:
			r.value(path, "the period from %s to %s is there twice", one.From, one.To)
		case len([]rune(one.Title)) > mostTitle || strings.ContainsAny(one.Title, "\n\r\t"):
			r.value(path+".title", "the title must be one line of at most %d letters", mostTitle)
		}
		seen[one.From+one.To] = true
	}
}

func (r reader) checkSuppliers(c *Config) {
	often := []string{"daily", "weekly", "monthly", "quarterly", "yearly"}
	for _, id := range slices.Sorted(maps.Keys(c.Suppliers)) {
		path := "suppliers." + id
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(id) {
			r.value(path, "supplier %q: use small letters, digits and hyphens, as file names do", id)
		}
		if due := c.Suppliers[id].Due; due != "" && !slices.Contains(often, due) {
			r.value(path+".due", "supplier %s cannot be due %q", id, due).Try = settings.Suggest(due, often)
		}
		r.checkDelivery(id, path, c.Suppliers[id])
	}
}

// mostWithin is the most days that a delivery can be on time after the day it was due.
const mostWithin = 366

func (r reader) checkDelivery(id, path string, s Supplier) {
	if s.Within != nil && (*s.Within < 0 || *s.Within > mostWithin) {
		r.value(path+".within", "supplier %s: within must be from 0 to %d days", id, mostWithin)
	}
	if _, err := time.Parse(time.DateOnly, s.Until); s.Until != "" && err != nil {
		r.value(path+".until", "supplier %s: until must be a day, year first", id).Try = "until: 2026-09-30"
	}
	if s.Due == "" && (s.Within != nil || s.Until != "") {
		r.value(path, "supplier %s: within and until say more of due, which is missing", id).Try = "due: monthly"
	}
}

func (r reader) checkCodes(c *Config) {
	if len(c.Codes) == 0 {
		return
	}
	known, err := reference()
	if err != nil {
		r.Add(err)
		return
	}
	lists := slices.Sorted(maps.Keys(known))
	for _, list := range slices.Sorted(maps.Keys(c.Codes)) {
		path := "codes." + list
		if !slices.Contains(lists, list) {
			r.value(path, "there is no code list %q", list).Try = settings.Suggest(list, lists)
		}
		for _, code := range slices.Sorted(maps.Keys(c.Codes[list])) {
			if !regexp.MustCompile(`^[A-Z0-9_]+$`).MatchString(code) {
				r.value(path+"."+code, "code %q: use capitals, digits and _", code)
			}
			if strings.TrimSpace(c.Codes[list][code]) == "" {
				r.value(path+"."+code, "code %s needs a label", code).Try = code + `: "what people read"`
			}
		}
	}
}

func (r reader) checkJobs(c *Config) {
	named := map[string]bool{}
	for i := range c.Jobs {
		job, path := &c.Jobs[i], fmt.Sprintf("jobs[%d]", i)
		switch {
		case strings.TrimSpace(job.Name) == "":
			r.value(path, "job %d needs a name", i+1).Try = "name: daily"
		case named[job.Name]:
			r.value(path+".name", "two jobs are named %s", job.Name)
		}
		named[job.Name] = true
		r.checkSchedule(*job, path, c.Timezone)
		if len(job.Steps) == 0 {
			job.Steps = []string{StepRun}
		}
		steps := []string{StepRun, StepIngest, StepReport}
		for n, step := range job.Steps {
			if !slices.Contains(steps, step) {
				r.value(fmt.Sprintf("%s.steps[%d]", path, n), "there is no step %q", step).Try = settings.Suggest(step, steps)
			}
		}
		switch job.CatchUp {
		case "":
			job.CatchUp = CatchUpOnce
		case CatchUpOnce, CatchUpNever:
		default:
			r.value(path+".catch_up", "catch_up cannot be %q", job.CatchUp).Try = "once or never"
		}
	}
}

func (r reader) checkSchedule(job Job, path, zoneName string) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return // said already
	}
	if job.Schedule == "" {
		r.value(path, "job %s needs a schedule", job.Name).Try = `schedule: "0 6 * * *", every day at six`
		return
	}
	_, err = schedule.Parse(job.Name, job.Schedule, zone, true)
	switch {
	case errors.Is(err, schedule.ErrNever):
		r.value(path+".schedule", "schedule %q never falls due", job.Schedule)
	case err != nil:
		r.value(path+".schedule", "schedule %q: %s", job.Schedule, err).Try =
			`minute, hour, day of the month, month, day of the week: "0 6 * * *" is every day at six`
	}
}
