// Package conformance checks a workbook against the published advice for accessible statistics in spreadsheets: the Government
// Analysis Function's checklist, its guidance on shorthand, and what the packages aftables and gptables check.
//
// It reads any XLSX file, part by part, as it is stored, for much of what is advised cannot be seen through a library that
// writes workbooks: whether a table has a filter, whether a pane is frozen, which style a cell has. It names sheets and cells
// and never says what stands in them. What a program cannot decide it says it cannot decide.
//
// It knows no database, no release and no writer of workbooks.
package conformance
