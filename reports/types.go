package reports

import (
	"context"
	"database/sql"
	"io/fs"
	"time"

	"throughcare/marts"
)

// Reader reads the release. *warehouse.Tx is one. Exec is for the data files, which DuckDB writes itself: the warehouse must be
// open with the folder of the reports among those it may write into.
type Reader interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	Exec(ctx context.Context, query string, args ...any) (int64, error)
}

// Figure is one row of release.figures.
type Figure struct {
	TableID, Measure, Statistic, View, PeriodType string
	Start, End                                    time.Time
	On                                            time.Time // the as-at date, of a stock whose period is still in progress; else zero
	PlaceType, PlaceCode, Place                   string
	Breakdown, Category                           string
	Value, Numerator, Denominator, Lower, Upper   *float64
	Unit, Marker                                  string
	Label                                         string // of the category
	Order                                         int    // of the category among its breakdown's
	curve                                         bool   // a day of a curve: no row of release.figures
}

// Measure is one row of the release's catalogue, release.measures.
type Measure struct {
	ID, Title, Definition, Numerator, Denominator, Unit, View, Caveats, Source string
	Inclusion, Exclusion, Places                                               string
	Better, Compared                                                           string // which way is better, and how it is compared
	Version                                                                    int
	Breakdowns                                                                 map[string]string // title by name
	Kinds                                                                      []string          // of the records that it counts
	Undated                                                                    int64             // records in no period, as they have no date; 0 where that is held back
}

// Load is one delivery that the release was made from, a row of release.loads.
type Load struct {
	ID, Kind, Supplier, File, SHA256             string
	ExtractDate                                  time.Time
	Received                                     time.Time // the day it came here first; zero: not kept
	Read, Accepted, Unchanged, Rejected, HeldRow int64
}

// Delivery is one kind of record of one supplier that was due for a day, a row of release.deliveries.
type Delivery struct {
	Supplier, Kind string
	Due            time.Time
	Received       time.Time // zero: nothing has come for it
	State          string    // ON_TIME, LATE, MISSING, PENDING or NOT_RECORDED
}

// Release is one row of release.releases, with what it was made from.
type Release struct {
	ID                    string
	Number                int
	AsAt, KnownAt, MadeAt time.Time
	Program               string
	SHA256                string // of the release's figures
	Figures, Suppressed   int64
	Threshold             int             // counts from 1 to Threshold-1 are suppressed
	ConferenceClock       string          // the setting that the release was made with: sentence or admission; blank: not known
	Periods               marts.Periods   // of the project's own
	Suppliers             marts.Suppliers // what the settings said of deliveries
	Deliveries            []Delivery      // that were due
	Loads                 []Load
}

// Options of a run.
type Options struct {
	Out                string       // the folder of all releases; <Out>/<release> is written
	Reports            []string     // ids; empty = all
	Bodies             []string     // place codes or slugs; empty = all
	Definitions        fs.FS        // the project's own definitions; nil = the program's only
	Publisher, Contact string       // of the project; a definition's contact stands before it
	ODS                bool         // make an OpenDocument copy of the statistics workbook, where there is LibreOffice
	Note               func(string) // told of what could not be made and stops nothing; may be nil
	Period             string       // the latest period to show: 2026-09, 2026-Q3, 2025-26 or 2026-09-30; empty = the latest complete
}

// Written is one file written. Path is below Options.Out, with forward slashes.
type Written struct {
	Report, Body, Path, SHA256 string
	Bytes                      int64
}
