package contract

import (
	"strings"
	"testing"
)

// Which columns of the file a field is filled from, and which fields a rule is about.
func TestFeeds(t *testing.T) {
	c, err := Load("caseload.yaml", []byte(`contract: caseload
supplier: sps-bar
file: {pattern: "caseload*.csv"}
extract_date: {from: value, value: 2026-10-30}
records:
  - kind: needs
    unpivot: {columns: {Housing: HOUSING, Money: FINANCE_DEBT}, present: "*"}
    fields:
      need_ref: {expr: "\"Case no\" || '/' || _name"}
      person_ref: SPS number
      category: {from: _name}
      identified_on: {expr: "coalesce(nullif(_value, 'x'), \"Seen on\")", formats: ["02/01/2006"]}
      severity: {value: "1"}
    rules:
      - {id: not-before, check: "identified_on > date '2020-01-01' and category <> 'severity'", message: "Too old", severity: reject}
`), testCodes())
	if err != nil {
		t.Fatal(err)
	}
	r := &c.Records[0]
	for field, want := range map[string]string{"need_ref": "Case no|Housing|Money", "person_ref": "SPS number", "category": "Housing|Money",
		"identified_on": "Housing|Money|Seen on", "severity": "", "outcome": "", "nothing": ""} {
		if got := strings.Join(r.Feeds(field), "|"); got != want {
			t.Errorf("%s is fed by %q, want %q", field, got, want)
		}
	}
	for rule, want := range map[string]string{"not-before": "identified_on|category", "nothing": ""} {
		if got := strings.Join(r.RuleFields(rule), "|"); got != want {
			t.Errorf("%s is about %q, want %q", rule, got, want)
		}
	}
}
