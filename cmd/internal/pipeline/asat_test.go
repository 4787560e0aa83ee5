package pipeline_test

import (
	"testing"
	"time"

	"throughcare/cmd/internal/pipeline"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const peopleFile = "person_ref,gender,home_authority\nP1,M,S12000036\nP2,F,S12000036\nP3,M,S12000036\n"

// An old date gives the old figures though the data has been corrected since, and the present is what core and mart show.
func TestReportAsAt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	figure := func(release string) string {
		return b.one(`select value from mart.figures where false union all
select numerator from release.figures where release = '` + release + `' and measure = 'signup_rate' and period_type = 'financial_year'
and period_start = '2025-04-01' and place_type = 'scotland' and breakdown = 'all'`)
	}
	signUps := "sign_up_ref,person_ref,service,response,offered_on,signed_up_on\n"
	b.inbox("people_sps_2025-06-30.csv", peopleFile)
	for i := range 20 {
		signUps += "S" + string(rune('A'+i)) + ",P" + string(rune('1'+i%3)) + ",TSO,ACCEPTED,2025-05-01,2025-05-02\n"
	}
	b.inbox("sign_ups_tso_2025-06-30.csv", signUps)
	first := b.run(forScotland())
	equal(t, "first", first.Release, "2025-06-30.1")
	// Ten of them turn out to have been declined: a later extract says so.
	corrected := "sign_up_ref,person_ref,service,response,offered_on\n"
	for i := range 10 {
		corrected += "S" + string(rune('A'+i)) + ",P" + string(rune('1'+i%3)) + ",TSO,DECLINED,2025-05-01\n"
	}
	b.inbox("sign_ups_tso_2025-09-30.csv", corrected)
	second := b.run(forScotland())
	equal(t, "second", second.Release, "2025-09-30.1")
	equal(t, "before", figure(first.Release), "20")
	equal(t, "after", figure(second.Release), "10")
	old, err := b.runner.Report(t.Context(), pipeline.Options{AsAt: warehouse.AsAt{Date: day(t, "2025-06-30")}, Bodies: []string{"scotland"}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the old date again", old.Release, first.Release)
	equal(t, "core shows the present", b.one("select count(*) from core.sign_ups where response = 'ACCEPTED'"), "10")
	between, err := b.runner.Report(t.Context(), pipeline.Options{AsAt: warehouse.AsAt{Date: day(t, "2025-08-15")}, Bodies: []string{"scotland"}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "a date between", figure(between.Release), "20")
}

func TestLockedProject(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lock, err := warehouse.Acquire(b.project.Dir, "throughcare run", b.clock)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.runner.Run(t.Context(), pipeline.Options{})
	if f := fault.As(err); f == nil || f.Kind.ExitCode() != 4 {
		t.Errorf("got %v", err)
	}
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
}

// A refused file does not keep the others out, is told, and is in the ledger; the last release stands.
func TestRefusedFileAmongOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.inbox("people_sps_2025-06-30.csv", peopleFile)
	b.inbox("sign_ups_tso_2025-06-30.csv", "sign_up_ref,person_ref,service,response,offered_on\nS1,P1,TSO,ACCEPTED,2025-05-01\n")
	b.inbox("custody_sps_2025-06-30.csv", "custody_ref\nC1\n")
	r := b.run(forScotland())
	if !r.Partial || !r.ReleaseMade {
		t.Errorf("got %+v", r)
	}
	equal(t, "run", b.one("select status, exit_code from ledger.runs"), "done in part|5")
	equal(t, "refused", b.one("select file, error_code from ledger.loads where status = 'refused'"), "custody_sps_2025-06-30.csv|C022")
	again := b.run(forScotland())
	if again.ReleaseMade {
		t.Error("a run with nothing new made a release")
	}
	equal(t, "refused once", b.one("select count(*) from ledger.loads where status = 'refused'"), "1")
}
