package contract

import (
	"fmt"
	"strings"

	"throughcare/sql/fault"
)

// The stable codes of this package's faults: C001 to C013 are about a contract, C020 to C029 about a file and its contract.
const (
	codeSyntax    = "C001" // not YAML, or YAML that contracts do not use
	codeKey       = "C002" // a key that the language does not have
	codeShape     = "C003" // a value of the wrong type or form
	codeMissing   = "C004" // a key that must be there
	codeKind      = "C005" // an unknown kind
	codeField     = "C006" // an unknown field of a kind
	codeCode      = "C007" // an unknown code or code list
	codePattern   = "C008" // a file pattern or regular expression
	codeLayout    = "C009" // a date layout
	codeChoice    = "C010" // a word that is not one of the choices
	codeUnmapped  = "C011" // a field that must be filled is not
	codeConflict  = "C012" // settings that contradict each other
	codeSQL       = "C013" // an expression or check that cannot be SQL
	codeNoMatch   = "C020" // no contract takes the file
	codeTwoMatch  = "C021" // more than one contract takes the file
	codeNoColumn  = "C022" // a column that is needed is not in the file
	codeTwoColumn = "C023" // a column that is needed is in the file twice
	codeNoDate    = "C024" // no extract date
	codeNoSender  = "C025" // no supplier
	codeSameID    = "C026" // two contracts with one id
	codeName      = "C027" // a file name that fits a pattern but holds no real date
)

func usage(code, format string, args ...any) *fault.Fault {
	return fault.New(fault.Usage, code, format, args...)
}

// suggest is a "did you mean" for a word near one of the choices, else the list of them.
func suggest(word string, choices []string) string {
	if near := nearest(word, choices); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(choices) == 0 {
		return ""
	}
	return "one of: " + strings.Join(choices, ", ")
}

// nearest choice by edit distance over lower-case text, "" when none is near (over a third of the word's length away).
func nearest(word string, choices []string) string {
	word = strings.ToLower(word)
	best, bestDistance := "", 1+max(1, len([]rune(word))/3)
	for _, choice := range choices {
		if d := editDistance(word, strings.ToLower(choice)); d < bestDistance {
			best, bestDistance = choice, d
		}
	}
	return best
}

// editDistance counts the letters put in, taken out, changed, or swapped with their neighbour.
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
