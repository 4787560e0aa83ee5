package warehouse

import (
	"errors"
	"regexp"

	"github.com/duckdb/duckdb-go/v2"
)

// quoted finds what DuckDB's messages put between quotes: often a value of a row.
var quoted = regexp.MustCompile(`(?s)'[^']*'|"[^"]*"`)

// ScrubbedError is an error of DuckDB without the texts that it quoted. It keeps the kind of error, not the original.
type ScrubbedError struct {
	Type    duckdb.ErrorType
	Message string
}

func (e *ScrubbedError) Error() string { return e.Message }

// Scrub takes quoted texts out of errors that DuckDB raised while reading or casting data. Errors about statements
// (parser, binder, catalogue) name tables and columns, not data, and stay whole.
func Scrub(err error) error {
	var e *duckdb.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Type {
	case duckdb.ErrorTypeConversion, duckdb.ErrorTypeInvalidInput, duckdb.ErrorTypeOutOfRange,
		duckdb.ErrorTypeConstraint, duckdb.ErrorTypeMismatchType, duckdb.ErrorTypeInvalidType:
		return &ScrubbedError{Type: e.Type, Message: quoted.ReplaceAllString(e.Msg, "'...'")}
	default:
		return err
	}
}

// WrongStatement tells whether DuckDB could not understand a statement, or a function in it: no row was looked at.
func WrongStatement(err error) bool {
	var e *duckdb.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Type {
	case duckdb.ErrorTypeBinder, duckdb.ErrorTypeParser, duckdb.ErrorTypeCatalog, duckdb.ErrorTypeSyntax:
		return true
	default:
		return false
	}
}

// WrongValue tells whether a statement met a value that it could not compute with.
func WrongValue(err error) bool {
	var e *ScrubbedError
	return errors.As(err, &e) && e.Type != duckdb.ErrorTypeConstraint
}
