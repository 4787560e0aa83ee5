// Package sqlfiles holds every statement of substance and the reference data, embedded.
//
//	schema/     tables and macros of the warehouse, in the order of their names
//	reference/  code lists, calendars and rules, as CSV, each row with its source
//	core/       the model of throughcare, one select a file
//	marts/      measures: one fact select a file, and the catalogue; how figures are protected and compared
//	checks/     selects whose rows stop a release
//	rejects/    what is to be mended: rejected and held rows, refused files
package sqlfiles

import "embed"

// FS holds the files under the names of the folders above.
//
//go:embed schema reference core marts checks rejects
var FS embed.FS
