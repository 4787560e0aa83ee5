package marts

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// List gives every release, the newest as-at date and number first.
func List(ctx context.Context, tx *warehouse.Tx) ([]Release, error) {
	return selectReleases(ctx, tx, "order by as_at desc, number desc")
}

// Show gives one release by its id; "" or "latest" is the newest. A fault (Usage, M030) where there is none.
func Show(ctx context.Context, tx *warehouse.Tx, id string) (Release, error) {
	rest, args := "where release = ?", []any{id}
	if id == "" || id == "latest" {
		rest, args = "order by as_at desc, number desc limit 1", nil
	}
	found, err := selectReleases(ctx, tx, rest, args...)
	if err != nil {
		return Release{}, err
	}
	if len(found) == 0 {
		f := fault.New(fault.Usage, "M030", "there is no release %q", id)
		f.Try = "throughcare release list"
		return Release{}, f
	}
	return found[0], nil
}

// Verify computes a release's figures, and what is compared of them, anew into their SHA-256. A fault (Policy, M031) where they are not as they were frozen.
func Verify(ctx context.Context, tx *warehouse.Tx, id string) (Release, error) {
	r, err := Show(ctx, tx, id)
	if err != nil {
		return r, err
	}
	sum, figures, err := fingerprint(ctx, tx, printed{"release.figures", "release.curves", "release.published"}, "release = "+warehouse.Literal(r.ID))
	if err != nil {
		return r, err
	}
	source := "release.figures, release.curves"
	intact := sum == r.SHA256 && figures == r.Figures
	if intact && r.ComparedSHA256 != "" {
		source = "release.comparisons, release.control_points"
		compared, comparisons, points, err := comparedPrint(ctx, tx, "release.comparisons", "release.control_points", "release = "+warehouse.Literal(r.ID))
		if err != nil {
			return r, err
		}
		intact = compared == r.ComparedSHA256 && comparisons == r.Comparisons && points == r.ControlPoints
	}
	if !intact {
		f := fault.New(fault.Policy, "M031", "the figures of release %s are not those that were frozen", r.ID)
		f.Source = source
		f.Rule = "a figure of a release never changes"
		f.Try = "restore the warehouse from a backup made before the change"
		return r, f
	}
	return r, nil
}

// selectReleases reads releases, also from a copy that was published before they kept the settings.
func selectReleases(ctx context.Context, tx *warehouse.Tx, rest string, args ...any) (list []Release, err error) {
	rows, err := tx.Query(ctx, `select
  release, number, as_at, known_at, made_at, program, figures_sha256, figures, suppressed, threshold, coalesce(note, ''),
  coalesce(compared_sha256, ''), coalesce(comparisons, 0), coalesce(control_points, 0), coalesce(conference_clock, ''), coalesce(suppliers_due, ''),
  coalesce(periods, '')
from (from release.releases union all by name select null::varchar as conference_clock, null::varchar as suppliers_due, null::varchar as periods where false) as releases `+rest, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end
	for rows.Next() {
		var r Release
		var known sql.NullTime
		var periods, suppliers string
		if err := rows.Scan(&r.ID, &r.Number, &r.AsAt, &known, &r.MadeAt, &r.Program, &r.SHA256, &r.Figures, &r.Suppressed,
			&r.Threshold, &r.Note, &r.ComparedSHA256, &r.Comparisons, &r.ControlPoints, &r.ConferenceClock, &suppliers, &periods); err != nil {
			return nil, err
		}
		if r.Periods, err = ParsePeriods(periods); err != nil {
			return nil, err
		}
		if r.SuppliersDue, err = ParseSuppliers(suppliers); err != nil {
			return nil, err
		}
		r.Known = known.Time
		list = append(list, r)
	}
	return list, rows.Err()
}

// printed are the tables that a release's fingerprint is of.
type printed struct{ figures, curves, published string }

// fingerprint is the SHA-256 over the ordered SHA-256 of a release's figures, days of curves and published series beside them, and
// the number of figures. Every column but the release's own id counts; a null is told from a blank.
func fingerprint(ctx context.Context, tx *warehouse.Tx, tables printed, where string) (sum string, number int64, err error) {
	const figure = `concat_ws('|', table_id, measure, statistic, "view", period_type, period_start, period_end, place_type, place_code,
  place, breakdown, category, coalesce(value::varchar, '-'), coalesce(numerator::varchar, '-'), coalesce(denominator::varchar, '-'),
  coalesce(lower::varchar, '-'), coalesce(upper::varchar, '-'), unit, coalesce(marker, '-'), category_label, category_order)`
	const day = `concat_ws('|', 'curve', measure, period_type, period_start, period_end, place_type, place_code, place, breakdown, category,
  days, at_risk, value, coalesce(std_error::varchar, '-'), coalesce(lower::varchar, '-'), coalesce(upper::varchar, '-'), unit,
  category_label, category_order)`
	const series = `concat_ws('|', 'published', series, edition, period_start, period_end, place_type, place_code, breakdown, category,
  coalesce(value::varchar, '-'), coalesce(marker, '-'), coalesce(note, '-'), coalesce(measure, '-'), coalesce(statistic, '-'),
  coalesce(own_value::varchar, '-'), coalesce(own_marker, '-'))`
	// in parts, by how the lines begin: as one text they would not fit into the memory that the warehouse has by default
	rows, err := tx.Query(ctx, fmt.Sprintf(`select
  string_agg(line, '' order by line),
  count(*) filter (is_figure)
from (
  select sha256(%s) as line, true as is_figure
  from %s
  where %[3]s
  union all
  select sha256(%[4]s), false
  from %[5]s
  where %[3]s
  union all
  select sha256(%[6]s), false
  from %[7]s
  where %[3]s
) as lines
group by left(line, 2)
order by left(line, 2)`, figure, tables.figures, where, day, tables.curves, series, tables.published))
	if err != nil {
		return "", 0, err
	}
	defer rows.Close() //nolint:errcheck // Err is asked
	hash, empty := sha256.New(), true
	for rows.Next() {
		var lines string
		var figures int64
		if err := rows.Scan(&lines, &figures); err != nil {
			return "", 0, err
		}
		hash.Write([]byte(lines))
		number, empty = number+figures, false
	}
	if empty {
		return "", 0, rows.Err()
	}
	return hex.EncodeToString(hash.Sum(nil)), number, rows.Err()
}

// comparedPrint is the SHA-256 over the ordered rows of the comparisons and the control points, and their numbers. Every column
// but the release's own id counts; a null is told from a blank.
func comparedPrint(ctx context.Context, tx *warehouse.Tx, comparisons, points, where string) (sum string, n, m int64, err error) {
	prints := make([]string, 2)
	counts := make([]int64, 2)
	for i, table := range []string{comparisons, points} {
		err = tx.QueryRow(ctx, fmt.Sprintf(`select
  coalesce(sha256(string_agg(line, '' order by line)), ''),
  count(*)
from (
  select sha256(compared::varchar) as line
  from (select columns(c -> c <> 'release') from %s where %s) as compared
) as lines`, table, where)).Scan(&prints[i], &counts[i])
		if err != nil {
			return "", 0, 0, err
		}
	}
	err = tx.QueryRow(ctx, "select sha256(?::varchar)", prints[0]+prints[1]).Scan(&sum)
	return sum, counts[0], counts[1], err
}
