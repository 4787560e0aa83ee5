package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"throughcare/ingest"
	"throughcare/ingest/contract"
	"throughcare/sql/warehouse"
)

// The files of the made-up extracts, in the canonical layouts.
const (
	peopleFile  = "people_sps_2026-09-30.csv"
	custodyFile = "custody_sps_2026-09-30.csv"
)

// peopleSQL and custodySQL make the rows: $1 people, ten periods in custody each. Codes come in several spellings.
const (
	peopleSQL = `select 'P' || i as person_ref, date '1960-01-01' + (i %% 15000)::integer as date_of_birth,
  case when i %% 20 = 0 then 'F' else 'M' end as gender
from range(%[1]d) as t(i)`
	custodySQL = `select
  'C' || i as custody_ref,
  'P' || (i %% %[1]d) as person_ref,
  strftime(timestamp '2023-01-01 10:30:00' + to_hours((i %% 20000)::integer), '%%Y-%%m-%%dT%%H:%%M:%%S') as admitted_at,
  ['REMAND', 'SENTENCED', 'RECALL'][i %% 3 + 1] as legal_status,
  date '2025-06-01' + (i %% 80)::integer as sentenced_on,
  ['SHORT_TERM', 'DET4', 'LIFE'][i %% 3 + 1] as sentence_class,
  i %% 2000 as sentence_days,
  ['BAR', 'EDI', 'Perth', 'HMP Barlinnie'][i %% 4 + 1] as establishment,
  null as core_screen_at,
  date '2025-06-01' + (i %% 800)::integer as earliest_liberation_on,
  date '2026-06-01' + (i %% 80)::integer as liberated_on,
  ['SENTENCE_SERVED', 'PAROLE'][i %% 2 + 1] as liberation_type,
  'BAR' as liberating_establishment,
  ['S12000033', 'Glasgow City', 'S12000036'][i %% 3 + 1] as destination_authority,
  ['OWN_TENANCY', 'HOSTEL'][i %% 2 + 1] as destination_housing
from range(%[2]d) as t(i)`
)

// floorTable is the table that the floor fills; floorSQL fills it, %s being the file.
const (
	floorTable = `create table custody (custody_ref varchar, person_ref varchar, admitted_at timestamp, legal_status varchar,
  sentenced_on date, sentence_class varchar, sentence_days integer, establishment varchar, core_screen_at timestamp,
  earliest_liberation_on date, liberated_on date, liberation_type varchar, liberating_establishment varchar,
  destination_authority varchar, destination_housing varchar)`
	floorSQL = `insert into custody
select *
from read_csv(%s, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {
  'custody_ref': 'varchar', 'person_ref': 'varchar', 'admitted_at': 'timestamp', 'legal_status': 'varchar',
  'sentenced_on': 'date', 'sentence_class': 'varchar', 'sentence_days': 'integer', 'establishment': 'varchar',
  'core_screen_at': 'timestamp', 'earliest_liberation_on': 'date', 'liberated_on': 'date', 'liberation_type': 'varchar',
  'liberating_establishment': 'varchar', 'destination_authority': 'varchar', 'destination_housing': 'varchar'
})`
)

// csvPart races the ingest of a CSV file against DuckDB's own reader.
func csvPart(ctx context.Context, o options, w io.Writer) error {
	people := max(1, o.rows/10)
	if err := o.write(ctx, peopleFile, fmt.Sprintf(peopleSQL, people)); err != nil {
		return err
	}
	if err := o.write(ctx, custodyFile, fmt.Sprintf(custodySQL, people, o.rows)); err != nil {
		return err
	}
	key := make([]byte, ingest.MinKey)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	program, floor, err := race(ctx, o.repeats,
		func(ctx context.Context, round int) (time.Duration, error) { return o.ingestOnce(ctx, round, key) },
		o.floorOnce)
	if err != nil {
		return err
	}
	line(w, fmt.Sprintf("csv: ingest of %d rows, 15 columns", o.rows), o.rows, program, floor, "0.50")
	return nil
}

// write lets DuckDB write the rows of a select into a CSV file.
func (o options) write(ctx context.Context, name, rows string) error {
	return o.withWarehouse(ctx, "", func(db *warehouse.DB) error {
		return db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
			_, err := tx.Exec(ctx, fmt.Sprintf("copy (%s) to %s (header)", rows, warehouse.Literal(filepath.Join(o.dir, name))))
			return err
		})
	})
}

// withWarehouse opens a database of the temporary folder ("" is in memory) and closes it again.
func (o options) withWarehouse(ctx context.Context, name string, work func(*warehouse.DB) error) error {
	c := warehouse.Config{Threads: o.threads, MemoryLimit: o.memory, AllowedDirs: []string{o.dir}}
	if name != "" {
		c.Path = filepath.Join(o.dir, name)
		defer os.Remove(c.Path) //nolint:errcheck // a temporary file
	}
	db, err := warehouse.Open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(work(db), db.Close())
}

// ingestOnce loads the people, then times the load of their custody and the checkpoint.
func (o options) ingestOnce(ctx context.Context, round int, key []byte) (took time.Duration, err error) {
	err = o.withWarehouse(ctx, fmt.Sprintf("program-%d.duckdb", round), func(db *warehouse.DB) error {
		engine, err := newEngine(ctx, db, key)
		if err != nil {
			return err
		}
		if _, err := engine.Load(ctx, filepath.Join(o.dir, peopleFile), ingest.Options{}); err != nil {
			return err
		}
		if err := db.Checkpoint(ctx); err != nil {
			return err
		}
		start := time.Now()
		result, err := engine.Load(ctx, filepath.Join(o.dir, custodyFile), ingest.Options{})
		if err != nil {
			return err
		}
		if err := db.Checkpoint(ctx); err != nil {
			return err
		}
		took = time.Since(start)
		if len(result.Loads) != 1 || result.Loads[0].Accepted != int64(o.rows) {
			return fmt.Errorf("not every row was accepted: %+v", result.Loads)
		}
		return nil
	})
	return took, err
}

func newEngine(ctx context.Context, db *warehouse.DB, key []byte) (*ingest.Engine, error) {
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	kinds, err := contract.Kinds()
	if err != nil {
		return nil, err
	}
	contracts, err := contract.NewSet()
	if err != nil {
		return nil, err
	}
	err = db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error { return ingest.Prepare(ctx, tx, kinds) })
	return &ingest.Engine{DB: db, Kinds: kinds, Contracts: contracts, Key: key}, err
}

// floorOnce times the hand-written insert and the checkpoint.
func (o options) floorOnce(ctx context.Context, round int) (took time.Duration, err error) {
	err = o.withWarehouse(ctx, fmt.Sprintf("floor-%d.duckdb", round), func(db *warehouse.DB) error {
		start := time.Now()
		var rows int64
		err := db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) (err error) {
			if _, err = tx.Exec(ctx, floorTable); err != nil {
				return err
			}
			rows, err = tx.Exec(ctx, fmt.Sprintf(floorSQL, warehouse.Literal(filepath.Join(o.dir, custodyFile))))
			return err
		})
		if err != nil {
			return err
		}
		if err := db.Checkpoint(ctx); err != nil {
			return err
		}
		took = time.Since(start)
		if rows != int64(o.rows) {
			return fmt.Errorf("the floor inserted %d rows", rows)
		}
		return nil
	})
	return took, err
}
