package sample

import "embed"

//go:embed contracts/*.yaml
var contractFiles embed.FS

// Examples are contracts that bring in public data that nobody on the project
// wrote, with no code: examples/hmis reads the tables of an HMIS CSV export (a
// caseload system of the United States), examples/published the workbook of the
// Scottish Prison Population Statistics, examples/rossi and examples/cohorts
// the people of published follow-up studies.
//
//go:embed examples
var Examples embed.FS
