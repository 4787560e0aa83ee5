// Package marts turns the core tables into figures, and the figures into releases.
//
// A measure is two files of sql/marts: <id>.yaml says what it is, <id>.sql is one select of facts at the grain of the unit
// that is counted. Build expands every measure over periods, places and breakdowns into mart.figures; the checks of
// sql/checks/mart_*.sql must then hold. MakeRelease copies the figures, through small-number control, into release.figures
// under a number that never changes, with what can be said of them: which places differ (funnel plots), and which months
// (control charts). Reports read only a release.
//
// # What a fact select gives
//
//	record_key       the unit counted; records are the distinct keys
//	person_key       the pseudonym; people are counted anew for every cell, never summed
//	on_date          the day that decides the period (activity, cohort)
//	from_date, to_date   open from the first until the day before the second (stock)
//	establishment, authority, service   codes; null is shown as "not recorded"
//	met              for rates: true, false, or null where it is not in the denominator
//	amount           for medians and quartiles; null is left out
//	exposure_days    for rates per 100 years: whole days at risk; met is true on the events
//	and a column for every breakdown
//
// The package reads core.*, ref.* and ledger.loads, and writes only mart.* and release.*.
package marts
