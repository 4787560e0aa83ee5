package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"throughcare/ingest"
	"throughcare/sql/warehouse"
)

// arrival is one line of the archive's index: under which name, and when, a file with this content first came. The index is only
// ever added to. A warehouse that is made again from the archive takes from it the days on which files came.
type arrival struct {
	SHA256     string    `json:"sha256"`
	ReceivedAt time.Time `json:"received_at"` // UTC
	File       string    `json:"file"`        // base name
}

// arrivals are the times at which files first came, by the SHA-256 of their content, from the archive's index.
type arrivals struct {
	path  string
	times map[string]time.Time
	torn  bool // the index does not end with a whole line
}

// readArrivals reads the index. A line that a kill or a full disk cut short is passed over.
func (p *Project) readArrivals() (*arrivals, error) {
	a := &arrivals{path: filepath.Join(p.Archive(), "index.jsonl"), times: map[string]time.Time{}}
	text, err := os.ReadFile(a.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the archive's index: %w", err)
	}
	a.torn = len(text) > 0 && !bytes.HasSuffix(text, []byte("\n"))
	for line := range bytes.Lines(text) {
		var one arrival
		if json.Unmarshal(line, &one) == nil && a.times[one.SHA256].IsZero() {
			a.times[one.SHA256] = one.ReceivedAt
		}
	}
	return a, nil
}

// note adds what is not there yet to the index.
func (a *arrivals) note(all ...arrival) error {
	var lines []byte
	if a.torn {
		lines = []byte("\n")
	}
	for _, one := range all {
		if !a.times[one.SHA256].IsZero() {
			continue
		}
		line, err := json.Marshal(one)
		if err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		lines = append(append(lines, line...), '\n')
		a.times[one.SHA256] = one.ReceivedAt
	}
	if len(bytes.TrimSpace(lines)) == 0 {
		return nil
	}
	a.torn = false
	if err := os.MkdirAll(filepath.Dir(a.path), 0o700); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	index, err := os.OpenFile(a.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	_, err = index.Write(lines)
	if err := errors.Join(err, index.Sync(), index.Close()); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// openArrivals reads the index, adds what the ledger knows beyond it (files of before there was one, and of a run that was killed
// before it could note them), and gives the ledger what it does not know yet.
func (s *session) openArrivals(ctx context.Context) (err error) {
	if s.arrivals, err = s.Project.readArrivals(); err != nil {
		return err
	}
	var missing []arrival
	known := map[string]bool{}
	err = s.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		rows, err := tx.Query(ctx, `select sha256, min(coalesce(received_at, finished_at)), arg_min(file, seq), bool_and(received_at is not null)
from ledger.loads
left join ledger.arrivals using (sha256)
where sha256 <> ''
group by sha256
order by min(seq)`)
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // Err is asked
		for rows.Next() {
			var one arrival
			var there bool
			if err := rows.Scan(&one.SHA256, &one.ReceivedAt, &one.File, &there); err != nil {
				return err
			}
			missing, known[one.SHA256] = append(missing, one), there
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	if err := s.arrivals.note(missing...); err != nil {
		return err
	}
	return s.enterArrivals(ctx, known)
}

// enterArrivals writes into the ledger when files first came, of all that are not known there.
func (s *session) enterArrivals(ctx context.Context, known map[string]bool) error {
	var rows []string
	for _, sum := range slices.Sorted(maps.Keys(s.arrivals.times)) {
		if !known[sum] {
			rows = append(rows, sum+"|"+warehouse.Stamp(s.arrivals.times[sum]))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `insert or ignore into ledger.arrivals
select split_part(arrival, '|', 1), split_part(arrival, '|', 2)::timestamp
from (select unnest(string_split(?::varchar, ',')) as arrival)`, strings.Join(rows, ","))
		return err
	})
}

// arrive notes, in the archive's index and the ledger, that a file came now, if it has not come before.
func (s *session) arrive(ctx context.Context, sum, file string) error {
	if !s.arrivals.times[sum].IsZero() {
		return nil
	}
	if err := s.arrivals.note(arrival{sum, s.now().UTC(), file}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, "insert or ignore into ledger.arrivals values (?, ?::timestamp)", sum, warehouse.Stamp(s.arrivals.times[sum]))
		return err
	})
}

// Came notes, for files that are still to be taken in, by their paths, when each first came: of a caseload that was sent over
// the years but begins here today. What the archive's index says already stays.
func (p *Project) Came(times map[string]time.Time) error {
	a, err := p.readArrivals()
	if err != nil {
		return err
	}
	var all []arrival
	for _, path := range slices.Sorted(maps.Keys(times)) {
		sum, _, err := ingest.HashFile(path)
		if err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		all = append(all, arrival{sum, times[path].UTC(), filepath.Base(path)})
	}
	return a.note(all...)
}
