package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughcare/cmd/internal/pipeline"
	"throughcare/cmd/internal/sample"
	"throughcare/marts"
	sqlfiles "throughcare/sql"
	"throughcare/sql/warehouse"
	"throughcare/transform"
)

// martsAim is how long all figures of the demo may take on two quiet cores.
const martsAim = 10 * time.Second

// martsPart times the figures: every measure for Scotland, all authorities, establishments and services, by month, quarter and
// financial year, from the core tables of the made-up caseload at several sizes, checks included.
func martsPart(ctx context.Context, o options, w io.Writer) error {
	catalogue, err := marts.Catalogue(sqlfiles.FS)
	if err != nil {
		return err
	}
	catalogue = slices.DeleteFunc(catalogue, func(m marts.Measure) bool {
		return o.measures != "" && !slices.Contains(strings.Split(o.measures, ","), m.ID)
	})
	if len(catalogue) == 0 {
		return fmt.Errorf("-measures: none of the catalogue's")
	}
	var first, firstFloor time.Duration
	var firstRecords int64
	for i, scale := range o.scales {
		core, err := makeCore(ctx, o, scale)
		if err != nil {
			return fmt.Errorf("made-up caseload of %gx: %w", scale, err)
		}
		took, floor, err := core.race(ctx, o.repeats, catalogue)
		if err != nil {
			return err
		}
		if err := core.db.Close(); err != nil {
			return err
		}
		aim := ""
		if scale == 1 {
			aim = fmt.Sprintf("%.0f s", martsAim.Seconds())
		}
		line(w, fmt.Sprintf("marts: %d figures from %gx records", core.figures, scale), int(core.records), took, floor, aim)
		if i == 0 {
			first, firstFloor, firstRecords = took, floor, core.records
			continue
		}
		// at most 1: the cost grows no faster than the records
		more := float64(core.records) / float64(firstRecords)
		fmt.Fprintf(w, "%-48s %10.2f   %10.2f\n", fmt.Sprintf("  cost a record against %gx (aim: 1 or less)", o.scales[0]),
			took.Seconds()/first.Seconds()/more, floor.Seconds()/firstFloor.Seconds()/more)
	}
	return nil
}

// coreTables is a warehouse whose core tables are built.
type coreTables struct {
	db      *warehouse.DB
	asAt    time.Time
	records int64 // rows of core
	figures int64
}

func makeCore(ctx context.Context, o options, scale float64) (*coreTables, error) {
	project, err := pipeline.Create(filepath.Join(o.dir, fmt.Sprintf("marts-%g", scale)))
	if err != nil {
		return nil, err
	}
	project.Config.Memory, project.Config.Threads = o.memory, o.threads
	if _, err := sample.Write(ctx, project.Dir, sample.Options{Scale: scale}); err != nil {
		return nil, err
	}
	runner := &pipeline.Runner{Project: project, Log: slog.New(slog.DiscardHandler), Program: "bench"}
	if _, err := runner.Ingest(ctx, pipeline.Options{}); err != nil {
		return nil, err
	}
	db, err := warehouse.Open(ctx, warehouse.Config{Path: project.Warehouse(), Threads: o.threads, MemoryLimit: o.memory})
	if err != nil {
		return nil, err
	}
	core := &coreTables{db: db}
	return core, core.build(ctx)
}

func (c *coreTables) build(ctx context.Context) error {
	models, err := transform.Load(sqlfiles.FS)
	if err != nil {
		return err
	}
	if err := c.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		if err := tx.QueryRow(ctx, `select max(extract_date) from ledger.loads
where kind not in ('published_series', 'record_reviews')`).Scan(&c.asAt); err != nil {
			return err
		}
		if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: c.asAt}); err != nil {
			return err
		}
		_, err := transform.Build(ctx, tx, models, nil)
		return err
	}); err != nil {
		return err
	}
	// of what is committed DuckDB knows how many rows there are
	return c.db.Read(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		return tx.QueryRow(ctx, "select sum(estimated_size)::bigint from duckdb_tables() where schema_name = 'core'").Scan(&c.records)
	})
}

// race times the building of all figures against the floor: the facts of each measure selected and stored once, which nobody who
// counts them can do without. Floor and program each end in one transaction.
func (c *coreTables) race(ctx context.Context, repeats int, catalogue []marts.Measure) (program, floor time.Duration, err error) {
	timed := func(work func(context.Context, *warehouse.Tx) error) func(context.Context, int) (time.Duration, error) {
		return func(ctx context.Context, _ int) (time.Duration, error) {
			start := time.Now()
			err := c.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
				if err := tx.SetAsAt(ctx, warehouse.AsAt{Date: c.asAt}); err != nil {
					return err
				}
				return work(ctx, tx)
			})
			return time.Since(start), err
		}
	}
	return race(ctx, repeats, timed(func(ctx context.Context, tx *warehouse.Tx) error {
		report, err := marts.Build(ctx, tx, catalogue, nil)
		c.figures = report.Figures
		return err
	}), timed(func(ctx context.Context, tx *warehouse.Tx) error {
		for _, m := range catalogue {
			if _, err := tx.Exec(ctx, "create or replace temporary table bench_facts as\n"+m.SQL); err != nil {
				return fmt.Errorf("facts of %s: %w", m.ID, err)
			}
		}
		return nil
	}))
}

// readScales reads sizes of the caseload, such as 1,3,10.
func readScales(text string) (scales []float64, err error) {
	for part := range strings.SplitSeq(text, ",") {
		scale, err := strconv.ParseFloat(part, 64)
		if err != nil || scale < 0.01 || scale > 100 {
			return nil, fmt.Errorf("-scales: %q is not a number from 0.01 to 100", part)
		}
		scales = append(scales, scale)
	}
	return scales, nil
}
