package ingest_test

import (
	"strings"
	"testing"

	"throughcare/ingest"
	"throughcare/sql/fault"
)

// A mistake in the SQL of a contract is the contract's, and is told with its place; a cell that it cannot be computed with is
// told without the cell.
func TestSQLOfAContractThatIsWrong(t *testing.T) {
	const layout = `contract: study
title: A study
supplier: study
references: own
file: {pattern: "study_{date}.csv"}
records:
  - kind: people
    fields:
      person_ref: id
  - kind: licences
    fields:
      licence_ref: id
      person_ref: id
      licence_type: {value: OTHER}
      started_on: {value: "2024-04-01"}
      followed_to: {expr: EXPRESSION}
`
	cases := map[string]struct{ expression, says, source string }{
		"a text times seven": {`date '2024-04-01' + "week" * 7`, "licences.followed_to", ".yaml:16:7"},
		"no such function":   {`weeks_after("week")`, "licences.followed_to", ".yaml:16:7"},
		"no number":          {`date '2024-04-01' + cast("week" as integer)`, "licences cannot be computed for some row", ".yaml"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := setup(t, strings.Replace(layout, "EXPRESSION", c.expression, 1))
			_, err := b.engine.Load(t.Context(), b.file("study_2026-09-30.csv", "id,week\nP1,20\nP2,Canary\n"), ingest.Options{})
			f := fault.As(err)
			if f == nil || f.Code != "C015" || f.Kind != fault.Policy {
				t.Fatalf("got %v, want C015", err)
			}
			if !strings.Contains(f.What, c.says) || !strings.HasSuffix(f.Source, c.source) || f.Try == "" {
				t.Errorf("says too little: %s", f.Text())
			}
			if strings.Contains(f.Text(), "Canary") || strings.Contains(f.Text(), "LINE") {
				t.Errorf("says too much: %s", f.Text())
			}
			equal(t, "rows", strings.Join(b.rows("select (select count(*) from raw.people) + (select count(*) from raw.licences)"), ""), "0")
		})
	}
	b := setup(t, strings.Replace(layout, "EXPRESSION", `date '2024-04-01' + 7 * try_cast("week" as integer)`, 1))
	b.load("study_2026-09-30.csv", "id,week\nP1,20\nP2,Canary\n")
	equal(t, "with try_cast", strings.Join(b.rows("select followed_to::varchar from raw.licences order by all"), ","), "2024-08-19,")
}
