package marts

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Finding is a check that gave rows: each row is one failure.
type Finding struct {
	Check string // the file's name without .sql
	Says  string // what must hold
	Stops bool   // a release is not made
	Rows  int64
}

// Check runs sql/checks/mart_*.sql. It returns the findings that only warn, and a fault (Policy, M010) that names the first
// that stops.
func Check(ctx context.Context, tx *warehouse.Tx, files fs.FS) ([]Finding, error) {
	names, err := fs.Glob(files, "checks/mart_*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var warnings, stops []Finding
	for _, name := range names {
		found, err := runCheck(ctx, tx, files, name)
		if err != nil {
			return warnings, fmt.Errorf("sql/%s: %w", name, err)
		}
		switch {
		case found.Rows == 0:
		case found.Stops:
			stops = append(stops, found)
		default:
			warnings = append(warnings, found)
		}
	}
	if len(stops) == 0 {
		return warnings, nil
	}
	first := stops[0]
	f := fault.New(fault.Policy, "M010", "%d of the figures' checks failed; the first: %s (%d rows)", len(stops), first.Says, first.Rows)
	f.Source = "sql/checks/" + first.Check + ".sql"
	f.Rule = "a check that stops must give no row"
	f.Effect = "the figures were not kept; the last release stands"
	f.Try = "run the check's select on the warehouse, mend the records it points at, and run again"
	return warnings, f
}

func runCheck(ctx context.Context, tx *warehouse.Tx, files fs.FS, name string) (Finding, error) {
	found := Finding{Check: strings.TrimSuffix(path.Base(name), ".sql")}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return found, err
	}
	severity := ""
	for line := range strings.Lines(string(text)) {
		if says, ok := strings.CutPrefix(line, "-- check:"); ok {
			found.Says = strings.TrimSpace(says)
		}
		if s, ok := strings.CutPrefix(line, "-- severity:"); ok {
			severity = strings.TrimSpace(s)
		}
	}
	if found.Says == "" || (severity != "stop" && severity != "warn") {
		return found, fmt.Errorf("the header needs a check in words, and a severity: stop or warn")
	}
	found.Stops = severity == "stop"
	err = tx.QueryRow(ctx, "select count(*) from (\n"+string(text)+"\n) as failures").Scan(&found.Rows)
	return found, err
}
