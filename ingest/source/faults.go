package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"throughcare/sql/fault"
)

// The codes of a refused file.
const (
	codeUnreadable = "S001"
	codeEmpty      = "S002"
	codeNotAsNamed = "S003"
	codeCutShort   = "S004"
	codeNoHeader   = "S005"
	codeDuplicate  = "S006"
	codeNoSheet    = "S007"
	codeEncrypted  = "S008"
	codeEncoding   = "S009"
	codeDelimiter  = "S010"
)

// Problem codes: why a row could not be read as it stands.
const (
	CellsMissing = "cells_missing" // fewer cells than the header
	CellsExtra   = "cells_extra"   // more cells than the header, so cells may have moved
	BadQuote     = "bad_quote"     // text after a closing quote; each physical line of the row is one problem row
	BadEncoding  = "bad_encoding"  // a wanted cell has bytes that are no text in the file's encoding
	BadJSON      = "bad_json"      // the line is not one JSON object with each key once
	CellError    = "cell_error"    // a wanted cell has an Excel error such as #N/A
	HeaderAgain  = "header_again"  // the row repeats the header or comes after one that does: tables were pasted together
)

// fault makes a Policy fault about the file; nothing of the file was used.
func (f *File) fault(code, what, try string) *fault.Fault {
	e := fault.New(fault.Policy, code, "%s", what)
	e.Source = f.name()
	if f.book != nil && f.book.sheet != "" {
		e.Source = fmt.Sprintf("%s, sheet %q", f.name(), f.book.sheet)
	}
	e.Effect = "Nothing was read from the file."
	e.Try = try
	return e
}

// cause puts the underlying error into a fault.
func cause(e *fault.Fault, err error) *fault.Fault {
	e.Err = err
	return e
}

func (f *File) unreadable(err error) error {
	what, try := "the file cannot be read", "Copy the file again from where it came from, and check that it opens."
	switch {
	case errors.Is(err, fs.ErrNotExist):
		what, try = "the file is not there", "Check the name and the folder."
	case errors.Is(err, fs.ErrPermission):
		what, try = "the file may not be read by this account", "Ask for read permission, or close the file where it is open."
	}
	return cause(f.fault(codeUnreadable, what, try), err)
}

func (f *File) empty() error {
	return f.fault(codeEmpty, "the file is empty", "Ask the supplier to send it again. A delivery without records still has its header row.")
}

func (f *File) cutShort(what string) *fault.Fault {
	return f.fault(codeCutShort, what, "The file looks half-written. Wait until it is complete, or ask the supplier to save and send it again.")
}

func (f *File) tooLong(line int64) error {
	return f.fault(codeNotAsNamed, fmt.Sprintf("line %d is longer than any record can be", line),
		"Check that the file has one record a line.")
}

// guard runs step and turns a panic of a library on a damaged file into a fault.
func (f *File) guard(step func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = f.fault(codeUnreadable, "the file is damaged: its inside does not fit together",
				"Copy the file again from where it came from, or ask the supplier to save and send it again.")
		}
	}()
	return step()
}

// readFault makes a fault of an error while reading, unless it is one already or the caller stopped.
func (f *File) readFault(err error) error {
	if err == nil || fault.As(err) != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return f.unreadable(err)
}
