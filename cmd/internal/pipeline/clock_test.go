package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Twenty sentences of long terms, each passed four months after admission, with a conference five months after the sentence: in
// time from the sentence, nine months after admission and so too late from that. A release says which was counted, in every
// report; with the other value there is another one, and with the first the first is found again.
func TestConferenceClock(t *testing.T) {
	t.Parallel()
	b := setup(t)
	people, custody, conferences := "person_ref,gender,home_authority\n", "custody_ref,person_ref,admitted_at,legal_status,sentenced_on,sentence_class,sentence_days,establishment\n",
		"conference_ref,person_ref,custody_ref,kind,held_on\n"
	for i := range 20 {
		people += fmt.Sprintf("P%d,M,S12000036\n", i)
		custody += fmt.Sprintf("C%d,P%d,2025-04-10T10:00,SENTENCED,2025-08-10,DET4,2000,EDI\n", i, i)
		conferences += fmt.Sprintf("F%d,P%d,C%d,INITIAL,2026-01-10\n", i, i, i)
	}
	b.inbox("people_sps_2026-03-31.csv", people)
	b.inbox("custody_sps_2026-03-31.csv", custody)
	b.inbox("case_conferences_sps_2026-03-31.csv", conferences)
	met := func(release string) string {
		return b.one(`select distinct numerator || ' of ' || denominator from release.figures where release = '` + release + `' and measure = 'standards_rate'
and period_type = 'financial_year' and place_type = 'scotland' and category = 'ST07' and denominator > 0`)
	}
	says := func(release string) string {
		var found []string
		for _, report := range []string{"inspection", "statistics"} {
			text, err := os.ReadFile(filepath.Join(b.project.Out(), release, report, "scotland", "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			for _, from := range []string{"the sentence, as current guidance says", "admission, as older guidance said"} {
				if strings.Contains(string(text), from) {
					found = append(found, report+" "+from)
				}
			}
		}
		return strings.Join(found, "; ")
	}
	first := b.run(forScotland())
	equal(t, "from the sentence", met(first.Release), "20.0 of 20.0")
	equal(t, "says", says(first.Release), "inspection the sentence, as current guidance says; statistics the sentence, as current guidance says")
	b.project.Config.ConferenceClock = "admission"
	second := b.run(forScotland())
	if !second.ReleaseMade || second.Release == first.Release {
		t.Fatalf("another clock made no release: %+v", second)
	}
	equal(t, "from admission", met(second.Release), "0.0 of 20.0")
	equal(t, "says", says(second.Release), "inspection admission, as older guidance said; statistics admission, as older guidance said")
	equal(t, "kept", b.one("select string_agg(conference_clock, ' ' order by number) from release.releases"), "sentence admission")
	equal(t, "why", b.one("select distinct why || ': ' || reason from release.revisions where category = 'ST07'"),
		"DEFINITION: the setting conference_clock is admission, was sentence")
	b.project.Config.ConferenceClock = "sentence"
	if again := b.run(forScotland()); again.ReleaseMade || again.Release != first.Release {
		t.Errorf("the first clock again: %+v", again)
	}
}
