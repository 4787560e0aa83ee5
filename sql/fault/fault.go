// Package fault is the one type for what a user can mend: what is wrong, where, what it means and what to try.
//
// A fault never carries a value of a data row: only names of files, sheets, columns, rules, and counts. Everything else
// that goes wrong is an ordinary error. The program prints a fault once, at the top.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind decides the program's exit code.
type Kind int

// The kinds of fault, with the exit code of each.
const (
	Technical Kind = iota // 1: the machine or the program
	Usage                 // 2: the command line or the configuration
	Policy                // 3: a contract, a check or a limit stopped it; the last release stands
	Locked                // 4: another run holds the project
	Partial               // 5: some of the work was done
	Different             // 6: differences were found
)

// ExitCode of the kind.
func (k Kind) ExitCode() int { return int(k) + 1 }

// Fault is an error for people. Code is stable ("C014"); the other fields are one line each and may be empty.
type Fault struct {
	Kind   Kind
	Code   string
	What   string // what is wrong
	Source string // the file, sheet, line
	Rule   string // the rule or setting that says so
	Effect string // what was and was not done
	Try    string // what to do next
	Err    error  // the cause, if any
}

// New makes a fault with its kind, stable code and what is wrong.
func New(kind Kind, code, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Code: code, What: fmt.Sprintf(format, args...)}
}

// Error is one line: code and what is wrong.
func (f *Fault) Error() string {
	if f.Source == "" {
		return fmt.Sprintf("%s: %s", f.Code, f.What)
	}
	return fmt.Sprintf("%s: %s: %s", f.Code, f.Source, f.What)
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

// Text is the whole fault in the program's error form, several lines, ending in a newline.
func (f *Fault) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "error[%s]: %s\n", f.Code, f.What)
	for _, line := range []struct{ name, text string }{
		{"source", f.Source}, {"rule", f.Rule}, {"effect", f.Effect}, {"try", f.Try},
	} {
		if line.text != "" {
			fmt.Fprintf(&b, "  %-8s %s\n", line.name, line.text)
		}
	}
	return b.String()
}

// As returns the fault in err's chain, or nil.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}
