package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	_ "time/tzdata" // the tests must not depend on the machine's zones

	"github.com/google/go-cmp/cmp"

	"throughcare/sql/fault"
)

func TestDefaultTextIsTheDefaults(t *testing.T) {
	got, err := Parse(FileName, DefaultText(`Justice "West" \ 1`))
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Project.Name = `Justice "West" \ 1`
	want.Periods.FromTo = []FromTo{}
	want.Suppliers, want.Codes = map[string]Supplier{}, map[string]map[string]string{}
	want.Jobs = []Job{{Name: "daily", Schedule: "0 6 * * *", Steps: []string{StepRun}, CatchUp: CatchUpOnce}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The comments teach by example: the examples must be right.
func TestDefaultTextWithItsCommentsTaken(t *testing.T) {
	text := string(DefaultText(""))
	for _, from := range []string{"#  sps:", "#  upside:", "#  ESTABLISHMENT:", "#    - {from: 2026-05-01", "# memory:", "# threads:", "# ods:"} {
		if !strings.Contains(text, from) {
			t.Fatalf("the example %q is gone", from)
		}
		text = strings.Replace(text, from, strings.TrimPrefix(strings.TrimPrefix(from, "# "), "#"), 1)
	}
	text = strings.NewReplacer("suppliers: {}", "suppliers:", "codes: {}", "codes:", "from_to: []", "from_to:", "\n sps", "\n  sps", "\n ESTAB", "\n  ESTAB", "\n upside", "\n  upside").Replace(text)
	got, err := Parse(FileName, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got.Suppliers["sps"].Due != "monthly" || got.Codes["ESTABLISHMENT"]["NEW"] != "HMP New" || got.Memory != "4GB" || len(got.Periods.FromTo) != 1 || got.Periods.FromTo[0].Title != "Two months of the pilot" || got.Threads != 2 || !got.ODS {
		t.Errorf("got %+v", got)
	}
}

func TestEmptyFileIsTheDefaults(t *testing.T) {
	for _, text := range []string{"", "# nothing\n"} {
		got, err := Parse(FileName, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(Default(), got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestJobDefaults(t *testing.T) {
	got, err := Parse(FileName, []byte("jobs:\n  - {name: nightly, schedule: \"30 1 * * *\", catch_up: never}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{StepRun}, got.Jobs[0].Steps); diff != "" {
		t.Error(diff)
	}
	jobs, err := got.Schedules()
	if err != nil || len(jobs) != 1 || jobs[0].CatchUp {
		t.Errorf("got %+v, %v; want one job that is never caught up", jobs, err)
	}
}

func TestParseFaults(t *testing.T) {
	cases := []struct{ name, text, source, what, try string }{
		{"not YAML", "project: [\n", ":", "not YAML", ""},
		{"two documents", "threshold: 5\n---\nthreshold: 6\n", ":3:1", "more than one document", ""},
		{"a list", "- 1\n", ":1:1", "key: value lines", ""},
		{"unknown key", "treshold: 5\n", ":1:1", `no setting "treshold"`, `did you mean "threshold"?`},
		{"unknown key inside", "project:\n  name: x\n  pubisher: y\n", ":3:3", `project has no setting "pubisher"`, `"publisher"`},
		{"unknown key far from all", "zzz: 1\n", ":1:1", `no setting "zzz"`, "one of: codes, conference_clock, definitions, inbox"},
		{"unknown key of a job", "jobs:\n  - name: a\n    cron: x\n", ":3:5", `jobs[0] has no setting "cron"`, "catch_up"},
		{"unknown key of a supplier", "suppliers:\n  sps: {nam: x}\n", ":2:9", `suppliers.sps has no setting "nam"`, `"name"`},
		{"wrong form", "threshold: many\n", ":1:12", "a whole number", ""},
		{"text for a list", "jobs: daily\n", ":1:7", "a list", ""},
		{"key twice", "threshold: 5\nthreshold: 6\n", ":2:1", "already defined", ""},
		{"no name", "project: {name: \"\"}\n", ":1:17", "needs a name", ""},
		{"zone", "timezone: Europe/Lodnon\n", ":1:11", "no zone", "Europe/London"},
		{"zone of the machine", "timezone: Local\n", ":1:11", "no zone", ""},
		{"threshold", "threshold: 2\n", ":1:12", "from 3 to 1000", ""},
		{"a day that is none", "periods:\n  from_to:\n    - {from: 2026-02-30, to: 2026-06-30}\n", ":3:14", "from must be a day", "2026-05-01"},
		{"a day of another form", "periods: {from_to: [{from: 2026-05-01, to: 30/06/2026}]}\n", ":1:44", "to must be a day", "2026-05-01"},
		{"a period without an end", "periods: {from_to: [{from: 2026-05-01}]}\n", ":1:21", "to must be a day", ""},
		{"a period that ends first", "periods: {from_to: [{from: 2026-05-01, to: 2026-04-30}]}\n", ":1:21", "ends before it begins", ""},
		{"a period twice", "periods:\n  from_to:\n    - {from: 2026-05-01, to: 2026-06-30}\n    - {from: 2026-05-01, to: 2026-06-30, title: x}\n", ":4:7", "twice", ""},
		{"unknown key of a period", "periods: {from_to: [{from: 2026-05-01, till: 2026-04-30}]}\n", ":1:40", `no setting "till"`, ""},
		{"calendar years", "periods: {calendar_years: some}\n", ":1:27", "true or false", ""},
		{"inbox", "inbox: \"\"\n", ":1:8", "must be a folder", ""},
		{"memory", "memory: lots\n", ":1:9", "not an amount of memory", "4GB"},
		{"threads", "threads: -1\n", ":1:10", "from 1 to 1024", ""},
		{"supplier id", "suppliers:\n  SPS Tso: {name: x}\n", ":2:12", "small letters", ""},
		{"supplier due", "suppliers:\n  sps: {due: montly}\n", ":2:14", "cannot be due", `"monthly"`},
		{"supplier on time", "suppliers:\n  sps: {due: monthly, within: 400}\n", ":2:31", "from 0 to 366 days", ""},
		{"supplier's last day", "suppliers:\n  sps: {due: monthly, until: 30/9/2025}\n", ":2:30", "year first", "until: 2026-09-30"},
		{"supplier on time of nothing", "suppliers:\n  sps: {within: 3}\n", ":2:8", "due, which is missing", "due: monthly"},
		{"code list", "codes:\n  ESTABLISHMENTS: {NEW: HMP New}\n", ":2:19", "no code list", `"ESTABLISHMENT"`},
		{"code", "codes:\n  HOUSING: {new: x}\n", ":2:18", "capitals", ""},
		{"label", "codes:\n  HOUSING: {NEW: \"\"}\n", ":2:18", "needs a label", ""},
		{"job without a name", "jobs:\n  - {schedule: \"0 6 * * *\"}\n", ":2:5", "job 1 needs a name", ""},
		{"job twice", "jobs:\n  - {name: a, schedule: \"@daily\"}\n  - {name: a, schedule: \"@daily\"}\n", ":3:12", "two jobs", ""},
		{"job without a schedule", "jobs:\n  - {name: a}\n", ":2:5", "needs a schedule", "every day at six"},
		{"schedule", "jobs:\n  - {name: a, schedule: \"0 6\"}\n", ":2:25", "not a schedule", "every day at six"},
		{"schedule that never falls due", "jobs:\n  - {name: a, schedule: \"0 0 31 2 *\"}\n", ":2:25", "never falls due", ""},
		{"step", "jobs:\n  - {name: a, schedule: \"@daily\", steps: [reports]}\n", ":2:43", "no step", `"report"`},
		{"catch-up", "jobs:\n  - {name: a, schedule: \"@daily\", catch_up: yes}\n", ":2:45", "catch_up cannot be", "once or never"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(FileName, []byte(c.text))
			f := fault.As(err)
			if f == nil {
				t.Fatalf("got %v, want a fault", err)
			}
			if f.Kind != fault.Usage || !strings.HasPrefix(f.Code, "P01") {
				t.Errorf("kind %d, code %s", f.Kind, f.Code)
			}
			for _, part := range []struct{ got, want string }{{f.Source, FileName + c.source}, {f.What, c.what}, {f.Try, c.try}} {
				if !strings.Contains(part.got, part.want) {
					t.Errorf("got %q, want %q in it", part.got, part.want)
				}
			}
		})
	}
}

func TestEveryFaultIsTold(t *testing.T) {
	_, err := Parse(FileName, []byte("treshold: 5\ninbx: x\n"))
	var many interface{ Unwrap() []error }
	if !errors.As(err, &many) || len(many.Unwrap()) != 2 {
		t.Errorf("got %v, want two faults", err)
	}
}

func TestAllCodes(t *testing.T) {
	config := Default()
	config.Codes = map[string]map[string]string{"HOUSING": {"NEW": "x", "HOSTEL": "again"}}
	codes, err := config.AllCodes()
	if err != nil {
		t.Fatal(err)
	}
	if !codes.Has("HOUSING", "NEW") || !codes.Has("HOUSING", "HOSTEL") || codes.Has("HOUSING", "new") || codes.Has("GENDER", "NEW") {
		t.Errorf("HOUSING is %v", codes.List("HOUSING"))
	}
	seen := 0
	for _, code := range codes.List("HOUSING") {
		if code == "HOSTEL" {
			seen++
		}
	}
	if seen != 1 {
		t.Errorf("a code that there is already is listed %d times", seen)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	deep := filepath.Join(dir, "inbox", "new")
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Find(deep); fault.As(err) == nil || fault.As(err).Code != "P001" {
		t.Errorf("no project: got %v, want P001", err)
	}
	path := filepath.Join(dir, FileName)
	if err := os.WriteFile(path, DefaultText("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Find(deep)
	if err != nil || got != path {
		t.Errorf("got %s, %v; want %s", got, err, path)
	}
	if config, err := Load(got); err != nil || config.Project.Name != "x" {
		t.Errorf("load: %+v, %v", config, err)
	}
}
