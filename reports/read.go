package reports

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"throughcare/marts"
	"throughcare/sql/fault"
)

// readRelease reads the release's own row and its deliveries.
func readRelease(ctx context.Context, tx Reader, id string) (Release, error) {
	r := Release{ID: id}
	found := false
	err := each(ctx, tx, `
		select number, as_at, known_at, made_at, coalesce(program, ''), coalesce(figures_sha256, ''),
		       coalesce(figures, 0), coalesce(suppressed, 0), coalesce(threshold, 0),
		       coalesce(conference_clock, ''), coalesce(suppliers_due, ''), coalesce(periods, '')
		from (from release.releases union all by name select null::varchar as conference_clock, null::varchar as suppliers_due, null::varchar as periods where false) as releases
		where release = ?`, []any{id}, func(rows *sql.Rows) error {
		found = true
		var asAt, known, made sql.NullTime
		var periods, suppliers string
		if err := rows.Scan(&r.Number, &asAt, &known, &made, &r.Program, &r.SHA256, &r.Figures, &r.Suppressed, &r.Threshold, &r.ConferenceClock, &suppliers, &periods); err != nil {
			return err
		}
		r.AsAt, r.KnownAt, r.MadeAt = asAt.Time, known.Time, made.Time
		var err error
		if r.Periods, err = marts.ParsePeriods(periods); err != nil {
			return err
		}
		r.Suppliers, err = marts.ParseSuppliers(suppliers)
		return err
	})
	if err != nil {
		return r, err
	}
	if !found {
		f := fault.New(fault.Usage, "P001", "there is no release %q", id)
		f.Try = "throughcare release list"
		return r, f
	}
	if r.Loads, err = readLoads(ctx, tx, id); err != nil {
		return r, err
	}
	r.Deliveries, err = readDeliveries(ctx, tx, id)
	return r, err
}

func readLoads(ctx context.Context, tx Reader, id string) ([]Load, error) {
	var loads []Load
	err := each(ctx, tx, `
		select load, kind, coalesce(supplier, ''), coalesce(file, ''), coalesce(sha256, ''), extract_date,
		       coalesce(rows_read, 0), coalesce(accepted, 0), coalesce(unchanged, 0), coalesce(rejected, 0), coalesce(held, 0), received_on
		from (from release.loads union all by name select null::date as received_on where false) as loads where release = ?
		order by supplier, kind, extract_date, load`, []any{id}, func(rows *sql.Rows) error {
		var l Load
		var extracted, received sql.NullTime
		err := rows.Scan(&l.ID, &l.Kind, &l.Supplier, &l.File, &l.SHA256, &extracted,
			&l.Read, &l.Accepted, &l.Unchanged, &l.Rejected, &l.HeldRow, &received)
		l.ExtractDate, l.Received = extracted.Time, received.Time
		loads = append(loads, l)
		return err
	})
	return loads, err
}

