package disclosure

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	sqlfiles "throughcare/sql"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Table is the temporary table that Protect makes: the rows and columns of mart.figures, as they may be seen.
const Table = "protected_figures"

// Options of the control.
type Options struct {
	Threshold int       // the smallest count that may be shown, beside 0; at least 2
	AsAt      time.Time // the as-at date of the figures: a stock of the period in progress is of this day
}

// Result says how many things were held back. One thing is the counts, the rate or the distribution of one cell.
type Result struct {
	Primary    int64 // by the first rule, or since the event is rare
	Secondary  int64 // so that the first cannot be worked out
	Suppressed int64 // figures with the marker [c]
	Rounds     int   // of the second rule
}

// roundLimit stops a loop that cannot happen: each round holds back at least one thing more.
const roundLimit = 1000

// Protect makes the table of protected figures from mart.figures, in temporary tables that it settles: the caller has written
// nothing yet. It returns a fault (Policy, M021)
// where the audit still finds a figure that must not be seen.
func Protect(ctx context.Context, tx *warehouse.Tx, o Options) (Result, error) {
	var result Result
	if o.Threshold < 2 {
		return result, fault.New(fault.Usage, "M020", "the threshold for small numbers is %d; it must be 2 or more", o.Threshold)
	}
	settings := fmt.Sprintf("set variable sdc_threshold = %d; set variable sdc_as_at = date %s",
		o.Threshold, warehouse.Literal(o.AsAt.Format(time.DateOnly)))
	if _, err := tx.Exec(ctx, settings); err != nil {
		return result, err
	}
	for _, name := range []string{"1_cells", "2_sums", "3_rare", "4_units", "5_members"} {
		if _, err := run(ctx, tx, name); err != nil {
			return result, err
		}
		if err := tx.Settle(ctx); err != nil {
			return result, err
		}
	}
	var err error
	if result.Primary, err = count(ctx, tx, "select count(*) from sdc_units where suppressed"); err != nil {
		return result, err
	}
	if result.Rounds, err = hold(ctx, tx, int64(o.Threshold)); err != nil {
		return result, err
	}
	held, err := count(ctx, tx, "select count(*) from sdc_units where suppressed")
	if err != nil {
		return result, err
	}
	result.Secondary = held - result.Primary
	if _, err := run(ctx, tx, "8_protected"); err != nil {
		return result, err
	}
	if err := tx.Settle(ctx); err != nil {
		return result, err
	}
	if result.Suppressed, err = count(ctx, tx, "select count(*) from "+Table+" where marker = '[c]'"); err != nil {
		return result, err
	}
	for _, table := range []string{"sdc_cells", "sdc_sums", "sdc_rare", "sdc_units", "sdc_members"} {
		if _, err := tx.Exec(ctx, "drop table temp."+table); err != nil {
			return result, err
		}
	}
	return result, Audit(ctx, tx)
}

// hold applies the second rule: to the periods that every project has; then, where there are others, to those too, with the guard
// of what follows from periods that overlap, until neither holds back anything more. It returns the number of rounds.
func hold(ctx context.Context, tx *warehouse.Tx, threshold int64) (int, error) {
	if _, err := tx.Exec(ctx, "set variable sdc_own = false"); err != nil {
		return 0, err
	}
	round, err := complete(ctx, tx, 1)
	if err != nil {
		return round, err
	}
	own, err := count(ctx, tx, "select count(*) from sdc_units where own")
	if err != nil || own == 0 {
		return round, err
	}
	for first := true; ; first = false {
		guarded, err := guard(ctx, tx, threshold)
		if err != nil {
			return round, fmt.Errorf("periods that overlap: %w", err)
		}
		if first {
			// all that is held back of them has yet to be looked at
			const look = "set variable sdc_own = true; update sdc_units set changed_in = getvariable('sdc_round')::integer where own and suppressed"
			if _, err := tx.Exec(ctx, look); err != nil {
				return round, err
			}
		}
		before := round
		if round, err = complete(ctx, tx, round+1); err != nil {
			return round, err
		}
		if !first && guarded == 0 && round == before+1 {
			return round, nil
		}
	}
}

// complete applies the second rule until nothing more is held back, from a round on. It returns the last round, which changed nothing.
func complete(ctx context.Context, tx *warehouse.Tx, from int) (int, error) {
	for round := from; round <= roundLimit; round++ {
		if _, err := tx.Exec(ctx, fmt.Sprintf("set variable sdc_round = %d", round)); err != nil {
			return round, err
		}
		var changed int64
		for _, name := range []string{"6_link", "7_complete"} {
			rows, err := run(ctx, tx, name)
			if err != nil {
				return round, err
			}
			changed += rows
		}
		if changed == 0 {
			return round, nil
		}
	}
	return roundLimit, fmt.Errorf("small-number control did not come to an end in %d rounds", roundLimit)
}

// Audit reads the protected figures and returns a fault (Policy, M021) where one must not be seen.
func Audit(ctx context.Context, tx *warehouse.Tx) error {
	for _, name := range []string{"9_audit", "9_audit_periods"} {
		text, err := statement(name)
		if err != nil {
			return err
		}
		found, err := count(ctx, tx, "select count(*) from (\n"+text+"\n) as found")
		if err != nil {
			return fmt.Errorf("sql/marts/disclosure/%s.sql: %w", name, err)
		}
		if found > 0 {
			return auditFault(found, name)
		}
	}
	return nil
}

func auditFault(found int64, by string) error {
	f := fault.New(fault.Policy, "M021", "%d figures could be read or worked out though they are held back", found)
	f.Source = "sql/marts/disclosure/" + by + ".sql"
	f.Effect = "no release was made; the last release stands"
	f.Try = "raise the threshold, or take the measure or breakdown at fault out of the catalogue"
	return f
}

func statement(name string) (string, error) {
	text, err := fs.ReadFile(sqlfiles.FS, "marts/disclosure/"+name+".sql")
	return string(text), err
}

// run executes one of the rules and returns the number of rows that it changed.
func run(ctx context.Context, tx *warehouse.Tx, name string) (int64, error) {
	text, err := statement(name)
	if err != nil {
		return 0, err
	}
	rows, err := tx.Exec(ctx, text)
	if err != nil {
		return 0, fmt.Errorf("sql/marts/disclosure/%s.sql: %w", name, err)
	}
	return rows, nil
}

func count(ctx context.Context, tx *warehouse.Tx, query string) (n int64, err error) {
	err = tx.QueryRow(ctx, query).Scan(&n)
	return n, err
}
