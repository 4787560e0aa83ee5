package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"throughcare/ingest"
	"throughcare/sql/fault"
	"throughcare/sql/warehouse"
)

// How a run can end.
const (
	statusRunning     = "running"
	statusDone        = "done"
	statusPart        = "done in part"
	statusStopped     = "stopped by policy"
	statusFailed      = "failed"
	statusInterrupted = "interrupted"
)

// begin enters the run. A run that is still "running" while this one holds the lock was killed.
func (s *session) begin(ctx context.Context) error {
	now := s.now()
	id, err := ingest.NewID(now)
	if err != nil {
		return err
	}
	s.result.Run, s.engine.Run = id, id
	var due any
	if !s.o.Due.IsZero() {
		due = warehouse.Stamp(s.o.Due)
	}
	err = s.db.Tx(ctx, func(ctx context.Context, tx *warehouse.Tx) error {
		if _, err := tx.Exec(ctx, "update ledger.runs set status = ?, exit_code = 130 where status = ?", statusInterrupted, statusRunning); err != nil {
			return err
		}
		var last string
		err := tx.QueryRow(ctx, "select coalesce((select status from ledger.runs order by started_at desc, run desc limit 1), '')").Scan(&last)
		if err != nil {
			return err
		}
		s.changed = last != statusDone
		_, err = tx.Exec(ctx, `insert into ledger.runs by name
select ? as run, nullif(?, '') as job, nullif(?, '') as trigger, ?::timestamp as due_at, ?::timestamp as started_at, ? as status, ? as program`,
			id, s.o.Job, s.o.Trigger, due, warehouse.Stamp(now), statusRunning, s.Program)
		return err
	})
	if err != nil {
		return fmt.Errorf("enter the run: %w", err)
	}
	s.Log.Info("run begins", "run", id, "job", s.o.Job, "trigger", s.o.Trigger)
	return nil
}

// end says in the ledger how the run ended, and checkpoints a good one. It works when ctx is cancelled.
func (s *session) end(ctx context.Context, failed error) error {
	status, code, detail := outcome(ctx, failed, s.result.Partial)
	err := s.db.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, "update ledger.runs set finished_at = ?::timestamp, status = ?, exit_code = ?, release = nullif(?, ''), detail = nullif(?, '') where run = ?",
			warehouse.Stamp(s.now()), status, code, s.result.Release, detail, s.result.Run)
		return err
	})
	s.Log.Info("run ends", "run", s.result.Run, "status", status, "exit_code", code)
	if err == nil && failed == nil {
		err = s.db.Checkpoint(ctx)
	}
	if err != nil {
		return fmt.Errorf("end the run: %w", err)
	}
	return nil
}

// outcome of a run in the ledger's words.
func outcome(ctx context.Context, failed error, partial bool) (status string, code int, detail string) {
	f := fault.As(failed)
	switch {
	case failed == nil && partial:
		return statusPart, fault.Partial.ExitCode(), ""
	case failed == nil:
		return statusDone, 0, ""
	case ctx.Err() != nil || errors.Is(failed, context.Canceled):
		return statusInterrupted, 130, ""
	case f != nil && f.Kind == fault.Policy:
		return statusStopped, f.Kind.ExitCode(), f.Error()
	case f != nil:
		return statusFailed, f.Kind.ExitCode(), f.Error()
	default:
		return statusFailed, fault.Technical.ExitCode(), failed.Error()
	}
}

// step does one step and enters it, whatever comes of it.
func (s *session) step(ctx context.Context, name string, work func(context.Context) (detail string, err error)) error {
	started := s.now()
	s.event(Event{Step: name, Started: true})
	detail, failed := work(ctx)
	status := statusDone
	if failed != nil {
		status, _, detail = outcome(ctx, failed, false)
	}
	err := s.db.Tx(context.WithoutCancel(ctx), func(ctx context.Context, tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `insert into ledger.steps by name
select ? as run, ? as step, ?::timestamp as started_at, ?::timestamp as finished_at, ? as status, nullif(?, '') as detail`,
			s.result.Run, name, warehouse.Stamp(started), warehouse.Stamp(s.now()), status, detail)
		return err
	})
	s.Log.Info("step", "run", s.result.Run, "step", name, "status", status, "detail", detail, "took", s.now().Sub(started).Round(time.Millisecond))
	s.event(Event{Step: name, Message: detail, Finished: true})
	if failed == nil {
		return err
	}
	return failed
}
