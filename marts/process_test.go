package marts_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughcare/marts/stats"
)

// signedUp are so many sign-ups a month from April 2023 on, at Barlinnie.
func signedUp(counts []float64) string {
	var rows []string
	for i, n := range counts {
		month := time.Date(2023, time.Month(4+i), 10, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		for j := range int(n) {
			rows = append(rows, fmt.Sprintf("('s%d-%d', 'p%d-%d', 'TSO', 'BAR', 'ACCEPTED', '%s')", i, j, i, j, month))
		}
	}
	return "insert into core.sign_ups (sign_up_ref, person_key, service, establishment, response, signed_up_on) values " + strings.Join(rows, ", ")
}

// counts of 30 months: two years about 40, then 90 in month 26 (May 2025) and 3, which is held back, in month 20.
func counts() []float64 {
	all := make([]float64, 30)
	for i := range all {
		all[i] = 40 + float64((i*7)%11) - 5
	}
	all[20], all[25] = 3, 90
	return all
}

const ofScotland = " from release.control_points where measure = 'signups' and place_type = 'scotland'"

func TestXmROfARelease(t *testing.T) {
	all := counts()
	b := setup(t, "2025-09-15", signedUp(all)).only("signups")
	b.build()
	r := b.release(5)
	if r.ControlPoints == 0 {
		t.Fatalf("release: got %+v", r)
	}
	lines := b.rows("select period_start, value, marker, mean, lower, upper, part, rule, direction, baseline_start, baseline_end, baseline_points, frozen, trial, reason" +
		ofScotland + " order by period_start")
	if len(lines) != 30 {
		t.Fatalf("got %d points", len(lines))
	}
	// What the release may use: gaps where counts are held back (the small one, and a second so that the quarter does not give it
	// away), nothing of the month in progress.
	shown, held := slices.Clone(all[:29]), 0
	for i := range shown {
		if strings.Split(lines[i], "|")[2] == "[c]" {
			shown[i] = math.NaN()
			held++
		}
	}
	if held != 2 || !math.IsNaN(shown[20]) {
		t.Errorf("%d months are held back", held)
	}
	want, err := stats.XmR(shown, stats.XmRSettings{Baseline: 24, DropLargeRanges: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range lines {
		got := strings.Split(line, "|")
		if i < 29 {
			for j, want := range []float64{want.Centre[i], math.Max(0, want.Lower[i]), want.Upper[i]} {
				v, err := strconv.ParseFloat(got[3+j], 64)
				if err != nil {
					t.Fatal(err)
				}
				close9(t, fmt.Sprintf("line %d of point %d", j, i), v, want)
			}
			if got[7] != string(want.Causes.Rule[i]) {
				t.Errorf("point %d: rule %q, want %q", i, got[7], want.Causes.Rule[i])
			}
		}
		if tail := strings.Join(got[9:], "|"); tail != "2023-04-01|2025-03-31|22|true|false|" {
			t.Errorf("point %d: baseline %s", i, tail)
		}
	}
	for i, want := range map[int]string{
		0:  "2023-04-01|35.0||",
		20: "2024-12-01||[c]|",
		25: "2025-05-01|90.0||",
		29: "2025-09-01|40.0|[p]|||",
	} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("point %d: got %s, want %s...", i, lines[i], want)
		}
	}
	if got := strings.Split(lines[25], "|"); got[6] != "after" || got[7] != "outside" || got[8] != "high" {
		t.Errorf("the planted month: got %v", got)
	}
	if got := strings.Split(lines[29], "|"); got[6] != "provisional" || got[7] != "" {
		t.Errorf("the month in progress: got %v", got)
	}
}

// A month more moves neither mean nor limits once the two years of the baseline are complete; before that it does, and the
// release says that they are not frozen.
func TestLimitsAreFrozen(t *testing.T) {
	lines := func(asAt string) (same []string) {
		b := setup(t, asAt, signedUp(counts())).only("signups")
		b.build()
		b.release(5)
		return b.rows("select distinct mean, lower, upper, baseline_start, baseline_end, frozen" + ofScotland + " and part <> 'provisional'")
	}
	spring, autumn := lines("2025-04-30"), lines("2025-09-30")
	if diff := cmp.Diff(spring, autumn); diff != "" || len(spring) != 1 || !strings.HasSuffix(spring[0], "|true") {
		t.Errorf("limits of April and of September (-April +September):\n%s\n%v", diff, spring)
	}
	before, later := lines("2024-10-31"), lines("2024-11-30")
	if len(before) != 1 || len(later) != 1 || before[0] == later[0] || !strings.HasSuffix(before[0], "2023-04-01|2024-10-31|false") {
		t.Errorf("before the baseline is complete: %v, then %v", before, later)
	}
}

func TestNoLimitsOfTooFewPoints(t *testing.T) {
	reasons := func(counts []float64, asAt string) []string {
		b := setup(t, asAt, signedUp(counts)).only("signups")
		b.build()
		b.release(5)
		return b.rows("select distinct mean, upper, rule, trial, coalesce(reason, '')" + ofScotland + " and part <> 'provisional'")
	}
	small, flat := slices.Repeat([]float64{8, 3, 9, 2}, 6), slices.Repeat([]float64{12}, 24)
	for name, c := range map[string]struct {
		counts []float64
		asAt   string
		want   string
	}{
		"seven months":     {counts()[:7], "2023-10-31", "|||false|few_points"},
		"half is held":     {small, "2025-03-31", "|||false|withheld"},
		"always the same":  {flat, "2025-03-31", "|||false|no_variation"},
		"nine, on trial":   {[]float64{30, 34, 31, 33, 30, 35, 32, 31, 33}, "2023-12-31", "|true|"},
		"twelve, no trial": {[]float64{30, 34, 31, 33, 30, 35, 32, 31, 33, 34, 30, 32}, "2024-03-31", "|false|"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := reasons(c.counts, c.asAt); len(got) != 1 || !strings.HasSuffix(got[0], c.want) {
				t.Errorf("got %v, want ...%s", got, c.want)
			}
		})
	}
}

