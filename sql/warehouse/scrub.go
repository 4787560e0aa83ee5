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
