package pipeline

import (
	"context"

	"throughcare/cmd/internal/config"
	"throughcare/marts"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// Period is one from a day to a day, both included, as YYYY-MM-DD.
type Period = marts.FromTo

// settingsPeriods are the periods that the settings ask for.
func settingsPeriods(c config.Periods) marts.Periods {
	p := marts.Periods{CalendarYears: c.CalendarYears}
	for _, one := range c.FromTo {
		p.FromTo = append(p.FromTo, Period(one))
	}
	return p
}

// askedPeriods are those of the settings and, where a run asks for more, these too, with all that were asked for so in earlier
// releases of the same date: only periods of one release are kept from giving away what lies between them.
func (s *session) askedPeriods(ctx context.Context, at warehouse.AsAt) (marts.Periods, error) {
	p := settingsPeriods(s.Project.Config.Periods)
	if len(s.o.Periods) == 0 {
		return p, nil
	}
	var all []marts.Release
	err := s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) (err error) {
		all, err = marts.List(ctx, tx)
		return err
	})
	add := func(more []Period) {
		for _, one := range more {
			if !p.Has(one) {
				p.FromTo = append(p.FromTo, one)
			}
		}
	}
	for i := len(all) - 1; i >= 0; i-- { // the earliest first
		if all[i].AsAt.Equal(at.Date) {
			add(all[i].Periods.FromTo)
		}
	}
	add(s.o.Periods)
	return p, err
}

// releaseHas is a fault where a release lacks one of the periods asked for: it never changes.
func (s *session) releaseHas(ctx context.Context, id string, periods []Period) error {
	return s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		r, err := marts.Show(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, one := range periods {
			if !r.Periods.Has(one) {
				f := fault.New(fault.Usage, "P009", "release %s does not count the period from %s to %s", r.ID, one.From, one.To)
				f.Rule = "a release never changes"
				f.Effect = "nothing was written"
				f.Try = "leave --release out: a release that has the period is then made"
				return f
			}
		}
		return nil
	})
}
