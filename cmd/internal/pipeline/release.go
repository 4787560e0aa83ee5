package pipeline

import (
	"context"
	"fmt"
	"time"

	"throughcare/marts"
	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// release brings core and figures up to date and makes a release of them, unless nothing has changed since the last.
func (s *session) release(ctx context.Context) error {
	current, err := s.currentAsAt(ctx)
	if err != nil {
		return err
	}
	at := s.o.AsAt
	if at.Date.IsZero() {
		at.Date = current
	}
	if at.Known.IsZero() && !s.o.AsAt.Date.IsZero() {
		if at.Known, err = s.knownBy(ctx, at.Date); err != nil {
			return err
		}
	}
	if s.periods, err = s.askedPeriods(ctx, at); err != nil {
		return err
	}
	last, err := s.lastRelease(ctx, at)
	if err != nil {
		return err
	}
	if last != nil {
		if err := s.newerThan(ctx, last.MadeAt); err != nil {
			return err
		}
	}
	if last != nil && !s.changed {
		s.result.Release, s.result.Figures, s.result.Suppressed = last.ID, last.Figures, last.Suppressed
		return nil
	}
	if err := s.build(ctx, at); err != nil {
		return err
	}
	if err := s.freeze(ctx, at); err != nil {
		return err
	}
	if !at.Date.Equal(current) || !at.Known.IsZero() {
		// core and mart are what analysts look into: they show the present again.
		return s.build(ctx, warehouse.AsAt{Date: current})
	}
	return nil
}

// currentAsAt is the date of the latest extract of people's records: what is known, is known as at it.
func (s *session) currentAsAt(ctx context.Context) (time.Time, error) {
	var day string
	err := s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		return tx.QueryRow(ctx, `select coalesce(
  max(extract_date) filter (kind not in ('published_series', 'record_reviews')), max(extract_date), ?::date)::varchar
from ledger.loads
where status = 'loaded' and extract_date <= ?::date`, warehouse.Stamp(s.now()), warehouse.Stamp(s.now())).Scan(&day)
	})
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.DateOnly, day)
}

// knownBy is the end of the day in London, for a day on or after the first load. Of days before it the warehouse has no
// memory of its own: then the extract dates alone say what was known.
func (s *session) knownBy(ctx context.Context, day time.Time) (time.Time, error) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.Time{}, err
	}
	end := time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, london).Add(-time.Microsecond).UTC()
	var loads int64
	err = s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		return tx.QueryRow(ctx, "select count(*) from ledger.loads where status = 'loaded' and finished_at <= ?::timestamp", warehouse.Stamp(end)).Scan(&loads)
	})
	if err != nil || loads == 0 {
		return time.Time{}, err
	}
	return end, nil
}

// lastRelease of the as-at date and the same knowledge by this program, the project's settings and the same periods, or nil.
func (s *session) lastRelease(ctx context.Context, at warehouse.AsAt) (found *marts.Release, err error) {
	err = s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		all, err := marts.List(ctx, tx)
		if err != nil {
			return err
		}
		for i := range all {
			settings := all[i].Threshold == s.Project.Config.Threshold && all[i].ConferenceClock == s.Project.Config.ConferenceClock &&
				all[i].SuppliersDue.String() == s.Project.suppliers().String() && all[i].Periods.String() == s.periods.String()
			if all[i].AsAt.Equal(at.Date) && all[i].Known.Equal(at.Known) && all[i].Program == s.Program && settings {
				if found == nil || all[i].Number > found.Number {
					found = &all[i]
				}
			}
		}
		return nil
	})
	return found, err
}

// newerThan notes whether anything was loaded since, by whatever run.
func (s *session) newerThan(ctx context.Context, made time.Time) error {
	var newer bool
	err := s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		return tx.QueryRow(ctx, "select count(*) > 0 from ledger.loads where status = 'loaded' and finished_at >= ?::timestamp", warehouse.Stamp(made)).Scan(&newer)
	})
	s.changed = s.changed || newer
	return err
}

// build makes core and mart as at a date, each in one transaction.
func (s *session) build(ctx context.Context, at warehouse.AsAt) error {
	if err := s.buildCore(ctx, at); err != nil {
		return err
	}
	return s.buildMarts(ctx, at)
}

