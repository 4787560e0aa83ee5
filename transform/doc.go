// Package transform turns staging into the model of throughcare: the tables of the schema core.
//
// Each model is one select in sql/core, with a header that says what one row is, its key and its checks. The order of the
// models comes from what DuckDB's own parser says each one reads. Build makes every table anew inside the caller's
// transaction, as at the date that the caller has set, and then runs the checks: those of the headers and the selects
// sql/checks/core_*.sql. A check that stops the build leaves the last release as it is, since the caller rolls back.
//
// The package reads staging, core and ref, and writes core. It knows nothing of suppliers, contracts, measures or reports.
package transform
