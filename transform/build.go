package transform

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Progress is told of each model that has been built. It may be nil.
type Progress func(model string, done, of int)

// Report is what a build did.
type Report struct {
	Models []Built  // in the order of building, with DependsOn filled
	Checks []Result // in the order of the models
}

// Built is one model made.
type Built struct {
	Model Model
	Rows  int64
	Took  time.Duration
}

// Result is what came of one check. Failed is a number of rows.
type Result struct {
	Model    string
	Check    string
	Says     string
	Severity Severity
	Failed   int64
	OK       bool
}

// Warnings are the checks that failed and do not stop.
func (r Report) Warnings() []Result {
	return slices.DeleteFunc(slices.Clone(r.Checks), func(c Result) bool { return c.OK || c.Severity != Warn })
}

// Build makes every model anew in the given transaction, as at the date of the transaction, then runs all checks and keeps
// their results in core.checks. A failed stop check is a *fault.Fault of kind Policy, with the whole report beside it; the
// caller then rolls back, so that core and its table of checks stay as they were.
func Build(ctx context.Context, tx *warehouse.Tx, models []Model, progress Progress) (Report, error) {
	var report Report
	ordered, err := Order(ctx, tx, models)
	if err != nil {
		return report, err
	}
	if err := knownLists(ctx, tx, ordered); err != nil {
		return report, err
	}
	for i, m := range ordered {
		built, err := buildModel(ctx, tx, m)
		if err != nil {
			return report, fmt.Errorf("%s: %w", m.File, err)
		}
		report.Models = append(report.Models, built)
		if progress != nil {
			progress(m.Name, i+1, len(ordered))
		}
	}
	for _, m := range ordered {
		for _, c := range m.Checks {
			result, err := runCheck(ctx, tx, m, c)
			if err != nil {
				return report, fmt.Errorf("%s:%d: %w", c.File, c.Line, err)
			}
			report.Checks = append(report.Checks, result)
		}
	}
	if err := keepResults(ctx, tx, report.Checks); err != nil {
		return report, fmt.Errorf("keep the results of checks: %w", err)
	}
	return report, stopped(ordered, report.Checks)
}

func buildModel(ctx context.Context, tx *warehouse.Tx, m Model) (Built, error) {
	begin := time.Now()
	table := warehouse.Ident(Schema) + "." + warehouse.Ident(m.Name)
	if _, err := tx.Exec(ctx, "create or replace table "+table+" as\n"+m.SQL); err != nil {
		return Built{}, err
	}
	built := Built{Model: m}
	err := tx.QueryRow(ctx, "select count(*) from "+table).Scan(&built.Rows)
	built.Took = time.Since(begin)
	return built, err
}

func runCheck(ctx context.Context, tx *warehouse.Tx, m Model, c Check) (Result, error) {
	result := Result{Model: m.Name, Check: c.Name, Says: c.Says, Severity: c.Severity}
	rows, err := tx.Query(ctx, c.SQL)
	if err != nil {
		return result, err
	}
	defer rows.Close() //nolint:errcheck // one row, read below
	for rows.Next() {
		if err := rows.Scan(&result.Failed); err != nil {
			return result, err
		}
	}
	result.OK = result.Failed == 0
	return result, rows.Err()
}

// knownLists holds that every code list that a check needs has codes: against an empty list every value would fail.
func knownLists(ctx context.Context, tx *warehouse.Tx, models []Model) error {
	rows, err := tx.Query(ctx, "select distinct list from ref.codes order by list")
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end, or the error below
	var lists []string
	for rows.Next() {
		var list string
		if err := rows.Scan(&list); err != nil {
			return err
		}
		lists = append(lists, list)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, m := range models {
		for _, c := range m.Checks {
			if c.List != "" && !slices.Contains(lists, c.List) {
				return fmt.Errorf("%s:%d: no code list %q in ref.codes; the nearest name is %q",
					c.File, c.Line, c.List, nearest(c.List, lists))
			}
		}
	}
	return nil
}

func keepResults(ctx context.Context, tx *warehouse.Tx, results []Result) error {
	const table = `create or replace table core.checks (
		model varchar not null,
		"check" varchar not null,
		severity varchar not null,
		failed bigint not null,
		ok boolean not null,
		says varchar not null
	)`
	if _, err := tx.Exec(ctx, table); err != nil {
		return err
	}
	if len(results) == 0 {
		return nil
	}
	values := make([]any, len(results))
	for i, r := range results {
		values[i] = []any{r.Model, r.Check, string(r.Severity), strconv.FormatInt(r.Failed, 10), strconv.FormatBool(r.OK), r.Says}
	}
	_, err := tx.Exec(ctx, `
		insert into core.checks
		select v[1], v[2], v[3], v[4]::bigint, v[5]::boolean, v[6]
		from (select unnest(?::varchar[][]) as v)`, values)
	return err
}

// stopped is the fault of the checks that stop a build, or nil. It names models, checks and numbers of rows, never values.
func stopped(models []Model, results []Result) error {
	var failed []Result
	for _, r := range results {
		if !r.OK && r.Severity == Stop {
			failed = append(failed, r)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	var said []string
	for _, r := range failed {
		said = append(said, fmt.Sprintf("%s.%s: %s: %d %s", Schema, r.Model, r.Check, r.Failed, plural(r.Failed)))
	}
	code, what := "T001", "a check of the model failed"
	if failed[0].Check == "key" {
		code, what = "T002", "rows of a model do not have a key of their own"
	}
	f := fault.New(fault.Policy, code, "%s: %s", what, strings.Join(said, "; "))
	first := failed[0]
	f.Rule = fmt.Sprintf("%s: %s", ruleOf(models, first), first.Says)
	f.Effect = "the last release stands"
	f.Try = "throughcare runs list and throughcare status, to see which files came in last: one of them is at odds with the others"
	return f
}

func ruleOf(models []Model, r Result) string {
	for _, m := range models {
		for _, c := range m.Checks {
			if m.Name == r.Model && c.Name == r.Check {
				return fmt.Sprintf("sql/%s:%d", c.File, c.Line)
			}
		}
	}
	return Schema + "." + r.Model
}

func plural(n int64) string {
	if n == 1 {
		return "row"
	}
	return "rows"
}
