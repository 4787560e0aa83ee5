package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zones

	"github.com/google/go-cmp/cmp"

	"throughcare/cmd/internal/pipeline"
	"throughcare/ingest"
	"throughcare/sql/fault"
)

func loaded() pipeline.Result {
	return pipeline.Result{
		Run: "01RUN", Release: "2026-10.1", ReleaseMade: true, Figures: 12345, Suppressed: 67,
		Files: []pipeline.FileResult{{
			File: "custody_sps_2026-10-31.csv", Kind: "custody", Supplier: "sps", Status: "loaded", Load: "01LOAD",
			ExtractDate: time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC), Read: 10, Accepted: 7, Unchanged: 1, Rejected: 1, Held: 1,
		}},
		Outputs: []string{"out/2026-10.1/inspection/scotland/index.html"},
	}
}

func TestExitCodes(t *testing.T) {
	policy := fault.New(fault.Policy, "M001", "a check stopped the release")
	locked := fault.New(fault.Locked, "W002", "another run holds this project")
	cases := []struct {
		name   string
		args   []string
		err    error
		part   bool
		code   int
		stderr string
	}{
		{"done", []string{"run"}, nil, false, 0, ""},
		{"in part", []string{"run"}, nil, true, 5, "error[C022]: a column is missing"},
		{"policy", []string{"run"}, policy, false, 3, "error[M001]: a check stopped the release"},
		{"wrapped", []string{"run"}, fmt.Errorf("release: %w", policy), false, 3, "error[M001]"},
		{"locked", []string{"run"}, locked, false, 4, "error[W002]"},
		{"technical", []string{"run"}, errors.New("disk full"), false, 1, "error[E001]: disk full"},
		{"two faults", []string{"run"}, errors.Join(policy, locked), false, 3, "error[W002]"},
		{"unknown verb", []string{"rnu"}, nil, false, 2, "throughcare run"},
		{"unknown verb of a group", []string{"runs", "lst"}, nil, false, 2, "throughcare runs list"},
		{"unknown flag", []string{"run", "--fast"}, nil, false, 2, "error[U001]: unknown flag: --fast"},
		{"a date of no file", []string{"ingest", "--date", "2026-10-31"}, nil, false, 2, "error[U001]: --supplier, --date, --kind and --amend are of a file that is named"},
		{"unknown output", []string{"run", "--output", "xml"}, nil, false, 2, "text, json, csv"},
		{"unknown job", []string{"run", "nightly"}, nil, false, 2, `no job "nightly"`},
		{"quiet and verbose", []string{"run", "-q", "-v"}, nil, false, 2, "choose one"},
		{"bad date", []string{"run", "--as-at", "31/10/2026"}, nil, false, 2, "--as-at 2026-10-31"},
		{"bad time", []string{"run", "--known-at", "noon"}, nil, false, 2, "--known-at 2026-10-31"},
		{"bad extract date", []string{"ingest", "--date", "31-10-2026"}, nil, false, 2, "--date 2026-10-31"},
		{"too many arguments", []string{"status", "x"}, nil, false, 2, "throughcare status takes no arguments"},
		{"too few arguments", []string{"query"}, nil, false, 2, "takes one query"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			b.engine.result, b.engine.err = loaded(), c.err
			if c.part {
				b.engine.result.Partial = true
				b.engine.result.Files[0].Fault = fault.New(fault.Policy, "C022", "a column is missing")
			}
			if code := b.run(t.Context(), c.args...); code != c.code {
				t.Errorf("exit code %d, want %d\n%s", code, c.code, b.stderr.String())
			}
			if !strings.Contains(b.stderr.String(), c.stderr) || c.stderr == "" && b.stderr.Len() > 0 {
				t.Errorf("standard error: got %q, want %q in it", b.stderr.String(), c.stderr)
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	b := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	b.engine.work = func(ctx context.Context) error {
		cancel()
		return fmt.Errorf("load the file: %w", ctx.Err())
	}
	if code := b.run(ctx, "run"); code != 130 {
		t.Errorf("exit code %d, want 130: %s", code, b.stderr.String())
	}
	if got := b.stderr.String(); !strings.HasPrefix(got, "interrupted") || strings.Contains(got, "error[") {
		t.Errorf("standard error: %q", got)
	}
}

// The failure of a run comes after what it did: files that went through are shown.
func TestAFailedRunShowsWhatItDid(t *testing.T) {
	b := setup(t)
	b.engine.result, b.engine.err = loaded(), fault.New(fault.Policy, "M001", "a check stopped the release")
	b.engine.result.ReleaseMade = false
	if code := b.run(t.Context(), "run"); code != 3 {
		t.Errorf("exit code %d", code)
	}
	if got := b.stdout.String(); !strings.Contains(got, "custody_sps_2026-10-31.csv") || !strings.Contains(got, "release 2026-10.1 stands") {
		t.Errorf("standard output:\n%s", got)
	}
}

func TestRunText(t *testing.T) {
	b := setup(t)
	b.engine.result = loaded()
	b.run(t.Context(), "run")
	want := `file                        kind     supplier  extract     status  read  accepted  unchanged  rejected  held
custody_sps_2026-10-31.csv  custody  sps       2026-10-31  loaded    10         7          1         1     1

release 2026-10.1: 12,345 figures, 67 suppressed

reports:
  out/2026-10.1/inspection/scotland/index.html
`
	if diff := cmp.Diff(want, b.stdout.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The shape of the JSON is a promise: this text changes only by additions.
func TestRunJSON(t *testing.T) {
	b := setup(t)
	b.engine.result = loaded()
	b.engine.result.Files[0].Fault = &fault.Fault{Code: "C022", What: "a column is missing", Try: "ask for it"}
	b.run(t.Context(), "run", "--output", "json")
	want := `{
  "run": "01RUN",
  "files": [
    {
      "file": "custody_sps_2026-10-31.csv",
      "kind": "custody",
      "supplier": "sps",
      "extract_date": "2026-10-31",
      "status": "loaded",
      "load": "01LOAD",
      "read": 10,
      "accepted": 7,
      "unchanged": 1,
      "rejected": 1,
      "held": 1,
      "error": {
        "code": "C022",
        "what": "a column is missing",
        "try": "ask for it"
      }
    }
  ],
  "release": "2026-10.1",
  "release_made": true,
  "figures": 12345,
  "suppressed": 67,
  "outputs": [
    "out/2026-10.1/inspection/scotland/index.html"
  ],
  "partial": false
}
`
	if diff := cmp.Diff(want, b.stdout.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFlagsReachThePipeline(t *testing.T) {
	b := setup(t)
	b.run(t.Context(), "ingest", "--supplier", "sps", "--date", "2026-10-31", "--kind", "custody", "--amend",
		"--as-at", "2026-09-30", "--known-at", "2026-07-01", "a.csv", "b.csv")
	got := b.engine.options[0]
	if diff := cmp.Diff([]string{"a.csv", "b.csv"}, got.Files); diff != "" {
		t.Error(diff)
	}
	if got.Override.Supplier != "sps" || got.Override.ExtractDate.Format(time.DateOnly) != "2026-10-31" || !got.Amend {
		t.Errorf("got %+v", got)
	}
	if got.AsAt.Date.Format(time.DateOnly) != "2026-09-30" {
		t.Errorf("as at %s", got.AsAt.Date)
	}
	// The end of 1 July in London, which is on summer time.
	if want := time.Date(2026, 7, 1, 23, 0, 0, 0, time.UTC).Add(-time.Microsecond); !got.AsAt.Known.Equal(want) {
		t.Errorf("known at %s, want %s", got.AsAt.Known, want)
	}
}

func TestQueryOutputs(t *testing.T) {
	day := time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC)
	cases := []struct{ output, want string }{
		{"text", "place    n  n  day\nGlasgow  1     2026-10-31\n\"x, y\"      2\n"},
		{"csv", "place,n,n,day\nGlasgow,1,,2026-10-31\n\"\"\"x, y\"\"\",,2,\n"},
		{"json", "[\n{\"place\": \"Glasgow\", \"n\": 1, \"n_2\": null, \"day\": \"2026-10-31\"},\n" +
			"{\"place\": \"\\\"x, y\\\"\", \"n\": null, \"n_2\": 2, \"day\": null}\n]\n"},
	}
	for _, c := range cases {
		t.Run(c.output, func(t *testing.T) {
			b := setup(t)
			b.engine.columns = []string{"place", "n", "n", "day"}
			b.engine.rows = [][]any{{"Glasgow", int64(1), nil, day}, {`"x, y"`, nil, 2.0, nil}}
			if code := b.run(t.Context(), "query", "--output", c.output, "from release.figures"); code != 0 {
				t.Fatalf("exit code %d: %s", code, b.stderr.String())
			}
			if diff := cmp.Diff(c.want, b.stdout.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if c.output == "json" && !json.Valid(b.stdout.Bytes()) {
				t.Error("this is not JSON")
			}
		})
	}
}

func TestQueryWithoutRows(t *testing.T) {
	for output, want := range map[string]string{"text": "", "csv": "place\n", "json": "[]\n"} {
		b := setup(t)
		b.engine.columns, b.engine.rows = []string{"place"}, [][]any{nil}
		if code := b.run(t.Context(), "query", "--output", output, "-"); code != 2 {
			t.Errorf("an empty query from standard input: exit code %d", code)
		}
		b.stdin = "from release.figures"
		if code := b.run(t.Context(), "query", "--output", output, "-"); code != 0 || b.stdout.String() != want {
			t.Errorf("%s: exit code %d, got %q, want %q", output, code, b.stdout.String(), want)
		}
	}
}

func TestQueryHint(t *testing.T) {
	unknown := errors.New("there is no table core.people")
	for _, c := range []struct {
		args   []string
		hinted bool
	}{
		{[]string{"query", "from core.people"}, true},
		{[]string{"query", "select * from Mart . figures"}, true},
		{[]string{"query", "from release.figurs"}, false},
		{[]string{"query", "--restricted", "from core.people"}, false},
	} {
		b := setup(t)
		b.engine.err = unknown
		b.run(t.Context(), c.args...)
		if got := strings.Contains(b.stderr.String(), "--restricted"); got != c.hinted {
			t.Errorf("%v: %s", c.args, b.stderr.String())
		}
	}
}

func TestCheckTellsRowsAndNoValues(t *testing.T) {
	b := setup(t)
	b.engine.check = ingest.CheckReport{Result: ingest.Result{
		File: "custody_sps_2026-10-31.csv", Contract: "canonical-custody", Supplier: "sps", SourceRows: 40, Unused: 2,
		ExtractDate: time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC),
		Loads:       []ingest.Load{{Kind: "custody", Read: 38, Accepted: 33, Rejected: 4, Held: 1}},
	}}
	for _, row := range []int64{9, 7, 8, 12} {
		b.engine.check.Reasons = append(b.engine.check.Reasons, ingest.Reason{
			Kind: "custody", Row: row, Field: "admitted_at", Rule: "date", Severity: "reject", Message: "not a date and time",
		})
	}
	b.engine.check.Reasons = append([]ingest.Reason{{Kind: "custody", Row: 5, Rule: "orphan", Severity: "held", Message: "the person has not been received"}}, b.engine.check.Reasons...)
	if code := b.run(t.Context(), "contract", "check", "x.csv"); code != 3 {
		t.Errorf("exit code %d, want 3", code)
	}
	want := `custody_sps_2026-10-31.csv: contract canonical-custody, supplier sps, extract of 2026-10-31

kind     read  accepted  unchanged  rejected  held
custody    38        33          0         4     1

2 of 40 rows feed no kind of record

rejected  custody.admitted_at: not a date and time
  rule date, 4 rows: 7-9, 12

held      custody: the person has not been received
  rule orphan, 1 row: 5
`
	if diff := cmp.Diff(want, b.stdout.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRanges(t *testing.T) {
	var odd []int64
	for i := range int64(30) {
		odd = append(odd, 2*i+1)
	}
	for _, c := range []struct {
		rows []int64
		want string
	}{
		{nil, ""},
		{[]int64{5}, "5"},
		{[]int64{5, 6}, "5-6"},
		{[]int64{9, 5, 7, 8, 5}, "5, 7-9"},
		{odd, "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, and 10 more"},
	} {
		if got := ranges(c.rows); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

// Every verb teaches: what it does at length, and an example to copy.
func TestHelpTeaches(t *testing.T) {
	b := setup(t)
	b.run(t.Context(), "version", "--help")
	root := b.app.rootCommand()
	verbs := 0
	for _, c := range root.Commands() {
		all := append(c.Commands(), c)
		for _, v := range all {
			if v.Name() == "help" || v.Name() == "completion" {
				continue
			}
			verbs++
			if v.Short == "" {
				t.Errorf("%s has no short help", v.CommandPath())
			}
			if !v.HasSubCommands() && !strings.Contains(v.Example, "throughcare ") {
				t.Errorf("%s has no example", v.CommandPath())
			}
		}
	}
	if verbs < 18 {
		t.Errorf("only %d verbs", verbs)
	}
}