// readMeasures reads the catalogue of the release, by measure id.
func readMeasures(ctx context.Context, tx Reader, id string) (map[string]Measure, error) {
	measures := map[string]Measure{}
	err := each(ctx, tx, `
		select measure, coalesce(title, ''), coalesce(definition, ''), coalesce(numerator, ''), coalesce(denominator, ''),
		       coalesce(unit, ''), coalesce("view", ''), coalesce(caveats, ''), coalesce(source, ''), coalesce(inclusion, ''), coalesce(exclusion, ''), coalesce(places, ''), coalesce(better, ''), coalesce(compared, ''), coalesce(try_cast(version as integer), 0)
		from release.measures where release = ?`, []any{id}, func(rows *sql.Rows) error {
		m := Measure{Breakdowns: map[string]string{}}
		err := rows.Scan(&m.ID, &m.Title, &m.Definition, &m.Numerator, &m.Denominator, &m.Unit, &m.View, &m.Caveats, &m.Source, &m.Inclusion, &m.Exclusion, &m.Places, &m.Better, &m.Compared, &m.Version)
		measures[m.ID] = m
		return err
	})
	if err != nil {
		return nil, err
	}
	err = each(ctx, tx, "select measure, breakdown, title from release.breakdowns where release = ?", []any{id}, func(rows *sql.Rows) error {
		var measure, breakdown, title string
		err := rows.Scan(&measure, &breakdown, &title)
		if m, ok := measures[measure]; ok {
			m.Breakdowns[breakdown] = title
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return measures, readSources(ctx, tx, id, measures)
}

// hasTable tells whether there is such a table of releases: a published copy that an earlier version of the program made lacks
// the younger ones, and what would stand in them is not said then.
func hasTable(ctx context.Context, tx Reader, name string) (there bool, err error) {
	err = each(ctx, tx, "select count(*) > 0 from duckdb_tables() where schema_name = 'release' and table_name = ?", []any{name},
		func(rows *sql.Rows) error { return rows.Scan(&there) })
	return there, err
}

// readSources reads what the measures count.
func readSources(ctx context.Context, tx Reader, id string, measures map[string]Measure) error {
	if there, err := hasTable(ctx, tx, "undated"); err != nil || !there {
		return err
	}
	return each(ctx, tx, `
		select measure, kind, coalesce(facts, 0)
		from release.sources
		left join release.undated using (release, measure)
		where release = ? order by measure, kind`, []any{id}, func(rows *sql.Rows) error {
		var measure, kind string
		var undated int64
		err := rows.Scan(&measure, &kind, &undated)
		if m, ok := measures[measure]; ok {
			m.Kinds, m.Undated = append(m.Kinds, kind), undated
			measures[measure] = m
		}
		return err
	})
}

// readPlaces reads the places that have figures of the measures wanted.
func readPlaces(ctx context.Context, tx Reader, id string, w wants) ([]place, error) {
	var all []place
	err := each(ctx, tx, `
		select distinct place_type, coalesce(place_code, ''), coalesce(place, '')
		from release.figures
		where release = ? and measure in (select unnest(string_split(?, ',')))`, []any{id, strings.Join(w.measures, ",")}, func(rows *sql.Rows) error {
		var p place
		err := rows.Scan(&p.Type, &p.Code, &p.Name)
		all = append(all, p)
		return err
	})
	return all, err
}

// readFigures reads the figures that the reports can show, once, for all places. The order makes all that follows
// deterministic.
func readFigures(ctx context.Context, tx Reader, id string, w wants) ([]*Figure, error) {
	var figures []*Figure
	var block []Figure
	same := texts{}
	err := each(ctx, tx, `
		select table_id, measure, statistic, "view", period_type, period_start, period_end,
		       place_type, coalesce(place_code, ''), coalesce(place, ''), coalesce(breakdown, 'all'), coalesce(category, ''),
		       value, numerator, denominator, lower, upper, coalesce(unit, ''), coalesce(marker, ''),
		       coalesce(category_label, ''), coalesce(category_order, 0)
		from release.figures
		where release = ?
		  and measure in (select unnest(string_split(?, ',')))
		  and (category = 'NOT_RECORDED' or breakdown in (select unnest(string_split(?, ','))))
		  and (period_end <= ?::date or "view" = 'stock' and ? and period_start <= ?::date)
		  and (? = '' or list_has_any(string_split(?, ','), [place_code, place_type]))
		  and period_start >= case period_type
		    when 'month' then ?::date when 'quarter' then ?::date when 'financial_year' then ?::date else date '1900-01-01'
		  end
		order by measure, statistic, "view", period_type, period_start, period_end, place_type, place_code, breakdown, category, table_id`,
		append([]any{id}, w.arguments()...), func(rows *sql.Rows) error {
			// In blocks: a list that grows as a whole is copied time and again.
			if len(block) == cap(block) {
				block = make([]Figure, 0, 4096)
			}
			block = block[:len(block)+1]
			f := &block[len(block)-1]
			err := rows.Scan(&f.TableID, &f.Measure, &f.Statistic, &f.View, &f.PeriodType, &f.Start, &f.End,
				&f.PlaceType, &f.PlaceCode, &f.Place, &f.Breakdown, &f.Category,
				&f.Value, &f.Numerator, &f.Denominator, &f.Lower, &f.Upper, &f.Unit, &f.Marker, &f.Label, &f.Order)
			f.protect()
			same.keep(f)
			if f.End.After(w.until) {
				f.On = w.until
			}
			figures = append(figures, f)
			return err
		})
	return figures, err
}

// protect drops every number of a figure that is marked as confidential: a second lock, should a release ever carry one.
func (f *Figure) protect() {
	if f.Suppressed() {
		f.Value, f.Numerator, f.Denominator, f.Lower, f.Upper = nil, nil, nil, nil, nil
	}
	f.Start, f.End = day(f.Start), day(f.End)
}

// texts are those of the figures, each once: most figures say what others say, and a release has hundreds of thousands.
type texts map[string]string

func (t texts) keep(f *Figure) {
	for _, text := range []*string{&f.TableID, &f.Measure, &f.Statistic, &f.View, &f.PeriodType, &f.PlaceType, &f.PlaceCode, &f.Place, &f.Breakdown, &f.Category, &f.Unit, &f.Marker, &f.Label} {
		same, known := t[*text]
		if !known {
			same = *text
			t[same] = same
		}
		*text = same
	}
}

// day keeps the date alone, so that dates compare whatever zone the driver gave them.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func each(ctx context.Context, tx Reader, query string, args []any, row func(*sql.Rows) error) error {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read release: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return fmt.Errorf("read release: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read release: %w", err)
	}
	return nil
}
