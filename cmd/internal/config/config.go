// Package config reads a project's one settings file, throughcare.yaml, and refuses whatever it does not know: a
// mistyped key must not silently leave a default in force. It knows nothing of the warehouse; of the reference data it
// reads only which code lists there are.
package config

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"throughcare/cmd/internal/schedule"
	"throughcare/sql/fault"
)

// FileName of a project's settings.
const FileName = "throughcare.yaml"

// Config is one project's settings, checked, with defaults filled in.
type Config struct {
	Project   Project `yaml:"project"`
	Timezone  string  `yaml:"timezone"`  // IANA name; of the schedules
	Threshold int     `yaml:"threshold"` // counts of people from 1 to below this are suppressed in a release
	// ConferenceClock is what the six months to the first case conference run from: sentence (the default) or admission.
	ConferenceClock string                       `yaml:"conference_clock"`
	Periods         Periods                      `yaml:"periods"`     // beside months, quarters and financial years
	Inbox           string                       `yaml:"inbox"`       // folder, relative to the project's unless absolute
	Definitions     string                       `yaml:"definitions"` // folder of own reports, relative to the project's unless absolute
	Suppliers       map[string]Supplier          `yaml:"suppliers"`   // by the id that file names carry
	Codes           map[string]map[string]string `yaml:"codes"`       // more codes of a list: list, code, label
	Memory          string                       `yaml:"memory"`      // limit of the warehouse's memory, such as 4GB; "" is that of warehouse.Config
	Threads         int                          `yaml:"threads"`     // of the warehouse; 0 is one a core
	ODS             bool                         `yaml:"ods"`         // an OpenDocument copy of the statistics workbook, by LibreOffice
	Jobs            []Job                        `yaml:"jobs"`        // of serve
}

// Project says whose figures these are: reports print it.
type Project struct {
	Name      string `yaml:"name"`
	Publisher string `yaml:"publisher"`
	Contact   string `yaml:"contact"`
}

// Periods are those that the project asks for.
type Periods struct {
	CalendarYears bool     `yaml:"calendar_years"`
	FromTo        []FromTo `yaml:"from_to"`
}

// FromTo is a period from a day to a day, both included, written YYYY-MM-DD.
type FromTo struct {
	From  string `yaml:"from"`
	To    string `yaml:"to"`
	Title string `yaml:"title"` // "" is the days themselves
}

// Supplier of files.
type Supplier struct {
	Name string `yaml:"name"`
	Due  string `yaml:"due"` // how often its extracts are expected: daily, weekly, monthly, quarterly, yearly, or ""
	// Within is the days after the day it is due in which a delivery is on time; nil is what is usual for Due. Until is the
	// last day for which extracts are due, YYYY-MM-DD, or "": they go on. Both are said only with Due.
	Within *int   `yaml:"within"`
	Until  string `yaml:"until"`
}

// Job is work that serve does by the clock.
type Job struct {
	Name     string   `yaml:"name"`
	Schedule string   `yaml:"schedule"` // five cron fields in the project's zone
	Steps    []string `yaml:"steps"`    // run (the default), or ingest, or report
	CatchUp  string   `yaml:"catch_up"` // once (the default) or never
}

// The words that a setting may be.
const (
	StepRun    = "run"
	StepIngest = "ingest"
	StepReport = "report"

	CatchUpOnce  = "once"
	CatchUpNever = "never"
)

// Default settings, before a file says otherwise.
func Default() Config {
	return Config{
		Project:         Project{Name: "Throughcare"},
		Timezone:        "Europe/London",
		ConferenceClock: "sentence",
		Threshold:       5,
		Inbox:           "inbox",
		Definitions:     "reports",
	}
}

//go:embed default.yaml
var defaultText string

// DefaultText is the settings file that init writes: every setting with a comment that explains it. The name, usually
// the folder's, becomes the project's.
func DefaultText(name string) []byte {
	if strings.TrimSpace(name) == "" {
		name = Default().Project.Name
	}
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "\r", " ").Replace(name) + `"`
	return []byte(strings.Replace(defaultText, `"Throughcare"`, quoted, 1))
}

// Find returns the path of the settings file in the folder or the nearest parent that has one, or a fault (P001).
func Find(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the project: %w", err)
	}
	for at := start; ; at = filepath.Dir(at) {
		path := filepath.Join(at, FileName)
		info, err := os.Stat(path)
		if err == nil && info.Mode().IsRegular() {
			return path, nil
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("find the project: %w", err)
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	f := fault.New(fault.Usage, "P001", "there is no project here")
	f.Source = start
	f.Rule = "a project is a folder with a " + FileName + " in it or above it"
	f.Try = "throughcare init, or throughcare -C FOLDER, or throughcare demo to see one"
	return "", f
}

// Load reads and checks a settings file. Faults are of kind Usage, with line and column; several are joined.
func Load(path string) (Config, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the user's own settings
	if err != nil {
		return Config{}, fmt.Errorf("read the settings: %w", err)
	}
	return Parse(filepath.Base(path), text)
}

// Zone of the schedules.
func (c Config) Zone() (*time.Location, error) {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return nil, fmt.Errorf("timezone: %w", err)
	}
	return zone, nil
}

// Schedules of the jobs, in their order.
func (c Config) Schedules() ([]schedule.Job, error) {
	zone, err := c.Zone()
	if err != nil {
		return nil, err
	}
	jobs := make([]schedule.Job, 0, len(c.Jobs))
	for _, j := range c.Jobs {
		job, err := schedule.Parse(j.Name, j.Schedule, zone, j.CatchUp != CatchUpNever)
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", j.Name, err)
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}
