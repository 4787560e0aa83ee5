package cli

import (
	"time"

	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// asAt reads --as-at and --known-at.
func (a *app) asAt() (warehouse.AsAt, error) {
	date, err := midnight(a.flags.asAt)
	if err != nil {
		f := fault.New(fault.Usage, "U004", "--as-at %q is not a date", a.flags.asAt)
		f.Try = "--as-at 2026-10-31"
		return warehouse.AsAt{}, f
	}
	known, err := knownAt(a.flags.knownAt)
	if err != nil {
		f := fault.New(fault.Usage, "U004", "--known-at %q is not a date or time", a.flags.knownAt)
		f.Try = "--known-at 2026-10-31, or --known-at 2026-10-31T09:00:00Z"
		return warehouse.AsAt{}, f
	}
	return warehouse.AsAt{Date: date, Known: known}, nil
}

// knownAt is an instant; a date alone means its end in London, so that what came that day is known.
func knownAt(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return time.Time{}, err
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, london); err == nil {
		return day.AddDate(0, 0, 1).Add(-time.Microsecond).UTC(), nil
	}
	if at, err := time.ParseInLocation("2006-01-02T15:04:05", text, london); err == nil {
		return at.UTC(), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	return at.UTC(), err
}
