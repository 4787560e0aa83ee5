// Package schedule says when a job is due and runs due jobs one after another for as long as it is asked to.
//
// A schedule is five cron fields read as the wall clock of the project's zone (Europe/London unless the project says
// otherwise). The cron library is used for reading the fields and for stepping from one wall-clock time to the next;
// what a wall-clock time means on the two odd days of the year, what was missed while the machine was off, and what has
// run already, is settled here:
//
//   - a time in the hour that March leaves out means the first instant after it, once;
//   - a time in the hour that October has twice means its first pass, once;
//   - of the times missed while nothing ran, the latest is caught up, once, unless the job says never;
//   - a due time that was answered is never answered again, whatever restarts.
//
// The package is pure Go over a clock that tests replace. It knows nothing of warehouses, ledgers or files: the caller
// says what was answered last and what running means. It promises nothing about how late a job starts: one job runs at
// a time, and a job that falls due meanwhile waits.
package schedule
