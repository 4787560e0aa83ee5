package transform

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"throughcare/sql/warehouse"
)

var (
	checkCall = regexp.MustCompile(`^([a-z_]+)\(([^()]*)\)\s*`)
	codeList  = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
	bound     = regexp.MustCompile(`^(-?\d+(\.\d+)?|\d{4}-\d{2}-\d{2})$`)
	target    = regexp.MustCompile(`^core\.([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)$`)
)

// parseChecks reads one header line of checks: calls beside each other, such as "not_null(a) between(b, 0, 3)".
func parseChecks(m Model, e entry, severity Severity) ([]Check, error) {
	var checks []Check
	for rest := e.text; rest != ""; {
		call := checkCall.FindStringSubmatch(rest)
		if call == nil {
			return nil, fmt.Errorf("%s:%d: not a check: %q", m.File, e.line, rest)
		}
		rest = rest[len(call[0]):]
		args := strings.Split(call[2], ",")
		for i := range args {
			args[i] = strings.TrimSpace(args[i])
		}
		check, err := newCheck(m, call[1], args)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", m.File, e.line, err)
		}
		check.Name = call[1] + "(" + strings.Join(args, ", ") + ")"
		check.Severity, check.File, check.Line = severity, m.File, e.line
		if slices.ContainsFunc(m.Checks, func(c Check) bool { return c.Name == check.Name }) {
			return nil, fmt.Errorf("%s:%d: %s stands twice", m.File, e.line, check.Name)
		}
		checks = append(checks, check)
	}
	return checks, nil
}

// newCheck makes the select of one check. A blank passes every check but not_null: whether a field may be blank is a
// matter of its own.
func newCheck(m Model, kind string, args []string) (Check, error) {
	if !plainName.MatchString(args[0]) {
		return Check{}, fmt.Errorf("%s needs the name of a column first", kind)
	}
	count := map[string]int{"not_null": 1, "accepted": 2, "accepted_each": 2, "references": 2, "between": 3}
	if want, known := count[kind]; !known {
		return Check{}, fmt.Errorf("no check %q; the nearest name is %q", kind,
			nearest(kind, []string{"not_null", "accepted", "accepted_each", "references", "between"}))
	} else if want != len(args) {
		return Check{}, fmt.Errorf("%s takes %d arguments, not %d", kind, want, len(args))
	}
	column, rows := warehouse.Ident(args[0]), rowsOf(m)
	switch kind {
	case "accepted", "accepted_each":
		return listCheck(kind, rows, args)
	case "references":
		return referenceCheck(rows, args)
	case "between":
		if !bound.MatchString(args[1]) || !bound.MatchString(args[2]) {
			return Check{}, fmt.Errorf("between takes two numbers or two dates")
		}
		return Check{
			Says: fmt.Sprintf("%s lies between %s and %s", args[0], args[1], args[2]),
			SQL: fmt.Sprintf("%s where %s not between %s and %s", rows, column,
				warehouse.Literal(args[1]), warehouse.Literal(args[2])),
		}, nil
	default:
		return Check{
			Says: args[0] + " is never blank",
			SQL:  fmt.Sprintf("%s where %s is null", rows, column),
		}, nil
	}
}

// rowsOf counts the rows of a model; conditions follow.
func rowsOf(m Model) string {
	return fmt.Sprintf("select count(*)::bigint from %s.%s as checked", warehouse.Ident(Schema), warehouse.Ident(m.Name))
}

func listCheck(kind, rows string, args []string) (Check, error) {
	column, list := warehouse.Ident(args[0]), args[1]
	if !codeList.MatchString(list) {
		return Check{}, fmt.Errorf("%q is not the name of a code list", list)
	}
	codes := "from ref.codes where list = " + warehouse.Literal(list)
	c := Check{Says: fmt.Sprintf("%s is a code of the list %s", args[0], list), List: list}
	c.SQL = fmt.Sprintf("%s where %s not in (select code %s)", rows, column, codes)
	if kind == "accepted_each" {
		c.Says = fmt.Sprintf("every value of %s is a code of the list %s", args[0], list)
		c.SQL = fmt.Sprintf("%s where not list_has_all((select list(code) %s), %s)", rows, codes, column)
	}
	return c, nil
}

func referenceCheck(rows string, args []string) (Check, error) {
	to := target.FindStringSubmatch(args[1])
	if to == nil {
		return Check{}, fmt.Errorf("%q is not core.<model>.<column>", args[1])
	}
	column := warehouse.Ident(args[0])
	other := fmt.Sprintf("%s.%s as known where known.%s = checked.%s",
		warehouse.Ident(Schema), warehouse.Ident(to[1]), warehouse.Ident(to[2]), column)
	return Check{
		Says: fmt.Sprintf("%s, where given, is in %s.%s", args[0], Schema, to[1]),
		SQL:  fmt.Sprintf("%s where %s is not null and not exists (select 1 from %s)", rows, column, other),
	}, nil
}

// keyCheck counts the rows whose key is blank or shared with another row. Blanks in an optional column are equal.
func keyCheck(m Model, line int) Check {
	wrong := []string{"count(*) > 1"}
	for _, column := range m.Key {
		if !slices.Contains(m.OptionalKey, column) {
			wrong = append(wrong, warehouse.Ident(column)+" is null")
		}
	}
	return Check{
		Name:     "key",
		Says:     strings.Join(m.Key, ", ") + ": given on every row, and of one row only",
		Severity: Stop,
		SQL: fmt.Sprintf("select coalesce(sum(n), 0)::bigint from (select count(*) as n from %s.%s group by %s having %s)",
			warehouse.Ident(Schema), warehouse.Ident(m.Name), strings.Join(quoteAll(m.Key), ", "), strings.Join(wrong, " or ")),
		File: m.File,
		Line: line,
	}
}
