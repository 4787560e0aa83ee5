// Package statbook writes a workbook of statistical tables that meets the Government Analysis Function's advice: cover,
// contents, notes, then one marked-up table a sheet from column A, with no filter, frozen pane, merged cell, colour or chart,
// the shorthand of each table explained above it, numbers as numbers.
//
// Package conformance checks what it writes; package reports makes the tables, and writes nothing that fails an essential
// check. Sheets are streamed, for there are many and some are long. The same book gives the same bytes.
package statbook
