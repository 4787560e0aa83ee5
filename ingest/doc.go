// Package ingest is the room in which a supplier's file becomes rows of raw.
//
// One file is one transaction: read once as text, typed, coded and checked by one generated statement a kind, then
// compared with what is known and written as versions. Every row ends in exactly one place (accepted, unchanged, rejected,
// held), and the ledger says which. A reference that is a column of its own is replaced by its keyed hash at the door,
// before the database sees the row; one that a contract computes from columns is hashed in that statement. No plain
// reference is kept in a table that outlives the transaction.
//
// The package may touch the schemas raw, held, staging and ledger, and nothing above them.
package ingest
