package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughcare/cmd/internal/config"
	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
)

// A period that a report asks for makes a release that has it, beside those of the settings; the run that does not ask finds its
// own release again, and out/latest stays.
func TestReportOfAPeriod(t *testing.T) {
	t.Parallel()
	b := setup(t)
	people := "person_ref,gender,home_authority\n"
	signUps := "sign_up_ref,person_ref,service,response,offered_on,signed_up_on\n"
	for i := range 60 {
		people += fmt.Sprintf("P%d,M,S12000036\n", i)
		signUps += fmt.Sprintf("S%d,P%d,TSO,ACCEPTED,2025-04-01,2025-%02d-%02d\n", i, i, 4+i/30, 1+i%30)
	}
	b.inbox("people_sps_2025-06-30.csv", people)
	b.inbox("sign_ups_tso_2025-06-30.csv", signUps)
	first := b.run(forScotland())
	b.project.Config.Periods = config.Periods{FromTo: []config.FromTo{{From: "2025-04-01", To: "2025-05-31", Title: "Two months"}}}
	second := b.run(forScotland())
	asked := pipeline.Options{Bodies: []string{"scotland"}, Periods: []pipeline.Period{{From: "2025-04-11", To: "2025-05-20"}}}
	report := func(o pipeline.Options) (pipeline.Result, error) { return b.runner.Report(t.Context(), o) }
	third, err := report(asked)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "releases", strings.Join([]string{first.Release, second.Release, third.Release}, " "), "2025-06-30.1 2025-06-30.2 2025-06-30.3")
	const figures = `select release, period_start, period_end, value from release.figures
where period_type = 'from_to' and measure = 'signups' and statistic = 'records' and place_type = 'scotland' and breakdown = 'all' order by all`
	equal(t, "figures", b.one(figures), `2025-06-30.2|2025-04-01|2025-05-31|60
2025-06-30.3|2025-04-01|2025-05-31|60
2025-06-30.3|2025-04-11|2025-05-20|40`)
	equal(t, "kept with the release", b.one("select periods from release.releases where release = '2025-06-30.2'"),
		`{"from_to":[{"from":"2025-04-01","to":"2025-05-31","title":"Two months"}]}`)
	equal(t, "nothing is revised", b.one("select count(*) from release.revisions where release = '2025-06-30.3'"), "0")
	if latest, err := os.Readlink(filepath.Join(b.project.Out(), "latest")); err != nil || latest != second.Release {
		t.Errorf("out/latest is %s, %v; want %s", latest, err, second.Release)
	}
	again, err := report(asked)
	equal(t, "the same period again", fmt.Sprint(again.Release, err), third.Release+"<nil>")
	equal(t, "without it", b.run(forScotland()).Release, second.Release)
	// What was asked for before stays, so that nothing small follows from the two.
	asked.Periods = []pipeline.Period{{From: "2025-04-11", To: "2025-05-18"}}
	fourth, err := report(asked)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "two days less", b.one(strings.Replace(figures, "where ", "where release = '"+fourth.Release+"' and ", 1)), `2025-06-30.4|2025-04-01|2025-05-31|60
2025-06-30.4|2025-04-11|2025-05-18|<nil>
2025-06-30.4|2025-04-11|2025-05-20|40`)
	asked.Release = first.Release
	if _, err := report(asked); fault.As(err) == nil || fault.As(err).Code != "P009" {
		t.Errorf("a release without the period: got %v, want P009", err)
	}
	page, err := os.ReadFile(filepath.Join(b.project.Out(), second.Release, "inspection", "scotland", "index.html"))
	if err != nil || !strings.Contains(string(page), "Two months, 1 Apr 2025 to 31 May 2025") {
		t.Errorf("the page does not show the period of the settings: %v", err)
	}
}
