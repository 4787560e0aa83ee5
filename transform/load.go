package transform

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"throughcare/sql/warehouse"
)

var (
	headerLine = regexp.MustCompile(`^-- ([a-z]+): *(.*)$`)
	plainName  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// Load reads the models of core/*.sql and the checks of checks/core_*.sql, in the order of their names. It is strict: a
// header that is not understood is an error that names file and line. Order puts the models into the order of building.
func Load(files fs.FS) ([]Model, error) {
	names, err := fs.Glob(files, "core/*.sql")
	if err != nil {
		return nil, err
	}
	models := make([]Model, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		model, err := parseModel(name, string(text))
		if err != nil {
			return nil, err
		}
		models = append(models, model)
	}
	if len(models) == 0 {
		return nil, fmt.Errorf("no models in core/*.sql")
	}
	return models, loadChecks(files, models)
}

// entry is one line of a header.
type entry struct {
	word, text string
	line       int
}

// readHeader takes the comment lines at the top of a file. They are the header, all of them: comments that are for people
// stand below a blank line.
func readHeader(file, text string, allowed ...string) ([]entry, error) {
	var entries []entry
	header := true
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \r")
		header = header && strings.HasPrefix(line, "--")
		found := headerLine.FindStringSubmatch(line)
		known := found != nil && slices.Contains(allowed, found[1])
		switch {
		case header && known && found[2] == "":
			return nil, fmt.Errorf("%s:%d: %q says nothing", file, i+1, found[1])
		case header && known:
			entries = append(entries, entry{found[1], found[2], i + 1})
		case header:
			return nil, fmt.Errorf("%s:%d: not a line of the header: it has %s, and other comments go below a blank line",
				file, i+1, strings.Join(allowed, ", "))
		case known:
			return nil, fmt.Errorf("%s:%d: %q stands below the header, where it has no effect", file, i+1, found[1])
		}
	}
	return entries, nil
}

// single returns the one entry that a header must have under a word.
func single(file string, entries []entry, word string) (entry, error) {
	var found []entry
	for _, e := range entries {
		if e.word == word {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 0:
		return entry{}, fmt.Errorf("%s:1: the header has no %q", file, word)
	case 1:
		return found[0], nil
	default:
		return entry{}, fmt.Errorf("%s:%d: a second %q", file, found[1].line, word)
	}
}

func baseName(file string) string { return strings.TrimSuffix(path.Base(file), ".sql") }

func parseModel(file, text string) (Model, error) {
	m := Model{Name: baseName(file), File: file, SQL: text}
	if !plainName.MatchString(m.Name) || m.Name == checkTable {
		return m, fmt.Errorf("%s:1: %q cannot be the name of a model", file, m.Name)
	}
	entries, err := readHeader(file, text, "row", "key", "checks", "warns")
	if err != nil {
		return m, err
	}
	row, err := single(file, entries, "row")
	if err != nil {
		return m, err
	}
	m.Row = row.text
	if err := m.parseKey(entries); err != nil {
		return m, err
	}
	for _, e := range entries {
		severity := Stop
		switch e.word {
		case "warns":
			severity = Warn
		case "checks":
		default:
			continue
		}
		checks, err := parseChecks(m, e, severity)
		if err != nil {
			return m, err
		}
		m.Checks = append(m.Checks, checks...)
	}
	return m, nil
}

func (m *Model) parseKey(entries []entry) error {
	key, err := single(m.File, entries, "key")
	if err != nil {
		return err
	}
	for column := range strings.SplitSeq(key.text, ",") {
		column, optional := strings.CutSuffix(strings.TrimSpace(column), "?")
		if !plainName.MatchString(column) {
			return fmt.Errorf("%s:%d: %q is not the name of a column", m.File, key.line, column)
		}
		m.Key = append(m.Key, column)
		if optional {
			m.OptionalKey = append(m.OptionalKey, column)
		}
	}
	m.Checks = append(m.Checks, keyCheck(*m, key.line))
	return nil
}

// loadChecks reads the selects that look across models and gives each to the model that its header names.
func loadChecks(files fs.FS, models []Model) error {
	names, err := fs.Glob(files, "checks/core_*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		owner, check, err := parseCheckFile(name, string(text))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(models, func(m Model) bool { return m.Name == owner.text })
		if i < 0 {
			return fmt.Errorf("%s:%d: no model %q; the nearest name is %q",
				name, owner.line, owner.text, nearest(owner.text, modelNames(models)))
		}
		models[i].Checks = append(models[i].Checks, check)
	}
	return nil
}

func parseCheckFile(file, text string) (owner entry, check Check, err error) {
	entries, err := readHeader(file, text, "check", "severity", "model")
	if err != nil {
		return owner, check, err
	}
	says, err := single(file, entries, "check")
	if err != nil {
		return owner, check, err
	}
	severity, err := single(file, entries, "severity")
	if err != nil {
		return owner, check, err
	}
	if s := Severity(severity.text); s != Stop && s != Warn {
		return owner, check, fmt.Errorf("%s:%d: a severity is %q or %q", file, severity.line, Stop, Warn)
	}
	owner, err = single(file, entries, "model")
	return owner, Check{
		Name:     strings.TrimPrefix(baseName(file), "core_"),
		Says:     says.text,
		Severity: Severity(severity.text),
		SQL:      "select count(*)::bigint from (\n" + text + "\n)",
		File:     file,
		Line:     says.line,
	}, err
}

func modelNames(models []Model) []string {
	names := make([]string, len(models))
	for i, m := range models {
		names[i] = m.Name
	}
	return names
}

// quoteAll quotes names of columns.
func quoteAll(columns []string) []string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = warehouse.Ident(c)
	}
	return quoted
}
