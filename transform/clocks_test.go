package transform_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// clocksOf builds core from tables of staging, after the statements, and reads columns of core.clocks under a condition.
func clocksOf(t *testing.T, asAt string, staging map[string]string, statements []string, columns, where string) (read [][]string, err error) {
	t.Helper()
	err = openWarehouse(t).Read(t.Context(), func(ctx context.Context, tx *warehouse.Tx) error {
		setAsAt(ctx, t, tx, asAt)
		for kind, text := range staging {
			insert(ctx, t, tx, kind, text)
		}
		for _, s := range statements {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		if _, err := transform.Build(ctx, tx, loadModels(t), nil); err != nil {
			return err
		}
		read = readTable(ctx, t, tx, "core.clocks where "+where, strings.Fields(columns))
		return nil
	})
	return read, err
}

// The sources do not agree on where the six months of the initial conference start: the session says which one counts.
func TestConferenceClockIsASetting(t *testing.T) {
	staging := map[string]string{
		"people": "person_key\np1\n",
		"custody": "custody_ref, person_key, admitted_at, legal_status, sentenced_on, sentence_class\n" +
			"c1, p1, 2025-01-15 10:00, SENTENCED, 2025-06-01, DET4\n",
		"case_conferences": "conference_ref, person_key, custody_ref, kind, held_on\nf1, p1, c1, INITIAL, 2025-08-01\n",
	}
	for name, c := range map[string]struct {
		set  []string
		want [][]string
	}{
		"not set":   {nil, [][]string{{"ST07a", "MET", "", "2025-12-01"}, {"ST07b", "NOT_APPLICABLE", "RULE_NOT_CHOSEN", "2025-07-15"}}},
		"sentence":  {[]string{"set variable conference_clock = 'sentence'"}, [][]string{{"ST07a", "MET", "", "2025-12-01"}, {"ST07b", "NOT_APPLICABLE", "RULE_NOT_CHOSEN", "2025-07-15"}}},
		"admission": {[]string{"set variable conference_clock = 'admission'"}, [][]string{{"ST07a", "NOT_APPLICABLE", "RULE_NOT_CHOSEN", "2025-12-01"}, {"ST07b", "MISSED", "", "2025-07-15"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := clocksOf(t, "2026-08-31", staging, c.set, "rule_id state reason due_on", "rule_id like 'ST07%'")
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("clocks: %v (-want +got):\n%s", err, diff)
			}
		})
	}
	_, err := clocksOf(t, "2026-08-31", staging, []string{"set variable conference_clock = 'release'"}, "rule_id", "true")
	if err == nil || !strings.Contains(err.Error(), "conference_clock is sentence or admission") {
		t.Errorf("a setting that is neither: got %v", err)
	}
}

// A council's own holiday moves the clocks of its licences, and of no others; Scotland's holidays stay in its calendar.
func TestCouncilHoliday(t *testing.T) {
	staging := map[string]string{
		"people": "person_key\np1\n",
		"licences": "licence_ref, person_key, licence_type, started_on, first_contact_at, supervising_authority\n" +
			"l1, p1, PAROLE, 2026-09-25, 2026-09-29 09:00, S12000049\n" +
			"l2, p1, PAROLE, 2026-09-25, 2026-09-29 09:00, S12000036\n" +
			"l3, p1, PAROLE, 2026-04-02, 2026-04-06 09:00, S12000049\n",
	}
	holiday := "insert into ref.bank_holidays by name select date '2026-09-28' as on_date, 'Local' as name, 'S12000049' as division"
	got, err := clocksOf(t, "2026-10-31", staging, []string{holiday}, "subject_ref due_on state working_days_taken", "rule_id = 'ST11b'")
	want := [][]string{
		{"l1", "2026-09-29", "MET", "1"},
		{"l2", "2026-09-28", "MISSED", "2"},
		{"l3", "2026-04-06", "MET", "1"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("clocks: %v (-want +got):\n%s", err, diff)
	}
}

// A rule's limit, unit and days of validity are data: what the engine holds is only which dates start and stop it.
func TestRulesAreData(t *testing.T) {
	staging := map[string]string{
		"people": "person_key\np1\n",
		"licences": "licence_ref, person_key, licence_type, started_on, first_contact_at\n" +
			"l1, p1, PAROLE, 2026-01-30, 2026-02-03 09:00\n",
	}
	for name, c := range map[string]struct{ set, want string }{
		"as shipped":     {"", "2026-02-02 MISSED "},
		"3 working days": {"limit_value = 3", "2026-02-04 MET "},
		"days":           {"limit_value = 4, unit = 'days'", "2026-02-03 MET "},
		"hours":          {"limit_value = 72, unit = 'hours'", "2026-02-02 MISSED "},
		"a month":        {"unit = 'months'", "2026-02-28 MET "},
		"from February":  {"valid_from = '2026-02-01'", "2026-02-02 NOT_APPLICABLE RULE_NOT_IN_FORCE"},
		"to January":     {"valid_to = '2026-01-30'", "2026-02-02 MISSED "},
	} {
		t.Run(name, func(t *testing.T) {
			var statements []string
			if c.set != "" {
				statements = append(statements, "update ref.timing_rules set "+c.set+" where rule_id = 'ST11b'")
			}
			got, err := clocksOf(t, "2026-08-31", staging, statements, "due_on state reason", "rule_id = 'ST11b'")
			if err != nil || len(got) != 1 || strings.Join(got[0], " ") != c.want {
				t.Errorf("got %v, %v, want %q", got, err, c.want)
			}
		})
	}
}

// Every rule of the table has a clock or a reason why not: a new one without either stops the build.
func TestEveryRuleIsAnswered(t *testing.T) {
	staging := map[string]string{
		"people":           "person_key\np1\n",
		"custody":          "custody_ref, person_key, admitted_at, legal_status\nc1, p1, 2025-01-15 10:00, REMAND\n",
		"sign_ups":         "sign_up_ref, person_key, service\ns1, p1, TSO\n",
		"licences":         "licence_ref, person_key, licence_type, started_on\nl1, p1, PAROLE, 2026-01-30\n",
		"breaches":         "breach_ref, person_key, licence_ref, identified_on\nb1, p1, l1, 2026-02-01\n",
		"recalls":          "recall_ref, person_key, licence_ref\nr1, p1, l1\n",
		"case_conferences": "conference_ref, person_key, custody_ref, due_on\nf1, p1, c1, 2025-07-01\n",
	}
	got, err := clocksOf(t, "2026-08-31", staging, nil, "rule_id",
		"true union all select rule_id from core.clocks_uncomputed union all select 'of the table' from ref.timing_rules")
	if err != nil {
		t.Fatal(err)
	}
	rules := slices.DeleteFunc(slices.Concat(got...), func(rule string) bool { return rule == "of the table" })
	if len(rules) != 29 || len(slices.Compact(slices.Sorted(slices.Values(rules)))) != 29 || len(got) != 2*29 {
		t.Errorf("rules with a clock or a reason, each once: got %d of %d: %v", len(rules), len(got)-len(rules), rules)
	}
	_, err = clocksOf(t, "2026-08-31", staging,
		[]string{"insert into ref.timing_rules by name select 'ST99' as rule_id, 1 as limit_value, 'days' as unit"}, "rule_id", "true")
	if err == nil || !strings.Contains(err.Error(), "core.clocks_uncomputed: not_null(missing): 1 row") {
		t.Errorf("a rule without clock or reason: got %v", err)
	}
}