// buildCore makes core as at a date.
func (s *session) buildCore(ctx context.Context, at warehouse.AsAt) error {
	return s.step(ctx, "transform", func(ctx context.Context) (detail string, err error) {
		models, err := transform.Load(sqlfiles.FS)
		if err != nil {
			return "", err
		}
		err = s.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
			if err := s.setSession(ctx, tx, at); err != nil {
				return err
			}
			report, err := transform.Build(ctx, tx, models, func(model string, done, of int) {
				s.event(Event{Step: "transform", Message: model, Done: int64(done), Total: int64(of)})
			})
			for _, w := range report.Warnings() {
				s.Log.Warn("check", "model", w.Model, "check", w.Check, "says", w.Says, "rows", w.Failed)
			}
			detail = fmt.Sprintf("%d models as at %s", len(report.Models), at.Date.Format(time.DateOnly))
			return err
		})
		return detail, err
	})
}

// buildMarts makes mart from core, as at the date that core was made for.
func (s *session) buildMarts(ctx context.Context, at warehouse.AsAt) error {
	return s.step(ctx, "marts", func(ctx context.Context) (detail string, err error) {
		catalogue, err := marts.Catalogue(sqlfiles.FS)
		if err != nil {
			return "", err
		}
		err = s.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
			if err := s.setSession(ctx, tx, at); err != nil {
				return err
			}
			report, err := marts.Build(ctx, tx, catalogue, func(done, total int, measure string) {
				s.event(Event{Step: "marts", Message: measure, Done: int64(done), Total: int64(total)})
			})
			detail = fmt.Sprintf("%d measures, %d figures", len(report.Measures), report.Figures)
			return err
		})
		return detail, err
	})
}

// setSession gives a transaction what the models and measures read of the project: the as-at date and the settings.
func (s *session) setSession(ctx context.Context, tx *warehouse.Tx, at warehouse.AsAt) error {
	if err := tx.SetAsAt(ctx, at); err != nil {
		return err
	}
	if err := s.periods.Set(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "set variable conference_clock = "+warehouse.Literal(s.Project.Config.ConferenceClock)); err != nil {
		return err
	}
	return s.Project.suppliers().Set(ctx, tx)
}

// suppliers are those that the settings name.
func (p *Project) suppliers() marts.Suppliers {
	var all marts.Suppliers
	for id, c := range p.Config.Suppliers {
		one := marts.Supplier{ID: id, Due: c.Due, Within: marts.OnTime(c.Due)}
		if c.Within != nil {
			one.Within = *c.Within
		}
		one.Until, _ = time.Parse(time.DateOnly, c.Until) // checked with the settings; blank is no day
		all = append(all, one)
	}
	return all
}

// freeze makes the release and publishes what may be seen.
func (s *session) freeze(ctx context.Context, at warehouse.AsAt) error {
	return s.step(ctx, "release", func(ctx context.Context) (string, error) {
		var made marts.Release
		err := s.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) (err error) {
			if err := tx.SetAsAt(ctx, at); err != nil {
				return err
			}
			made, err = marts.MakeRelease(ctx, tx, marts.ReleaseOptions{AsAt: at.Date, Known: at.Known, MadeAt: s.now(),
				Program: s.Program, Threshold: s.Project.Config.Threshold, ConferenceClock: s.Project.Config.ConferenceClock,
				SuppliersDue: s.Project.suppliers(), Periods: s.periods})
			return err
		})
		if err != nil {
			return "", err
		}
		s.result.Release, s.result.ReleaseMade = made.ID, made.Made
		s.result.Figures, s.result.Suppressed = made.Figures, made.Suppressed
		if err := s.publish(ctx); err != nil {
			return "", err
		}
		return fmt.Sprintf("release %s: %d figures, %d suppressed", made.ID, made.Figures, made.Suppressed), nil
	})
}

// publish writes the read-only copy of what may be seen: the releases, the ledger of loads, the code lists.
func (s *session) publish(ctx context.Context) error {
	var tables []string
	err := s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		rows, err := tx.Query(ctx, `select schema_name || '.' || table_name from duckdb_tables()
where schema_name in ('release', 'ref') or (schema_name = 'ledger' and table_name = 'loads') order by all`)
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // Err is asked
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			tables = append(tables, name)
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	return s.db.Publish(ctx, s.Project.publishedFile(), tables)
}
