// Package stats has the arithmetic that stands beside the figures: intervals of proportions (Wilson) and of rates (exact, then
// Byar), survival and competing risks with late entry (Kaplan-Meier, Aalen-Johansen, log-rank), funnel limits with and without
// overdispersion, and process charts with their special-cause rules.
//
// It is arithmetic only: no database, no files, no words for readers. Functions take slices with one element a person, an area
// or a month and return structs of slices; a person costs the time of a sort. What is not known is NaN, never 0. An error says
// what is wrong with the input, without a value of it.
//
// The macros of sql/schema/30_statistics.sql are the same intervals in SQL, and the tests of package marts hold the two to each
// other and both to R's values. The tests here hold the rest to R's package survival, to NHSRplotthedots and to Public Health
// England's test data.
package stats
