package sample

import (
	"fmt"
	"time"
)

// boardColumns are the columns of the Parole Board's file; those that are dates
// are stored as dates.
func boardColumns() (names []string, dates map[string]bool) {
	names = []string{"CASE_ID", "PRISONER_NO", "LICENCE_ID", "DECIDED", "DECISION", "RETURNED", "DOSSIER_ISSUED", "REVIEWED", "REVIEW_DECISION", "RE_RELEASED"}
	return names, map[string]bool{"DECIDED": true, "RETURNED": true, "DOSSIER_ISSUED": true, "REVIEWED": true, "RE_RELEASED": true}
}

// sendBoard: what the Parole Board or Ministers decided about the recalls that
// councils referred, as Parquet.
func sendBoard(w *world, r dice) ([]delivery, error) {
	names, isDate := boardColumns()
	f := feed{faults: faults{width: len(names), key: 0, person: 1, required: 0, dates: []int{4}, codes: []int{4}, layout: time.DateOnly}}
	f.dates = w.dates(date(2024, time.March, 31), date(2025, time.September, 30))
	for _, c := range w.recalls {
		if c.route != "COURT" {
			f.entries = append(f.entries, entry{row: c.decision})
		}
	}
	var out []delivery
	for _, b := range f.run(r) {
		file, err := parquetFile(names, isDate, b.rows)
		if err != nil {
			return nil, fmt.Errorf("file of the Parole Board: %w", err)
		}
		out = append(out, delivery{"PBS_recalls_" + b.at.iso() + ".parquet", "parole-board", file, b.at, len(b.rows), b.wrong})
	}
	return out, nil
}

func (c *recall) decision(at day) []string {
	if c.decided == 0 || c.decided > at {
		return nil
	}
	row := []string{c.ref, c.l.p.ref, c.l.ref, c.decided.iso(), boardWords(c.outcome), c.returned.seen(at).iso(), c.dossier.seen(at).iso(), "", "", ""}
	switch {
	case c.outcome != "RECALLED":
	case c.reviewed != 0 && c.reviewed <= at:
		row[7], row[8], row[9] = c.reviewed.iso(), c.review, c.released.seen(at).iso()
	case c.reviewed != 0:
		row[8] = "PENDING"
	}
	return row
}

func boardWords(outcome string) string {
	return map[string]string{"RECALLED": "Recall", "WARNING_LETTER": "Warning letter", "NO_ACTION": "No action", "DEFERRED": "Deferred", "WITHDRAWN": "Withdrawn"}[outcome]
}
