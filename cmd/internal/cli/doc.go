// Package cli is the program's outside: its verbs, one file each, and how what they find is shown.
//
// A verb reads its flags, asks package pipeline for the work, and shows the answer: the product on standard output (as
// text, JSON or CSV), everything said to the person at the keyboard on standard error. The package decides nothing about
// data: no SQL of substance, no file of a supplier is read here. The shapes of the JSON are types of this package (in
// view.go), so that they stay as they are when the packages below change.
//
// Main is the whole program but for os.Exit, so that tests can run it.
package cli
