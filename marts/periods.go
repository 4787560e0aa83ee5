package marts

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
)

// The kinds of period, as figures name them.
const (
	Month         = "month"
	Quarter       = "quarter"
	FinancialYear = "financial_year"
	CalendarYear  = "calendar_year"
	FromToPeriod  = "from_to"
)

// Periods are those that a project asks for beside the months, quarters and financial years that every project has.
type Periods struct {
	CalendarYears bool     `json:"calendar_years,omitempty"`
	FromTo        []FromTo `json:"from_to,omitempty"`
}

// FromTo is a period from a day to a day, both included, as YYYY-MM-DD. The title may be blank.
type FromTo struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Title string `json:"title,omitempty"`
}

// None tells whether nothing is asked for.
func (p Periods) None() bool { return !p.CalendarYears && len(p.FromTo) == 0 }

// Has tells whether a from-to with these days is asked for.
func (p Periods) Has(one FromTo) bool {
	for _, f := range p.FromTo {
		if f.From == one.From && f.To == one.To {
			return true
		}
	}
	return false
}

// String is how a release keeps them: JSON, blank for none.
func (p Periods) String() string {
	if p.None() {
		return ""
	}
	text, err := json.Marshal(p)
	if err != nil {
		return "" // texts and a bool always marshal
	}
	return string(text)
}

// ParsePeriods reads what String wrote.
func ParsePeriods(text string) (p Periods, err error) {
	if text == "" {
		return p, nil
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return p, fmt.Errorf("the periods of a release: %w", err)
	}
	return p, nil
}

// Set gives them to the transaction's session, in which Build is then called.
func (p Periods) Set(ctx context.Context, tx *warehouse.Tx) error {
	days := make([]string, len(p.FromTo))
	for i, one := range p.FromTo {
		days[i] = fmt.Sprintf("{'first_day': date %s, 'last_day': date %s}", warehouse.Literal(one.From), warehouse.Literal(one.To))
	}
	_, err := tx.Exec(ctx, fmt.Sprintf("set variable calendar_years = %t; set variable from_to = [%s]::struct(first_day date, last_day date)[]",
		p.CalendarYears, strings.Join(days, ", ")))
	return err
}

// pieceOf is the kind of the pieces that a period from a day to a day cuts off another kind: see sql/marts/build/ranges.sql. A piece
// is no period: it is counted for the small-number control and never shown.
func pieceOf(periodType string) string { return "piece_of_" + periodType }

// makePeriods makes mart.data_begin and mart.periods, and of them the temporary tables mart_calendar and mart_ranges. It tells
// whether any period is from one day to another, or cut by one.
func makePeriods(ctx context.Context, tx *warehouse.Tx) (ranged bool, err error) {
	for _, t := range []struct{ create, file string }{
		{"create or replace table mart.data_begin", "data_begin"},
		// made anew, not filled: the table of an earlier version knows fewer kinds
		{"create or replace table mart.periods", "periods"},
		{"create or replace temporary table mart_ranges", "ranges"},
	} {
		text, err := fs.ReadFile(sqlfiles.FS, "marts/build/"+t.file+".sql")
		if err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, t.create+" as\n"+string(text)); err != nil {
			return false, fmt.Errorf("sql/marts/build/%s.sql: %w", t.file, err)
		}
	}
	if _, err := tx.Exec(ctx, calendarSQL); err != nil {
		return false, err
	}
	err = tx.QueryRow(ctx, "select count(*) > 0 from mart_ranges").Scan(&ranged)
	return ranged, err
}

// calendarSQL gives every month its month, quarter and years.
const calendarSQL = `create or replace temporary table mart_calendar as
select
  number,
  period_type,
  period_start,
  counted_to,
  unnest(generate_series(period_start, period_end, interval 1 month))::date as month_start
from mart.periods
where period_type <> 'from_to'`

// keepPieces copies the pieces among mart_cells to mart.pieces, and notes whether periods add up: where a record stands in several
// facts (distinct), these may be of several days.
func (m *Measure) keepPieces(ctx context.Context, tx *warehouse.Tx, distinct bool) error {
	counts := map[string]string{"records": "null", "hits": "null", "tried": "null", "amounts": "null", "events": "null"}
	for _, s := range m.Statistics {
		switch s {
		case Records:
			counts["records"] = "cells.records"
		case Rate:
			counts["hits"], counts["tried"] = "cells.hits", "cells.tried"
		case CumulativeIncidence:
			counts["hits"], counts["tried"] = "cells.events_by", "cells.followed"
		case LowerQuartile, Median, UpperQuartile:
			counts["amounts"] = "cells.amounts"
		case RatePer100Years:
			counts["events"] = "cells.events"
		}
	}
	columns := make([]string, 0, len(counts))
	for _, name := range []string{"records", "hits", "tried", "amounts", "events"} {
		columns = append(columns, counts[name]+" as "+name)
	}
	if distinct {
		if _, err := tx.Exec(ctx, `update mart.coverage
set recurs = exists (select 1 from mart_facts group by record_id having min(on_date) < max(on_date))
where measure = `+warehouse.Literal(m.ID)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `insert into mart.pieces by name
select
  `+warehouse.Literal(m.ID)+` as measure,
  ranges.first_day,
  ranges.last_day,
  cells.place_type,
  cells.place_code,
  cells.breakdown,
  cells.category,
  `+strings.Join(columns, ",\n  ")+`
from mart_cells as cells
inner join mart_ranges as ranges on ranges.number = cells.number
where ranges.period_type <> 'from_to'`)
	return err
}
