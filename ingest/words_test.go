package ingest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"throughcare/sql/fault"
)

// Every code for which a file can be refused, and every rule of the program by which a row can be, has words of its own: what is
// wrong and how to mend it. The codes and rules are read from the source, so that a new one is not forgotten.
func TestWhatIsRefusedCanBeMended(t *testing.T) {
	notOfFiles := []string{"C026"} // of contracts, which are read before any file
	codes, rules := map[string]bool{}, map[string]bool{}
	for _, pattern := range []string{"*.go", "source/*.go", "contract/*.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`"(S0\d\d|C014|C02\d)"`).FindAllSubmatch(text, -1) {
				codes[string(m[1])] = true
			}
			for _, m := range regexp.MustCompile(`(?:bad\(|rule: |d\.Name, |Cell\w+ += |Bad\w+ += |HeaderAgain += )"([a-z_]+)"`).FindAllSubmatch(text, -1) {
				rules[string(m[1])] = true
			}
		}
	}
	other, otherMend := fault.Refusal("X999")
	for code := range codes {
		if what, mend := fault.Refusal(code); (what == other || mend == otherMend) != slices.Contains(notOfFiles, code) {
			t.Errorf("%s: %q %q", code, what, mend)
		}
	}
	for rule := range rules {
		if fault.Mending(rule) == fault.Mending("a rule of a contract") {
			t.Errorf("%s has no words of its own", rule)
		}
	}
	for _, rule := range []string{"required", "not_a_date", "cells_extra", "bad_quote", "unclear_mark", "out_of_range", "header_again"} {
		if !rules[rule] {
			t.Errorf("%s was not found in the source", rule)
		}
	}
	if len(codes) < 18 || len(rules) < 14 {
		t.Errorf("%d codes and %d rules were found", len(codes), len(rules))
	}
}

func TestBriefly(t *testing.T) {
	for message, want := range map[string]string{
		"on is not a real date written as DD/MM/YYYY":                        "on is not a real date written as DD/MM/YYYY",
		"on is not a real date written as A or B or C":                       "on is not a real date written as A or B or C",
		"on is not a real date written as A or B or C or D":                  "on is not a real date written as A, B or 2 other forms",
		"the row has more cells than the header":                             "the row has more cells than the header",
		`"White or other" is not in the list ETHNICITY or it is or or blank`: `"White or other" is not in the list ETHNICITY or it is or or blank`,
	} {
		if got := fault.Briefly(message); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
