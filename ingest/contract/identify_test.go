package contract

import (
	"testing"
	"time"

	"throughcare/sql/fault"
)

const records = "\nrecords:\n  - {kind: people, fields: {person_ref: Ref}}\n"

func TestIdentify(t *testing.T) {
	cells := map[string]string{
		"B1": "Glasgow City Council", "B2": "As at  31 October 2026", "B3": "46326", "B4": "2026-10-31 00:00:00", "B5": "soon",
	}
	preamble := [][]string{{"Caseload", ""}, {"Prepared by: Upside", "31 October 2026"}, {"As at", "30 October 2026"}}
	tests := []struct {
		name, settings string
		match          Match
		cli            Override
		supplier, date string
		code           string
	}{
		{name: "file name", settings: "supplier: own", match: Match{Supplier: "sps", Date: day("2026-10-01")}, supplier: "sps", date: "2026-10-01"},
		{name: "command line first", settings: "supplier: own", match: Match{Supplier: "sps", Date: day("2026-10-01")},
			cli: Override{"SPS TSO", day("2026-11-01").Add(15 * time.Hour)}, supplier: "sps-tso", date: "2026-11-01"},
		{name: "cells", settings: "supplier: {cell: B1}\nextract_date: {cell: B2, match: \"As at (.+)\", formats: [\"2 January 2006\"]}",
			supplier: "glasgow-city-council", date: "2026-10-31"},
		{name: "day number", settings: "supplier: a\nextract_date: {cell: B3, excel_serial: true}", supplier: "a", date: "2026-10-31"},
		{name: "day number not allowed", settings: "supplier: a\nextract_date: {cell: B3}", code: codeNoDate},
		{name: "true date cell", settings: "supplier: a\nextract_date: {cell: B4, formats: [\"02/01/2006\"]}", supplier: "a", date: "2026-10-31"},
		{name: "no date in the cell", settings: "supplier: a\nextract_date: {cell: B5}", code: codeNoDate},
		{name: "preamble", settings: "supplier: {match: \"Prepared by: (.+)\"}\nextract_date: {match: \"^As at (.+)\", formats: [\"2 January 2006\"]}",
			supplier: "upside", date: "2026-10-30"},
		{name: "preamble without it", settings: "supplier: a\nextract_date: {match: \"^For (.+)\", formats: [\"2 January 2006\"]}", code: codeNoDate},
		{name: "constants", settings: "supplier: a\nextract_date: {value: 2024-11-19}", supplier: "a", date: "2024-11-19"},
		{name: "no date", settings: "supplier: a", match: Match{Supplier: "b"}, code: codeNoDate},
		{name: "no supplier", settings: "title: x", match: Match{Date: day("2026-10-01")}, code: codeNoSender},
		{name: "blank supplier cell", settings: "supplier: {cell: Z9}", match: Match{Date: day("2026-10-01")}, code: codeNoSender},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "contract: a\nfile: {pattern: \"a*\"}\n"+test.settings+records)
			supplier, date, err := c.Identify(test.match, func(name string) string { return cells[name] }, preamble, test.cli)
			if test.code != "" {
				if f := fault.As(err); f == nil || f.Code != test.code || f.Try == "" {
					t.Fatalf("got %v, want %s", err, test.code)
				}
				return
			}
			if err != nil || supplier != test.supplier || !date.Equal(day(test.date)) {
				t.Errorf("got %s, %s, %v, want %s, %s", supplier, date, err, test.supplier, test.date)
			}
		})
	}
}

func TestIdentifyWithoutCells(t *testing.T) {
	c := load(t, "contract: a\nfile: {pattern: \"a*\"}\nsupplier: {cell: B1}"+records)
	if _, _, err := c.Identify(Match{}, nil, nil, Override{}); fault.As(err) == nil || fault.As(err).Code != codeNoSender {
		t.Errorf("got %v", err)
	}
}

func TestLimitExceeded(t *testing.T) {
	limit := func(text string) *Limit {
		return load(t, "contract: a\nfile: {pattern: \"a*\"}\nlimits: {rejected: "+text+"}"+records).Limits.Rejected
	}
	tests := []struct {
		limit          *Limit
		rejected, read int64
		want           bool
	}{
		{nil, 100, 100, false}, {limit("5%"), 5, 100, false}, {limit("5%"), 6, 100, true}, {limit("0%"), 1, 1000, true}, {limit("0%"), 0, 0, false},
		{limit("0"), 1, 10, true}, {limit("20"), 20, 20, false}, {limit("20"), 21, 1000, true}, {limit("2.5%"), 26, 1000, true}, {limit("100%"), 9, 9, false},
	}
	for _, test := range tests {
		if got := test.limit.Exceeded(test.rejected, test.read); got != test.want {
			t.Errorf("%+v: %d of %d: got %v", test.limit, test.rejected, test.read, got)
		}
	}
}

func TestAllRulesLeaveOutWhatTheContractDoesNotFill(t *testing.T) {
	has := func(c *Contract, id string) bool {
		for _, rule := range c.Records[0].AllRules() {
			if rule.ID == id {
				return true
			}
		}
		return false
	}
	head := "contract: a\nfile: {pattern: \"a*\"}\nrecords:\n  - kind: published_series\n"
	keys := "series: S, edition: E, period_start: P, authority: A, breakdown: B, category: C"
	whole := load(t, head+"    fields: {"+keys+", period_end: Q, value: V}\n")
	part := load(t, head+"    part: true\n    fields: {"+keys+", note: N}\n")
	if !has(whole, "value-or-marker") || has(part, "value-or-marker") {
		t.Error("a rule that rejects is for whole records, whatever they fill")
	}
	needs := "contract: a\nfile: {pattern: \"a*\"}\nrecords:\n  - kind: needs\n    fields: {need_ref: R, person_ref: P, category: C, identified_on: D, outcome: O"
	if has(load(t, needs+"}\n"), "outcome-has-date") || !has(load(t, needs+", outcome_on: E}\n"), "outcome-has-date") {
		t.Error("a rule that warns is for records that fill all its fields")
	}
}
