package source

import (
	"context"
	"errors"
	"io"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// stream is an array.RecordReader that is fed by a goroutine of its own, so that reading the file and using its rows
// overlap. Releasing it stops the goroutine and waits for it.
type stream struct {
	refs    atomic.Int64
	schema  *arrow.Schema
	batches chan arrow.RecordBatch
	cancel  context.CancelFunc
	current arrow.RecordBatch
	failure error // written by the goroutine before it closes batches
	ended   bool
}

var _ array.RecordReader = (*stream)(nil)

// stream starts the reading of the rows.
func (f *File) stream(ctx context.Context, rows scanner, wanted []string, columns []int) array.RecordReader {
	ctx, cancel := context.WithCancel(ctx)
	p := newPump(f, rows, wanted, columns)
	s := &stream{schema: p.out.schema, batches: make(chan arrow.RecordBatch, 2), cancel: cancel}
	s.refs.Store(1)
	f.stats = Stats{}
	go func() {
		defer close(s.batches)
		defer rows.close()
		s.failure = f.readFault(f.guard(func() error { return p.run(ctx, s.batches) }))
		f.stats = p.stats
	}()
	return s
}

func (s *stream) Retain() { s.refs.Add(1) }

func (s *stream) Release() {
	if s.refs.Add(-1) != 0 {
		return
	}
	s.cancel()
	if s.current != nil {
		s.current.Release()
		s.current = nil
	}
	for batch := range s.batches {
		batch.Release()
	}
	s.ended = true
}

func (s *stream) Schema() *arrow.Schema { return s.schema }

func (s *stream) Next() bool {
	if s.current != nil {
		s.current.Release()
		s.current = nil
	}
	batch, more := <-s.batches
	s.current, s.ended = batch, !more
	return more
}

func (s *stream) RecordBatch() arrow.RecordBatch { return s.current }

// Record is RecordBatch under the name that the interface still asks for.
func (s *stream) Record() arrow.RecordBatch { return s.current }

// Err is what stopped the stream, once Next has returned false.
func (s *stream) Err() error {
	if !s.ended {
		return nil
	}
	return s.failure
}

// run reads all rows and sends the batches.
func (p *pump) run(ctx context.Context, batches chan<- arrow.RecordBatch) error {
	send := func() error {
		batch := p.out.cut()
		select {
		case batches <- batch:
			return nil
		case <-ctx.Done():
			batch.Release()
			return ctx.Err()
		}
	}
	var rec record
	for {
		if err := p.rows.scan(&rec); err != nil {
			if !errors.Is(err, io.EOF) {
				return err
			}
			break
		}
		if err := p.take(&rec); err != nil {
			return err
		}
		if p.out.full() {
			if err := send(); err != nil {
				return err
			}
		}
		if p.passed++; p.passed%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if err := p.file.grown(); err != nil {
		return err
	}
	if len(p.out.numbers) == 0 {
		return nil
	}
	return send()
}

// grown refuses a file that changed its size while it was read: someone is still writing it.
func (f *File) grown() error {
	info, err := f.file.Stat()
	if err != nil {
		return f.unreadable(err)
	}
	if info.Size() != f.size {
		return f.cutShort("the file changed while it was read")
	}
	return nil
}
