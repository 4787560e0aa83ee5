// Package sample is the made-up caseload of `throughcare demo`: it simulates
// people, custody, support, licences and what came of them over three and a
// half years, and writes what ten suppliers would have sent, each in a layout
// of its own, with the contracts that read them.
//
// Nobody in it exists. References are invented, names are put together from
// syllables, and rates are only of the size that the published record gives
// (the project's notes on the domain). It is deterministic: the same options
// give the same bytes. It touches nothing but the folder it is given, and links
// no database.
package sample