// The twelve points of the fixture as twelve months of a cohort.
func TestPChartOfARelease(t *testing.T) {
	rows := fixture(t, "pchart_expected.csv")
	var values []string
	for i, row := range rows {
		month := time.Date(2025, time.Month(4+i), 10, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		values = append(values, fmt.Sprintf(`select 'c%[1]d-' || i, 'p%[1]d-' || i, date '%[2]s', 's%[1]d-' || i, i < %[3]s from range(%[4]s) as t (i)`,
			i, month, row[1], row[2]))
	}
	b := setup(t, "2026-03-31", "insert into core.liberations (custody_ref, person_key, liberated_on, sign_up_ref, supported_on_day) "+
		strings.Join(values, " union all ")).only("supported_on_day_rate")
	b.build()
	b.release(3)
	got := b.rows(`select value, mean, lower, upper, coalesce(rule = 'outside', false), baseline_points, frozen, trial from release.control_points
where measure = 'supported_on_day_rate' and place_type = 'scotland' order by period_start`)
	if len(got) != 12 || len(rows) != 12 {
		t.Fatalf("got %d points of %d", len(got), len(rows))
	}
	for i, line := range got {
		parts := strings.Split(line, "|")
		for j := range 4 {
			v, err := strconv.ParseFloat(parts[j], 64)
			if err != nil {
				t.Fatal(err)
			}
			want, err := strconv.ParseFloat(rows[i][3+j], 64)
			if err != nil {
				t.Fatal(err)
			}
			close9(t, fmt.Sprintf("column %d of point %d", j, i), v, 100*want)
		}
		if want := strings.ToLower(rows[i][7]) + "|12|false|false"; strings.Join(parts[4:], "|") != want {
			t.Errorf("point %d: got %v, want %s", i, parts[4:], want)
		}
	}
}
