package cli

import (
	"regexp"
	"strings"
)

// oneStatement tells whether the text is one SQL statement: nothing but space and comments stands after its first
// semicolon. The engine would run them all and answer with the last.
func oneStatement(sql string) bool {
	_, rest, _ := strings.Cut(blankQuoted(sql), ";")
	return strings.Trim(rest, "; \t\r\n") == ""
}

// blankQuoted takes out whatever in SQL can hold a semicolon that ends nothing: texts, quoted names, comments.
func blankQuoted(sql string) string {
	quoted := regexp.MustCompile(`(?s)'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$.*?\$\$|--[^\n]*|/\*.*?\*/`)
	return quoted.ReplaceAllString(sql, " ")
}
