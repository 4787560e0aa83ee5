// Package stats has the intervals that stand beside every rate: Wilson for proportions; exact, then Byar, for rates.
//
// It is arithmetic only: no database, no files. The macros of sql/schema/30_statistics.sql are the same formulas in SQL,
// and the tests of package marts hold the two to each other and both to R's values.
package stats
