package conformance

import (
	"fmt"
	"slices"
)

// Level says how much a check weighs.
type Level string

// The levels. Essential is the checklist's own word for what may not be missing; Desirable is its other word. Best is good
// practice of the longer guidance; Custom is what both R and Python packages do, so that users find it everywhere.
const (
	Essential Level = "essential"
	Desirable Level = "desirable"
	Best      Level = "best practice"
	Custom    Level = "custom"
)

// Decided says who can tell whether a check is met.
type Decided string

// ByProgram is certain. InPart finds what is surely wrong, and a person must look at the rest. ByPerson only prepares.
const (
	ByProgram Decided = "program"
	InPart    Decided = "in part"
	ByPerson  Decided = "person"
)

// State is what became of a check.
type State string

// The states. Undecided: a program cannot tell, somebody must look.
const (
	Pass          State = "pass"
	Fail          State = "fail"
	NotApplicable State = "not applicable"
	Undecided     State = "cannot be decided"
)

// Check is one thing that is advised.
type Check struct {
	ID      string
	Level   Level
	Rule    string // what is advised
	Decided Decided
	How     string // how it is decided here
	Mend    string // what to do when it fails

	run func(*book, *verdict)
}

// Finding is one place where a check fails. Cell is empty where the whole sheet is meant, Sheet where the whole workbook is.
type Finding struct{ Sheet, Cell, What string }

// Where is the place in words.
func (f Finding) Where() string {
	switch {
	case f.Sheet == "":
		return "workbook"
	case f.Cell == "":
		return "sheet " + f.Sheet
	default:
		return "sheet " + f.Sheet + ", cell " + f.Cell
	}
}

// Result is what became of one check.
type Result struct {
	Check
	State    State
	Findings []Finding // where it fails, at most mostFindings
	Found    int       // how many there are in all
	Note     string    // why it does not apply or cannot be decided
}

// mostFindings of one check that are kept.
const mostFindings = 20

// Report is what became of every check, in the order of the catalogue.
type Report struct {
	File    string
	Sheets  int
	Results []Result
}

// Failed lists the checks of a level that fail.
func (r *Report) Failed(level Level) []Result {
	var failed []Result
	for _, one := range r.Results {
		if one.State == Fail && one.Level == level {
			failed = append(failed, one)
		}
	}
	return failed
}

// Count of the checks in a state.
func (r *Report) Count(state State) int {
	n := 0
	for _, one := range r.Results {
		if one.State == state {
			n++
		}
	}
	return n
}

// Run checks a workbook. Name is its file name, which one of the checks is about; beside are the names of the files that are
// offered with it, as far as they are known. Faults: K001 not a workbook.
func Run(name string, content []byte, beside []string) (*Report, error) {
	b, err := openBook(name, content)
	if err != nil {
		return nil, err
	}
	b.beside = beside
	r := &Report{File: name, Sheets: len(b.sheets)}
	for _, c := range Checks() {
		v := &verdict{}
		c.run(b, v)
		r.Results = append(r.Results, v.result(c))
	}
	return r, nil
}

// verdict gathers what a check finds.
type verdict struct {
	findings []Finding
	found    int
	looked   int // places looked at; none means that the check does not apply
	note     string
	unsure   bool
}

// fail notes a place where the check fails.
func (v *verdict) fail(s *sheet, cell, format string, args ...any) {
	v.found++
	if len(v.findings) < mostFindings {
		f := Finding{Cell: cell, What: fmt.Sprintf(format, args...)}
		if s != nil {
			f.Sheet = s.name
		}
		v.findings = append(v.findings, f)
	}
}

// looks counts a place looked at.
func (v *verdict) looks() { v.looked++ }

// unsureOf says why no program can tell.
func (v *verdict) unsureOf(why string) { v.unsure, v.note = true, why }

func (v *verdict) result(c Check) Result {
	r := Result{Check: c, State: Pass, Findings: v.findings, Found: v.found, Note: v.note}
	switch {
	case v.found > 0:
		r.State = Fail
	case v.unsure:
		r.State = Undecided
	case v.looked == 0:
		r.State = NotApplicable
		if r.Note == "" {
			r.Note = "the workbook has nothing that this is about"
		}
	case c.Decided == InPart && r.Note == "":
		r.Note = "as far as a program can tell"
	}
	return r
}

// remember what a question about a text was answered: the same few texts fill most cells of a table.
func remember[A any](ask func(string) A) func(string) A {
	answers := map[string]A{}
	return func(text string) A {
		answer, known := answers[text]
		if !known {
			answer = ask(text)
			answers[text] = answer
		}
		return answer
	}
}

// Checks is the catalogue: 52 checks, by subject.
func Checks() []Check {
	return slices.Concat(tableChecks(), noteChecks(), shorthandChecks(), formatChecks(), structureChecks(), documentChecks())
}
