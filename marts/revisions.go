package marts

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// beside are the tables of a release that stand beside its figures: release.<name> is made by sql/marts/release/<name>.sql in the
// temporary table release_<name>, from the protected figures and mart.published.
func beside() []string {
	return []string{"curve_times", "published", "published_revisions", "revisions"}
}

func besideTables() []string {
	names := beside()
	for i, name := range names {
		names[i] = "release_" + name
	}
	return names
}

// revise makes the tables of what the editions of published series say otherwise, and of what the release before showed otherwise.
func revise(ctx context.Context, tx *warehouse.Tx, r Release) error {
	earlier, err := releaseBefore(ctx, tx, r)
	if err != nil {
		return err
	}
	settings := fmt.Sprintf("set variable earlier_release = %s; set variable release_as_at = date %s; set variable release_program = %s; set variable release_clock = %s; set variable release_suppliers = %s",
		warehouse.Literal(earlier), warehouse.Literal(r.AsAt.Format(time.DateOnly)), warehouse.Literal(r.Program), warehouse.Literal(r.ConferenceClock),
		warehouse.Literal(r.SuppliersDue.String()))
	if _, err := tx.Exec(ctx, settings); err != nil {
		return err
	}
	for _, name := range []string{"published_revisions", "revisions"} {
		if err := makeBeside(ctx, tx, name); err != nil {
			return err
		}
	}
	return nil
}

func makeBeside(ctx context.Context, tx *warehouse.Tx, name string) error {
	text, err := fs.ReadFile(sqlfiles.FS, "marts/release/"+name+".sql")
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, string(text)); err != nil {
		return fmt.Errorf("sql/marts/release/%s.sql: %w", name, err)
	}
	return nil
}

// releaseBefore is the id of the release that the new one revises: the newest of an earlier as-at date, or of the same with a
// lower number; blank where there is none.
func releaseBefore(ctx context.Context, tx *warehouse.Tx, r Release) (string, error) {
	found, err := selectReleases(ctx, tx, "where (as_at, number) < (?::date, ?::integer) order by as_at desc, number desc limit 1",
		r.AsAt.Format(time.DateOnly), r.Number)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0].ID, nil
}

// Revision is how many figures a release shows otherwise than the one before, for one reason.
type Revision struct {
	Earlier string // the release before
	Why     string // see release.revisions
	Reason  string // in words
	Figures int64
}

// Revisions counts what a release shows otherwise than the one before, the most frequent reason first. Nothing where there is no
// release before it, or nothing has changed.
func Revisions(ctx context.Context, tx *warehouse.Tx, id string) (list []Revision, err error) {
	var kept bool
	if err := tx.QueryRow(ctx, `select count(*) > 0 from duckdb_tables() where schema_name = 'release' and table_name = 'revisions'`).
		Scan(&kept); err != nil || !kept {
		return nil, err // a warehouse that no run of this version has brought up to date yet
	}
	rows, err := tx.Query(ctx, `select earlier, why, case when count(distinct reason) = 1 then any_value(reason) else
  case why when 'CORRECTED' then 'corrected or late files' when 'NEW_EXTRACT' then 'later extracts'
    when 'DEFINITION' then 'definitions that have changed' else 'held back, or not any more' end end, count(*)
from release.revisions
where release = ?
group by earlier, why
order by count(*) desc, why`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	for rows.Next() {
		var r Revision
		if err := rows.Scan(&r.Earlier, &r.Why, &r.Reason, &r.Figures); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}
