// Package pipeline is one run from inbox to out: it puts the rooms in order, keeps the ledger of runs and steps, and turns
// what happened into a result. It decides nothing about rows, figures or reports.
package pipeline
