// Package ingest is the room in which a supplier's file becomes rows of raw.
//
// One file is one transaction: read once as text, typed, coded and checked by one generated statement a kind, then
// compared with what is known and written as versions. Every row ends in exactly one place (accepted, unchanged, rejected,
// held), and the ledger says which. Identifiers are replaced by keyed hashes inside that statement: their plain text is
// never kept in a table.
//
// The package may touch the schemas raw, held, staging and ledger, and nothing above them.
package ingest
