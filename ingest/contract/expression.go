package contract

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanSQL reads a SQL expression only as far as is needed to know which source columns it reads: the names in double
// quotes, each once, in order. It refuses what can never be one expression: an open quote or bracket, a semicolon.
// Whether the rest is SQL is the warehouse's to say.
func scanSQL(expr string) (names []string, err error) {
	depth := 0
	for i := 0; i < len(expr); i++ {
		switch c := expr[i]; {
		case c == '\'' || c == '"':
			text, length, closed := quoted(expr[i:], c)
			if !closed {
				return nil, errors.New("a quote is not closed")
			}
			if c == '"' && !slices.Contains(names, text) {
				names = append(names, text)
			}
			i += length - 1
		case strings.HasPrefix(expr[i:], "--"), strings.HasPrefix(expr[i:], "/*"):
			return nil, errors.New("comments go in the YAML, not in the SQL")
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return nil, errors.New("a bracket is closed that was not opened")
			}
		case c == ';':
			return nil, errors.New("a semicolon ends a statement, and this is one expression")
		}
	}
	if depth > 0 {
		return nil, errors.New("a bracket is not closed")
	}
	return names, nil
}

// ColumnsOf are the source columns that a SQL expression of a contract reads.
func ColumnsOf(expr string) ([]string, error) { return scanSQL(expr) }

// quoted reads a quoted text at the start of s: its content (a doubled quote is one), its length with the quotes.
func quoted(s string, quote byte) (text string, length int, closed bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != quote {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == quote {
			b.WriteByte(quote)
			i++
			continue
		}
		return b.String(), i + 1, true
	}
	return "", 0, false
}

// sql notes a fault when the entry's text cannot be one SQL expression.
func (r *reader) sql(e entry, what string) {
	text, ok := scalar(e.value)
	if !ok {
		return
	}
	if _, err := scanSQL(text); err != nil {
		r.fail(position(e.value), codeSQL, "%s cannot be one SQL expression: %v", what, err).Try =
			`column names stand in "double quotes", texts in 'single quotes'`
	}
}

// sqlWords are the bare words of an expression, outside quotes: names of fields and functions, and key words.
func sqlWords(expr string) []string {
	var words []string
	for rest := expr; rest != ""; {
		if rest[0] == '\'' || rest[0] == '"' {
			_, length, closed := quoted(rest, rest[0])
			if !closed {
				return words
			}
			rest = rest[length:]
			continue
		}
		end := strings.IndexFunc(rest, func(c rune) bool { return c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c) })
		switch {
		case end < 0:
			return append(words, rest)
		case end == 0:
			_, size := utf8.DecodeRuneInString(rest)
			rest = rest[size:]
		default:
			words = append(words, rest[:end])
			rest = rest[end:]
		}
	}
	return words
}
